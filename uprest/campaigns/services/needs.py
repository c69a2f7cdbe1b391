"""The need board: asked, supported, taken by a trainer, answered or declined."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from courses.selectors import list_modules
from uprest.accounts.models import User
from uprest.campaigns.models import Need, NeedSupport
from uprest.campaigns.selectors.needs import find_same_needs
from uprest.campaigns.services.telling import tell_need_moved
from uprest.campaigns.types import AlreadyAskedError, NeedContent, TransitionError, UnvouchedError
from uprest.ecosystem.models import Municipality, Organisation
from uprest.ecosystem.types import AccessDenied

State = Need.State
OPEN = (State.ASKED, State.WRITING)


@transaction.atomic
def ask_for_module(
    *,
    municipality: Municipality,
    organisation: Organisation | None,
    content: NeedContent,
    token: UUID,
    is_other: bool,
    by: User,
    at: datetime,
) -> Need:
    """Put a need on the board of a city. The same ``token`` sent twice makes one.

    :raises AlreadyAskedError: if the skill is asked for already and ``is_other`` does not say that
        something else is meant.
    :raises AccessDenied: if the token belongs to somebody else's need.
    :raises UnvouchedError: if an administrator has not confirmed the business yet.
    """
    known = Need.objects.filter(token=token).first()
    if known is not None:
        if known.municipality_id != municipality.pk or known.asked_by_id != by.pk:
            raise AccessDenied
        return known
    _refuse_unvouched(organisation)
    # two who ask for the same at once come one after the other
    Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)
    if not is_other and find_same_needs(municipality=municipality, skill_id=content.skill_id):
        raise AlreadyAskedError(
            gettext("This skill is on the board already. Say that you need it too, or ask anyway.")
        )
    return Need.objects.create(
        municipality=municipality,
        organisation=organisation,
        token=token,
        skill_id=content.skill_id,
        words=content.words,
        occupation_id=content.occupation_id,
        why=content.why,
        language=content.language,
        shows_name=content.shows_name and organisation is not None,
        asked_by=by,
        asked_at=at,
        moved_at=at,
    )


@transaction.atomic
def set_support(
    *, need_id: int, organisation: Organisation, needs_it: bool, by: User, at: datetime
) -> Need:
    """Say for a business that it needs a module too, or take that back; one voice a business.

    :raises AccessDenied: if the need belongs to another city.
    :raises TransitionError: if it is decided, or the business itself asked for it.
    :raises UnvouchedError: if an administrator has not confirmed the business yet.
    """
    need = _lock(need_id)
    if need.municipality_id != organisation.municipality_id:
        raise AccessDenied
    if need.organisation_id == organisation.pk:
        raise TransitionError(gettext("Your business asked for this one itself."))
    _refuse_unless(need, *OPEN)
    if needs_it:
        _refuse_unvouched(organisation)
        NeedSupport.objects.get_or_create(
            need=need,
            organisation=organisation,
            defaults={"supported_at": at, "supported_by": by},
        )
    else:
        NeedSupport.objects.filter(need=need, organisation=organisation).delete()
    return need


def _refuse_unvouched(organisation: Organisation | None) -> None:
    """Refuse a business that nobody vouches for: anybody could make up fifty of them."""
    if organisation is not None and not organisation.counts:
        raise UnvouchedError(
            gettext("Your business can take part once an administrator has confirmed it.")
        )


# --- Trainers -------------------------------------------------------------------------------------


@transaction.atomic
def take_need(*, need_id: int, trainer: User, at: datetime) -> Need:
    """Begin to write the module; taken twice by the same trainer, it is taken once.

    :raises TransitionError: if another trainer has it, or it is decided.
    """
    need = _lock(need_id)
    if need.state == State.WRITING and need.trainer_id == trainer.pk:
        return need
    _refuse_unless(need, State.ASKED)
    need.trainer = trainer
    return _move(need, State.WRITING, at)


@transaction.atomic
def give_back_need(*, need_id: int, trainer: User, at: datetime) -> Need:
    """Leave a need to others again.

    :raises TransitionError: if the trainer does not have it.
    """
    need = _lock(need_id)
    _refuse_unless(need, State.WRITING)
    if need.trainer_id != trainer.pk:
        raise TransitionError(gettext("Another trainer writes this module."))
    need.trainer, need.state, need.moved_at = None, State.ASKED, at
    need.save(update_fields=["trainer", "state", "moved_at"])
    return need


@transaction.atomic
def answer_need(*, need_id: int, course_key: UUID, trainer: User, at: datetime) -> Need:
    """Answer with a course that is published. The same answer twice is given once.

    :raises TransitionError: if it is decided otherwise, or the course is not published.
    """
    need = _lock(need_id)
    if need.state == State.ANSWERED and need.course_key == course_key:
        return need
    _refuse_unless(need, *OPEN)
    titles = {}
    for language in ("en", need.language):
        for module in list_modules(language=language):
            if module.course_key == course_key and module.url:
                titles[language] = module.title
    if not titles:
        raise TransitionError(gettext("This course is not published. Publish it first."))
    need.course_key, need.trainer = course_key, trainer
    return _move(need, State.ANSWERED, at, course_titles=titles)


@transaction.atomic
def decline_need(*, need_id: int, reason: str, trainer: User, at: datetime) -> Need:
    """Decline a need with a reason that everybody on the board reads.

    :raises TransitionError: if it is answered already.
    """
    need = _lock(need_id)
    if need.state == State.DECLINED:
        return need
    _refuse_unless(need, *OPEN)
    need.reason, need.trainer = reason, trainer
    return _move(need, State.DECLINED, at)


def _move(
    need: Need, state: str, at: datetime, *, course_titles: dict[str, str] | None = None
) -> Need:
    need.state, need.moved_at = state, at
    need.save(update_fields=["state", "moved_at", "trainer", "course_key", "reason"])
    tell_need_moved(need=need, course_titles=course_titles or {}, at=at)
    return need


# --- Moderated ------------------------------------------------------------------------------------


@transaction.atomic
def hide_need(
    *, municipality: Municipality, need_id: int, is_hidden: bool, by: User, at: datetime
) -> Need:
    """Hide what a need says from everybody but who asked, or show it again.

    :raises AccessDenied: if it belongs to another city.
    """
    need = _lock(need_id)
    if need.municipality_id != municipality.pk:
        raise AccessDenied
    if (need.hidden_at is not None) != is_hidden:
        need.hidden_at, need.hidden_by = (at, by) if is_hidden else (None, None)
        need.save(update_fields=["hidden_at", "hidden_by"])
    return need


def _lock(need_id: int) -> Need:
    need = (
        Need.objects.select_for_update(of=("self",))
        .select_related("municipality", "skill")
        .filter(pk=need_id)
        .first()
    )
    if need is None:
        raise AccessDenied
    return need


def _refuse_unless(need: Need, *states: str) -> None:
    if need.state not in states:
        raise TransitionError(
            gettext("This need is in the state “%(state)s”: that cannot be done any more.")
            % {"state": need.get_state_display()}
        )
