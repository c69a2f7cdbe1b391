"""What organisers see: the people of their own event, and what attending may count for."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch
from django.utils.translation import gettext

from courses.models import Activity
from courses.selectors.catalogue import list_modules
from courses.selectors.pages import find_lessons
from uprest.events.models import CheckIn, Event, Place, Registration

LESSON, COURSE = "lesson:", "course:"

Choices = list[tuple[str, list[tuple[str, str]]]]


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonRow:
    """Somebody registered, as the organisers see them. ``needs`` is empty after the event."""

    registration_id: UUID
    user_id: int
    name: str
    state: str
    place_id: int
    needs: str
    registered_at: datetime
    checked_in_at: datetime | None
    method: str
    is_recorded: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceList:
    """A place with its people: those with a seat by name, those who wait by their turn."""

    place_id: int
    name: str
    host: str
    seats: int | None
    code: str
    is_virtual: bool
    registered: tuple[PersonRow, ...]
    waiting: tuple[PersonRow, ...]

    @property
    def checked_in(self) -> int:
        """How many are there."""
        return sum(row.checked_in_at is not None for row in self.registered)


def list_people(*, event: Event, place_id: int | None = None) -> tuple[PlaceList, ...]:
    """Return the people of an event by place, in three queries whatever their number."""
    rows = (
        Registration.objects.filter(event=event)
        .exclude(state=Registration.State.CANCELLED)
        .select_related("user")
        .prefetch_related(
            Prefetch(
                "check_ins", queryset=CheckIn.objects.filter(undone_at=None), to_attr="standing"
            )
        )
        .order_by("registered_at", "pk")
    )
    places = Place.objects.filter(event=event).order_by("position", "pk")
    if place_id is not None:
        rows, places = rows.filter(place_id=place_id), places.filter(pk=place_id)
    found: dict[int, list[PersonRow]] = defaultdict(list)
    for row in rows:
        found[row.place_id].append(_build_person(row))
    return tuple(_build_place(place, found[place.pk]) for place in places)


def _build_person(row: Registration) -> PersonRow:
    standing: list[CheckIn] = row.standing  # type: ignore[attr-defined]
    check_in = standing[0] if standing else None
    erased = row.user.erased_at is not None
    return PersonRow(
        registration_id=row.pk,
        user_id=row.user_id,
        name="" if erased else row.name or row.user.get_public_name(),
        state=row.state,
        place_id=row.place_id,
        needs=row.needs,
        registered_at=row.registered_at,
        checked_in_at=check_in.at if check_in else None,
        method=check_in.method if check_in else "",
        is_recorded=check_in is not None and check_in.deed is not None,
    )


def _build_place(place: Place, rows: list[PersonRow]) -> PlaceList:
    seated = [row for row in rows if row.state == Registration.State.REGISTERED]
    return PlaceList(
        place_id=place.pk,
        name=place.name,
        host=place.host,
        seats=place.seats,
        code=place.code,
        is_virtual=place.is_virtual,
        registered=tuple(sorted(seated, key=lambda row: row.name.casefold())),
        waiting=tuple(row for row in rows if row.state == Registration.State.WAITING),
    )


def list_evidence_choices(*, language: str) -> Choices:
    """Return what attending may count for: of each course all lessons, or one of them."""
    modules = list_modules(language=language)
    rows = list(
        Activity.objects.filter(
            course_key__in=[module.course_key for module in modules],
            kind=Activity.Kind.LESSON,
            is_live=True,
        ).order_by("position", "pk")
    )
    pages = find_lessons(lesson_keys={row.lesson_key for row in rows}, language=language)
    lessons: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
    for row in rows:
        if row.lesson_key in pages:
            title = pages[row.lesson_key].title
            lessons[row.course_key].append((f"{LESSON}{row.lesson_key}", title))
    return [
        (
            module.title,
            [
                (
                    f"{COURSE}{module.course_key}",
                    gettext("All lessons of “%(title)s”") % {"title": module.title},
                ),
                *lessons[module.course_key],
            ],
        )
        for module in modules
        if lessons[module.course_key]
    ]
