"""Landing pages, standing pages and the language switch."""

import re

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from tests.factories.ecosystem import MunicipalityFactory
from uprest.ecosystem.types import TRAINERS_GROUP
from uprest.pages.models import HomePage, StandardPage
from uprest.pages.services import add_city_page, set_up_site

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "sv", "it", "hr")


@pytest.fixture(scope="module")
def set_up(django_db_setup, django_db_blocker):
    """Set up the site once for these tests, inside a transaction that is taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield set_up_site(at=timezone.now()).pk
        transaction.set_rollback(True)


@pytest.fixture
def site(set_up, db):
    return HomePage.objects.get(pk=set_up)


def test_every_language_has_its_landing_page(client, site):
    for language in LANGUAGES:
        page = client.get(f"/{language}/")
        assert page.status_code == 200
        assert f'<html lang="{language}">' in page.content.decode()


def test_the_root_leads_to_the_phones_language(client, site):
    assert client.get("/", headers={"accept-language": "it-IT,it;q=0.9"}).url == "/it/"
    assert client.get("/", headers={"accept-language": "fi"}).url == "/en/"


def test_trainers_may_change_the_courses_of_a_new_site(site):
    trainers = Group.objects.get(name=TRAINERS_GROUP)
    indexes = 2 * len(LANGUAGES)  # of courses and of practices
    assert trainers.page_permissions.count() == 3 * indexes, "add, change, publish"


def test_setting_up_again_changes_nothing_that_editors_wrote(site):
    page = StandardPage.objects.get(slug="privacy", locale__language_code="sv")
    page.introduction = "Our own words."
    page.save_revision().publish()
    before = Page.objects.count()

    set_up_site(at=timezone.now())

    assert Page.objects.count() == before
    assert StandardPage.objects.get(pk=page.pk).introduction == "Our own words."
    assert not any(Page.find_problems())


@pytest.mark.parametrize("slug", ["privacy", "accessibility", "about", "method", "who-sees-what"])
def test_standing_pages_exist_in_every_language_and_their_links_lead_somewhere(client, site, slug):
    for language in LANGUAGES:
        address = f"/{language}/{slug}/"
        page = client.get(address)
        assert page.status_code == 200
        body = page.content.decode()
        assert body.count("<h1") == 1
        for target in re.findall(r'href="\.\./([a-z-]+)/"', body):
            assert client.get(f"/{language}/{target}/").status_code == 200


def test_a_citys_door_shows_its_name_and_colours_from_then_on(client, site):
    city = MunicipalityFactory(slug="cervia", name="Cervia", brand_colour="#e4572e")
    add_city_page(municipality=city)

    door = client.get("/it/cervia/").content.decode()

    assert "Cervia" in door
    assert f"/theme/cervia-{city.theme_hash}.css" in door
    assert f"/theme/cervia-{city.theme_hash}.css" in client.get("/it/privacy/").content.decode()


@pytest.mark.parametrize(
    ("path", "language", "target"),
    [
        ("/en/courses/?work=guide", "sv", "/sv/courses/?work=guide"),
        ("/en/privacy/", "hr", "/hr/privacy/"),
        ("/sv/check/", "it", "/it/check/"),
        ("/en/nowhere/at/all/", "sv", "/sv/nowhere/at/all/"),
        ("//evil.example/", "sv", "/sv/"),
        ("https://evil.example/", "sv", "/sv/"),
        ("/\\evil.example/", "sv", "/sv/"),
        ("javascript:alert(1)", "sv", "/sv/"),
        ("", "sv", "/sv/"),
    ],
)
def test_the_language_switch_keeps_the_page_and_stays_on_the_site(
    client, site, path, language, target
):
    answer = client.get(f"/en/language/{language}/", {"to": path})

    assert answer.status_code == 302
    assert answer.url == target


def test_an_unknown_language_is_not_found(client, site):
    assert client.get("/en/language/xx/", {"to": "/en/"}).status_code == 404


def test_a_page_without_a_translation_leads_to_its_nearest_parent(client, site):
    page = StandardPage(title="News", slug="news", body="<p>Hello.</p>")
    site.add_child(instance=page)

    assert client.get("/en/language/sv/", {"to": "/en/news/"}).url == "/sv/"


def test_pages_cost_the_same_few_queries(client, site, django_assert_max_num_queries):
    for path in ("/en/", "/sv/privacy/"):
        client.get(path)
        with django_assert_max_num_queries(15):
            client.get(path)


def test_the_policy_is_strict_on_the_site_and_wider_for_authors_only(client, site):
    strict = client.get("/en/")["Content-Security-Policy"]
    assert "unsafe" not in strict
    assert "default-src 'none'" in strict
    assert "'unsafe-inline'" in client.get("/admin/")["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path", ["../db.sqlite3", "documents/x.pdf", "images/x.svg", "images/x.html"]
)
def test_only_pictures_are_served_from_the_folder_of_uploads(client, path):
    assert client.get(f"/media/{path}").status_code == 404
