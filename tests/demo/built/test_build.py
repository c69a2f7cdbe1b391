import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from courses.models import CompletionRecord, CoursePage, Enrolment, ItemState, LessonPage
from courses.selectors.drop_off import get_drop_off
from courses.selectors.insights import get_report
from courses.selectors.recaps import count_due
from courses.selectors.transcripts import get_transcript
from courses.services.certificates import issue_certificate
from courses.services.rebuilding import check_progress
from skills_gap.models import CountedAnswer, CountedResponse, RecommendedPath, Response
from tests.demo.built.conftest import build
from uprest.accounts.models import User
from uprest.demo.building import accounts, stages
from uprest.demo.building.events import find_sample_event
from uprest.demo.building.site import list_stages
from uprest.demo.models import BuiltStage
from uprest.demo.samples import read_businesses, read_cities, read_people
from uprest.ecosystem.models import Membership, Municipality, Organisation, RegisterEntry
from uprest.ecosystem.services.cities import save_city
from uprest.practices.models import Adaptation, PlanAction, PlanAnswer, PlanRound, PracticePage
from uprest.reporting.models import ReleasedRow

# In parallel runs (--dist loadgroup) one worker builds the site, once.
pytestmark = pytest.mark.xdist_group("demo")

LANGUAGES = ["en", "sv", "it", "hr"]
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
PEOPLE = read_people()
ROLES = {
    "nobody": None,
    "learner": PEOPLE.team.members[0].account,
    "owner": PEOPLE.team.owner,
    "trainer": PEOPLE.trainer,
    "officer": PEOPLE.officers[0].account,
    "administrator": PEOPLE.administrator,
}


def read_figures():
    """Return every published figure, in full precision."""
    return list(
        ReleasedRow.objects.order_by("release__municipality__slug", "release__as_of", "position")
        .values_list(
            "release__municipality__slug", "release__as_of", "table", "units", "cells",
            "businesses", "people", "mean_level", "mean_gap", "share_with_gap", "published_on",
        )
    )  # fmt: skip


def count_everything():
    models = (
        CountedAnswer, CountedResponse, CoursePage, Enrolment, ItemState, LessonPage, Membership,
        Municipality, Organisation, RecommendedPath, RegisterEntry, ReleasedRow, Response, User,
        PracticePage, Adaptation, PlanRound, PlanAnswer, PlanAction,
    )  # fmt: skip
    return {model.__name__: model.objects.count() for model in models}


# --- Building -------------------------------------------------------------------------------


def test_it_says_who_can_sign_in_and_where(demo):
    for account in ROLES.values():
        assert account is None or account.email in demo
    assert PEOPLE.password in demo
    for city in read_cities():
        assert f"/{city.language}/{city.slug}/" in demo


def test_a_second_run_changes_nothing(demo, django_assert_max_num_queries):
    before = count_everything()
    with django_assert_max_num_queries(2 * len(list_stages()) + 5):
        again = build()
    assert "Built:" not in again
    assert PEOPLE.password in again
    assert count_everything() == before


def test_two_builds_give_the_same_figures_and_what_is_no_sample_stays(demo):
    city = save_city(city=Municipality(slug="ystad", name="Ystad"))
    business = Organisation.objects.create(
        municipality=city, name="Pensionat Vik", sector="accommodation", size_class="1-9"
    )
    user = User.objects.create_user("somebody@example.net")
    pages = set(CoursePage.objects.values_list("pk", flat=True))
    figures, counts = read_figures(), count_everything()
    assert figures
    output = build("--rebuild")
    assert "Removed the sample data." in output
    assert read_figures() == figures
    assert count_everything() == counts
    business.refresh_from_db()
    user.refresh_from_db()
    assert set(CoursePage.objects.values_list("pk", flat=True)) == pages


def test_an_interrupted_build_goes_on_where_it_stopped(demo, monkeypatch):
    def fail(*, at):
        Municipality.objects.filter(slug="kvarner").update(name="half")
        raise KeyboardInterrupt

    BuiltStage.objects.filter(name="release-now").delete()
    (last,) = [stage for stage in list_stages() if stage.name == "release-now"]
    broken = stages.Stage(last.name, last.label, fail, last.inputs, last.repeats)
    with pytest.raises(KeyboardInterrupt):
        stages.build_stage(broken, at=NOW)
    assert Municipality.objects.get(slug="kvarner").name == "Kvarner"
    assert not BuiltStage.objects.filter(name="release-now").exists()


# --- What stands ----------------------------------------------------------------------------


def test_registers_and_answers(demo):
    assert RegisterEntry.objects.count() == len(read_businesses())
    assert 600 <= CountedResponse.objects.filter(is_newest=True).count() <= 1000
    assert set(Municipality.objects.values_list("is_sample", flat=True)) == {True}
    for city in Municipality.objects.all():
        assert city.releases.count() == 2
        assert city.theme_hash


def test_the_courses_in_four_languages_with_pictures_and_sheets(demo):
    for language in LANGUAGES:
        courses = CoursePage.objects.live().filter(locale__language_code=language)
        assert courses.count() == 10  # three of them for officers
        assert all(len(course.get_children().live()) >= 3 for course in courses)


def test_practices_in_four_languages_with_what_cities_made_of_them(demo):
    for language in LANGUAGES:
        practices = PracticePage.objects.live().filter(locale__language_code=language)
        assert practices.count() == 7
        assert all(practice.is_sample for practice in practices)
    assert Adaptation.objects.filter(is_public=True).count() == 2
    round_ = PlanRound.objects.get(municipality__slug="vanersborg")
    assert round_.answers.count() == 24
    assert round_.actions.count() == 3


def test_the_sample_learner_is_under_way(demo):
    user = User.objects.get(email=ROLES["learner"].email)
    assert Response.objects.filter(user=user).exclude(submitted_at=None).count() == 1
    path = RecommendedPath.objects.filter(user=user).latest("planned_at")
    assert path.steps.count() >= 3
    course = CoursePage.objects.get(slug="allergies-and-access", locale__language_code="sv")
    assert course.translation_key in path.steps.values_list("course_key", flat=True)
    assert Enrolment.objects.filter(user=user, course_key=course.translation_key).exists()
    done = ItemState.objects.filter(user=user, activity__kind="LESSON").exclude(done_at=None)
    assert done.count() == 2


def test_somebody_has_earned_a_certificate(demo):
    done = CompletionRecord.objects.get(user__email="omar.haddad@example.org")
    # a task does so after the commit, and tests do not commit
    certificate = issue_certificate(
        user_id=done.user_id, course_key=done.course_key, at=timezone.now()
    )
    assert certificate.holder == "Omar Haddad"
    assert certificate.skills
    assert certificate.completed_at <= timezone.now()


def test_a_trainer_sees_real_figures_and_the_record_has_no_drift(demo):
    trainer = User.objects.get(email=ROLES["trainer"].email)
    at = timezone.now()
    report = get_report(user=trainer, interface="sv", at=at)
    assert len(report.rows) >= 20
    assert len({row.course for row in report.rows}) >= 6
    assert report.rows[0].figures.right_at_first.percentage <= 50
    assert sum(row.figures.wrong is not None for row in report.rows) >= 5
    assert any(row.figures.known for row in report.rows)
    assert all(row.figures.time for row in report.rows)
    course = CoursePage.objects.get(slug="unhappy-guest", locale__language_code="it")
    reached = [one.step.reached for one in get_drop_off(course=course, at=at).lessons]
    assert reached[0] >= 5
    assert check_progress() == []


def test_questions_wait_for_the_sample_learner(demo):
    user = User.objects.get(email=ROLES["learner"].email)
    assert count_due(user_id=user.pk, at=timezone.now()) >= 2


def test_the_thematic_session_is_planned_and_who_was_at_an_event_has_it(demo):
    session = find_sample_event("coming")
    agenda = [
        (f"{timezone.localtime(part.starts_at):%H.%M}", part.title_en)
        for part in session.agenda.all()
    ]
    assert agenda == [
        ("14.00", "Introduction"),
        ("14.15", "Citizen participation"),
        ("15.30", "Break"),
        ("15.45", "Open data for tourism"),
        ("16.45", "Next steps"),
    ]
    assert session.starts_at > timezone.now()
    assert [place.name.split(",")[0] for place in session.places.all()] == [
        "Vänersborg", "Trollhättan", "Ravenna", "Online",
    ]  # fmt: skip
    assert session.registrations.filter(state="WAITING").count() == 1
    user = accounts.find_user(PEOPLE.team.members[0].account)
    transcript = get_transcript(user_id=user.pk, language="sv", at=timezone.now())
    assert transcript.attended[0].event.startswith("När gästen blir arg")
    absent = accounts.find_user(PEOPLE.team.owner)
    assert not get_transcript(user_id=absent.pk, language="sv", at=timezone.now()).attended


def test_four_of_the_team_share_and_one_business_waits(demo):
    business = accounts.get_team_business()
    staff = business.memberships.filter(role=Membership.Role.STAFF)
    assert staff.count() == 6
    assert staff.filter(shares_readiness=True).count() == 4
    waiting = Organisation.objects.filter(approved_at=None, register_entry=None)
    assert [one.name for one in waiting] == [PEOPLE.waiting.name]


# --- Walking through it -----------------------------------------------------------------------


@pytest.mark.parametrize("account", PEOPLE.accounts, ids=lambda account: account.email)
def test_accounts_can_sign_in(account, demo, client):
    answer = client.post(
        reverse("account_login"), {"login": account.email, "password": PEOPLE.password}
    )
    assert answer.status_code == 302
    assert client.session["_auth_user_id"]


def list_pages(role, language):
    """Return the addresses that somebody may open."""
    names = ["skills_gap:start"]
    if role != "nobody":
        names += ["accounts:account", "ecosystem:my_businesses", "ecosystem:new_business"]
        names += ["skills_gap:home"]
    if role == "learner":
        names += ["skills_gap:my_skills", "skills_gap:path"]
    pages = [reverse(name) for name in names]
    if role == "owner":
        business = accounts.get_team_business().pk
        for name in ("reporting:team", "ecosystem:invite", "ecosystem:members"):
            pages.append(reverse(name, args=[business]))
    if role in ("officer", "administrator"):
        pages.append(reverse("reporting:city", args=["vanersborg"]))
        pages += [
            reverse(f"practices:{name}", args=["vanersborg"]) for name in ("adaptations", "plans")
        ]
    course = CoursePage.objects.get(slug="allergies-and-access", locale__language_code=language)
    lesson = course.get_children().live().first()
    root = f"/{language}/"
    pages += [root, f"{root}vanersborg/", f"{root}courses/", f"{root}privacy/"]
    practice = PracticePage.objects.get(slug="visitor-counters", locale__language_code=language)
    return [*pages, course.url, lesson.url, f"{root}practices/", practice.url]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ROLES)
def test_every_role_walks_in_every_language(role, language, demo, client):
    if ROLES[role]:
        client.force_login(accounts.find_user(ROLES[role]))
    with override(language):
        for page in list_pages(role, language):
            answer = client.get(page, follow=True)
            assert answer.status_code == 200, (page, answer.redirect_chain)
            assert f'<html lang="{language}"' in answer.text, (page, answer.redirect_chain)


@pytest.mark.ignore_template_errors  # Wagtail's own templates leave variables undefined
@pytest.mark.parametrize("role", ["trainer", "administrator"])
def test_trainer_and_administrator_reach_the_editor(role, demo, client):
    client.force_login(accounts.find_user(ROLES[role]))
    assert client.get(reverse("wagtailadmin_home")).status_code == 200


def test_sample_data_is_marked_on_screen(demo, client):
    client.force_login(accounts.find_user(ROLES["officer"]))
    for page in ("/en/vanersborg/", "/en/city/vanersborg/", "/en/courses/", "/en/home/"):
        assert re.search("sample data", client.get(page, follow=True).text), page
