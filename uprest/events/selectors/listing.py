"""The events that everybody may see, and those of one person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext

from uprest.events.models import CheckIn, Event, Format, Material, Place, Registration, State
from uprest.events.selectors.words import Words, describe_when, read_words

LANGUAGE_NAMES = dict(settings.LANGUAGES)


@dataclass(frozen=True, kw_only=True, slots=True)
class EventCard:
    """An event in a list. ``where`` names its places; ``state`` is a value of ``State``."""

    event_id: int
    title: Words
    city: str
    slug: str
    format: str
    state: str
    when: str
    starts_at: datetime
    is_over: bool
    where: str
    languages: str
    has_recording: bool
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What somebody looks for; empty values want everything."""

    city: str = ""
    language: str = ""
    format: str = ""
    past: bool = False


def list_events(*, wanted: Wanted, at: datetime) -> QuerySet[Event]:
    """Return the published events that are coming, or those that are over, newest first."""
    shown = [State.PUBLISHED] if wanted.past else [State.PUBLISHED, State.CANCELLED]
    # a draft that was cancelled was never shown to anybody
    events = Event.objects.filter(state__in=shown, published_at__isnull=False)
    if wanted.past:
        events = events.filter(ends_at__lte=at).order_by("-starts_at", "-pk")
    else:
        events = events.filter(ends_at__gt=at).order_by("starts_at", "pk")
    if wanted.city:
        events = events.filter(municipality__slug=wanted.city)
    if wanted.format:
        events = events.filter(format=wanted.format)
    if wanted.language:
        events = events.filter(languages__contains=wanted.language)
    return with_cards(events)


def with_cards(events: QuerySet[Event]) -> QuerySet[Event]:
    """Return the events with what their cards show (two queries for a page)."""
    recordings = Material.objects.filter(event=OuterRef("pk"), kind=Material.Kind.RECORDING)
    return (
        events.select_related("municipality")
        .annotate(has_recording=Exists(recordings))
        .prefetch_related(Prefetch("places", queryset=Place.objects.order_by("position", "pk")))
    )


def build_cards(events: Iterable[Event], *, at: datetime) -> list[EventCard]:
    """Return the cards of events that were read with ``with_cards``."""
    return [build_card(event, at=at) for event in events]


def build_card(event: Any, *, at: datetime, note: str = "") -> EventCard:
    """Return the card of one event."""
    return EventCard(
        event_id=event.pk,
        title=read_words(event, "title", city_language=event.municipality.language),
        city=event.municipality.name,
        slug=event.municipality.slug,
        format=str(Format(event.format).label),
        state=event.state,
        when=describe_when(event.starts_at, event.ends_at, event.time_zone),
        starts_at=event.starts_at,
        is_over=event.ends_at <= at,
        where=", ".join(place.name for place in event.places.all()),
        languages=name_languages(event.languages.split()),
        has_recording=event.has_recording,
        note=note,
    )


def name_languages(codes: Iterable[str]) -> str:
    """Return the languages by their own names: "Svenska, English"."""
    return ", ".join(LANGUAGE_NAMES[code] for code in codes if code in LANGUAGE_NAMES)


@dataclass(frozen=True, slots=True)
class MyEvents:
    """One person's events: those that come, nearest first, and those that were, newest first."""

    coming: tuple[EventCard, ...]
    past: tuple[EventCard, ...]


def list_my_events(*, user_id: int, at: datetime) -> MyEvents:
    """Return the events that somebody is registered for or was at; in three queries."""
    checked = CheckIn.objects.filter(
        registration__event=OuterRef("pk"), registration__user_id=user_id, undone_at=None
    )
    mine = Registration.objects.filter(user_id=user_id).exclude(state=Registration.State.CANCELLED)
    events = (
        with_cards(Event.objects.filter(registrations__in=mine))
        .annotate(was_there=Exists(checked))
        .order_by("starts_at", "pk")
    )
    rows = {row.event_id: row for row in mine.select_related("place")}
    cards = [
        build_card(event, at=at, note=_describe_mine(event, rows[event.pk], at)) for event in events
    ]
    past = [card for card in cards if card.is_over]
    return MyEvents(
        coming=tuple(card for card in cards if not card.is_over), past=tuple(reversed(past))
    )


def _describe_mine(event: Any, row: Registration, at: datetime) -> str:
    if event.state == State.CANCELLED:
        return gettext("Cancelled")
    if event.was_there:
        return gettext("You were there")
    if event.ends_at <= at:
        return gettext("No check-in")
    if row.state == Registration.State.WAITING:
        return gettext("On the waiting list for %(place)s") % {"place": row.place.name}
    return gettext("You have a seat: %(place)s") % {"place": row.place.name}


@dataclass(frozen=True, kw_only=True, slots=True)
class CityRow:
    """An event in its organisers' list, with counts and nobody's name."""

    card: EventCard
    registered: int
    waiting: int
    checked_in: int


def list_city_events(*, municipality_id: int) -> QuerySet[Event]:
    """Return all events of a city with their counts, newest first."""
    return with_cards(
        Event.objects.filter(municipality_id=municipality_id).order_by("-starts_at", "-pk")
    )


def build_city_rows(events: Iterable[Event], *, at: datetime) -> list[CityRow]:
    """Return the rows of a page of ``list_city_events``; one query more for the counts."""
    found = list(events)
    state = Registration.State
    counts: dict[int, Mapping[str, Any]] = {
        row["event_id"]: row
        for row in Registration.objects.filter(event__in=[event.pk for event in found])
        .values("event_id")
        .annotate(
            registered=Count("pk", filter=Q(state=state.REGISTERED), distinct=True),
            waiting=Count("pk", filter=Q(state=state.WAITING), distinct=True),
            checked_in=Count("check_ins", filter=Q(check_ins__undone_at=None), distinct=True),
        )
    }
    return [_build_city_row(event, counts.get(event.pk, {}), at) for event in found]


def _build_city_row(event: Event, counts: Mapping[str, Any], at: datetime) -> CityRow:
    return CityRow(
        card=build_card(event, at=at),
        registered=counts.get("registered", 0),
        waiting=counts.get("waiting", 0),
        checked_in=counts.get("checked_in", 0),
    )
