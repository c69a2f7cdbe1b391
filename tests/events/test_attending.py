"""Check-in, and what attendance counts for."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.models import Activity, Correction, ItemState
from courses.selectors.transcripts import get_transcript
from courses.services.rebuilding import check_progress
from tests.factories.courses import add_course, add_lesson, choice, list_lessons, text
from tests.factories.ecosystem import MunicipalityFactory, OfficerRoleFactory, PersonFactory
from tests.factories.events import (
    AFTER,
    ENDS,
    PLANNED,
    STARTS,
    join,
    make_event,
    place_plan,
)
from uprest.events.models import CheckIn, Format, Registration
from uprest.events.services.attending import (
    check_in_by_code,
    check_in_by_list,
    list_due,
    record_attendance,
    undo_check_in,
)
from uprest.events.types import CheckInError, Evidence

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(db):
    course = add_course(lessons=0)
    add_lesson(course, blocks=[text(), choice()])
    add_lesson(course, title="Second")
    return course


@pytest.fixture
def lesson(course):
    return list_lessons(course)[0]


@pytest.fixture
def officer():
    return OfficerRoleFactory(municipality=MunicipalityFactory(country="SE"))


def plan(officer, lesson, **fields):
    return make_event(
        officer.municipality,
        officer.user,
        evidence=Evidence(lesson_key=lesson.translation_key),
        **fields,
    )


def record_all(at=AFTER):
    return sum(record_attendance(check_in_id=number, at=at) for number in list_due(at=at))


def check_in(row, by, at=STARTS):
    return check_in_by_list(event=row.event, registration_id=row.pk, by=by, at=at)


def transcript(user):
    return get_transcript(user_id=user.pk, language="en", at=timezone.now())


def test_who_was_there_has_the_lesson_as_attended_and_nobody_else(officer, lesson):
    event = plan(officer, lesson)
    here, absent = join(event), join(event)
    check_in(here, officer.user)
    assert list_due(at=ENDS - timedelta(minutes=1)) == []
    assert record_all() == 1
    state = ItemState.objects.get()
    assert state.user == here.user
    assert state.activity.kind == Activity.Kind.LESSON
    assert (state.granted_at, state.done_at, state.passed_at) == (AFTER, None, None)
    found = transcript(here.user)
    assert found.attended[0].lessons == (lesson.title,)
    assert found.attended[0].event.startswith("Tematisk session, ")
    assert found.attended[0].by_name == officer.user.display_name
    assert not found.skills
    assert transcript(absent.user).attended == ()
    assert check_progress() == []


def test_recording_twice_changes_nothing(officer, lesson):
    event = plan(officer, lesson)
    row = join(event)
    found = check_in(row, officer.user)
    assert record_all() == 1
    assert record_all() == 0
    assert not record_attendance(check_in_id=found.pk, at=AFTER)
    assert Correction.objects.count() == 1


def test_undoing_takes_it_back_and_checking_in_again_gives_it_again(officer, lesson):
    event = plan(officer, lesson)
    row = join(event)
    check_in(row, officer.user)
    record_all()
    assert undo_check_in(event=event, registration_id=row.pk, by=officer.user, at=AFTER)
    assert not undo_check_in(event=event, registration_id=row.pk, by=officer.user, at=AFTER)
    assert transcript(row.user).attended == ()
    assert not ItemState.objects.exists()
    assert Correction.objects.count() == 2
    check_in(row, officer.user, at=AFTER)
    assert record_all() == 1
    assert len(transcript(row.user).attended) == 1
    assert check_progress() == []


def test_a_whole_course_counts_for_its_lessons_and_not_for_its_exercises(officer, course):
    event = make_event(
        officer.municipality,
        officer.user,
        evidence=Evidence(course_key=course.translation_key),
    )
    row = join(event)
    check_in(row, officer.user)
    record_all()
    kinds = set(ItemState.objects.values_list("activity__kind", flat=True))
    assert kinds == {Activity.Kind.LESSON}
    assert transcript(row.user).attended[0].lessons == tuple(
        lesson.title for lesson in list_lessons(course)
    )


def test_an_event_that_counts_for_nothing_writes_nothing(officer):
    event = make_event(officer.municipality, officer.user)
    check_in(join(event), officer.user)
    assert list_due(at=AFTER) == []


def test_nobody_checks_themselves_in_from_the_list_nor_undoes_it(officer, lesson):
    event = plan(officer, lesson)
    mine = join(event, user=officer.user)
    with pytest.raises(CheckInError, match="Nobody checks themselves in"):
        check_in(mine, officer.user)
    check_in_by_code(user=officer.user, code=event.places.get().code, at=STARTS)
    with pytest.raises(CheckInError, match="Another organiser"):
        undo_check_in(event=event, registration_id=mine.pk, by=officer.user, at=STARTS)


def test_who_planned_an_event_is_no_witness_of_themselves(officer, lesson):
    event = plan(officer, lesson)
    join(event, user=officer.user)
    check_in_by_code(user=officer.user, code=event.places.get().code, at=STARTS)
    assert record_all() == 0
    assert not Correction.objects.exists()
    colleague = OfficerRoleFactory(municipality=officer.municipality).user
    row = Registration.objects.get()
    undo_check_in(event=event, registration_id=row.pk, by=colleague, at=AFTER)
    check_in(row, colleague, at=AFTER)
    assert record_all() == 1
    assert Correction.objects.get().by == colleague


def test_the_code_of_ones_own_place_checks_in_once(officer, lesson):
    event = plan(officer, lesson)
    row = join(event)
    code = event.places.get().code
    first = check_in_by_code(user=row.user, code=code, at=STARTS)
    assert check_in_by_code(user=row.user, code=code, at=STARTS).pk == first.pk
    assert (first.method, first.by) == (CheckIn.Method.CODE, None)
    assert record_all() == 1
    assert Correction.objects.get().by == officer.user


@pytest.mark.parametrize(
    ("at", "works"),
    [
        (STARTS - timedelta(minutes=61), False),
        (STARTS - timedelta(minutes=59), True),
        (ENDS + timedelta(minutes=59), True),
        (ENDS + timedelta(minutes=61), False),
    ],
)
def test_a_code_works_around_the_event(at, works):
    event = make_event()
    row = join(event)
    code = event.places.get().code
    if works:
        assert check_in_by_code(user=row.user, code=code, at=at)
    else:
        with pytest.raises(CheckInError, match="from an hour before"):
            check_in_by_code(user=row.user, code=code, at=at)


def test_codes_are_for_who_has_a_seat_at_that_place():
    event = make_event(
        format=Format.SATELLITE, places=[place_plan(seats=1), place_plan(name="Museum")]
    )
    hall, museum = event.places.all()
    row, waiting = join(event, place=hall), join(event, place=hall)
    for user, code, says in [
        (row.user, "XXXXXXXX", "does not work"),
        (row.user, museum.code, "You are registered at Town hall"),
        (PersonFactory(), hall.code, "not registered"),
        (waiting.user, hall.code, "waiting list"),
    ]:
        with pytest.raises(CheckInError, match=says):
            check_in_by_code(user=user, code=code, at=STARTS)
    assert not CheckIn.objects.exists()


def test_the_list_opens_an_hour_before(officer, lesson):
    row = join(plan(officer, lesson))
    with pytest.raises(CheckInError, match="an hour before"):
        check_in(row, officer.user, at=STARTS - timedelta(hours=2))


def test_a_registration_of_another_event_is_not_found(officer, lesson):
    row = join(plan(officer, lesson))
    with pytest.raises(Registration.DoesNotExist):
        check_in_by_list(event=make_event(), registration_id=row.pk, by=PersonFactory(), at=STARTS)


def test_long_after_nothing_is_written_any_more(officer, lesson):
    check_in(join(plan(officer, lesson)), officer.user)
    assert list_due(at=ENDS + timedelta(days=90)) == []
    assert PLANNED < STARTS
