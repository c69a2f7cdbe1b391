"""The need board as each of its readers sees it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db.models import Case, Count, Exists, OuterRef, QuerySet, Value, When
from django.utils.timezone import localdate
from django.utils.translation import gettext

from courses.selectors import list_modules
from courses.types import CourseModule
from uprest.campaigns.models import Need, NeedSupport
from uprest.ecosystem.models import Municipality, Organisation

OPEN = (Need.State.ASKED, Need.State.WRITING)


class Reader(StrEnum):
    """Who reads the board: it decides whose name is shown."""

    CITY = "CITY"
    BUSINESS = "BUSINESS"
    TRAINER = "TRAINER"


@dataclass(frozen=True, kw_only=True, slots=True)
class NeedLine:
    """A module that is asked for, as one reader sees it.

    ``supports`` is the number of other businesses that need it too. ``who`` is in words; it names
    a business to its city only, where the business wants that. ``is_mine`` and ``is_supported``
    are those of the business that reads, or of the trainer.
    """

    need_id: int
    title: str
    job: str
    why: str
    language: str
    state: str
    state_label: str
    is_open: bool
    asked_on: dt.date
    supports: int
    who: str
    is_mine: bool
    is_supported: bool
    is_hidden: bool
    trainer: str
    course_title: str
    course_url: str
    reason: str


def read_needs(
    *, municipality: Municipality | None, organisation: Organisation | None, state: str
) -> QuerySet[Need]:
    """Return the needs of a city (or all), open ones first, the most wanted first among them.

    ``organisation`` is the business that reads, if one does; ``state`` filters.
    """
    needs = Need.objects.select_related(
        "municipality", "organisation", "skill", "occupation", "trainer"
    )
    if municipality is not None:
        needs = needs.filter(municipality=municipality)
    if state:
        needs = needs.filter(state=state)
    supported = (
        Exists(NeedSupport.objects.filter(need=OuterRef("pk"), organisation=organisation))
        if organisation is not None
        else Value(value=False)
    )
    is_decided = Case(When(state__in=OPEN, then=0), default=1)
    return needs.annotate(
        support_count=Count("supports"), is_supported=supported, is_decided=is_decided
    ).order_by("is_decided", "-support_count", "-asked_at", "-pk")


def describe_needs(
    *, needs: list[Need], reader: Reader, organisation: Organisation | None, language: str
) -> list[NeedLine]:
    """Return needs, as ``read_needs`` read them, in the words for ``reader`` (one query)."""
    courses = {module.course_key: module for module in list_modules(language=language)}
    return [_describe(need, reader, organisation, courses) for need in needs]


def _describe(
    need: Need,
    reader: Reader,
    organisation: Organisation | None,
    courses: Mapping[UUID, CourseModule],
) -> NeedLine:
    is_mine = organisation is not None and need.organisation_id == organisation.pk
    withheld = need.hidden_at is not None and not is_mine and reader != Reader.CITY
    course = courses.get(need.course_key) if need.course_key else None
    title = need.skill.name if need.skill else need.words
    if withheld:
        title = need.skill.name if need.skill else gettext("Hidden by the city")
    return NeedLine(
        need_id=need.pk,
        title=title,
        job=need.occupation.name if need.occupation else "",
        why=gettext("The city has hidden this text.") if withheld else _write_why(need),
        language=need.get_language_display(),
        state=need.state,
        state_label=need.get_state_display(),
        is_open=need.state in OPEN,
        asked_on=localdate(need.asked_at),
        supports=need.support_count,  # type: ignore[attr-defined]
        who=_write_who(need, reader, is_mine=is_mine),
        is_mine=is_mine,
        is_supported=need.is_supported,  # type: ignore[attr-defined]
        is_hidden=need.hidden_at is not None,
        trainer=need.trainer.get_public_name() if need.trainer else "",
        course_title=course.title if course else "",
        course_url=course.url if course else "",
        reason=need.reason,
    )


def _write_why(need: Need) -> str:
    return f"{need.words}\n{need.why}" if need.skill and need.words else need.why


def _write_who(need: Need, reader: Reader, *, is_mine: bool) -> str:
    if is_mine:
        return gettext("Your business")
    if reader == Reader.TRAINER:
        city = {"city": need.municipality.name}
        if need.organisation is None:
            return gettext("The city: %(city)s") % city
        return gettext("A business in %(city)s") % city
    if need.organisation is None:
        return gettext("The city")
    if reader == Reader.CITY and need.shows_name:
        return need.organisation.name
    return gettext("A business")


def find_same_needs(*, municipality: Municipality, skill_id: int | None) -> list[Need]:
    """Return the open needs of a city for the same skill (one query; none without a skill)."""
    if skill_id is None:
        return []
    needs = Need.objects.filter(municipality=municipality, skill_id=skill_id, state__in=OPEN)
    return list(needs.select_related("skill").order_by("-asked_at", "-pk"))


def list_states() -> list[tuple[str, str]]:
    """Return the states of needs with their names, in the order of a need's life."""
    return [(state.value, str(state.label)) for state in Need.State]
