"""An event's life: planned, changed, published, cancelled."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext

from uprest.accounts.models import User
from uprest.ecosystem.models import Municipality
from uprest.events.models import AgendaItem, Event, Format, Place, State
from uprest.events.selectors.words import describe_span, read_words
from uprest.events.services.announcing import tell_everybody
from uprest.events.services.registering import lock_event
from uprest.events.types import EventPlan, Evidence, PlanError

EVENTS_A_CITY = 500
"""More drafts and events than this are a mistake, or somebody trying the disk."""

MOVING = ("starts_at", "ends_at", "time_zone", "format")
"""What people who are registered are told of when it changes."""

EARLIEST, LATEST = 2000, 2099
"""Years of an event: a slip of the keyboard would make a day that no database keeps."""


@transaction.atomic
def create_event(*, municipality: Municipality, plan: EventPlan, by: User, at: datetime) -> Event:
    """Plan an event: a draft, which only its organisers see.

    :raises PlanError: if its times do not fit together, or the city has too many events.
    """
    if Event.objects.filter(municipality=municipality).count() >= EVENTS_A_CITY:
        raise PlanError(gettext("This city has as many events as it can have."))
    _check_times(plan)
    event = Event(municipality=municipality, created_by=by, created_at=at, changed_at=at)
    _write(event, plan)
    event.save()
    event.skills.set(plan.skill_ids)
    return event


@transaction.atomic
def change_event(*, event_id: int, plan: EventPlan, at: datetime) -> Event:
    """Change an event. Its agenda moves with its start; people are told when that matters to them.

    :raises PlanError: if the times do not fit together, or a part of the agenda would lie outside.
    """
    event = lock_event(event_id)
    _check_times(plan)
    before = {name: getattr(event, name) for name in MOVING}
    shift = plan.starts_at - event.starts_at
    _write(event, plan)
    _move_agenda(event, shift)
    if event.state == State.PUBLISHED:
        _check_places(event)
    has_moved = any(getattr(event, name) != value for name, value in before.items())
    if event.starts_at != before["starts_at"]:
        event.day_reminder_at = event.hour_reminder_at = None
    touch(event, at)
    event.save()
    event.skills.set(plan.skill_ids)
    if has_moved and event.state == State.PUBLISHED:
        announce_change(event, at)
    return event


def _write(event: Event, plan: EventPlan) -> None:
    for language, text in plan.titles.items():
        setattr(event, f"title_{language}", text)
    for language, text in plan.descriptions.items():
        setattr(event, f"description_{language}", text)
    event.format = plan.format
    event.starts_at, event.ends_at, event.time_zone = plan.starts_at, plan.ends_at, plan.time_zone
    event.languages = " ".join(plan.languages)
    event.opens_at, event.closes_at = plan.opens_at, plan.closes_at
    event.course_key, event.lesson_key = plan.evidence.course_key, plan.evidence.lesson_key


def keep_frame(event: Event, plan: EventPlan) -> EventPlan:
    """Return a speaker's plan with the times, the format and the evidence that officers set."""
    return replace(
        plan,
        format=event.format,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        time_zone=event.time_zone,
        opens_at=event.opens_at,
        closes_at=event.closes_at,
        evidence=Evidence(event.course_key, event.lesson_key),
    )


def _check_times(plan: EventPlan) -> None:
    moments = (plan.starts_at, plan.ends_at, plan.opens_at, plan.closes_at)
    if any(one and not EARLIEST <= one.year <= LATEST for one in moments):
        raise PlanError(gettext("Choose a day in this century."), "day")
    if plan.ends_at <= plan.starts_at:
        raise PlanError(gettext("The event has to end after it starts."), "ends_at")
    if (plan.ends_at - plan.starts_at).days >= 14:  # two weeks
        raise PlanError(gettext("An event can last two weeks at most."), "ends_at")
    if plan.closes_at and plan.closes_at > plan.ends_at:
        raise PlanError(gettext("Registration cannot close after the event is over."), "closes_at")
    if plan.opens_at and plan.opens_at >= (plan.closes_at or plan.ends_at):
        raise PlanError(gettext("Registration has to open before it closes."), "opens_at")


def _move_agenda(event: Event, shift: timedelta) -> None:
    """Move all parts by as much as the event's start has moved, and check that they fit."""
    for item in AgendaItem.objects.filter(event=event):
        item.starts_at += shift
        item.ends_at += shift
        if item.starts_at < event.starts_at or item.ends_at > event.ends_at:
            words = read_words(item, "title", city_language=event.municipality.language)
            span = describe_span(item.starts_at, item.ends_at, event.time_zone)
            raise PlanError(
                gettext("“%(part)s” (%(times)s) would lie outside the event. Change it first.")
                % {"part": words.text, "times": span},
                "ends_at",
            )
        if shift:
            item.save()


def touch(event: Event, at: datetime) -> None:
    """Note that calendars have to be brought up to date; the caller saves the event."""
    event.sequence += 1
    event.changed_at = at


def announce_change(event: Event, at: datetime, *, words: dict[str, object] | None = None) -> None:
    """Tell everybody registered how the event is now."""
    tell_everybody(
        event=event,
        kind="changed",
        occasion=str(event.sequence),
        at=at,
        words=words or {"place": "", "address": ""},
    )


def list_faults(event: Event) -> list[str]:
    """Return what is missing before an event can be published, in plain words."""
    places = list(Place.objects.filter(event=event))
    faults = []
    if not read_words(event, "title").text:
        faults.append(gettext("It needs a title."))
    faults += _find_place_faults(event.format, places)
    faults += [
        gettext("%(place)s needs the link of the meeting.") % {"place": place.name}
        for place in places
        if place.is_virtual and not place.meeting_url
    ]
    return faults


def _find_place_faults(event_format: str, places: Iterable[Place]) -> list[str]:
    rooms = sum(not place.is_virtual for place in places)
    online = sum(place.is_virtual for place in places)
    wrong = {
        Format.ON_SITE: (
            not rooms or bool(online),
            gettext("An event on site needs a place with an address, and none online."),
        ),
        Format.VIRTUAL: (
            not online or bool(rooms),
            gettext("An online event needs a place online, and none with an address."),
        ),
        Format.HYBRID: (
            not (rooms and online),
            gettext("An event on site and online needs a place of each kind."),
        ),
        Format.SATELLITE: (
            rooms + online < 2,  # many
            gettext("An event at many places needs at least two places."),
        ),
    }
    is_wrong, text = wrong[Format(event_format)]
    return [text] if is_wrong else []


def _check_places(event: Event) -> None:
    faults = _find_place_faults(event.format, list(Place.objects.filter(event=event)))
    if faults:
        raise PlanError(faults[0], "format")


@transaction.atomic
def publish_event(*, event_id: int, at: datetime) -> Event:
    """Show an event to everybody. Published already, nothing happens.

    :raises PlanError: if something is missing, if it is over, or if it was cancelled.
    """
    event = lock_event(event_id)
    if event.state == State.PUBLISHED:
        return event
    if event.state == State.CANCELLED:
        raise PlanError(gettext("A cancelled event cannot be published again. Plan a new one."))
    faults = list_faults(event)
    if event.ends_at <= at:
        faults.append(gettext("It is over already. Change its day."))
    if faults:
        raise PlanError(" ".join(faults))
    event.state, event.published_at = State.PUBLISHED, at
    touch(event, at)
    event.save()
    return event


@transaction.atomic
def cancel_event(*, event_id: int, reason: str, at: datetime) -> Event:
    """Call an event off and tell everybody why. Cancelled already, nothing happens.

    :raises PlanError: if no reason is given, or if the event is over.
    """
    event = lock_event(event_id)
    if event.state == State.CANCELLED:
        return event
    if not reason.strip():
        raise PlanError(gettext("Say why, so that people understand."), "reason")
    if event.ends_at <= at:
        raise PlanError(gettext("It is over already, and stays as it was."))
    was_published = event.state == State.PUBLISHED
    event.state, event.cancel_reason = State.CANCELLED, reason.strip()
    touch(event, at)
    event.save()
    if was_published:
        tell_everybody(
            event=event,
            kind="cancelled",
            occasion="once",
            at=at,
            words={"reason": event.cancel_reason},
        )
    return event
