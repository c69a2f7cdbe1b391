"""What counts for businesses and cities, whose it is, and how it is taken back."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from skills_gap.measuring import NoLevel
from skills_gap.models import (
    Answer,
    CountedAnswer,
    CountedResponse,
    GapProfile,
    KnowledgeAttempt,
    RecommendedPath,
    Response,
)
from skills_gap.selectors.knowledge import choose_items
from skills_gap.selectors.profiles import get_skills_profile
from skills_gap.services.counted import write_counted_response
from skills_gap.services.ownership import claim_visit, collect_everything, delete_visits
from skills_gap.tasks import delete_unclaimed_visits
from tests.factories.ecosystem import ApprovedOrganisationFactory, PersonFactory
from tests.factories.skills_gap import AT, begin_check, make_visitor, take_check
from uprest.accounts.services import claim_visit as claim_account_visit
from uprest.accounts.services import withdraw_consent
from uprest.accounts.signals import person_erased, personal_data_requested
from uprest.accounts.types import Learner
from uprest.skills.models import Skill

pytestmark = pytest.mark.django_db


@pytest.fixture
def business(survey):
    return ApprovedOrganisationFactory()


@pytest.fixture
def user(survey):
    return PersonFactory()


def counted(learner, business, **about):
    take_check(learner=learner, organisation=business, counts=True, **about)
    return CountedResponse.objects.latest("pk")


def test_levels_and_two_ways_out_count_and_skipped_ones_do_not(business):
    answers = {
        "welcome": NoLevel.NOT_MY_JOB,
        "complaints": NoLevel.UNKNOWN,
        "languages": NoLevel.SKIPPED,
    }
    copy = counted(make_visitor(), business, answers=answers, default=1)
    values = {answer.skill.code: answer.value for answer in copy.answers.select_related("skill")}
    assert values["welcome"] == CountedAnswer.Value.NOT_MY_JOB
    assert values["complaints"] == CountedAnswer.Value.UNKNOWN
    assert "languages" not in values
    assert set(values.values()) == {1, 8, 9}
    random_ones = Answer.objects.filter(why="random")
    assert {answer.chance for answer in copy.answers.exclude(chance=1)} == {
        answer.chance for answer in random_ones
    }


def test_chosen_answers_do_not_enter(business):
    learner = make_visitor()
    copy = counted(learner, business, default=1)
    before = copy.answers.count()
    Answer.objects.filter(why="bound").update(why="chosen")
    from_check = GapProfile.objects.get().response
    from_check.refresh_from_db()
    assert before > 3
    copy.delete()
    copy = write_counted_response(response=from_check, learner=learner)
    assert copy.answers.count() == 3


def test_a_second_check_of_the_same_work_replaces_the_first(business, user):
    learner = Learner(user_id=user.pk)
    counted(learner, business, at=AT - timedelta(days=90))
    counted(learner, business, at=AT)
    newest = CountedResponse.objects.get(is_newest=True)
    assert newest.answered_on == AT.date()
    assert CountedResponse.objects.count() == 2


def test_the_same_day_counts_once_and_the_last_check_wins(business, user):
    learner = Learner(user_id=user.pk)
    counted(learner, business, default=1)
    copy = counted(learner, business, default=4, at=AT + timedelta(hours=2))
    assert CountedResponse.objects.get() == copy
    assert set(copy.answers.values_list("value", flat=True)) == {4}


def test_another_work_or_business_counts_beside_it(business, user):
    learner = Learner(user_id=user.pk)
    counted(learner, business)
    counted(learner, business, work="guide")
    counted(learner, ApprovedOrganisationFactory())
    keys = CountedResponse.objects.values_list("person_key", flat=True)
    assert CountedResponse.objects.filter(is_newest=True).count() == 3
    assert len(set(keys)) == 2  # another business cannot be joined to it


def test_claiming_a_visit_goes_on_counting_once(business, user):
    visitor, learner = make_visitor(), Learner(user_id=user.pk)
    counted(learner, business, at=AT - timedelta(days=30))
    counted(visitor, business)
    assert CountedResponse.objects.filter(is_newest=True).count() == 2

    claim_account_visit(user=user, visitor_id=visitor.visitor_id, at=timezone.now())

    newest = CountedResponse.objects.get(is_newest=True)
    assert newest.answered_on == AT.date()
    assert set(CountedResponse.objects.values_list("person_key", flat=True)) == {newest.person_key}
    counted(learner, business, at=AT + timedelta(days=1))
    assert CountedResponse.objects.filter(is_newest=True).count() == 1


def test_claiming_on_the_day_of_an_own_check_keeps_one(business, user):
    visitor, learner = make_visitor(), Learner(user_id=user.pk)
    counted(learner, business, default=1)
    counted(visitor, business, default=3)
    claim_account_visit(user=user, visitor_id=visitor.visitor_id, at=timezone.now())
    copy = CountedResponse.objects.get()
    assert copy.is_newest
    assert set(copy.answers.values_list("value", flat=True)) == {3}


def test_consent_moves_with_the_visit_and_can_be_withdrawn_afterwards(business, user):
    visitor = make_visitor()
    counted(visitor, business)
    claim_account_visit(user=user, visitor_id=visitor.visitor_id, at=timezone.now())
    withdraw_consent(
        learner=Learner(user_id=user.pk),
        code="count-anonymously",
        at=timezone.now(),
        subject_key=str(business.pk),
    )
    assert not CountedResponse.objects.exists()


def test_withdrawing_for_one_business_leaves_the_other(business, user):
    learner, other = Learner(user_id=user.pk), ApprovedOrganisationFactory()
    counted(learner, business)
    counted(learner, other)
    withdraw_consent(
        learner=learner,
        code="count-anonymously",
        at=timezone.now(),
        subject_key=str(business.pk),
    )
    assert CountedResponse.objects.get().organisation == other


def test_somebody_elses_consent_does_not_count_mine(business):
    counted(make_visitor(), business)
    take_check(learner=make_visitor(), organisation=business)
    assert CountedResponse.objects.count() == 1


# --- Claim, export, erase, forget -----------------------------------------------------------


def test_claiming_moves_everything_and_twice_changes_nothing(survey, user):
    visitor = make_visitor()
    take_check(learner=visitor)
    for _ in range(2):
        claim_visit(user_id=user.pk, visitor_id=visitor.visitor_id, at=timezone.now())
    for model in (Response, RecommendedPath):
        assert list(model.objects.values_list("user_id", "visitor_id")) == [(user.pk, None)]


def test_the_newest_profile_holds_after_a_claim(survey, user):
    visitor, learner = make_visitor(), Learner(user_id=user.pk)
    take_check(learner=visitor, work="guide", at=AT - timedelta(days=1))
    take_check(learner=learner, work="host", at=AT)
    claim_visit(user_id=user.pk, visitor_id=visitor.visitor_id, at=timezone.now())
    assert get_skills_profile(learner=learner).response.occupation.code == "host"


def test_the_person_gets_everything_as_a_file(survey, user):
    learner = Learner(user_id=user.pk)
    take_check(learner=learner, answers={"welcome": NoLevel.UNKNOWN}, default=1)
    answers = personal_data_requested.send(sender=get_user_model(), user_id=user.pk)
    sections = dict(found for _receiver, found in answers)
    data = sections["skills_check"]
    assert data == collect_everything(user_id=user.pk)
    values = {row["skill"]: row["answer"] for row in data["checks"][0]["answers"]}
    assert values[Skill.objects.get(code="welcome").name] == "UNKNOWN"
    assert len(data["paths"]) == 1


def test_erasing_deletes_answers_and_unlinks_what_counts(business, user):
    learner = Learner(user_id=user.pk)
    key = counted(learner, business).person_key
    before = CountedAnswer.objects.count()
    person_erased.send(sender=get_user_model(), user_id=user.pk, at=timezone.now())

    assert not Response.objects.exists()
    assert not RecommendedPath.objects.exists()
    assert CountedAnswer.objects.count() == before
    assert CountedResponse.objects.get().person_key != key
    assert CountedResponse.objects.get().is_newest


def test_visits_are_forgotten_after_seven_days_and_accounts_are_not(business, user):
    old, young = make_visitor(), make_visitor()
    week_ago = timezone.now() - timedelta(days=8)
    counted(old, business, at=week_ago)
    take_check(learner=Learner(user_id=user.pk), at=week_ago)
    take_check(learner=young, at=timezone.now())
    begin_check(learner=make_visitor(), at=week_ago)

    assert delete_unclaimed_visits() == 2

    owners = set(Response.objects.values_list("user_id", "visitor_id"))
    assert owners == {(user.pk, None), (None, young.visitor_id)}
    assert not RecommendedPath.objects.filter(visitor_id=old.visitor_id).exists()
    assert CountedResponse.objects.count() == 1
    assert delete_unclaimed_visits() == 0


def test_forgetting_reaches_knowledge_items_too(survey):
    visitor = make_visitor()
    profile = take_check(learner=visitor, at=AT)
    item = choose_items(learner=visitor, profile=get_skills_profile(learner=visitor))[0]
    KnowledgeAttempt.objects.create(
        visitor_id=visitor.visitor_id,
        item=item,
        option=item.options.first(),
        is_correct=True,
        answered_at=AT,
    )
    delete_visits(before=AT + timedelta(seconds=1))
    assert not KnowledgeAttempt.objects.exists()
    assert not GapProfile.objects.filter(pk=profile.pk).exists()
