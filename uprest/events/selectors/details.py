"""One event as everybody sees it, and what somebody who is registered sees beside it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext

from courses.selectors.pages import find_courses, find_lessons
from uprest.accounts.models import User
from uprest.ecosystem.models import Municipality
from uprest.events.calendars import Entry
from uprest.events.models import (
    AgendaItem,
    CheckIn,
    Event,
    Format,
    Material,
    Place,
    Registration,
    Speaker,
    State,
)
from uprest.events.selectors.listing import name_languages
from uprest.events.selectors.words import (
    Words,
    describe_day,
    describe_span,
    describe_when,
    localise,
    read_words,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceView:
    """A place with its seats. ``free`` is nothing where there is no limit."""

    place_id: int
    name: str
    address: str
    host: str
    is_virtual: bool
    seats: int | None
    registered: int
    waiting: int

    @property
    def free(self) -> int | None:
        """How many seats are free; nothing where there is no limit."""
        return None if self.seats is None else max(0, self.seats - self.registered)

    @property
    def is_full(self) -> bool:
        """Whether who registers now has to wait."""
        return self.free == 0


@dataclass(frozen=True, kw_only=True, slots=True)
class PartView:
    """A part of the agenda. ``day`` is given where the agenda has another day than before."""

    part_id: int
    day: str
    times: str
    title: Words
    is_break: bool
    room: str
    speakers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class MaterialView:
    """A recording, file or link. ``is_video`` plays here; ``size`` is in bytes, 0 for links."""

    material_id: int
    kind: str
    title: str
    language: str
    url: str
    captions_url: str
    file_name: str
    size: int
    is_video: bool
    for_registered: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Mine:
    """How somebody stands with an event. ``queue`` is their number in the queue, from 1."""

    state: str
    place: str
    address: str
    meeting_url: str
    name: str
    needs: str
    place_id: int
    queue: int
    is_checked_in: bool
    is_recorded: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class EventView:
    """An event with everything that its page shows."""

    event: Event
    city: Municipality
    title: Words
    description: Words
    format: str
    when: str
    languages: str
    places: tuple[PlaceView, ...]
    agenda: tuple[PartView, ...]
    speakers: tuple[Speaker, ...]
    materials: tuple[MaterialView, ...]
    skills: tuple[str, ...]
    counts_for: str
    mine: Mine | None
    is_over: bool
    is_open: bool
    opens_on: str
    closes_on: str

    @property
    def is_cancelled(self) -> bool:
        """Whether it was called off."""
        return self.event.state == State.CANCELLED

    @property
    def has_rooms(self) -> bool:
        """Whether parts take place in different rooms."""
        return any(part.room for part in self.agenda)


def find_event(event_id: int, *, also_draft: bool = False) -> Event | None:
    """Return an event that everybody may see, with its city; drafts only where asked for."""
    events = Event.objects.select_related("municipality").filter(pk=event_id)
    if not also_draft:
        events = events.filter(published_at__isnull=False)
    return events.first()


def read_event(*, event: Event, user: User | None, language: str, at: datetime) -> EventView:
    """Return an event as ``user`` sees it, in at most 12 queries whatever its size.

    The link of a meeting is there only for who has a seat online.
    """
    mine = _read_mine(event, user) if user else None
    city = event.municipality
    return EventView(
        event=event,
        city=city,
        title=read_words(event, "title", city_language=city.language),
        description=read_words(event, "description", city_language=city.language),
        format=str(Format(event.format).label),
        when=describe_when(event.starts_at, event.ends_at, event.time_zone),
        languages=name_languages(event.languages.split()),
        places=list_places(event),
        agenda=list_agenda(event),
        speakers=tuple(Speaker.objects.filter(event=event)),
        materials=list_materials(event, was_registered=mine is not None),
        skills=tuple(skill.name for skill in event.skills.order_by("position")),
        counts_for=describe_evidence(event, language),
        mine=mine,
        is_over=event.ends_at <= at,
        is_open=is_open(event, at),
        opens_on=describe_moment(event.opens_at, event.time_zone)
        if event.opens_at and event.opens_at > at
        else "",
        closes_on=describe_moment(event.closes_at, event.time_zone) if event.closes_at else "",
    )


def is_open(event: Event, at: datetime) -> bool:
    """Whether an event takes registrations (see ``services.registering``)."""
    return (
        event.state == State.PUBLISHED
        and at < (event.closes_at or event.ends_at)
        and (event.opens_at is None or event.opens_at <= at)
    )


def describe_moment(moment: datetime, zone: str) -> str:
    """Return a day and a time: "Friday 14 May 2027, 14:00"."""
    return f"{describe_day(moment, zone)}, {localise(moment, zone):%H:%M}"


def list_places(event: Event) -> tuple[PlaceView, ...]:
    """Return the places of an event with how many have a seat and how many wait; one query."""
    state = Registration.State
    places = Place.objects.filter(event=event).annotate(
        registered=Count("registrations", filter=Q(registrations__state=state.REGISTERED)),
        waiting=Count("registrations", filter=Q(registrations__state=state.WAITING)),
    )
    return tuple(
        PlaceView(
            place_id=place.pk,
            name=place.name,
            address=place.address,
            host=place.host,
            is_virtual=place.is_virtual,
            seats=place.seats,
            registered=place.registered,
            waiting=place.waiting,
        )
        for place in places.order_by("position", "pk")
    )


def list_agenda(event: Event) -> tuple[PartView, ...]:
    """Return the agenda in order; two queries."""
    items = AgendaItem.objects.filter(event=event).prefetch_related(
        Prefetch("speakers", queryset=Speaker.objects.order_by("name", "pk"))
    )
    zone, language = event.time_zone, event.municipality.language
    has_days = localise(event.starts_at, zone).date() != localise(event.ends_at, zone).date()
    parts, before = [], ""
    for item in items:
        day = describe_day(item.starts_at, zone) if has_days else ""
        parts.append(
            PartView(
                part_id=item.pk,
                day=day if day != before else "",
                times=describe_span(item.starts_at, item.ends_at, zone),
                title=read_words(item, "title", city_language=language),
                is_break=item.is_break,
                room=item.room,
                speakers=tuple(speaker.name for speaker in item.speakers.all()),
            )
        )
        before = day
    return tuple(parts)


def list_materials(event: Event, *, was_registered: bool) -> tuple[MaterialView, ...]:
    """Return the materials that somebody may open; one query."""
    rows = Material.objects.filter(event=event)
    if not was_registered:
        rows = rows.filter(for_registered=False)
    return tuple(_build_material(row) for row in rows.order_by("-kind", "pk"))


def _build_material(row: Material) -> MaterialView:
    own = reverse("events:material", args=(row.event_id, row.pk)) if row.file else ""
    captions = reverse("events:captions", args=(row.event_id, row.pk)) if row.captions else ""
    return MaterialView(
        material_id=row.pk,
        kind=row.kind,
        title=row.title,
        language=row.language,
        url=own or row.url,
        captions_url=captions,
        file_name=row.file_name,
        size=row.file.size if row.file and row.file.storage.exists(str(row.file.name)) else 0,
        is_video=bool(row.file) and row.kind == Material.Kind.RECORDING,
        for_registered=row.for_registered,
    )


def find_material(*, event_id: int, material_id: int, user: User | None) -> Material | None:
    """Return a material with its file if ``user`` may open it."""
    rows = Material.objects.filter(
        event_id=event_id, pk=material_id, event__published_at__isnull=False
    )
    row = rows.first()
    if row is None or not row.for_registered:
        return row
    mine = Registration.objects.filter(event_id=event_id, user=user) if user else None
    return row if mine and mine.exclude(state=Registration.State.CANCELLED).exists() else None


def _read_mine(event: Event, user: User) -> Mine | None:
    row = (
        Registration.objects.filter(event=event, user=user)
        .exclude(state=Registration.State.CANCELLED)
        .select_related("place")
        .first()
    )
    if row is None:
        return None
    checked = CheckIn.objects.filter(registration=row, undone_at=None).first()
    has_seat = row.state == Registration.State.REGISTERED
    return Mine(
        state=row.state,
        place=row.place.name,
        address=row.place.address,
        meeting_url=row.place.meeting_url if has_seat and row.place.is_virtual else "",
        name=row.name,
        needs=row.needs,
        place_id=row.place_id,
        queue=0 if has_seat else _find_queue_number(row),
        is_checked_in=checked is not None,
        is_recorded=checked is not None and checked.deed is not None,
    )


def _find_queue_number(row: Registration) -> int:
    before = Q(registered_at__lt=row.registered_at) | Q(
        registered_at=row.registered_at, pk__lt=row.pk
    )
    waiting = Registration.objects.filter(
        before, place_id=row.place_id, state=Registration.State.WAITING
    )
    return waiting.count() + 1


def describe_evidence(event: Event, language: str) -> str:
    """Return what attending counts for, in words; nothing where it counts for nothing."""
    if event.lesson_key is not None:
        lesson = find_lessons(lesson_keys=[event.lesson_key], language=language)
        found = lesson.get(event.lesson_key)
        return gettext("the lesson “%(title)s”") % {"title": found.title} if found else ""
    if event.course_key is not None:
        courses = find_courses(course_keys=[event.course_key], language=language)
        course = courses.get(event.course_key)
        if course:
            return gettext("the lessons of the course “%(title)s”") % {"title": course.title}
    return ""


def build_entry(*, view: EventView, url: str, is_personal: bool) -> Entry:
    """Return what the calendar file of an event says.

    In everybody's file stand all places; in one's own, the place of one's seat, and the link of
    the meeting.
    """
    mine = view.mine if is_personal else None
    location = _join(mine.place, mine.address) if mine else _tell_places(view.places)
    lines = [view.description.text, _tell_agenda(view.agenda)]
    if mine and mine.meeting_url:
        lines.insert(0, gettext("Link of the meeting: %(link)s") % {"link": mine.meeting_url})
        location = mine.meeting_url
    if view.is_cancelled:
        lines.insert(0, gettext("Cancelled: %(reason)s") % {"reason": view.event.cancel_reason})
    event = view.event
    return Entry(
        uid=event.uid,
        sequence=event.sequence,
        title=view.title.text,
        description="\n\n".join(line for line in [*lines, url] if line),
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        zone=event.time_zone,
        location=location,
        url=url,
        organiser_name=view.city.name,
        organiser_email=view.city.contact_email,
        created_at=event.created_at,
        changed_at=event.changed_at,
        is_cancelled=view.is_cancelled,
        language=view.title.language,
    )


def _join(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _tell_places(places: tuple[PlaceView, ...]) -> str:
    return " · ".join(_join(place.name, place.address) for place in places)


def _tell_agenda(agenda: tuple[PartView, ...]) -> str:
    return "\n".join(
        f"{_join(part.day, part.times)} {part.title}{_tell_speakers(part)}" for part in agenda
    )


def _tell_speakers(part: PartView) -> str:
    return f" ({', '.join(part.speakers)})" if part.speakers else ""
