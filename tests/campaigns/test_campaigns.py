"""A campaign from draft to end: who is told, who takes part, what is counted."""

import uuid
from datetime import date, timedelta

import pytest
from django.db.models.signals import post_save
from django.utils import timezone

from courses.models import CompletionRecord
from tests.factories.campaigns import (
    AT,
    CampaignFactory,
    ParticipationFactory,
    RunningCampaignFactory,
    make_business,
)
from tests.factories.courses import EnrolmentFactory, add_course
from tests.factories.ecosystem import MembershipFactory, OfficerRoleFactory, OrganisationFactory
from tests.factories.reporting import make_city
from uprest.campaigns.models import Campaign, CampaignCount, Participation
from uprest.campaigns.services.campaigns import (
    answer_invitation,
    cancel_campaign,
    create_campaign,
    edit_campaign,
    end_campaign,
    invite_businesses,
    start_campaign,
    tend_campaigns,
)
from uprest.campaigns.services.counting import count_campaign
from uprest.campaigns.types import CampaignContent, NotReadyError, TransitionError
from uprest.ecosystem.models import Membership
from uprest.notifications.models import Notification
from uprest.reporting.selectors.releases import get_newest_release
from uprest.reporting.services.releases import take_release
from uprest.reporting.types import Table

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=7)
SHORT = {"lessons": 1}


@pytest.fixture
def city():
    return make_city(businesses=6, people=2, slug="ystad", name="Ystad")


@pytest.fixture
def officer(city):
    return OfficerRoleFactory(municipality=city).user


@pytest.fixture
def course():
    return add_course(lessons=1, teaches=(("complaints", 1, 4),))


def content(course=None, **fields):
    values = {
        "skills": ("complaints",),
        "area": "",
        "sector": "",
        "courses": (course.translation_key,) if course else (),
        "starts_on": AT.date(),
        "ends_on": AT.date() + timedelta(days=60),
        "release_id": None,
        "texts": {"sv": ("Missnöjda gäster", "Tio minuter."), "en": ("Unhappy guests", "Ten.")},
    }
    return CampaignContent(**{**values, **fields})


def make_draft(city, officer, course, **fields):
    return create_campaign(
        municipality=city, content=content(course, **fields), token=uuid.uuid4(), by=officer, at=AT
    )


def complete(user, course_key, at):
    CompletionRecord.objects.create(
        user=user,
        course_key=course_key,
        course_title="x",
        language="en",
        rule_version=1,
        content_hash="",
        last_evidence_at=at,
        completed_at=at,
    )


# --- Written --------------------------------------------------------------------------------------


def test_the_figures_it_begins_with_are_frozen(city, officer, course):
    release = take_release(municipality=city, at=AT, by=None)
    found = make_draft(city, officer, course, sector="food")
    rows = get_newest_release(municipality=city)
    assert found.release == release
    tables = {kept["table"] for kept in found.figures}
    assert tables <= {"SKILLS", "SECTORS"}
    skill = next(row for row in rows.list_rows(Table.SKILLS) if "complaints" in row.units)
    kept = next(one for one in found.figures if one["table"] == "SKILLS")
    assert kept["mean_gap"] == skill.mean_gap
    assert kept["published_on"] == skill.published_on.isoformat()
    release.rows.all().delete()
    found.refresh_from_db()
    assert found.figures


def test_a_release_of_another_city_is_not_taken(city, officer, course):
    other = take_release(municipality=make_city(businesses=6), at=AT, by=None)
    found = make_draft(city, officer, course, release_id=other.pk)
    assert found.release is None
    assert found.figures == []


def test_an_area_means_all_its_skills(city, officer, course):
    found = make_draft(city, officer, course, skills=(), area="green")
    assert "food-waste" in found.skills
    assert "complaints" not in found.skills


def test_the_same_form_sent_twice_makes_one(city, officer, course):
    token = uuid.uuid4()
    for _ in range(2):
        create_campaign(municipality=city, content=content(course), token=token, by=officer, at=AT)
    assert Campaign.objects.count() == 1


def test_a_draft_can_be_changed_and_later_not(city, officer, course):
    found = make_draft(city, officer, course)
    edit_campaign(campaign=found, content=content(course, texts={"sv": ("Nytt", "")}))
    assert [text.title for text in found.texts.all()] == ["Nytt"]
    start_campaign(campaign=found, by=officer, at=AT)
    with pytest.raises(TransitionError, match="Running"):
        edit_campaign(campaign=found, content=content(course))


# --- Started --------------------------------------------------------------------------------------


def test_starting_invites_the_sector_and_tells_its_leaders(city, officer, course):
    hotel, people = make_business(city, people=1, sector="accommodation", name="Strandhotellet")
    manager = MembershipFactory(organisation=hotel, role=Membership.Role.MANAGER).user
    make_business(city, sector="retail")
    waiting = OrganisationFactory(municipality=city, sector="accommodation")
    closed, _ = make_business(city, sector="accommodation", closed_at=AT)
    found = make_draft(city, officer, course, sector="accommodation")
    for _ in range(2):
        start_campaign(campaign=found, by=officer, at=AT)
    invited = {row.organisation for row in Participation.objects.all()}
    assert hotel in invited
    assert not invited & {waiting, closed}
    assert {one.sector for one in invited} == {"accommodation"}
    told = Notification.objects.filter(kind="campaigns.invited")
    assert {row.user for row in told} == {people[0], manager}
    assert "Unhappy guests" in told[0].subject
    assert told[0].url.endswith("/en/from-the-city/")


def test_messages_are_in_the_language_of_each_person(city, officer, course):
    _, people = make_business(city)
    people[0].language = "sv"
    people[0].save()
    start_campaign(campaign=make_draft(city, officer, course), by=officer, at=AT)
    assert "Missnöjda gäster" in Notification.objects.get(user=people[0]).subject


def test_a_business_that_comes_later_is_invited_later(city, officer, course):
    found = start_campaign(campaign=make_draft(city, officer, course), by=officer, at=AT)
    _hotel, people = make_business(city)
    assert invite_businesses(campaign=found, at=LATER) == 1
    assert invite_businesses(campaign=found, at=LATER) == 0
    assert Notification.objects.filter(user=people[0], kind="campaigns.invited").count() == 1


def test_what_is_not_ready_does_not_start(city, officer, course):
    past = make_draft(city, officer, course, starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 2))
    with pytest.raises(NotReadyError, match="last day"):
        start_campaign(campaign=past, by=officer, at=AT)
    nobody = make_draft(city, officer, course, sector="transport")
    with pytest.raises(NotReadyError, match="no business"):
        start_campaign(campaign=nobody, by=officer, at=AT)
    gone = make_draft(city, officer, None, courses=(uuid.uuid4(),))
    with pytest.raises(NotReadyError, match="not published"):
        start_campaign(campaign=gone, by=officer, at=AT)
    assert not Participation.objects.exists()


def test_a_course_is_in_one_running_campaign_at_a_time(city, officer, course):
    first = start_campaign(campaign=make_draft(city, officer, course), by=officer, at=AT)
    second = make_draft(city, officer, course)
    with pytest.raises(NotReadyError, match="one at a time"):
        start_campaign(campaign=second, by=officer, at=AT)
    end_campaign(campaign=first, reason="Done", by=officer, at=LATER)
    assert start_campaign(campaign=second, by=officer, at=LATER).state == "RUNNING"


# --- Over -----------------------------------------------------------------------------------------


def test_it_goes_one_way(city, officer, course):
    found = start_campaign(campaign=make_draft(city, officer, course), by=officer, at=AT)
    ended = end_campaign(campaign=found, reason="Enough", by=officer, at=LATER)
    assert (
        end_campaign(campaign=found, reason="Again", by=officer, at=LATER).over_reason == "Enough"
    )
    for deed in (cancel_campaign, start_campaign):
        with pytest.raises(TransitionError, match="Ended"):
            deed(
                campaign=ended, by=officer, at=LATER,
                **({"reason": "x"} if deed is cancel_campaign else {}),
            )  # fmt: skip
    draft = make_draft(city, officer, course)
    with pytest.raises(TransitionError):
        end_campaign(campaign=draft, reason="x", by=officer, at=AT)
    assert cancel_campaign(campaign=draft, reason="No", by=officer, at=AT).state == "CANCELLED"


def test_who_takes_part_is_told_that_it_is_over(city, officer, course):
    hotel, people = make_business(city)
    make_business(city)
    found = start_campaign(campaign=make_draft(city, officer, course), by=officer, at=AT)
    answer_invitation(
        campaign_id=found.pk, organisation=hotel, takes_part=True, by=people[0], at=AT
    )
    cancel_campaign(campaign=found, reason="The trainer is ill", by=officer, at=LATER)
    told = Notification.objects.filter(kind="campaigns.over")
    assert [row.user for row in told] == people
    assert "has cancelled" in told[0].subject
    assert "The trainer is ill" in told[0].text


def test_it_ends_by_itself_after_its_last_day(city, officer, course):
    found = start_campaign(campaign=make_draft(city, officer, course), by=officer, at=AT)
    tend_campaigns(at=AT + timedelta(days=60))
    found.refresh_from_db()
    assert found.state == "RUNNING"
    tend_campaigns(at=AT + timedelta(days=61))
    found.refresh_from_db()
    assert (found.state, found.over_by) == ("ENDED", None)


@pytest.mark.parametrize("days", [1, 60], ids=["runs on", "is over"])
def test_one_that_is_cancelled_meanwhile_is_left_alone(city, officer, course, days):
    """While the night's work ends the first, an officer cancels the second."""
    first, second = (
        start_campaign(
            campaign=make_draft(city, officer, one, ends_on=AT.date() + timedelta(days=last)),
            by=officer,
            at=AT,
        )
        for one, last in ((course, 0), (add_course(lessons=1), 60 - days))
    )
    make_business(city)
    invited = second.participations.count()
    counts = second.counts.count()

    def cancel(instance, **_):
        if instance.pk == first.pk and instance.state == "ENDED":
            cancel_campaign(campaign=second, reason="The trainer is ill", by=officer, at=LATER)

    post_save.connect(cancel, sender=Campaign)
    try:
        assert tend_campaigns(at=AT + timedelta(days=7)) == 1
    finally:
        post_save.disconnect(cancel, sender=Campaign)
    second.refresh_from_db()
    assert (second.state, second.over_by) == ("CANCELLED", officer)
    assert (second.participations.count(), second.counts.count()) == (invited, counts)
    # nor on any later night
    assert tend_campaigns(at=AT + timedelta(days=8)) == 0


def test_an_answer_can_be_changed_while_it_runs(city, officer, course):
    hotel, people = make_business(city)
    found = start_campaign(campaign=make_draft(city, officer, course), by=officer, at=AT)
    for says in (True, True, False):
        row = answer_invitation(
            campaign_id=found.pk, organisation=hotel, takes_part=says, by=people[0], at=AT
        )
    assert row.answer == "NO"
    end_campaign(campaign=found, reason="x", by=officer, at=LATER)
    with pytest.raises(TransitionError):
        answer_invitation(
            campaign_id=found.pk, organisation=hotel, takes_part=True, by=people[0], at=LATER
        )


# --- Counted --------------------------------------------------------------------------------------


@pytest.fixture
def running(city):
    """A running campaign with twelve invited businesses of three people each."""
    found = RunningCampaignFactory(municipality=city)
    found.teams = []
    for _ in range(12):
        business, people = make_business(city, people=2)
        row = ParticipationFactory(campaign=found, organisation=business)
        found.teams.append((row, people))
    count_campaign(campaign=found, at=AT)
    return found


def say_yes(teams):
    for row, _people in teams:
        row.answer = "YES"
        row.save()


def read_newest(campaign, kind):
    return campaign.counts.filter(kind=kind).order_by("-counted_at").first()


def test_taking_part_is_counted_from_five_businesses_up(running):
    assert read_newest(running, "BUSINESSES").figures == {"invited": 12, "yes": None}
    say_yes(running.teams[:4])
    assert count_campaign(campaign=running, at=LATER) == []
    say_yes(running.teams[4:5])
    count_campaign(campaign=running, at=LATER)
    assert read_newest(running, "BUSINESSES").figures["yes"] == 5
    say_yes(running.teams[5:7])
    assert count_campaign(campaign=running, at=LATER + timedelta(days=1)) == []
    assert read_newest(running, "BUSINESSES").figures["yes"] == 5


def test_people_are_counted_from_ten_in_five_businesses_up(running):
    say_yes(running.teams[:6])
    key = running.course_keys[0]
    for _row, people in running.teams[:3]:
        for person in people:
            EnrolmentFactory(user=person, course_key=key, enrolled_at=LATER)
    count_campaign(campaign=running, at=LATER)
    assert read_newest(running, "PEOPLE") is None
    for _row, people in running.teams[3:6]:
        for person in people:
            EnrolmentFactory(user=person, course_key=key, enrolled_at=LATER)
    count_campaign(campaign=running, at=LATER + timedelta(days=1))
    assert read_newest(running, "PEOPLE").figures == {"began": 18, "finished": None}
    # one person finishes: nothing is renewed
    complete(running.teams[0][1][0], key, LATER)
    assert count_campaign(campaign=running, at=LATER + timedelta(days=2)) == []


def test_only_people_of_businesses_that_take_part_and_since_the_start_are_counted(running):
    say_yes(running.teams[:6])
    key = running.course_keys[0]
    before = AT - timedelta(days=1)
    for _row, people in running.teams:
        EnrolmentFactory(user=people[0], course_key=key, enrolled_at=before)
        EnrolmentFactory(user=people[1], course_key=key, enrolled_at=LATER)
        EnrolmentFactory(user=people[2], course_key=uuid.uuid4(), enrolled_at=LATER)
    for _row, people in running.teams[:6]:
        complete(people[0], key, LATER)  # begun before, finished now
    count_campaign(campaign=running, at=LATER)
    count = read_newest(running, "PEOPLE")
    assert count.figures["began"] == 12
    assert count.figures["finished"] is None  # six people


def test_no_count_tells_who(running):
    say_yes(running.teams[:6])
    key = running.course_keys[0]
    for _row, people in running.teams[:6]:
        for person in people:
            EnrolmentFactory(user=person, course_key=key, enrolled_at=LATER)
    count_campaign(campaign=running, at=LATER)
    basis = str(list(CampaignCount.objects.values_list("basis", flat=True)))
    for _row, people in running.teams:
        for person in people:
            assert person.email not in basis
    parts = [part for count in CampaignCount.objects.all() for part in count.basis.values()]
    prints = [one for part in parts for one in part.values()]
    assert all(len(one) == 16 for one in prints)


def test_counting_takes_the_same_number_of_queries_for_more(running, django_assert_max_num_queries):
    say_yes(running.teams)
    for _row, people in running.teams:
        for person in people:
            EnrolmentFactory(user=person, course_key=running.course_keys[0], enrolled_at=LATER)
    with django_assert_max_num_queries(18):
        count_campaign(campaign=running, at=LATER)


def test_the_last_count_stops_at_the_end(city, officer):
    found = CampaignFactory(
        municipality=city, state="ENDED", started_at=AT, over_at=AT + timedelta(days=1)
    )
    for _ in range(6):
        business, people = make_business(city, people=1)
        ParticipationFactory(campaign=found, organisation=business, answer="YES")
        for person in people:
            EnrolmentFactory(user=person, course_key=found.course_keys[0], enrolled_at=LATER)
    count_campaign(campaign=found, at=timezone.now())
    assert read_newest(found, "PEOPLE") is None
