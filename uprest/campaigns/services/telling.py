"""Who is told what; the words are templates, in each person's language."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, gettext, override

from uprest.campaigns.kinds import ACTION_DUE, ACTION_GIVEN, INVITED, NEED, OVER
from uprest.campaigns.models import Action, Campaign, Need
from uprest.ecosystem.models import Membership
from uprest.ecosystem.selectors.gate import LEADING_ROLES
from uprest.notifications.services import notify


class InLanguage:
    """A text that is chosen where it is written: in the reader's language, else in ``first``."""

    def __init__(self, texts: dict[str, str], *, first: str) -> None:
        self.texts = texts
        self.first = first

    def __str__(self) -> str:
        text = self.texts.get(get_language() or self.first) or self.texts.get(self.first)
        return text or next(iter(self.texts.values()), "")


def name_campaign(campaign: Campaign) -> InLanguage:
    """Return the title of a campaign (one query)."""
    titles = dict(campaign.texts.values_list("language", "title"))
    return InLanguage(titles, first=campaign.municipality.language)


def tell_invited(*, campaign: Campaign, organisation_ids: list[int], at: datetime) -> int:
    """Tell the owners and managers of businesses that their city asks them to take part.

    Each is told once, however many of the businesses they lead.
    """
    return notify(
        user_ids=_find_leaders(organisation_ids),
        kind=INVITED,
        key=f"{INVITED}:{campaign.pk}",
        context=_describe(campaign),
        to=("campaigns:my_city",),
        at=at,
    )


def tell_over(*, campaign: Campaign, organisation_ids: list[int], at: datetime) -> int:
    """Tell the owners and managers of businesses that take part that a campaign is over."""
    is_cancelled = campaign.state == Campaign.State.CANCELLED
    return notify(
        user_ids=_find_leaders(organisation_ids),
        kind=OVER,
        key=f"{OVER}:{campaign.pk}",
        context=_describe(campaign)
        | {"reason": campaign.over_reason, "is_cancelled": is_cancelled},
        to=("campaigns:my_city",),
        at=at,
    )


def _describe(campaign: Campaign) -> dict[str, Any]:
    return {
        "city": campaign.municipality.name,
        "title": name_campaign(campaign),
        "ends_on": campaign.ends_on,
    }


def _find_leaders(organisation_ids: list[int]) -> set[int]:
    """Return the owners and managers of businesses (one query)."""
    rows = Membership.objects.filter(
        organisation_id__in=organisation_ids, left_at=None, role__in=LEADING_ROLES
    )
    return set(rows.values_list("user_id", flat=True))


# --- Needs --------------------------------------------------------------------------------------


def tell_need_moved(*, need: Need, course_titles: dict[str, str], at: datetime) -> int:
    """Tell who asked for a module and who needs it too what became of it.

    Businesses are led to their own board, the officer who asked to the city's.
    """
    context = {
        "state": need.state,
        "need": name_need(need),
        "course": InLanguage(course_titles, first=need.language),
        "reason": need.reason,
    }
    key = f"{NEED}:{need.pk}:{need.state}:{need.moved_at.isoformat()}"
    businesses = list(need.supports.values_list("organisation_id", flat=True))
    if need.organisation_id is not None:
        businesses.append(need.organisation_id)
    told = notify(
        user_ids=_find_leaders(businesses),
        kind=NEED,
        key=key,
        context=context,
        to=("campaigns:my_board",),
        at=at,
    )
    if need.organisation_id is None and need.asked_by_id is not None:
        told += notify(
            user_ids=[need.asked_by_id],
            kind=NEED,
            key=key,
            context=context,
            to=("campaigns:needs", need.municipality.slug),
            at=at,
        )
    return told


def name_need(need: Need) -> InLanguage:
    """Return what is asked for: the skill in the reader's language, or the words."""
    if need.skill is None and need.hidden_at is not None:
        hidden = {}
        for code, _name in settings.LANGUAGES:
            with override(code):
                hidden[code] = gettext("Hidden by the city")
        return InLanguage(hidden, first="en")
    if need.skill is None:
        return InLanguage({need.language: need.words}, first=need.language)
    names = {
        field.removeprefix("name_"): str(value)
        for field, value in vars(need.skill).items()
        if field.startswith("name_") and value
    }
    return InLanguage(names, first="en")


# --- Actions ------------------------------------------------------------------------------------


def tell_new_owner(*, action: Action, at: datetime) -> int:
    """Tell an officer that an action is theirs now."""
    if action.owner_id is None:
        return 0
    return notify(
        user_ids=[action.owner_id],
        kind=ACTION_GIVEN,
        key=f"{ACTION_GIVEN}:{action.pk}:{at.isoformat()}",
        context={"title": action.title, "due_on": action.due_on, "city": action.municipality.name},
        to=("campaigns:action", action.municipality.slug, action.pk),
        at=at,
    )


def tell_due(*, action: Action, at: datetime) -> int:
    """Remind the officer of an action on its day; once for each day that is set."""
    if action.owner_id is None or action.due_on is None:
        return 0
    return notify(
        user_ids=[action.owner_id],
        kind=ACTION_DUE,
        key=f"{ACTION_DUE}:{action.pk}:{action.due_on.isoformat()}",
        context={"title": action.title, "due_on": action.due_on, "city": action.municipality.name},
        to=("campaigns:action", action.municipality.slug, action.pk),
        at=at,
    )
