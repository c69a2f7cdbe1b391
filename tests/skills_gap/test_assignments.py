"""Paths that a business asks for: nobody is forced, and the owner sees done or not done."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from courses.models import CompletionRecord, Enrolment
from skills_gap.models import AssignedPerson, Assignment
from skills_gap.selectors.assignments import (
    collect_assignments,
    list_assignments,
    list_must_have_courses,
    list_own_assignments,
)
from skills_gap.services.assignments import remind_people, start_assignment
from skills_gap.services.ownership import erase_answers
from skills_gap.tasks import remind_assigned
from tests.factories.courses import add_course
from tests.factories.ecosystem import (
    MembershipFactory,
    OfficerRoleFactory,
    OrganisationFactory,
    PersonFactory,
)
from tests.factories.skills_gap import take_check
from uprest.accounts.types import Learner
from uprest.ecosystem.models import Membership
from uprest.ecosystem.services.memberships import end_membership
from uprest.notifications.models import Notification
from uprest.skills.models import Occupation

pytestmark = pytest.mark.django_db
OWNER, MANAGER = Membership.Role.OWNER, Membership.Role.MANAGER
PAST = timezone.now() - timedelta(days=40)


def address(name, *args):
    with translation.override("en"):
        return reverse(f"skills_gap:{name}", args=args)


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def course(db):
    return add_course(lessons=2, title="Food allergies")


@pytest.fixture
def business(client, course):
    organisation = OrganisationFactory(season_starts_on=in_days(60))
    owner = MembershipFactory(organisation=organisation, role=OWNER, joined_at=PAST).user
    client.force_login(owner)
    return organisation


def member(business, **fields):
    return MembershipFactory(organisation=business, joined_at=PAST, **fields).user


def fill_in(course, people=(), jobs=(), due=20, **more):
    return {
        "key": str(uuid.uuid4()),
        "people": [user.pk for user in people],
        "jobs": list(jobs),
        "path": "chosen",
        "courses": [str(course.translation_key)],
        "due_on": in_days(due).isoformat(),
        **more,
    }


def ask(client, business, course, people=(), jobs=(), **more):
    data = fill_in(course, people, jobs, **more) | {"confirm": "1"}
    answer = client.post(address("new_assignment", business.pk), data)
    assert answer.status_code == 302
    return Assignment.objects.get(pk=data["key"])


def complete(user, course):
    CompletionRecord.objects.create(
        user=user,
        course_key=course.translation_key,
        course_title=course.title,
        language="en",
        rule_version=1,
        content_hash="x",
        last_evidence_at=timezone.now(),
        completed_at=timezone.now(),
    )


def own(user):
    return list_own_assignments(user=user, language="en", at=timezone.now())


def of_team(business):
    return list_assignments(organisation=business, language="en", at=timezone.now())


# --- Who may ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["nobody", "learner", "staff", "owner of another", "officer"])
def test_only_who_leads_the_business_asks(client, business, course, kind):
    assignment = ask(client, business, course, [member(business)])
    person = PersonFactory()
    if kind == "staff":
        MembershipFactory(user=person, organisation=business)
    if kind == "owner of another":
        MembershipFactory(user=person, role=OWNER)
    if kind == "officer":
        OfficerRoleFactory(user=person, municipality=business.municipality)
    client.logout()
    if kind != "nobody":
        client.force_login(person)
    expected = 302 if kind == "nobody" else 403
    names = ("assignments", "new_assignment", "handbook", "handbook_print", "handbook_pdf")
    for name in names:
        assert client.get(address(name, business.pk)).status_code == expected
    for name in ("change_assignment", "withdraw_assignment"):
        url = address(name, business.pk, assignment.pk)
        assert client.post(url, {"due_on": in_days(3)}).status_code == expected
    url = address("new_assignment", business.pk)
    data = fill_in(course, [person]) | {"confirm": "1"}
    assert client.post(url, data).status_code == expected
    assert Assignment.objects.count() == 1


def test_an_owner_reaches_no_assignment_of_another_business(client, business, course):
    other = OrganisationFactory()
    foreign = Assignment.objects.create(
        organisation=other, due_on=in_days(9), created_at=timezone.now()
    )
    for name in ("change_assignment", "withdraw_assignment"):
        url = address(name, business.pk, foreign.pk)
        assert client.post(url, {"due_on": in_days(3)}).status_code == 403
    data = fill_in(course, [member(business)], key=str(foreign.pk)) | {"confirm": "1"}
    assert client.post(address("new_assignment", business.pk), data).status_code == 403
    foreign.refresh_from_db()
    assert (foreign.withdrawn_at, foreign.due_on) == (None, in_days(9))


def test_people_of_other_businesses_are_not_to_be_chosen(client, business, course):
    stranger = PersonFactory()
    data = fill_in(course, [stranger]) | {"confirm": "1"}
    assert client.post(address("new_assignment", business.pk), data).status_code == 422
    assert not Assignment.objects.exists()


# --- Asking -----------------------------------------------------------------------------------


def test_first_the_courses_and_minutes_are_shown_and_nobody_is_asked(client, business, course):
    user = member(business)
    page = client.post(address("new_assignment", business.pk), fill_in(course, [user]))
    html = page.content.decode()
    assert page.status_code == 200
    assert "Food allergies" in html
    assert "10 min" in html
    assert user.display_name in html
    assert not Assignment.objects.exists()


def test_a_double_click_asks_once_and_tells_once(client, business, course):
    user = member(business)
    data = fill_in(course, [user]) | {"confirm": "1"}
    for _ in range(2):
        client.post(address("new_assignment", business.pk), data)
    assert Assignment.objects.count() == 1
    message = Notification.objects.get(user=user)
    assert "asks you to learn something by" in message.subject
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"people": [], "jobs": []}, "Choose people"),
        ({"courses": []}, "Choose at least one course"),
        ({"path": "must-have", "occupation": ""}, "Choose the job"),
        ({"due_on": "2020-01-01"}, "not past"),
        ({"due_on": "in June"}, "valid date"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_lost(client, business, course, change, words):
    user = member(business)
    data = fill_in(course, [user]) | change
    page = client.post(address("new_assignment", business.pk), data)
    assert page.status_code == 422
    html = page.content.decode()
    assert words in html
    assert data["key"] in html


def test_the_season_is_the_day_that_stands_there(client, business):
    page = client.get(address("new_assignment", business.pk))
    assert page.context["form"]["due_on"].value() == in_days(60)


def test_what_a_job_must_have_is_planned(business, course):
    found = list_must_have_courses(
        organisation=business, occupation=Occupation.objects.get(code="restaurant"), language="en"
    )
    assert [one.title for one in found] in ([], ["Food allergies"])
    beginner = add_course(title="Begin with allergies", teaches=(("allergies", 0, 3),))
    found = list_must_have_courses(
        organisation=business, occupation=Occupation.objects.get(code="restaurant"), language="en"
    )
    assert beginner.translation_key in [one.course_key for one in found]


def test_a_job_reaches_its_people_and_newcomers(client, business, course, survey):
    now, later, other = member(business), member(business), member(business)
    take_check(learner=Learner(user_id=now.pk), organisation=business)
    take_check(learner=Learner(user_id=other.pk), organisation=business, work="guide")
    ask(client, business, course, jobs=["receptionist"])
    assert len(own(now)) == 1
    assert own(later) == own(other) == []
    take_check(learner=Learner(user_id=later.pk), organisation=business, at=timezone.now())
    assert len(own(later)) == 1
    assert Notification.objects.filter(kind="skills_gap.assigned").count() == 2
    # somebody who does not belong to the business is not asked
    guest = PersonFactory()
    take_check(learner=Learner(user_id=guest.pk), organisation=business, at=timezone.now())
    assert own(guest) == []


# --- Being asked ------------------------------------------------------------------------------


def test_it_stands_first_on_the_home_and_starting_it_enrols(client, business, course):
    user = member(business)
    assignment = ask(client, business, course, [user])
    client.force_login(user)
    html = client.get(address("home")).content.decode()
    assert "Your business asks you to learn this by" in html
    for _ in range(2):
        assert client.post(address("start_assigned", assignment.pk)).status_code == 302
    enrolment = Enrolment.objects.get(user=user)
    assert (enrolment.source, enrolment.course_key) == ("ASSIGNED", course.translation_key)
    assert "Go on" in client.get(address("home")).content.decode()


def test_declining_is_silent(client, business, course):
    user = member(business, shares_readiness=True)
    assignment = ask(client, business, course, [user])
    before = client.get(address("assignments", business.pk)).content.decode()
    owner = client.session["_auth_user_id"]
    client.force_login(user)
    client.post(address("decline_assigned", assignment.pk))
    assert own(user) == []
    assert int(owner) != user.pk
    (row,) = of_team(business)
    assert [(one.name, one.is_done) for one in row.people] == [(user.display_name, False)]
    assert "declin" not in before.lower()
    assert not Enrolment.objects.exists()


def test_nobody_starts_or_declines_what_is_asked_of_somebody_else(client, business, course):
    assignment = ask(client, business, course, [member(business)])
    client.force_login(member(business))
    for name in ("start_assigned", "decline_assigned"):
        assert client.post(address(name, assignment.pk)).status_code == 403
        assert client.get(address(name, assignment.pk)).status_code == 405


def test_leaving_the_business_ends_it_for_good(client, business, course):
    user = member(business)
    assignment = ask(client, business, course, [user])
    place = Membership.objects.get(user=user)
    end_membership(organisation=business, membership_id=place.pk, at=timezone.now())
    assert own(user) == []
    client.force_login(user)
    assert client.post(address("start_assigned", assignment.pk)).status_code == 403
    MembershipFactory(organisation=business, user=user, joined_at=timezone.now())
    assert own(user) == []


def test_what_is_done_disappears_from_the_home(client, business, course):
    user = member(business)
    ask(client, business, course, [user])
    complete(user, course)
    (row,) = of_team(business)
    assert row.people == ()


# --- What the owner sees ----------------------------------------------------------------------


def test_only_who_shares_is_named(client, business, course):
    open_one, quiet = member(business, shares_readiness=True), member(business)
    ask(client, business, course, [open_one, quiet])
    complete(open_one, course)
    html = client.get(address("assignments", business.pk)).content.decode()
    assert open_one.display_name in html
    assert quiet.display_name not in html
    assert "Done" in html


def test_the_others_are_told_in_halves_from_five_on(client, business, course):
    people = [member(business) for _ in range(4)]
    ask(client, business, course, people)
    for user in people:
        complete(user, course)
    assert of_team(business)[0].others == ""
    more = [member(business) for _ in range(5)]
    ask(client, business, course, more)
    for number, user in enumerate(more, start=1):
        complete(user, course)
        words = "half or more" if number >= 3 else "fewer than half"
        assert words in of_team(business)[1].others


def test_the_day_can_change_and_it_can_be_withdrawn(client, business, course):
    user = member(business)
    assignment = ask(client, business, course, [user])
    url = address("change_assignment", business.pk, assignment.pk)
    assert client.post(url, {"due_on": "2020-01-01"}).status_code == 422
    assert client.post(url, {"due_on": in_days(5).isoformat()}).status_code == 302
    assert own(user)[0].due_on == in_days(5)
    for _ in range(2):
        client.post(address("withdraw_assignment", business.pk, assignment.pk))
    assert own(user) == []
    assert of_team(business) == []


def test_the_page_costs_no_more_for_many(client, business, course, django_assert_max_num_queries):
    people = [member(business, shares_readiness=True) for _ in range(8)]
    for _ in range(4):
        ask(client, business, course, people)
    with django_assert_max_num_queries(18):
        client.get(address("assignments", business.pk))


# --- Reminding, exporting, erasing --------------------------------------------------------------


def test_people_are_reminded_once_in_the_week_before(client, business, course):
    late, done, gone, declined = (member(business) for _ in range(4))
    assignment = ask(client, business, course, [late, done, gone, declined], due=20)
    complete(done, course)
    Membership.objects.filter(user=gone).update(left_at=timezone.now())
    AssignedPerson.objects.filter(user=declined).update(declined_at=timezone.now())
    assert remind_assigned() == 0
    at = timezone.now() + timedelta(days=14)
    assert [remind_people(at=at), remind_people(at=at + timedelta(days=1))] == [1, 0]
    message = Notification.objects.get(kind="skills_gap.assignment_due")
    assert message.user == late
    assignment.refresh_from_db()
    assert remind_people(at=timezone.now() + timedelta(days=21)) == 0


def test_nobody_is_reminded_of_a_course_that_has_left_the_catalogue(client, business, course):
    asked, enrolled = member(business), member(business)
    assignment = ask(client, business, course, [asked, enrolled], due=20)
    start_assignment(user=enrolled, assignment_id=assignment.pk, at=timezone.now())
    assert Enrolment.objects.filter(user=enrolled).exists()
    at = timezone.now() + timedelta(days=14)
    course.unpublish()
    assert remind_people(at=at) == 0
    assert not Notification.objects.filter(kind="skills_gap.assignment_due").exists()
    course.save_revision().publish()
    assert remind_people(at=at) == 2


def test_of_two_courses_only_the_one_in_the_catalogue_is_reminded_of(client, business, course):
    gone, done, late = add_course(lessons=1), member(business), member(business)
    keys = [str(course.translation_key), str(gone.translation_key)]
    ask(client, business, course, [done, late], due=20, courses=keys)
    complete(done, course)
    gone.unpublish()
    assert remind_people(at=timezone.now() + timedelta(days=14)) == 1
    assert Notification.objects.get(kind="skills_gap.assignment_due").user == late


def test_it_is_in_the_persons_data_and_goes_with_them(client, business, course):
    user = member(business)
    assignment = ask(client, business, course, [user])
    (row,) = collect_assignments(user_id=user.pk)
    assert row["business"] == business.name
    assert row["courses"] == [str(course.translation_key)]
    erase_answers(user_id=user.pk)
    assert collect_assignments(user_id=user.pk) == []
    erase_answers(user_id=assignment.created_by_id)
    assignment.refresh_from_db()
    assert assignment.created_by is None


# --- The handbook -------------------------------------------------------------------------------


def test_a_handbook_is_chosen_and_printed_in_the_language_chosen(client, business, course):
    key = str(course.translation_key)
    page = client.get(address("handbook", business.pk), {"course": key}).content.decode()
    assert f'value="{key}"' in page
    assert client.get(address("handbook_print", business.pk)).status_code == 422
    page = client.get(address("handbook_print", business.pk), {"course": key, "language": "sv"})
    html = page.content.decode()
    assert "Food allergies" in html
    assert '<div class="handbook" lang="sv">' in html
    assert "<svg" in html
    assert client.get(address("handbook_pdf", business.pk), {"course": key}).status_code == 422


def test_the_handbook_as_pdf(client, business, course):
    data = {"course": str(course.translation_key), "language": "it"}
    answer = client.get(address("handbook_pdf", business.pk), data)
    assert answer.status_code in (200, 501, 503)
    if answer.status_code == 200:
        assert answer["Content-Type"] == "application/pdf"
