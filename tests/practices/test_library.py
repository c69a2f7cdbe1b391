"""The library: what is found, by words and by gap, in every language, within its budget."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import GroupPagePermission, Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from tests.factories.accounts import NOW
from tests.factories.courses import add_course
from tests.factories.ecosystem import OfficerRoleFactory
from tests.factories.practices import (
    AdaptationFactory,
    add_practice,
    index_practices,
    set_up_library,
    translate_library,
    translate_practice,
)
from uprest.celery import app
from uprest.ecosystem.types import TRAINERS_GROUP
from uprest.pages.services import set_up_site
from uprest.practices.models import PracticeIndexPage, PracticePage

pytestmark = pytest.mark.django_db

LIBRARY = "/en/practices/"


def read(client, url=LIBRARY, status=200, **params):
    answer = client.get(url, params)
    assert answer.status_code == status
    return answer.content.decode()


def test_everybody_finds_a_practice_by_its_words(client):
    add_practice("Bikes from one list")
    add_practice("Refill stations", solution="<p>Taps on a map.</p>", summary="Bottles.")
    index_practices()
    assert reverse("practices:library") == LIBRARY
    page = read(client)
    assert "2 practices" in page
    assert "Lakeshire, Finland" in page
    found = read(client, q="booking list")
    assert "Bikes from one list" in found
    assert "Refill stations" not in found
    assert "Refill stations" in read(client, q="refi")


@pytest.mark.parametrize("query", ["AND", "*", '"', "NEAR(", "%%%", "   "])
def test_signs_in_a_search_do_no_harm(client, query):
    add_practice()
    read(client, q=query)


def test_by_gap_the_address_from_the_figures_names_the_skill(client):
    add_practice("Bikes from one list", skills=[("partnerships", 3)])
    add_practice("Open events", skills=[("open-data", 4)])
    page = read(client, skill="open-data")
    assert "Open events" in page
    assert "Bikes from one list" not in page
    assert "1 practice for the skill “Open data in tourism”" in page
    both = read(client, LIBRARY, skill=["open-data", "partnerships"])
    assert "Open events" in both
    assert "Bikes from one list" in both


def test_a_gap_for_which_there_is_no_practice_says_what_to_do(client):
    add_practice()
    page = read(client, skill="allergies")
    assert "No practice fits all of that" in page
    assert "Show all practices" in page


@pytest.mark.parametrize(
    ("name", "value"),
    [("kind", "tool"), ("cost", "none"), ("effort", "days"), ("place", "HR"), ("area", "digital")],
)
def test_facets_narrow(client, name, value):
    add_practice("Bikes from one list")
    add_practice(
        "Open events",
        kind="tool",
        cost_band="none",
        effort_band="days",
        country="HR",
        skills=[("open-data", 4)],
    )
    page = read(client, **{name: value})
    assert "Open events" in page
    assert "Bikes from one list" not in page
    assert "2 practices" in read(client, **{name: "nonsense"})


def test_an_empty_library_says_so(client):
    set_up_library()
    assert "No practices yet" in read(client)


def test_the_library_has_pages(client):
    for number in range(13):
        add_practice(f"Practice {number:02}")
    first = read(client)
    assert "Page 1 of 2" in first
    assert "Practice 12" not in first
    assert "Practice 12" in read(client, page="2", kind="organisation")


def test_a_practice_tells_what_it_takes_and_how_we_know(client):
    course = add_course(title="Work with others", teaches=[("partnerships", 1, 3)])
    add_course(title="Something else", teaches=[("allergies", 1, 3)])
    page = add_practice(
        evidence="counted", measured="Guests sent away", measured_how="A tally at the desk",
        source_url="https://example.org/bikes", contact_name="Tourist office", licence="CC0-1.0",
    )  # fmt: skip
    add_practice("Related one")
    add_practice("Unrelated", skills=[("allergies", 3)])
    text = read(client, page.url)
    for words in (
        "The problem", "Each firm had three bikes", "Up to €1,000", "Locks and stickers",
        "6 to 20 working days", "10 weeks", "Counted", "Guests sent away", "A tally at the desk",
        "https://example.org/bikes", "Tourist office", "CC0", "Activities and guiding",
        "Packages and partners", course.url, "Related one", "No other place has told of it yet",
    ):  # fmt: skip
        assert words in text, words
    assert "Something else" not in text
    assert "Unrelated" not in text


def test_a_draft_is_not_shown(client):
    page = add_practice("Half written", live=False)
    assert "Half written" not in read(client)
    read(client, f"{LIBRARY}{page.slug}/", status=404)


def test_a_sample_is_marked(client):
    page = add_practice(is_sample=True)
    assert "Sample" in read(client)
    assert "This is a sample" in read(client, page.url)


def test_what_is_not_translated_yet_is_found_in_every_language(client):
    page = add_practice("Bikes from one list")
    translate_library("sv")
    listed = read(client, "/sv/practices/")
    assert 'lang="en"' in listed
    assert page.url in listed


def test_queries_do_not_grow_with_the_library(client):
    add_practice()
    counts = []
    for _ in range(2):
        read(client)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            read(client, q="bikes")
        counts.append(len(seen))
        for number in range(6):
            page = add_practice(
                f"Practice {number}", skills=[("open-data", 3), ("partnerships", 2)]
            )
            AdaptationFactory(practice_key=page.translation_key, is_public=True)
    assert counts[0] == counts[1]
    assert counts[0] <= 16


def test_queries_do_not_grow_with_what_others_made_of_a_practice(client):
    page = add_practice()
    counts = []
    for _ in range(2):
        read(client, page.url)
        with CaptureQueriesContext(connection) as seen:
            read(client, page.url)
        counts.append(len(seen))
        for number in range(4):
            add_practice(f"Practice {number}")
            AdaptationFactory(practice_key=page.translation_key, is_public=True)
    assert counts[0] == counts[1]
    assert counts[0] <= 20


# --- Two ways, in every language ------------------------------------------------------------


def test_published_adaptations_stand_on_the_practice_and_lead_back(client):
    page = add_practice()
    shown = AdaptationFactory(
        practice_key=page.translation_key, is_public=True, state="kept", who="Ines Marković",
        outcome="Half as many guests were sent away.", evidence="compared", title="Lake bikes",
    )  # fmt: skip
    hidden = AdaptationFactory(practice_key=page.translation_key, title="Not for others")
    text = read(client, page.url)
    for words in ("Lake bikes", shown.municipality.name, "Kept", "Half as many guests", "Compared"):
        assert words in text
    assert "Not for others" not in text
    assert "Ines Marković" not in text
    own = reverse("practices:adapted", args=(shown.pk,))
    assert own in text
    adapted = read(client, own)
    assert page.url in adapted
    assert "Ines Marković" not in adapted
    read(client, reverse("practices:adapted", args=(hidden.pk,)), status=404)


def test_a_practice_translated_by_wagtail_localize_keeps_its_adaptations(
    client, django_capture_on_commit_callbacks, settings, monkeypatch
):
    settings.ZEAL_RAISE = False  # Wagtail's own
    monkeypatch.setattr(app.conf, "task_eager_propagates", False)
    page = add_practice()
    translate_library("sv")
    adaptation = AdaptationFactory(practice_key=page.translation_key, is_public=True, title="Ours")
    swedish = Locale.objects.get(language_code="sv")
    source, _ = TranslationSource.get_or_create_from_instance(page)
    translation = Translation.objects.create(source=source, target_locale=swedish)
    for segment in source.stringsegment_set.select_related("string", "context"):
        StringTranslation.objects.create(
            translation_of=segment.string,
            locale=swedish,
            context=segment.context,
            data=f"SV {segment.string.data}",
        )
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    target = PracticePage.objects.get(translation_key=page.translation_key, locale=swedish)
    assert target.title == "SV Bikes from one list"
    assert target.slug == page.slug
    assert (target.kind, target.cost_band, target.weeks_to_start) == ("organisation", "low", 10)
    assert [row.skill.code for row in target.needed_skills.all()] == ["partnerships"]
    text = read(client, target.url)
    assert "Ours" in text
    back = read(client, f"/sv/practices/adapted/{adaptation.pk}/")
    assert target.url in back
    assert "1 praktik" not in back
    assert not any(Page.find_problems())


def test_a_search_in_one_language_finds_the_practice_once_in_another(client):
    page = add_practice("Bikes from one list")
    translate_practice(page, "sv", title="Cyklar ur en lista", summary="Sju företag.")
    index_practices()
    found = read(client, "/sv/practices/", q="bikes")
    assert "Cyklar ur en lista" in found
    assert "Bikes from one list" not in found


# --- Who writes -----------------------------------------------------------------------------


def test_setting_the_site_up_makes_the_library_and_lets_trainers_write(client):
    set_up_site(at=NOW)
    set_up_site(at=NOW)
    indexes = PracticeIndexPage.objects.all()
    assert sorted(index.locale.language_code for index in indexes) == ["en", "hr", "it", "sv"]
    assert len({index.translation_key for index in indexes}) == 1
    group = Group.objects.get(name=TRAINERS_GROUP)
    for index in indexes:
        given = GroupPagePermission.objects.filter(group=group, page=index)
        assert set(given.values_list("permission__codename", flat=True)) == {
            "add_page", "change_page", "publish_page",
        }  # fmt: skip
    read(client, "/sv/practices/")
    assert not any(Page.find_problems())


def test_only_officers_are_offered_to_transfer_it(client):
    page = add_practice()
    assert "Transfer here" not in read(client, page.url)
    role = OfficerRoleFactory()
    client.force_login(role.user)
    assert "Transfer here" in read(client, page.url)
