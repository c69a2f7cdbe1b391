"""A city's colours: computed when it is saved, served for a year."""

import pytest
from django.urls import reverse

from tests.factories.ecosystem import MunicipalityFactory
from uprest.core.theme import build_theme, theme_css
from uprest.ecosystem.models import Municipality
from uprest.ecosystem.services.cities import get_default_theme, save_city

pytestmark = pytest.mark.django_db


def test_saving_computes_the_theme():
    city = save_city(city=Municipality(slug="cervia", name="Cervia", brand_colour="#0A6EBD"))
    stored = Municipality.objects.get(slug="cervia")
    assert stored.brand_colour == "#0a6ebd"
    assert stored.theme_css == theme_css(build_theme("#0a6ebd"))
    assert len(stored.theme_hash) == 12
    before = city.theme_hash
    city.brand_colour = "#bd0a2c"
    assert save_city(city=city).theme_hash != before


def test_what_is_no_colour_is_refused():
    with pytest.raises(ValueError, match="not a colour"):
        save_city(city=Municipality(slug="x", name="X", brand_colour="green"))


def test_the_theme_is_served_for_a_year_with_one_query(client, django_assert_num_queries):
    city = MunicipalityFactory(slug="vanersborg-north")
    url = reverse("theme", args=(city.slug, city.theme_hash))
    assert url == f"/theme/vanersborg-north-{city.theme_hash}.css"
    with django_assert_num_queries(1):
        response = client.get(url)
    assert response.content.decode() == city.theme_css
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies


def test_an_old_address_leads_to_the_present_theme(client):
    city = MunicipalityFactory()
    response = client.get(f"/theme/{city.slug}-0123456789ab.css")
    assert response.status_code == 302
    assert response["Location"] == f"/theme/{city.slug}-{city.theme_hash}.css"
    assert "immutable" not in response["Cache-Control"]


def test_the_default_theme_needs_no_city(client):
    css, digest = get_default_theme()
    assert client.get(f"/theme/default-{digest}.css").content.decode() == css


def test_a_city_without_theme_has_the_default_one(client):
    Municipality.objects.create(slug="bare", name="Bare")
    css, _digest = get_default_theme()
    assert client.get("/theme/bare-x.css", follow=True).content.decode() == css


def test_an_unknown_city_has_no_theme(client):
    assert client.get("/theme/nowhere-0123456789ab.css").status_code == 404
