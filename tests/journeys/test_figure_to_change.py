"""From what stands out to a measured change, over HTTP, as each person does it."""

import re
import uuid
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.timezone import localdate

from courses.models import CompletionRecord
from skills_gap.models import CountedAnswer, CountedResponse
from tests.factories.campaigns import make_business
from tests.factories.courses import add_course, add_lesson, choice, right_answers, text
from tests.factories.ecosystem import MunicipalityFactory, OfficerRoleFactory
from tests.factories.reporting import answer
from uprest.campaigns.models import Campaign, CampaignCount
from uprest.campaigns.tasks import tend
from uprest.reporting.models import Release, ReleasedRow

pytestmark = pytest.mark.django_db
BUSINESSES, STAFF = 12, 2


def words(response):
    html = response.content.decode()
    html = html[html.index("<main") : html.index("</main>")]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def sign_in(person):
    browser = Client()
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def take_snapshot(browser, capture):
    with capture(execute=True):
        browser.post("/en/city/ystad/snapshot/")
    return Release.objects.latest()


def do_lesson(browser, lesson):
    """Answer every exercise of a lesson rightly, and mark it as done."""
    page = browser.get(lesson.get_url()).content.decode()
    for action, body in re.findall(r'<form[^>]+action="([^"]+)"(.*?)</form>', page, re.DOTALL):
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', body))
        if "/answers/" in action:
            block = next(one for one in lesson.body.get_prep_value() if one["id"] in action)
            name = re.search(r'type="(?:radio|checkbox)" name="(\w+)"', body)[1]
            browser.post(action, {**hidden, name: list(right_answers(block))})
        elif "/done/" in action:
            browser.post(action, hidden)


def set_levels(level, day):
    """Let everybody have answered anew on ``day``, all skills with ``level``."""
    CountedResponse.objects.update(answered_on=day)
    CountedAnswer.objects.update(value=level)


def test_from_what_stands_out_to_a_measured_change(django_capture_on_commit_callbacks):
    today = localdate()
    city = MunicipalityFactory(slug="ystad", name="Ystad")
    course = add_course(
        lessons=0, title="The unhappy guest", teaches=(("complaints", 1, 4), ("welcome", 1, 3))
    )
    lesson = add_lesson(course, blocks=[text(), choice(skill="complaints", level=3)])
    teams = [make_business(city, people=STAFF, sector="accommodation") for _ in range(BUSINESSES)]
    for business, _people in teams:
        answer(organisation=business, people=3, answered_on=today - timedelta(days=60))
    set_levels(1, today - timedelta(days=60))

    # The officer takes the figures, and follows the link of what stands out.
    officer = sign_in(OfficerRoleFactory(municipality=city).user)
    first = take_snapshot(officer, django_capture_on_commit_callbacks)
    figures = officer.get("/en/city/ystad/").content.decode()
    links = [unescape(url) for url in re.findall(r'href="([^"]+/campaigns/new/\?[^"]+)"', figures)]
    assert links
    form = officer.get(links[0]).content.decode()
    skills = re.findall(r'name="skills" value="([^"]+)"[^>]*checked', form)
    assert skills
    assert f'name="release" value="{first.pk}"' in form

    # The campaign is kept as a draft with the figure, and started.
    draft = officer.post(
        "/en/city/ystad/campaigns/new/",
        {
            "token": str(uuid.uuid4()),
            "release": first.pk,
            "skills": [*skills, "complaints"],
            "sector": "accommodation",
            "courses": [str(course.translation_key)],
            "starts_on": today.isoformat(),
            "ends_on": (today + timedelta(days=30)).isoformat(),
            "title_sv": "Missnöjda gäster",
            "text_sv": "Tio minuter i veckan.",
            "title_en": "Unhappy guests",
            "text_en": "Ten minutes a week.",
        },
    )
    page = officer.get(draft.url)
    assert "A draft: nobody has been told yet" in words(page)
    officer.post(f"{draft.url}start/")
    assert "Running" in words(officer.get(draft.url))
    campaign = Campaign.objects.get()

    # Owners find the invitation among their messages and on their page, and take part.
    for business, (owner, *_staff) in teams[:7]:
        browser = sign_in(owner)
        assert "Unhappy guests" in words(browser.get("/en/account/messages/"))
        url = f"/en/team/{business.pk}/from-the-city/"
        action = re.search(r'action="([^"]+/answer/)"', browser.get(url).content.decode())[1]
        browser.post(action, {"answer": "yes"})
        assert "Takes part" in words(browser.get(url))

    # Their people find the course on their home, and finish it.
    for _business, (_owner, *staff) in teams[:6]:
        for person in staff:
            browser = sign_in(person)
            home = browser.get("/en/home/").content.decode()
            assert course.get_url() in home
            browser.post(f"/en/learning/{course.translation_key}/enrol/")
            do_lesson(browser, lesson)
    assert CompletionRecord.objects.count() == 6 * STAFF

    # At night the counts are taken: numbers, and no names.
    tend()
    page = words(officer.get(draft.url))
    people = CampaignCount.objects.filter(kind="PEOPLE").latest("counted_at")
    assert people.figures["began"] == 12
    assert "nearly all of them" in page
    for business, (owner, *_staff) in teams:
        assert business.name not in page
        assert owner.display_name not in page

    # Half a year later everybody has answered anew; the next snapshot shows the change.
    Campaign.objects.update(started_at=timezone.now() - timedelta(days=30))
    Release.objects.filter(pk=first.pk).update(taken_at=timezone.now() - timedelta(days=40))
    ReleasedRow.objects.update(published_on=today - timedelta(days=40))
    campaign.refresh_from_db()
    for row in campaign.figures:
        row["published_on"] = (today - timedelta(days=40)).isoformat()
    campaign.save(update_fields=["figures"])
    set_levels(3, today)
    second = take_snapshot(officer, django_capture_on_commit_callbacks)
    assert second != first
    page = words(officer.get(draft.url))
    assert "Then and now" in page
    assert "Not a proof of effect." in page
    assert "Not measured anew yet" not in page
    row = next(
        one
        for one in ReleasedRow.objects.filter(release=second, table="SKILLS")
        if "complaints" in one.units
    )
    before = next(one for one in campaign.figures if "complaints" in one["units"])
    assert row.mean_gap < before["mean_gap"]
    if row.intervals.get("mean_gap") and before["mean_gap_interval"]:
        assert "The gap has become smaller, by more than the uncertainty" in page
    else:
        assert "one of the two figures has no interval" in page
