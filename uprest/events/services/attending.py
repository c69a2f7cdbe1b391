"""Who was there, and what that counts for.

Nobody checks themselves in from a list; with the code that is shown at the place, everybody does.
After the event, attendance is written into the learning records of those who were checked in.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext, override

from courses.models import Activity, Correction
from courses.services.overriding import Word, mark_attended, take_back
from uprest.accounts.models import User
from uprest.events.models import CheckIn, Event, Place, Registration, State
from uprest.events.selectors.words import describe_day, read_words
from uprest.events.types import CheckInError

EARLY = timedelta(hours=1)
"""So long before the start people can be checked in, and so long after the end by the code."""

LATE = timedelta(days=60)
"""So long after the end what is put right in a list still gets into the learning records."""


@transaction.atomic
def check_in_by_code(*, user: User, code: str, at: datetime) -> CheckIn:
    """Check in whoever typed the code that is shown at their place.

    :raises CheckInError: if the code is unknown, the time is wrong, or they have no seat.
    """
    place = Place.objects.select_related("event__municipality").filter(code=code).first()
    if place is None or place.event.state != State.PUBLISHED:
        raise CheckInError(gettext("This code does not work. Look at it again, or ask the host."))
    event = place.event
    if not event.starts_at - EARLY <= at <= event.ends_at + EARLY:
        raise CheckInError(
            gettext("This code works from an hour before the event until an hour after it.")
        )
    row = (
        Registration.objects.select_for_update(of=("self",))
        .select_related("event", "place")
        .filter(event=event, user=user)
        .exclude(state=Registration.State.CANCELLED)
        .first()
    )
    if row is None:
        raise CheckInError(gettext("You are not registered for this event. Register first."))
    if row.place_id != place.pk:
        raise CheckInError(
            gettext("You are registered at %(place)s. Ask the host to move you to this place.")
            % {"place": row.place.name}
        )
    _check_seat(row)
    return _check_in(row, method=CheckIn.Method.CODE, by=None, at=at)


@transaction.atomic
def check_in_by_list(*, event: Event, registration_id: UUID, by: User, at: datetime) -> CheckIn:
    """Check in somebody from the list of their event.

    :raises CheckInError: for oneself, long before the event, and for whoever has no seat.
    :raises Registration.DoesNotExist: if it belongs to another event.
    """
    row = _lock(event, registration_id)
    if row.user_id == by.pk:
        raise CheckInError(
            gettext("Nobody checks themselves in from the list. Use the code of the place.")
        )
    if at < event.starts_at - EARLY:
        raise CheckInError(gettext("Check-in begins an hour before the event."))
    _check_seat(row)
    return _check_in(row, method=CheckIn.Method.LIST, by=by, at=at)


@transaction.atomic
def undo_check_in(*, event: Event, registration_id: UUID, by: User, at: datetime) -> bool:
    """Undo a check-in, and take back what came of it; return whether there was one.

    :raises CheckInError: for one's own: another organiser does that.
    :raises Registration.DoesNotExist: if it belongs to another event.
    """
    row = _lock(event, registration_id)
    if row.user_id == by.pk:
        raise CheckInError(gettext("Another organiser can undo your own check-in."))
    found = CheckIn.objects.select_for_update().filter(registration=row, undone_at=None).first()
    if found is None:
        return False
    if found.deed is not None:
        word = Word(by=by, reason=gettext("Check-in undone"), at=at)
        take_back(user=row.user, deed=found.deed, word=word, kind=Correction.Kind.ATTENDANCE)
    found.undone_at, found.undone_by = at, by
    found.save(update_fields=["undone_at", "undone_by"])
    return True


def _lock(event: Event, registration_id: UUID) -> Registration:
    rows = Registration.objects.select_for_update(of=("self",)).select_related("user", "event")
    return rows.get(event=event, pk=registration_id)


def _check_seat(row: Registration) -> None:
    if row.state == Registration.State.WAITING:
        raise CheckInError(
            gettext("This person is on the waiting list. Give the place more seats to let them in.")
        )
    if row.state == Registration.State.CANCELLED:
        raise CheckInError(gettext("This registration was cancelled."))


def _check_in(row: Registration, *, method: str, by: User | None, at: datetime) -> CheckIn:
    """Check in, or return the check-in that is there; the registration is locked."""
    found, _is_new = CheckIn.objects.get_or_create(
        registration=row, undone_at=None, defaults={"method": method, "by": by, "at": at}
    )
    return found


def list_due(*, at: datetime) -> list[int]:
    """Return the check-ins of events that are over which no record has yet."""
    rows = CheckIn.objects.filter(
        undone_at=None,
        recorded_at=None,
        registration__user__erased_at=None,
        registration__event__state=State.PUBLISHED,
        registration__event__ends_at__lte=at,
        registration__event__ends_at__gt=at - LATE,
    ).exclude(registration__event__course_key=None, registration__event__lesson_key=None)
    return list(rows.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def record_attendance(*, check_in_id: int, at: datetime) -> bool:
    """Write one attendance into the person's learning record; return whether that was done now.

    Somebody else must answer for it: who checked them in, or who planned the event. Where there
    is nobody else, nothing is written. A second time, nothing happens.
    """
    found = (
        CheckIn.objects.select_for_update(of=("self",))
        .select_related(
            "by", "registration__user", "registration__event__municipality",
            "registration__event__created_by",
        )
        .filter(pk=check_in_id, undone_at=None, recorded_at=None)
        .first()
    )  # fmt: skip
    if found is None:
        return False
    user, event = found.registration.user, found.registration.event
    witness = next(
        (
            person
            for person in (found.by, event.created_by)
            if person is not None and person.pk != user.pk and person.erased_at is None
        ),
        None,
    )
    keys = find_lesson_keys(event)
    if witness is None or not keys or user.erased_at is not None:
        return False
    word = Word(by=witness, reason=_describe(event), at=at)
    found.deed = mark_attended(user=user, lesson_keys=keys, word=word)
    found.recorded_at = at
    found.save(update_fields=["deed", "recorded_at"])
    return found.deed is not None


def find_lesson_keys(event: Event) -> list[UUID]:
    """Return the lessons that attending an event counts for."""
    if event.lesson_key is not None:
        return [event.lesson_key]
    if event.course_key is None:
        return []
    lessons = Activity.objects.filter(
        course_key=event.course_key, kind=Activity.Kind.LESSON, is_live=True
    )
    return list(lessons.order_by("position").values_list("lesson_key", flat=True))


def _describe(event: Event) -> str:
    """Return what a record says: the event and its day, in the city's language."""
    language = event.municipality.language
    with override(language):
        title = read_words(event, "title", city_language=language).text
        return f"{title}, {describe_day(event.starts_at, event.time_zone)}"
