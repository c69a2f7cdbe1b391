"""Result, knowledge items, path, skills and home, over HTTP."""

import gzip
import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.utils import timezone

from courses.models import Enrolment, TestedLevel
from courses.services import raise_tested_level
from skills_gap.measuring import NoLevel
from skills_gap.models import (
    GapProfile,
    KnowledgeAttempt,
    KnowledgeItem,
    RecommendedPath,
    Response,
)
from skills_gap.selectors.profiles import get_skills_profile
from tests.factories.courses import add_course, list_lessons, translate
from tests.factories.ecosystem import InvitationFactory, MembershipFactory, PersonFactory
from tests.factories.skills_gap import begin_check, take_check
from uprest.accounts.models import User
from uprest.accounts.types import Learner
from uprest.skills.models import Skill

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client, survey):
    user = PersonFactory(display_name="Alma Berg")
    client.force_login(user)
    return user


@pytest.fixture
def learner(person):
    return Learner(user_id=person.pk)


@pytest.fixture
def visitor(client, survey):
    """A visitor whose cookie this client has."""
    client.post("/en/check/", {"occupation": "receptionist"})
    begun = Response.objects.get()
    visitor = Learner(visitor_id=begun.visitor_id)
    begun.delete()
    return visitor


def words(page):
    """Return the page's text as it is read."""
    body = re.sub(r"<(script|style)[^>]*>.*?</\1>", "", page.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))


def result_of(client, profile):
    return client.get(f"/en/check/{profile.response_id}/result/")


# --- Result ---------------------------------------------------------------------------------


def test_the_strength_comes_first_and_where_it_stopped_last(client, learner):
    profile = take_check(learner=learner, answers={"welcome": 5}, default=1)
    page = words(result_of(client, profile))
    assert "You already have what guests notice first" in page
    assert "level 5 of 5, can teach others" in page
    assert page.index("notice first") < page.index("Your largest gaps")
    assert "none of the remaining questions could enter your top five" in page


@pytest.mark.parametrize(
    ("level", "headline"),
    [(0, "You start at the beginning, and that is fine"), (1, "You have begun")],
)
def test_nobody_is_told_a_strength_that_is_none(client, learner, level, headline):
    assert headline in words(result_of(client, take_check(learner=learner, default=level)))


def test_the_next_step_is_the_first_lesson_of_the_path(client, visitor):
    course = add_course(teaches=[("welcome", 1, 4)])
    page = result_of(client, take_check(learner=visitor, default=1))
    assert list_lessons(course)[0].get_url() in page.content.decode()
    assert "Start here · no account needed" in words(page)
    assert "Raises Welcoming guests from 1 to 4; your job needs 5, very important." in words(page)
    assert "Next step" in words(page)


def test_where_no_course_fits_the_page_says_so_and_offers_the_nearest(client, visitor):
    add_course(title="Masters of welcome", teaches=[("welcome", 3, 5)])
    page = words(result_of(client, take_check(learner=visitor, default=1)))
    assert "No course fits your gaps yet" in page
    assert "Masters of welcome asks for Welcoming guests at level 3" in page
    assert "No course teaches this above level 1 yet." in page


def test_who_meets_every_need_is_told_so(client, visitor):
    page = words(result_of(client, take_check(learner=visitor, default=5)))
    assert "You meet every need that we asked about" in page
    assert "Nothing to catch up on" in page
    assert "We asked all 24 questions about this work" in page


def test_skills_without_a_level_are_listed_apart_and_are_never_zero(client, learner):
    answers = {"welcome": NoLevel.NOT_MY_JOB, "complaints": NoLevel.UNKNOWN}
    profile = take_check(learner=learner, answers=answers, default=1)
    content = result_of(client, profile).content.decode()
    lists = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", content))
    tables = "".join(re.findall(r"<tbody>.*?</tbody>", content, re.DOTALL))

    assert lists["Not part of my job"] == "Welcoming guests"
    assert "Not asked yet" in lists
    names = dict(Skill.objects.values_list("code", "name_en"))
    assert lists["Skipped, or not known"] == names["complaints"]
    assert names["welcome"] not in tables
    assert names["complaints"] not in tables
    assert tables.count("<tr>") == sum(
        gap.level is not None for gap in GapProfile.objects.get().gaps.all()
    )


def test_neighbours_that_could_be_the_other_way_round_are_marked(client, learner):
    assert "About equal:" in words(result_of(client, take_check(learner=learner, default=0)))


def test_a_check_without_any_level_has_a_page_too(client, learner):
    profile = take_check(learner=learner, default=NoLevel.SKIPPED)
    page = result_of(client, profile)
    assert page.status_code == 200
    assert "No level is known yet" in words(page)


def test_a_visitor_may_keep_the_profile_or_not_now(client, visitor):
    page = result_of(client, take_check(learner=visitor)).content.decode()
    assert "/en/account/keep/" in page
    assert "Not now" in page
    assert "/en/account/other-phone/" in page


def test_somebody_signed_in_has_kept_it_already(client, learner):
    page = result_of(client, take_check(learner=learner)).content.decode()
    assert "Keep this profile" not in page
    assert "Who sees what" in page


def test_an_open_check_has_no_result_yet(client, learner):
    response = begin_check(learner=learner)
    answer = client.get(f"/en/check/{response.pk}/result/")
    assert answer.url == f"/en/check/{response.pk}/"


# --- Knowledge items ------------------------------------------------------------------------


def item_on(page):
    found = re.search(r'name="item" value="([^"]+)"', page.content.decode())
    return KnowledgeItem.objects.get(code=found[1]) if found else None


def answer_item(client, profile, item, *, right):
    option = item.options.filter(is_correct=right).first()
    url = f"/en/check/{profile.response_id}/knowledge/"
    return client.post(url, {"item": item.code, "option": option.pk}, follow=True), option


def test_a_right_answer_gets_feedback_at_once_and_raises_the_tested_level(client, learner):
    profile = take_check(learner=learner, default=1)
    url = f"/en/check/{profile.response_id}/knowledge/"
    item = item_on(client.get(url))
    page, option = answer_item(client, profile, item, right=True)

    assert "Right." in words(page)
    assert option.feedback_en in words(page)
    tested = TestedLevel.objects.get()
    assert (tested.skill, tested.level, tested.user_id) == (item.skill, item.level, learner.user_id)
    skill = next(
        one for one in get_skills_profile(learner=learner).skills if one.skill_id == item.skill_id
    )
    assert (skill.self_level, skill.tested_level) == (1, item.level)
    assert skill.level == max(1, item.level)


def test_a_wrong_answer_shows_the_right_one_and_raises_nothing(client, learner):
    profile = take_check(learner=learner, default=1)
    item = item_on(client.get(f"/en/check/{profile.response_id}/knowledge/"))
    page, _option = answer_item(client, profile, item, right=False)
    assert "Not quite." in words(page)
    assert item.options.get(is_correct=True).text_en in words(page)
    assert not TestedLevel.objects.exists()


def test_only_the_first_try_proves(client, learner):
    profile = take_check(learner=learner, default=1)
    item = item_on(client.get(f"/en/check/{profile.response_id}/knowledge/"))
    answer_item(client, profile, item, right=False)
    page, _option = answer_item(client, profile, item, right=True)
    assert "Not quite." in words(page)
    assert KnowledgeAttempt.objects.count() == 1
    assert not TestedLevel.objects.exists()


def test_a_wrong_easier_item_of_the_same_skill_keeps_the_level(client, learner):
    first = take_check(learner=learner, default=1)
    item = item_on(client.get(f"/en/check/{first.response_id}/knowledge/"))
    answer_item(client, first, item, right=False)
    harder = KnowledgeItem.objects.filter(skill=item.skill, level__gt=item.level).first()
    later = take_check(learner=learner, default=1, at=timezone.now())

    page, _option = answer_item(client, later, harder, right=True)
    assert "Right." in words(page)
    assert not TestedLevel.objects.exists()


def test_at_most_five_items_and_then_the_end(client, learner):
    profile = take_check(learner=learner, answers={"welcome": 5}, default=1)
    url = f"/en/check/{profile.response_id}/knowledge/"
    seen = []
    while (item := item_on(client.get(url))) is not None:
        seen.append(item.skill.code)
        answer_item(client, profile, item, right=True)
    assert len(seen) == 5
    assert "welcome" in seen
    assert "You have answered all of them" in words(client.get(url))


def test_items_and_answers_that_are_not_offered_are_not_kept(client, learner):
    profile = take_check(learner=learner, default=1)
    url = f"/en/check/{profile.response_id}/knowledge/"
    item = item_on(client.get(url))
    other = KnowledgeItem.objects.exclude(skill=item.skill).filter(level=5).first()
    foreign = KnowledgeItem.objects.exclude(pk=item.pk).first().options.first()
    for fields in (
        {"item": item.code, "option": foreign.pk},
        {"item": "no-such", "option": foreign.pk},
        {"item": item.code, "option": "x"},
        {"item": other.code if other else "none", "option": "1"},
    ):
        assert client.post(url, fields).status_code == 302
    assert not KnowledgeAttempt.objects.exists()


# --- Path -----------------------------------------------------------------------------------


def test_the_path_fills_the_minutes_until_the_season(client, learner, person):
    membership = MembershipFactory(user=person)
    membership.organisation.season_starts_on = date(2026, 5, 14) + timedelta(days=15)
    membership.organisation.save()
    take_check(learner=learner, organisation=membership.organisation)
    path = RecommendedPath.objects.get()
    assert (path.weeks, path.minutes_a_week) == (3, 30)


@pytest.mark.parametrize(
    ("days", "weeks"), [(1, 1), (7, 1), (8, 2), (-3, 6), (0, 6), (900, 26), (None, 6)]
)
def test_weeks_are_begun_ones_at_least_one_and_six_where_nothing_is_known(
    learner, person, days, weeks
):
    membership = MembershipFactory(user=person)
    city = membership.organisation.municipality
    if days is not None:
        city.season_starts_on = date(2026, 5, 14) + timedelta(days=days)
        city.save()
    take_check(learner=learner, organisation=membership.organisation)
    assert RecommendedPath.objects.get().weeks == weeks


def test_more_time_plans_a_longer_path_and_the_account_keeps_it(client, learner, person):
    for code in ("welcome", "complaints", "languages"):
        add_course(title=code, teaches=[(code, 1, 3)], lessons=4)
    person.minutes_a_week = 5
    person.save()
    take_check(learner=learner, default=1)
    assert RecommendedPath.objects.get().steps.count() == 1

    page = client.post("/en/path/", {"minutes_a_week": 60, "languages": ["it"]}, follow=True)

    newest = RecommendedPath.objects.latest("pk")
    assert newest.steps.count() == 3
    assert (newest.minutes_a_week, newest.languages) == (60, ["en", "it"])
    person.refresh_from_db()
    assert person.minutes_a_week == 60
    assert "Your path is planned anew." in words(page)
    assert RecommendedPath.objects.count() == 3  # the account announced its minutes too


def test_a_visitor_plans_anew_as_well(client, visitor):
    take_check(learner=visitor, default=1)
    client.post("/en/path/", {"minutes_a_week": 45})
    assert RecommendedPath.objects.latest("pk").minutes_a_week == 45
    client.post("/en/path/", {"minutes_a_week": 45, "languages": ["sv"]})
    assert RecommendedPath.objects.latest("pk").languages == ["en", "sv"]


@pytest.mark.parametrize("minutes", ["", "0", "-5", "100000", "x"])
def test_impossible_minutes_are_refused_with_words(client, visitor, minutes):
    take_check(learner=visitor)
    page = client.post("/en/path/", {"minutes_a_week": minutes})
    assert page.status_code == 422
    assert "Please look at this again" in words(page)
    assert RecommendedPath.objects.count() == 1


def test_courses_in_a_language_that_was_not_ticked_are_named_as_nearest(client, visitor):
    course = add_course(title="Benvenuti", teaches=[("welcome", 1, 4)])
    take_check(learner=visitor, default=1, language="sv")
    page = words(client.get("/en/path/"))
    assert "Benvenuti is in English only." in page
    translate(course, "sv", title="Välkomna")
    client.post("/sv/path/", {"minutes_a_week": 30})
    assert "Välkomna" in words(client.get("/sv/path/"))


def test_needed_before_is_a_reason(client, visitor):
    add_course(title="First steps", teaches=[("welcome", 1, 3)])
    add_course(title="Further", teaches=[("welcome", 3, 4)])
    take_check(learner=visitor, default=1)
    assert "Needed before Further." in words(client.get("/en/path/"))


def test_accepting_the_path_enrols(client, learner, person):
    course = add_course(teaches=[("welcome", 1, 4)])
    take_check(learner=learner, default=1)
    client.post("/en/path/accept/")
    enrolment = Enrolment.objects.get()
    assert (enrolment.user, enrolment.course_key, enrolment.source) == (
        person,
        course.translation_key,
        "PATH",
    )


def test_a_visitor_cannot_enrol(client, visitor):
    take_check(learner=visitor)
    assert "/account/login/" in client.post("/en/path/accept/").url


def test_without_a_profile_the_path_leads_to_the_check(client, survey):
    assert client.get("/en/path/").url == "/en/check/"
    client.force_login(PersonFactory())
    assert client.get("/en/path/").url == "/en/check/"


def test_a_course_taken_down_since_is_left_out(client, learner):
    course = add_course(title="Gone tomorrow", teaches=[("welcome", 1, 4)])
    take_check(learner=learner, default=1)
    course.unpublish()
    for place in ("path", "home", "my-skills"):
        page = client.get(f"/en/{place}/")
        assert page.status_code == 200
        assert "Gone tomorrow" not in words(page)


# --- My skills ------------------------------------------------------------------------------


def test_kinds_of_evidence_stand_apart(client, learner):
    take_check(learner=learner, default=1)
    skill = Skill.objects.get(code="welcome")
    raise_tested_level(
        learner=learner, skill_id=skill.pk, level=3, shown_by="test", at=timezone.now()
    )
    content = client.get("/en/my-skills/").content.decode()
    cells = re.search(rf'<th scope="row">{skill.name}</th>(.*?)</tr>', content)[1]
    assert re.findall(r">([^<]+)</td>", cells) == ["1", "3", "5"]


def test_ratings_are_a_dated_series_that_may_fall(client, learner):
    take_check(learner=learner, default=4, at=timezone.now() - timedelta(days=200))
    take_check(learner=learner, default=2, at=timezone.now())
    page = words(client.get("/en/my-skills/"))
    assert "How you have rated yourself" in page
    assert re.search(
        r"Welcoming guests 4 \( [^)]+ \) → 2", page.replace("(", "( ").replace(")", " )")
    )


def test_without_a_profile_the_page_offers_the_check(client, person):
    assert "No profile yet" in words(client.get("/en/my-skills/"))


def test_a_visitor_has_skills_too(client, visitor):
    take_check(learner=visitor)
    assert "Keep this profile" in words(client.get("/en/my-skills/"))


# --- Home -----------------------------------------------------------------------------------


def test_home_before_the_first_check(client, person):
    page = words(client.get("/en/home/"))
    assert "Hi Alma" in page
    assert "Find your first lesson" in page


def test_home_with_a_path(client, learner, person):
    membership = MembershipFactory(user=person)
    membership.organisation.season_starts_on = timezone.localdate() + timedelta(days=19)
    membership.organisation.save()
    add_course(title="Warm welcome", teaches=[("welcome", 1, 4)], lessons=5)
    take_check(learner=learner, default=1, organisation=membership.organisation)
    page = words(client.get("/en/home/"))
    assert "Hi Alma, 5 lessons to go this week" in page
    assert "Your season starts in 19 days." in page
    assert "Lesson 1 of 5: Warm welcome" in page
    assert "Start the first lesson" in page
    assert "25 min left" in page
    assert "You already have" in page


def test_home_without_courses_is_honest(client, learner):
    take_check(learner=learner, default=1)
    assert "No course fits your gaps yet" in words(client.get("/en/home/"))


def test_home_of_somebody_who_meets_everything(client, learner):
    take_check(learner=learner, default=5)
    assert "Nothing to catch up on" in words(client.get("/en/home/"))


def test_home_of_somebody_without_a_name_shows_no_address(client, survey):
    user = PersonFactory(display_name="", email="private@example.org")
    client.force_login(user)
    assert "Welcome" in words(client.get("/en/home/"))


def test_home_offers_a_profile_that_is_in_no_account(client, visitor):
    take_check(learner=visitor)
    user = PersonFactory()
    client.force_login(user)
    assert "not in your account" in words(client.get("/en/home/"))

    page = client.post("/en/account/keep/mine/", {"next": "/en/home/"}, follow=True)
    assert "not in your account" not in words(page)
    assert GapProfile.objects.get().response.user == user


def test_home_leaves_a_colleagues_profile(client, visitor):
    take_check(learner=visitor)
    client.force_login(PersonFactory())
    page = client.post("/en/account/keep/not-mine/", {"next": "/en/home/"}, follow=True)
    assert "not in your account" not in words(page)
    assert GapProfile.objects.get().response.user is None


def test_home_needs_an_account(client, survey):
    assert "/account/login/" in client.get("/en/home/").url


# --- Bounds ---------------------------------------------------------------------------------


def test_pages_take_at_most_15_queries_with_a_full_path(
    client, learner, person, django_assert_max_num_queries
):
    membership = MembershipFactory(user=person)
    for code in ("welcome", "complaints", "languages", "reviews", "local-knowledge"):
        add_course(title=code, teaches=[(code, 1, 3)], lessons=4)
    profile = take_check(learner=learner, default=1, organisation=membership.organisation)
    client.get("/en/home/")  # the catalogue is read once after a change
    for place in ("home/", "path/", "my-skills/", f"check/{profile.response_id}/result/"):
        with django_assert_max_num_queries(15):
            page = client.get(f"/en/{place}")
        assert page.status_code == 200
        assert len(gzip.compress(page.content)) <= 15 * 1024


def test_pages_of_a_visitor_take_at_most_15_queries(client, visitor, django_assert_max_num_queries):
    invitation = InvitationFactory()
    client.get(f"/en/join/{invitation.token}/")
    add_course(teaches=[("welcome", 1, 3)])
    profile = take_check(learner=visitor, default=1, organisation=invitation.organisation)
    client.get("/en/path/")
    for place in ("path/", f"check/{profile.response_id}/result/"):
        with django_assert_max_num_queries(15):
            assert client.get(f"/en/{place}").status_code == 200


@pytest.mark.parametrize("language", ["sv", "it", "hr"])
def test_pages_open_in_every_language(client, learner, language):
    profile = take_check(learner=learner, default=1, language=language)
    for place in ("home/", "path/", "my-skills/", f"check/{profile.response_id}/result/"):
        assert client.get(f"/{language}/{place}").status_code == 200


def test_the_accounts_language_and_minutes_plan_anew(client, learner, person):
    take_check(learner=learner, default=1)
    fields = {"display_name": "Alma", "language": "sv", "minutes_a_week": 90}
    client.post("/en/account/", fields)
    newest = RecommendedPath.objects.latest("pk")
    assert User.objects.get(pk=person.pk).language == "sv"
    assert (newest.minutes_a_week, newest.languages[0]) == (90, "sv")
