"""The skills check as people walk through it: over HTTP, without script."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from skills_gap.measuring import NoLevel
from skills_gap.models import Answer, CountedResponse, GapProfile, RecommendedPath, Response, Survey
from skills_gap.selectors.checks import read_check
from skills_gap.services.surveys import copy_survey, publish_survey
from tests.factories.ecosystem import (
    ApprovedOrganisationFactory,
    InvitationFactory,
    MembershipFactory,
    PersonFactory,
)
from tests.factories.skills_gap import answer_all, begin_check, make_visitor
from uprest.accounts.middleware import COOKIE
from uprest.accounts.models import Consent
from uprest.accounts.types import Learner
from uprest.ecosystem.models import RequirementOverride
from uprest.skills.models import Framework

pytestmark = pytest.mark.django_db
START = "/en/check/"
HIDDEN_SKILL = re.compile(r'name="skill" value="([^"]+)"')
TITLE = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)


def begin(client, *, work="receptionist", start=START, **fields):
    answer = client.post(start, {"occupation": work, **fields})
    assert answer.status_code == 302, answer.content
    return Response.objects.order_by("-started_at").first(), answer.url


def skill_of(page):
    found = HIDDEN_SKILL.search(page.content.decode())
    return found[1] if found else ""


def heading(page):
    return re.sub(r"\s+", " ", TITLE.search(page.content.decode())[1]).strip()


def walk(client, url, *, level="2", most=60):
    """Answer until the last page, as a browser does; return that page and the skills asked."""
    asked = []
    for _ in range(most):
        page = client.get(url, follow=True)
        assert page.status_code == 200
        skill = skill_of(page)
        if not skill:
            return page, asked
        asked.append(skill)
        url = client.post(page.request["PATH_INFO"], {"skill": skill, "answer": level}).url
    raise AssertionError("the check does not end")


# --- Beginning ------------------------------------------------------------------------------


def test_the_first_page_offers_work_by_tiles_and_not_being_sure(client, survey):
    page = client.get(START).content.decode()
    assert page.count('class="job-tile"') == 9
    assert "I am not sure yet" in page
    assert 'value="general"' in page
    assert "count" not in {match[1] for match in re.finditer(r'name="(\w+)"', page)}
    assert COOKIE not in client.cookies  # nothing is stored before somebody begins


def test_without_a_choice_the_page_says_what_is_missing(client, survey):
    page = client.post(START, {})
    assert page.status_code == 422
    assert "Choose your work" in page.content.decode()
    assert not Response.objects.exists()


def test_an_invented_work_is_refused(client, survey):
    assert client.post(START, {"occupation": "pilot"}).status_code == 422


def test_work_can_be_chosen_beforehand_by_a_link(client, survey):
    assert re.search(r'value="guide" checked', client.get(f"{START}?work=guide").content.decode())


def test_without_a_survey_the_page_is_friendly(client, db):
    page = client.get(START)
    assert page.status_code == 503
    assert "not ready yet" in page.content.decode()


def test_without_occupations_the_page_is_friendly(client, survey):
    Framework.objects.update(code="another")
    assert client.get(START).status_code == 503


def test_a_business_is_known_by_its_link_and_named_and_nothing_is_ticked(client, survey):
    invitation = InvitationFactory(organisation__name="Hotell Älven")
    client.get(reverse("ecosystem:join", args=(invitation.token,)))
    page = client.get(START).content.decode()

    assert "Hotell Älven" in page
    assert "A copy of my answers counts" in page
    assert re.search(r'name="counts"[^>]*>', page)[0].count("checked") == 0
    assert 'name="sector"' not in page

    response, _url = begin(client)
    assert response.organisation == invitation.organisation
    assert response.municipality == invitation.organisation.municipality
    assert response.sector == "accommodation"
    assert not Consent.objects.exists()


def test_a_member_checks_for_their_business(client, survey):
    membership = MembershipFactory()
    client.force_login(membership.user)
    assert begin(client)[0].organisation == membership.organisation


def test_without_a_business_the_sector_may_be_given(client, survey):
    assert begin(client, sector="food")[0].sector == "food"
    assert begin(client)[0].sector == ""


# --- Answering ------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "sv", "it", "hr"])
def test_a_visitor_takes_the_whole_check_in_every_language(client, survey, language):
    response, url = begin(client, start=f"/{language}/check/")
    _finish, asked = walk(client, url)
    assert len(asked) == len(set(asked)) >= 8

    done = client.post(f"/{language}/check/{response.pk}/hand-in/")
    page = client.get(done.url)

    assert page.status_code == 200
    assert done.url == f"/{language}/check/{response.pk}/result/"
    response.refresh_from_db()
    assert response.submitted_at
    assert (response.language, response.stopped_because) == (language, "BOUND")
    assert GapProfile.objects.get().response == response
    assert RecommendedPath.objects.get().visitor_id == response.visitor_id
    assert "Set-Cookie" not in page.headers


def test_a_question_shows_situation_six_answers_in_level_order_and_the_ways_out(client, survey):
    _response, url = begin(client)
    page = client.get(url, follow=True)
    content = page.content.decode()
    question = survey.questions.get(skill__code=skill_of(page))

    assert heading(page) == question.situation_en
    assert re.findall(r'type="radio" name="answer" value="(\d)"', content) == list("012345")
    assert "I have not had to do this yet" in content
    assert "we start where you are" in content
    for way_out in NoLevel:
        assert f'name="answer" value="{way_out}"' in content
    assert "questions left" in content
    assert page.headers["Cache-Control"].count("no-store") == 1


@pytest.mark.parametrize("way_out", list(NoLevel))
def test_the_ways_out_are_three_things_and_none_is_zero(client, survey, way_out):
    _response, url = begin(client)
    skill = skill_of(client.get(url, follow=True))
    client.post(url, {"skill": skill, "answer": way_out})
    answer = Answer.objects.get()
    assert (answer.kind, answer.level) == (way_out, None)


def test_an_empty_answer_asks_again_and_keeps_nothing(client, survey):
    _response, url = begin(client)
    skill = skill_of(client.get(url, follow=True))
    page = client.post(url, {"skill": skill})
    assert page.status_code == 422
    assert "Choose the answer that fits best" in page.content.decode()
    assert skill_of(page) == skill
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"skill": "reviews", "answer": "7"},
        {"skill": "no such skill", "answer": "1"},
        {"skill": "pricing-flying", "answer": "1"},
        {},
    ],
)
def test_a_wrong_form_leads_back_to_the_question(client, survey, fields):
    _response, url = begin(client)
    assert client.post(url, fields).status_code in (302, 422)
    assert not Answer.objects.exists()


def test_a_double_submit_is_one_answer(client, survey):
    _response, url = begin(client)
    first = skill_of(client.get(url, follow=True))
    one = client.post(url, {"skill": first, "answer": "3"})
    two = client.post(url, {"skill": first, "answer": "3"})
    assert Answer.objects.count() == 1
    assert skill_of(client.get(one.url)) == skill_of(client.get(two.url, follow=True)) != first


def test_the_back_buttons_lead_to_the_earlier_answer_and_forward_again(client, survey):
    _response, url = begin(client)
    addresses = []
    for level in "143":
        page = client.get(url, follow=True)
        addresses.append(f"{page.request['PATH_INFO']}?{page.request['QUERY_STRING']}")
        url = client.post(page.request["PATH_INFO"], {"skill": skill_of(page), "answer": level}).url
    assert len(set(addresses)) == 3  # the browser's back button finds each question again

    back = re.search(r'class="button line back" href="([^"]+)"', client.get(url).content.decode())[
        1
    ]
    assert back == addresses[2]
    page = client.get(addresses[1])
    assert 'value="4" checked' in page.content.decode()
    assert "Go on where I was" in page.content.decode()

    changed = client.post(page.request["PATH_INFO"], {"skill": skill_of(page), "answer": "0"})
    assert changed.url == addresses[2]
    assert Answer.objects.get(position=2).level == 0
    assert Answer.objects.count() == 3


def test_half_way_is_said_once(client, survey):
    _response, url = begin(client)
    said = []
    for _ in range(60):
        page = client.get(url, follow=True)
        skill = skill_of(page)
        if not skill:
            break
        said.append("Half way" in page.content.decode())
        url = client.post(page.request["PATH_INFO"], {"skill": skill, "answer": "2"}).url
    assert said.count(True) == 1


def test_at_most_n_left_never_grows(client, survey):
    _response, url = begin(client)
    left = []
    for _ in range(60):
        page = client.get(url, follow=True)
        if not skill_of(page):
            break
        left.append(int(re.search(r"At most (\d+) question", page.content.decode())[1]))
        url = client.post(page.request["PATH_INFO"], {"skill": skill_of(page), "answer": "0"}).url
    assert left == sorted(left, reverse=True)
    assert len(set(left)) == len(left)
    assert left[-1] == 1


def test_the_language_can_be_switched_in_between_and_everything_stays(client, survey):
    _response, url = begin(client)
    first = client.get(url, follow=True)
    url = client.post(url, {"skill": skill_of(first), "answer": "4"}).url

    switched = client.get("/en/language/sv/", {"to": url}, follow=True)
    question = survey.questions.get(skill__code=skill_of(switched))
    assert switched.request["PATH_INFO"].startswith("/sv/check/")
    assert heading(switched) == question.situation_sv
    assert Answer.objects.get().level == 4


def test_the_check_goes_on_where_it_was_on_the_same_device(client, survey):
    response, url = begin(client)
    page = client.get(url, follow=True)
    client.post(url, {"skill": skill_of(page), "answer": "1"})

    start = client.get(START).content.decode()
    assert "Go on where you were" in start
    assert "1 answer" in start
    assert str(response.pk) in start


def test_a_new_version_in_between_does_not_change_the_check(client, survey):
    response, url = begin(client)
    before = client.get(url, follow=True)
    draft = copy_survey(survey=survey)
    for question in draft.questions.all():
        question.situation_en = "Something else happens."
        question.save()
    publish_survey(survey=draft, at=timezone.now())

    assert heading(client.get(url, follow=True)) == heading(before)
    _page, _asked = walk(client, url)
    client.post(f"/en/check/{response.pk}/hand-in/")
    response.refresh_from_db()
    assert response.survey == survey
    assert begin(client)[0].survey == Survey.objects.get(version=2)


def test_a_skill_without_a_question_in_the_version_is_not_asked(client, survey):
    draft = copy_survey(survey=survey)
    draft.questions.get(skill__code="welcome").delete()
    publish_survey(survey=draft, at=timezone.now())
    _response, url = begin(client)
    assert "welcome" not in walk(client, url)[1]


def test_a_citys_own_levels_hold(client, survey):
    invitation = InvitationFactory()
    client.get(reverse("ecosystem:join", args=(invitation.token,)))
    levels = {"welcome": 0, "reviews": 5}
    with override("en"):
        response, url = begin(client)
    for code, level in levels.items():
        RequirementOverride.objects.create(
            municipality=response.municipality,
            occupation=response.occupation,
            skill=survey.questions.get(skill__code=code).skill,
            level=level,
            importance=3,
        )
    asked = walk(client, url)[1]
    assert "welcome" not in asked
    assert asked[0] == "reviews"


# --- The end --------------------------------------------------------------------------------


def test_the_end_says_why_and_offers_the_rest(client, survey):
    response, url = begin(client)
    page, asked = walk(client, url)
    content = page.content.decode()
    assert heading(page) == (
        "We stop here: none of the remaining questions could enter your top five."
    )
    assert "drawn at random" in content
    assert "Ask me the rest" in content

    client.post(f"/en/check/{response.pk}/rest/")
    page, more = walk(client, url)
    assert "last question" in heading(page)
    assert len(asked) + len(more) == len(read_check(response=response).levels)
    client.post(f"/en/check/{response.pk}/hand-in/")
    whys = list(Answer.objects.values_list("why", flat=True))
    assert whys.count("random") == 3
    assert whys.count("chosen") == len(more)


def test_the_chances_stored_are_those_of_the_final_answers(client, survey):
    response, url = begin(client)
    walk(client, url, level="0")
    for code in list(read_check(response=response).answers)[:6]:
        client.post(url, {"skill": code, "answer": "5"})
    walk(client, url)
    client.post(f"/en/check/{response.pk}/hand-in/")
    state = read_check(response=Response.objects.get(pk=response.pk))
    expected = {q.skill: (q.why.lower(), q.chance) for q in state.check.questions}
    stored = {
        answer.skill.code: (answer.why, answer.chance)
        for answer in Answer.objects.select_related("skill")
    }
    assert stored == expected


def test_handing_in_early_leads_back_to_the_question(client, survey):
    response, url = begin(client)
    assert client.post(f"/en/check/{response.pk}/hand-in/").url == url
    response.refresh_from_db()
    assert response.submitted_at is None


def test_handing_in_twice_makes_one_profile(client, survey):
    response, url = begin(client)
    walk(client, url)
    for _ in range(2):
        assert client.post(f"/en/check/{response.pk}/hand-in/").status_code == 302
    assert GapProfile.objects.count() == 1


def test_after_handing_in_answers_stay(client, survey):
    response, url = begin(client)
    _page, asked = walk(client, url)
    client.post(f"/en/check/{response.pk}/hand-in/")
    result = f"/en/check/{response.pk}/result/"

    assert client.get(url).url == result
    assert client.post(url, {"skill": asked[0], "answer": "5"}).url == result
    assert client.post(f"/en/check/{response.pk}/rest/").url == result
    assert set(Answer.objects.values_list("level", flat=True)) == {2}


# --- Whose check it is ----------------------------------------------------------------------

PLACES = ("", "result/", "knowledge/")
ACTIONS = ("", "rest/", "hand-in/", "result/counting/")


def test_another_visitor_finds_nothing(client, survey):
    mine = begin_check(learner=make_visitor())
    begin(client)
    skill = read_check(response=mine).check.following.skill
    for place in PLACES:
        assert client.get(f"/en/check/{mine.pk}/{place}").status_code == 404
    for place in ACTIONS:
        fields = {"skill": skill, "answer": "1"}
        assert client.post(f"/en/check/{mine.pk}/{place}", fields).status_code == 404
    assert not Answer.objects.exists()


def test_another_account_finds_nothing(client, survey):
    mine = begin_check(learner=Learner(user_id=PersonFactory().pk))
    client.force_login(PersonFactory())
    assert client.get(f"/en/check/{mine.pk}/").status_code == 404


def test_without_a_visit_the_page_says_what_has_happened(client, survey):
    mine = begin_check(learner=make_visitor())
    for place in PLACES:
        page = client.get(f"/en/check/{mine.pk}/{place}")
        assert page.status_code == 410
        assert "no longer on this phone" in page.content.decode()


def test_a_visit_that_is_over_is_told_at_the_start(client, survey):
    client.cookies[COOKIE] = "no-such-signature"
    page = client.get(START)
    assert "they stay for 7 days only" in page.content.decode()


# --- Counting -------------------------------------------------------------------------------


def test_with_consent_a_copy_counts_and_can_be_taken_back(client, survey):
    invitation = InvitationFactory(organisation=ApprovedOrganisationFactory())
    client.get(reverse("ecosystem:join", args=(invitation.token,)))
    response, url = begin(client, counts="on")
    walk(client, url)
    client.post(f"/en/check/{response.pk}/hand-in/")

    copy = CountedResponse.objects.get()
    assert copy.organisation == invitation.organisation
    assert str(response.visitor_id) not in copy.person_key
    page = client.get(f"/en/check/{response.pk}/result/").content.decode()
    assert "counts for" in page

    client.post(
        f"/en/check/{response.pk}/result/counting/", {"withdraw": invitation.organisation.pk}
    )
    assert not CountedResponse.objects.exists()
    assert Consent.objects.get().withdrawn_at

    client.post(f"/en/check/{response.pk}/result/counting/")
    assert CountedResponse.objects.count() == 1


def test_without_consent_nothing_counts(client, survey):
    invitation = InvitationFactory(organisation=ApprovedOrganisationFactory())
    client.get(reverse("ecosystem:join", args=(invitation.token,)))
    response, url = begin(client)
    walk(client, url)
    client.post(f"/en/check/{response.pk}/hand-in/")
    assert not CountedResponse.objects.exists()


def test_an_unfinished_check_does_not_count(client, survey):
    invitation = InvitationFactory()
    client.get(reverse("ecosystem:join", args=(invitation.token,)))
    _response, url = begin(client, counts="on")
    walk_some = client.get(url, follow=True)
    client.post(url, {"skill": skill_of(walk_some), "answer": "1"})
    assert not CountedResponse.objects.exists()


# --- Queries --------------------------------------------------------------------------------


def without_transactions(queries):
    words = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")
    return [query for query in queries if not query["sql"].startswith(words)]


def test_recording_an_answer_takes_at_most_8_queries(client, survey, django_assert_max_num_queries):
    membership = MembershipFactory()
    client.force_login(membership.user)
    _response, url = begin(client)
    skill = skill_of(client.get(url, follow=True))
    with django_assert_max_num_queries(100) as queries:
        client.post(url, {"skill": skill, "answer": "3"})
    assert len(without_transactions(queries.captured_queries)) <= 8


def test_a_question_takes_at_most_15_queries(client, survey, django_assert_max_num_queries):
    membership = MembershipFactory()
    client.force_login(membership.user)
    response, url = begin(client)
    answer_all(learner=Learner(user_id=membership.user_id), response=response)
    answered = next(iter(read_check(response=response).answers))
    for address in (url, f"{url}?q={answered}", START):
        with django_assert_max_num_queries(15):
            assert client.get(address).status_code == 200


def test_old_open_checks_are_offered_only_to_their_visitor(client, survey):
    begin_check(learner=make_visitor(), at=timezone.now() - timedelta(days=1))
    assert "Go on where you were" not in client.get(START).content.decode()
