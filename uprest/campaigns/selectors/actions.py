"""The actions of a city as its officers read them."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext, ngettext

from uprest.accounts.models import User
from uprest.campaigns.models import Action
from uprest.campaigns.selectors.texts import choose_words
from uprest.core.addresses import find_url
from uprest.ecosystem.models import Municipality
from uprest.ecosystem.types import AccessDenied

STILL_TO_DO = (Action.State.OPEN, Action.State.DOING)
CHUNK = 500


@dataclass(frozen=True, slots=True)
class SourceLink:
    """What an action goes back to. ``url`` is empty where it cannot be opened."""

    label: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteLine:
    """A note: what, who and when. ``state_label`` is the new state, if it changed."""

    text: str
    state_label: str
    by: str
    written_at: dt.datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ActionLine:
    """An action. ``overdue`` says in words by how much it is late, "" where it is not."""

    action_id: int
    title: str
    finding: str
    source: SourceLink | None
    owner: str
    state: str
    state_label: str
    due_on: dt.date | None
    overdue: str
    created_at: dt.datetime
    notes: tuple[NoteLine, ...]


def read_actions(*, municipality: Municipality, state: str) -> QuerySet[Action]:
    """Return the actions of a city, what is due first at the top (two queries).

    ``state`` is a state, "" for what is still to do, or "ALL".
    """
    actions = (
        Action.objects.filter(municipality=municipality)
        .select_related("municipality", "owner", "release", "campaign__municipality")
        .prefetch_related("campaign__texts", "notes__by")
    )
    if state == "":
        actions = actions.filter(state__in=STILL_TO_DO)
    elif state != "ALL":
        actions = actions.filter(state=state)
    return actions.order_by(F("due_on").asc(nulls_last=True), "-created_at", "-pk")


def get_action(*, municipality: Municipality, pk: int) -> Action:
    """Return an action of a city that came through the gate.

    :raises AccessDenied: if it is not one of this city's.
    """
    action = read_actions(municipality=municipality, state="ALL").filter(pk=pk).first()
    if action is None:
        raise AccessDenied
    return action


def describe_action(action: Action, *, language: str, today: dt.date) -> ActionLine:
    """Return an action, as ``read_actions`` read it, in words."""
    return ActionLine(
        action_id=action.pk,
        title=action.title,
        finding=action.finding,
        source=_find_source(action, language),
        owner=action.owner.get_public_name() if action.owner else "",
        state=action.state,
        state_label=action.get_state_display(),
        due_on=action.due_on,
        overdue=_write_overdue(action, today),
        created_at=action.created_at,
        notes=tuple(
            NoteLine(
                text=note.text,
                state_label=note.get_state_display() if note.state else "",
                by=_name(note.by),
                written_at=note.written_at,
            )
            for note in action.notes.all()
        ),
    )


def _name(person: User | None) -> str:
    return person.get_public_name() if person else gettext("Somebody who has left")


def _write_overdue(action: Action, today: dt.date) -> str:
    if action.due_on is None or action.due_on >= today or action.state not in STILL_TO_DO:
        return ""
    days = (today - action.due_on).days
    return ngettext("Overdue by %(count)s day", "Overdue by %(count)s days", days) % {"count": days}


def _find_source(action: Action, language: str) -> SourceLink | None:
    slug = action.municipality.slug
    if action.campaign is not None:
        title = choose_words(action.campaign, language=language).title
        return SourceLink(
            label=gettext("Campaign: %(title)s") % {"title": title},
            url=reverse("campaigns:campaign", args=(slug, action.campaign.pk)),
        )
    if action.event is not None:
        return SourceLink(label=gettext("An event"), url=find_url("events:event", action.event))
    if action.release is not None:
        day = date_format(action.release.as_of, "DATE_FORMAT", use_l10n=True)
        return SourceLink(
            label=gettext("Figures of %(day)s") % {"day": day},
            url=reverse("reporting:city", args=(slug,)),
        )
    return None


def list_actions(
    *, municipality: Municipality, state: str, language: str, at: dt.datetime
) -> list[ActionLine]:
    """Return the actions of a city that came through the gate, in words (four queries)."""
    today = localdate(at)
    found = read_actions(municipality=municipality, state=state)
    return [describe_action(action, language=language, today=today) for action in found]


def iterate_actions(
    *, municipality: Municipality, state: str, language: str, at: dt.datetime
) -> Iterator[ActionLine]:
    """Yield the same, of which no more than ``CHUNK`` are kept (one query, three for a chunk)."""
    today = localdate(at)
    found = read_actions(municipality=municipality, state=state)
    for action in found.iterator(chunk_size=CHUNK):
        yield describe_action(action, language=language, today=today)


def list_states() -> list[tuple[str, str]]:
    """Return the states of actions with their names."""
    return [(state.value, str(state.label)) for state in Action.State]
