"""The frame of every page: what it shows to whom, and what it costs."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory
from django.utils.translation import override

from tests.factories.ecosystem import (
    AdministratorFactory,
    MembershipFactory,
    MunicipalityFactory,
    OfficerRoleFactory,
    PersonFactory,
    TrainerFactory,
)
from uprest.ecosystem.context_processors import PARTS, frame
from uprest.ecosystem.middleware import CityMiddleware, choose_city, read_city
from uprest.ecosystem.models import Membership

pytestmark = pytest.mark.django_db


def make_request(path="/en/", *, user=None, city=None, method="get"):
    request = getattr(RequestFactory(), method)(path)
    request.user = user or AnonymousUser()
    request.session = SessionStore()
    CityMiddleware(lambda request: request)(request)
    if city:
        request.session["city"] = city.slug
    return request


def read(request, language="en"):
    """Every part of the frame, read as a template reads it."""
    with override(language):
        parts = frame(request)
        for value in parts.values():
            str(value)
    return parts


def labels(items):
    return [item.label for item in items]


def test_a_visitor_costs_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        parts = read(make_request())
    assert labels(parts["nav_items"]) == ["Courses", "Skills check"]
    assert not parts["tab_items"]
    assert not parts["place_name"]
    assert not parts["theme_css_url"]
    assert parts["sign_in_url"] == "/en/account/login/?next=%2Fen%2F"


def test_nothing_is_read_before_it_is_shown(django_assert_num_queries):
    role = OfficerRoleFactory()
    request = make_request(user=role.user, city=role.municipality)
    with django_assert_num_queries(0):
        assert set(frame(request)) == set(PARTS)


def test_the_whole_frame_costs_four_queries(django_assert_max_num_queries):
    user = TrainerFactory()
    for _ in range(5):
        MembershipFactory(user=user, role=Membership.Role.OWNER)
        OfficerRoleFactory(user=user)
    with django_assert_max_num_queries(4):
        read(make_request(user=user))
    city = MunicipalityFactory()
    with django_assert_max_num_queries(4):
        read(make_request(user=user, city=city))


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (PersonFactory, ["Home", "Courses", "My skills"]),
        (
            lambda: MembershipFactory(role="OWNER").user,
            ["Home", "Courses", "My skills", "Team"],
        ),
        (
            lambda: MembershipFactory(role="MANAGER").user,
            ["Home", "Courses", "My skills", "Team"],
        ),
        (lambda: MembershipFactory(role="STAFF").user, ["Home", "Courses", "My skills"]),
        (lambda: OfficerRoleFactory().user, ["Home", "Courses", "My skills", "City figures"]),
        (TrainerFactory, ["Home", "Courses", "My skills", "Authoring"]),
        (AdministratorFactory, ["Home", "Courses", "My skills", "Authoring"]),
    ],
)
def test_places_by_role(make, expected):
    parts = read(make_request(user=make()))
    assert labels(parts["nav_items"]) == expected
    shorter = {"My skills": "Skills", "City figures": "City"}
    assert labels(parts["tab_items"]) == [shorter.get(label, label) for label in expected]
    assert not parts["sign_in_url"]


def test_four_places_at_most_at_the_thumb():
    user = TrainerFactory()
    MembershipFactory(user=user, role=Membership.Role.OWNER)
    OfficerRoleFactory(user=user)
    parts = read(make_request(user=user))
    assert len(parts["nav_items"]) == 6
    assert labels(parts["tab_items"]) == ["Home", "Courses", "Team", "City"]


def test_who_has_several_businesses_or_cities_chooses_first():
    user = PersonFactory()
    for _ in range(2):
        MembershipFactory(user=user, role=Membership.Role.MANAGER)
        OfficerRoleFactory(user=user)
    urls = {item.label: item.url for item in read(make_request(user=user))["nav_items"]}
    assert urls["Team"] == "/en/account/businesses/"
    assert urls["City figures"] == "/en/city/"


def test_the_nearest_place_is_the_current_one():
    parts = read(make_request("/en/my-skills/history/", user=PersonFactory()))
    assert [item.label for item in parts["nav_items"] if item.current] == ["My skills"]
    assert not [item for item in read(make_request("/en/privacy/"))["nav_items"] if item.current]


def test_the_city_of_the_session_gives_name_and_colours():
    city = MunicipalityFactory(name="Ravenna", brand_colour="#b3541e", is_sample=True)
    parts = read(make_request(city=city))
    assert parts["place_name"] == "Ravenna"
    assert parts["theme_css_url"] == f"/theme/{city.slug}-{city.theme_hash}.css"
    assert str(parts["theme_colour"]) in city.theme_css
    assert parts["is_sample"]
    assert parts["site_notice"] == "You are looking at sample data."


def test_without_a_choice_the_persons_own_city_is_shown():
    member = MembershipFactory()
    officer = OfficerRoleFactory()
    assert read_city(make_request(user=member.user)) == member.organisation.municipality
    assert read_city(make_request(user=officer.user)) == officer.municipality
    assert read_city(make_request(user=PersonFactory())) is None


def test_a_city_that_is_gone_is_no_city():
    request = make_request()
    request.session["city"] = "gone"
    assert read_city(request) is None
    assert not request.city


def test_choosing_a_city_shows_it_at_once_and_from_then_on():
    city, request = MunicipalityFactory(), make_request(city=MunicipalityFactory())
    choose_city(request, city)
    assert read_city(request) == city
    assert request.session["city"] == city.slug


def test_the_language_switch_keeps_page_and_query():
    parts = read(make_request("/sv/check/?job=host&page=2"), language="sv")
    links = parts["language_links"]
    assert [link.code for link in links] == ["en", "sv", "it", "hr"]
    assert [link.name for link in links] == ["English", "Svenska", "Italiano", "Hrvatski"]
    assert [link.code for link in links if link.current] == ["sv"]
    assert links[2].url == "/sv/language/it/?to=%2Fsv%2Fcheck%2F%3Fjob%3Dhost%26page%3D2"


@pytest.mark.parametrize(
    ("name", "email", "initials"),
    [
        ("Alma Berg", "a@example.org", "AB"),
        ("Alma Maria Berg", "a@example.org", "AB"),
        ("alma", "x@example.org", "A"),
        ("", "zoran@example.org", "Z"),
    ],
)
def test_initials(name, email, initials):
    user = PersonFactory(display_name=name, email=email)
    assert read(make_request(user=user))["account_initials"] == initials


def test_signing_in_comes_back_but_never_to_the_sign_in_page():
    assert read(make_request("/en/account/login/"))["sign_in_url"] == "/en/account/login/"
    assert read(make_request("/en/check/", method="post"))["sign_in_url"] == "/en/account/login/"
