"""Seats, the queue, and what people hear of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories.ecosystem import PersonFactory
from tests.factories.events import (
    AFTER,
    ENDS,
    PLANNED,
    STARTS,
    event_plan,
    join,
    make_draft,
    make_event,
    online_plan,
    place_plan,
)
from uprest.accounts.services.privacy import collect_personal_data, erase_person
from uprest.events.models import Format, Registration
from uprest.events.services.attending import check_in_by_list, undo_check_in
from uprest.events.services.planning import cancel_event, change_event
from uprest.events.services.programme import remove_place, save_place
from uprest.events.services.registering import Wish, leave, register
from uprest.events.services.reminding import forget_needs, remind_everybody
from uprest.events.types import PlanError, RegistrationClosedError
from uprest.notifications.models import Notification

pytestmark = pytest.mark.django_db
SEAT, WAITS, GONE = "REGISTERED", "WAITING", "CANCELLED"


def states(event):
    return list(
        Registration.objects.filter(event=event)
        .order_by("registered_at", "pk")
        .values_list("state", flat=True)
    )


def kinds(user):
    rows = Notification.objects.filter(user=user).order_by("created_at", "pk")
    return [row.kind.removeprefix("events.") for row in rows]


def later(number):
    return PLANNED + timedelta(minutes=number)


def test_whoever_comes_when_all_seats_are_taken_waits():
    event = make_event()
    for number in range(4):
        join(event, at=later(number))
    assert states(event) == [SEAT, SEAT, WAITS, WAITS]


def test_who_waited_longest_moves_up_and_hears_of_it():
    event = make_event()
    rows = [join(event, at=later(number)) for number in range(4)]
    assert leave(event_id=event.pk, user_id=rows[0].user_id, at=later(9))
    assert states(event) == [GONE, SEAT, SEAT, WAITS]
    assert kinds(rows[2].user) == ["waiting", "moved_up"]
    assert kinds(rows[3].user) == ["waiting"]


def test_who_comes_back_waits_behind_the_others():
    event = make_event(places=[place_plan(seats=1)])
    first, second = join(event, at=later(0)), join(event, at=later(1))
    leave(event_id=event.pk, user_id=first.user_id, at=later(2))
    again = join(event, user=first.user, at=later(3))
    second.refresh_from_db()
    assert (second.state, again.state, again.pk) == (SEAT, WAITS, first.pk)
    assert kinds(first.user) == ["registered", "waiting"]


def test_cancelling_twice_changes_nothing():
    event = make_event()
    row = join(event)
    assert leave(event_id=event.pk, user_id=row.user_id, at=later(1))
    assert not leave(event_id=event.pk, user_id=row.user_id, at=later(2))


def test_registering_twice_keeps_one_seat_and_says_so_once():
    event = make_event()
    row = join(event, needs="Step-free")
    again = join(event, user=row.user, needs="Lift", at=later(1))
    assert (again.pk, again.needs, again.registered_at) == (row.pk, "Lift", row.registered_at)
    assert kinds(row.user) == ["registered"]


def test_moving_to_another_place_frees_the_seat():
    event = make_event(
        format=Format.SATELLITE, places=[place_plan(seats=1), place_plan(name="Museum", seats=1)]
    )
    hall, museum = event.places.all()
    first, second = join(event, place=hall), join(event, place=hall, at=later(1))
    join(event, user=first.user, place=museum, at=later(2))
    second.refresh_from_db()
    assert second.state == SEAT


def test_nobody_loses_a_seat_for_a_place_in_a_queue():
    event = make_event(
        format=Format.SATELLITE, places=[place_plan(seats=1), place_plan(name="Museum", seats=1)]
    )
    hall, museum = event.places.all()
    join(event, place=hall)
    mine = join(event, place=museum)
    with pytest.raises(RegistrationClosedError, match="You keep your seat"):
        join(event, user=mine.user, place=hall, at=later(1))
    mine.refresh_from_db()
    assert (mine.state, mine.place) == (SEAT, museum)


@pytest.mark.parametrize(
    ("fields", "at", "says"),
    [
        ({}, ENDS, "over"),
        ({"opens_at": later(60)}, PLANNED, "not opened"),
        ({"closes_at": later(60)}, later(60), "closed"),
    ],
)
def test_registration_has_its_time(fields, at, says):
    event = make_event(**fields)
    with pytest.raises(RegistrationClosedError, match=says):
        join(event, at=at)


def test_nobody_registers_for_a_draft_or_another_events_place():
    draft = make_draft()
    place = save_place(event_id=draft.pk, place_id=None, plan=place_plan(), at=PLANNED)
    with pytest.raises(RegistrationClosedError):
        join(draft, place=place)
    with pytest.raises(RegistrationClosedError, match="no longer part"):
        register(
            event_id=make_event().pk,
            user=PersonFactory(),
            wish=Wish(place_id=place.pk, name="A"),
            at=PLANNED,
        )


def test_more_seats_let_people_in_and_fewer_than_taken_are_refused():
    event = make_event(places=[place_plan(seats=1)])
    for number in range(3):
        join(event, at=later(number))
    place = event.places.get()
    save_place(event_id=event.pk, place_id=place.pk, plan=place_plan(seats=2), at=later(5))
    assert states(event) == [SEAT, SEAT, WAITS]
    with pytest.raises(PlanError, match="2 people have a seat") as refusal:
        save_place(event_id=event.pk, place_id=place.pk, plan=place_plan(seats=1), at=later(6))
    assert refusal.value.field == "seats"


def test_a_place_with_people_stays():
    event = make_event(
        format=Format.SATELLITE, places=[place_plan(name=name) for name in ("A", "B", "C")]
    )
    first, second, _third = event.places.all()
    join(event, place=first)
    with pytest.raises(PlanError, match="People have registered"):
        remove_place(event_id=event.pk, place_id=first.pk, at=PLANNED)
    remove_place(event_id=event.pk, place_id=second.pk, at=PLANNED)
    with pytest.raises(PlanError, match="at least two places"):
        remove_place(event_id=event.pk, place_id=_third.pk, at=PLANNED)
    assert event.places.count() == 2


def test_everybody_hears_why_an_event_is_cancelled_and_nobody_registers_then():
    event = make_event(places=[place_plan(seats=1)])
    rows = [join(event, at=later(number)) for number in range(2)]
    for _twice in range(2):
        cancel_event(event_id=event.pk, reason="The trainer is ill.", at=later(9))
    for row in rows:
        message = Notification.objects.get(user=row.user, kind="events.cancelled")
        assert "The trainer is ill." in message.text
    with pytest.raises(RegistrationClosedError, match="cancelled"):
        join(event, at=later(10))


def test_a_change_of_the_day_is_announced_and_a_change_of_words_is_not():
    event = make_event()
    row = join(event)
    change_event(event_id=event.pk, plan=event_plan(descriptions={"en": "New"}), at=later(1))
    assert kinds(row.user) == ["registered"]
    day = timedelta(days=1)
    change_event(
        event_id=event.pk, plan=event_plan(starts_at=STARTS + day, ends_at=ENDS + day), at=later(2)
    )
    assert kinds(row.user) == ["registered", "changed"]
    assert (
        "Wednesday 13 May 2026, 14:00–17:00" in Notification.objects.get(kind="events.changed").text
    )


# --- Who is there --------------------------------------------------------------------------------


def make_two_places(**fields):
    """Return an event with two places, and the two."""
    event = make_event(
        format=Format.SATELLITE, places=[place_plan(), place_plan(name="Museum")], **fields
    )
    return event, *event.places.all()


def seat(row):
    row.refresh_from_db()
    return row.state, row.place.name


def test_who_was_checked_in_keeps_the_seat_and_the_place():
    event, hall, museum = make_two_places()
    row = join(event, place=hall)
    check_in_by_list(event=event, registration_id=row.pk, by=PersonFactory(), at=STARTS)
    with pytest.raises(RegistrationClosedError, match="You were checked in"):
        join(event, user=row.user, place=museum, at=STARTS)
    assert not leave(event_id=event.pk, user_id=row.user_id, at=STARTS)
    assert seat(row) == (SEAT, "Town hall")
    # what they need there may still change
    assert join(event, user=row.user, place=hall, needs="Lift", at=STARTS).needs == "Lift"


def test_whose_check_in_was_undone_may_move_and_leave():
    event, hall, museum = make_two_places()
    row = join(event, place=hall)
    check_in_by_list(event=event, registration_id=row.pk, by=PersonFactory(), at=STARTS)
    undo_check_in(event=event, registration_id=row.pk, by=PersonFactory(), at=STARTS)
    join(event, user=row.user, place=museum, at=STARTS)
    assert seat(row) == (SEAT, "Museum")
    assert leave(event_id=event.pk, user_id=row.user_id, at=STARTS)


def test_the_pages_leave_who_was_checked_in_where_they_are(client):
    now = timezone.now()
    event, hall, museum = make_two_places(starts_at=now, ends_at=now + timedelta(hours=3))
    row = join(event, place=hall)
    check_in_by_list(event=event, registration_id=row.pk, by=PersonFactory(), at=now)
    client.force_login(row.user)
    page = f"/en/events/{event.pk}/"
    moved = client.post(f"{page}register/", {"place": museum.pk, "name": "Alma"})
    assert moved.status_code == 422
    assert "You were checked in" in moved.content.decode()
    for answer in (client.get(f"{page}cancel/"), client.post(f"{page}cancel/")):
        assert (answer.status_code, answer.url) == (302, page)
    assert "Your registration is cancelled." not in client.get(page).content.decode()
    assert seat(row) == (SEAT, "Town hall")


# --- Reminders -----------------------------------------------------------------------------------


def test_the_day_before_and_online_an_hour_before():
    event = make_event(format=Format.HYBRID, places=[place_plan(), online_plan(seats=None)])
    hall, online = event.places.all()
    here, there = join(event, place=hall), join(event, place=online)
    waiting = [join(event, place=hall, at=later(number)) for number in (1, 2)][1]
    assert remind_everybody(at=STARTS - timedelta(days=2)) == 0
    for _twice in range(2):
        remind_everybody(at=STARTS - timedelta(hours=23))
    for _twice in range(2):
        remind_everybody(at=STARTS - timedelta(minutes=50))
    assert kinds(here.user) == ["registered", "reminder"]
    assert kinds(there.user) == ["registered", "reminder", "reminder"]
    assert kinds(waiting.user) == ["waiting"]
    texts = Notification.objects.filter(kind="events.reminder")
    assert all(("meet.example.org" in row.text) == (row.user == there.user) for row in texts)


def test_who_gets_another_day_is_reminded_of_that():
    event = make_event()
    row = join(event)
    remind_everybody(at=STARTS - timedelta(hours=20))
    week = timedelta(days=7)
    change_event(
        event_id=event.pk,
        plan=event_plan(starts_at=STARTS + week, ends_at=ENDS + week),
        at=STARTS - timedelta(hours=19),
    )
    remind_everybody(at=STARTS + week - timedelta(hours=20))
    assert kinds(row.user) == ["registered", "reminder", "changed", "reminder"]


def test_messages_come_in_each_persons_language():
    event = make_event()
    row = join(event, user=PersonFactory(language="sv"))
    message = Notification.objects.get(user=row.user)
    assert "Tematisk session" in message.subject
    assert message.url == f"/sv/events/{event.pk}/"


# --- What is kept of people ----------------------------------------------------------------------


def test_needs_are_forgotten_once_the_event_is_over():
    event = make_event()
    row = join(event, needs="Step-free")
    assert forget_needs(at=ENDS - timedelta(minutes=1)) == 0
    assert forget_needs(at=AFTER) == 1
    row.refresh_from_db()
    assert row.needs == ""


def test_cancelling_forgets_needs():
    event = make_event()
    row = join(event, needs="Step-free")
    leave(event_id=event.pk, user_id=row.user_id, at=later(1))
    row.refresh_from_db()
    assert row.needs == ""


def test_a_persons_file_says_where_they_were():
    event = make_event()
    row = join(event, needs="Step-free")
    check_in_by_list(event=event, registration_id=row.pk, by=PersonFactory(), at=STARTS)
    found = collect_personal_data(user=row.user, at=AFTER)["events"]
    assert found["registrations"][0]["needs"] == "Step-free"
    assert found["check_ins"][0]["method"] == "LIST"


def test_who_is_erased_frees_the_seat_and_leaves_no_name():
    event = make_event(places=[place_plan(seats=1)])
    row, waiting = join(event, needs="Step-free"), join(event, at=later(1))
    erase_person(user_id=row.user_id, at=later(2))
    row.refresh_from_db()
    waiting.refresh_from_db()
    assert (row.name, row.needs, row.state) == ("", "", GONE)
    assert waiting.state == SEAT
