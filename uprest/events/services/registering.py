"""Seats at an event: taken, queued for, given back. No seat is ever given to two.

Whoever takes a seat, gives one back or changes how many there are locks the event first, so that
all of this happens one after the other.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from uprest.accounts.models import User
from uprest.events.models import CheckIn, Event, Place, Registration, State
from uprest.events.services.announcing import tell
from uprest.events.types import RegistrationClosedError

REGISTERED, WAITING, CANCELLED = (
    Registration.State.REGISTERED,
    Registration.State.WAITING,
    Registration.State.CANCELLED,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """What somebody says who registers: where, under which name, and what they need there."""

    place_id: int
    name: str
    needs: str = ""


@transaction.atomic
def register(*, event_id: int, user: User, wish: Wish, at: datetime) -> Registration:
    """Give somebody a seat at a place of an event, or a place in the queue where it is full.

    Registering again changes name and needs, or moves to another place: who leaves a seat for a
    full place keeps the seat (``RegistrationClosedError`` says so).

    :raises RegistrationClosedError: if the event takes no registrations now.
    """
    event = lock_event(event_id)
    _check_open(event, at)
    place = Place.objects.filter(event=event, pk=wish.place_id).first()
    if place is None:
        raise RegistrationClosedError(gettext("That place is no longer part of the event."))
    row = (
        Registration.objects.select_for_update(of=("self",)).filter(event=event, user=user).first()
    )
    if row and row.place_id != place.pk and _is_checked_in(row):
        raise RegistrationClosedError(
            gettext(
                "You were checked in where you registered. Your place can no longer be changed."
            )
        )
    if row is None:
        row = Registration(event=event, user=user, state=CANCELLED, registered_at=at)
    left = row.place_id if row.state != CANCELLED else None
    _take(row, place, at)
    row.name, row.needs, row.changed_at = wish.name.strip(), wish.needs.strip(), at
    is_new = left is None or left != place.pk
    row.save()
    if left is not None and left != place.pk:
        move_up(event=event, place_id=left, at=at)
    if is_new:
        _confirm(event, row, at)
    return row


def _take(row: Registration, place: Place, at: datetime) -> None:
    """Put ``row`` on a seat of ``place`` or in its queue, unless it is there already."""
    if row.state != CANCELLED and row.place_id == place.pk:
        return
    has_room = has_free_seat(place)
    if not has_room and row.state == REGISTERED:
        raise RegistrationClosedError(
            gettext(
                "%(place)s is full. You keep your seat where you are registered. To queue for "
                "%(place)s, cancel that seat first."
            )
            % {"place": place.name}
        )
    row.place = place
    row.state = REGISTERED if has_room else WAITING
    row.registered_at = at


def _check_open(event: Event, at: datetime) -> None:
    """Check that an event takes registrations.

    :raises RegistrationClosedError: if it does not; the text says why.
    """
    if event.state == State.CANCELLED:
        raise RegistrationClosedError(gettext("This event is cancelled."))
    if event.state != State.PUBLISHED:
        raise RegistrationClosedError(gettext("This event is not published yet."))
    if at >= event.ends_at:
        raise RegistrationClosedError(gettext("This event is over."))
    if event.opens_at and at < event.opens_at:
        raise RegistrationClosedError(gettext("Registration has not opened yet."))
    if event.closes_at and at >= event.closes_at:
        raise RegistrationClosedError(gettext("Registration has closed."))


def _confirm(event: Event, row: Registration, at: datetime) -> None:
    tell(
        event=event,
        user_ids=[row.user_id],
        kind="registered" if row.state == REGISTERED else "waiting",
        occasion=f"{row.place_id}:{at:%Y%m%dT%H%M%S%f}",
        at=at,
        words={"place": row.place.name, "address": row.place.address},
    )


@transaction.atomic
def leave(*, event_id: int, user_id: int, at: datetime) -> bool:
    """Give back somebody's seat or place in the queue; whoever waits first moves up.

    Returns whether there was anything to give back. Who was checked in stays: they were there.
    """
    event = lock_event(event_id)
    # locked as well: whoever is being checked in at this moment stays
    row = (
        Registration.objects.select_for_update(of=("self",))
        .filter(event=event, user_id=user_id)
        .exclude(state=CANCELLED)
        .first()
    )
    if row is None or _is_checked_in(row):
        return False
    row.state, row.needs, row.changed_at = CANCELLED, "", at
    row.save(update_fields=["state", "needs", "changed_at"])
    move_up(event=event, place_id=row.place_id, at=at)
    return True


def _is_checked_in(row: Registration) -> bool:
    return CheckIn.objects.filter(registration=row, undone_at=None).exists()


def move_up(*, event: Event, place_id: int, at: datetime) -> list[int]:
    """Give free seats of a place to those who wait, first come first; return who moved up.

    The event must be locked. Nobody moves up once the event is over or cancelled.
    """
    if event.state != State.PUBLISHED or at >= event.ends_at:
        return []
    place = Place.objects.get(pk=place_id)
    queue = Registration.objects.filter(place=place, state=WAITING).order_by("registered_at", "pk")
    free = count_free(place)
    moved = list(queue if free is None else queue[: max(0, free)])
    for row in moved:
        row.state, row.changed_at = REGISTERED, at
        row.save(update_fields=["state", "changed_at"])
        tell(
            event=event,
            user_ids=[row.user_id],
            kind="moved_up",
            occasion=f"{place.pk}:{row.registered_at:%Y%m%dT%H%M%S%f}",
            at=at,
            words={"place": place.name, "address": place.address},
        )
    return [row.user_id for row in moved]


def lock_event(event_id: int) -> Event:
    """Return the event with its city; who comes next waits until this transaction is over."""
    return (
        Event.objects.select_for_update(of=("self",))
        .select_related("municipality")
        .get(pk=event_id)
    )


def count_free(place: Place) -> int | None:
    """Return how many seats of a place are free; nothing where there is no limit."""
    if place.seats is None:
        return None
    return place.seats - Registration.objects.filter(place=place, state=REGISTERED).count()


def has_free_seat(place: Place) -> bool:
    """Whether somebody can have a seat of a place now."""
    free = count_free(place)
    return free is None or free > 0
