"""Many people at once, on PostgreSQL: SQLite lets one write after the other anyway."""

import contextlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, connections

from courses.models import Correction
from tests.factories.courses import add_course, list_lessons
from tests.factories.ecosystem import PersonFactory
from tests.factories.events import AFTER, PLANNED, STARTS, join, make_event, place_plan
from uprest.events.models import CheckIn, Format, Registration
from uprest.events.services.attending import check_in_by_list, record_attendance
from uprest.events.services.programme import save_place
from uprest.events.services.registering import Wish, leave, register
from uprest.events.types import Evidence, PlanError
from uprest.notifications.models import Notification

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="NEEDS POSTGRESQL: SQLite ignores row locks"
    ),
]
THREADS = 8
SEAT, WAITS = Registration.State.REGISTERED, Registration.State.WAITING


def at_once(work):
    """Run ``work(number)`` in threads that start together; return what each returned."""
    barrier = Barrier(THREADS)

    def run(number):
        try:
            barrier.wait()
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def test_the_last_seat_goes_to_one():
    event = make_event(places=[place_plan(seats=1)])
    place, people = event.places.get(), PersonFactory.create_batch(THREADS)
    at_once(
        lambda number: register(
            event_id=event.pk,
            user=people[number],
            wish=Wish(place_id=place.pk, name="A"),
            at=PLANNED,
        )
    )
    states = list(Registration.objects.values_list("state", flat=True))
    assert (states.count(SEAT), states.count(WAITS)) == (1, THREADS - 1)


def test_one_person_in_many_tabs_has_one_seat():
    event = make_event()
    place, person = event.places.get(), PersonFactory()
    at_once(
        lambda number: register(
            event_id=event.pk, user=person, wish=Wish(place_id=place.pk, name="A"), at=PLANNED
        )
    )
    assert Registration.objects.get().state == SEAT
    assert Notification.objects.count() == 1


def test_each_seat_given_back_is_taken_by_one_who_waited():
    seats = THREADS // 2
    event = make_event(places=[place_plan(seats=seats)])
    rows = [join(event, at=PLANNED + timedelta(minutes=number)) for number in range(THREADS)]
    new = PersonFactory.create_batch(THREADS)

    later = PLANNED + timedelta(hours=1)

    def work(number):
        if number < seats:
            leave(event_id=event.pk, user_id=rows[number].user_id, at=later)
        else:
            wish = Wish(place_id=event.places.get().pk, name="A")
            register(event_id=event.pk, user=new[number], wish=wish, at=later)

    at_once(work)
    assert Registration.objects.filter(state=SEAT).count() == seats
    waited = [row.pk for row in rows[seats:]]
    assert Registration.objects.filter(pk__in=waited, state=SEAT).count() == seats


def test_people_who_swap_places_at_once_block_nobody():
    event = make_event(
        format=Format.SATELLITE,
        places=[place_plan(seats=THREADS), place_plan(name="Museum", seats=THREADS)],
    )
    places = list(event.places.all())
    rows = [join(event, place=places[number % 2]) for number in range(THREADS)]
    at_once(
        lambda number: register(
            event_id=event.pk,
            user=rows[number].user,
            wish=Wish(place_id=places[1 - number % 2].pk, name="A"),
            at=PLANNED,
        )
    )
    assert Registration.objects.filter(state=SEAT).count() == THREADS


def test_fewer_seats_and_more_people_at_once_never_oversell():
    event = make_event(places=[place_plan(seats=THREADS)])
    place, people = event.places.get(), PersonFactory.create_batch(THREADS)

    def work(number):
        if number == 0:
            with contextlib.suppress(PlanError):
                save_place(
                    event_id=event.pk, place_id=place.pk, plan=place_plan(seats=2), at=PLANNED
                )
        else:
            wish = Wish(place_id=place.pk, name="A")
            register(event_id=event.pk, user=people[number], wish=wish, at=PLANNED)

    at_once(work)
    place.refresh_from_db()
    assert Registration.objects.filter(state=SEAT).count() <= place.seats


def test_a_tap_by_many_organisers_is_one_check_in_and_one_record():
    lesson = list_lessons(add_course(lessons=1))[0]
    event = make_event(evidence=Evidence(lesson_key=lesson.translation_key))
    row = join(event)
    officers = PersonFactory.create_batch(THREADS)
    at_once(
        lambda number: check_in_by_list(
            event=event, registration_id=row.pk, by=officers[number], at=STARTS
        )
    )
    found = CheckIn.objects.get()
    written = at_once(lambda number: record_attendance(check_in_id=found.pk, at=AFTER))
    assert sum(written) == 1
    assert Correction.objects.count() == 1
