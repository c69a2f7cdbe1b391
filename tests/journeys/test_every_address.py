"""Every role tries every address of another business and another city, and none gets in."""

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from skills_gap.services.surveys import load_survey
from tests.factories.ecosystem import JOINED
from tests.journeys.places import (
    LEARNING,
    OBJECTS,
    OWN,
    PATHS,
    PUBLIC,
    TRAINERS,
    WORDS,
    World,
    find_value,
    is_object,
    list_addresses,
)

pytestmark = pytest.mark.django_db
ROLES = [
    "nobody", "learner", "staff", "manager", "owner", "former owner", "officer", "trainer",
]  # fmt: skip
METHODS = ("get", "post")
NOT_THIS_WAY, OVER = 405, 410


@pytest.fixture
def world(db):
    load_survey(at=JOINED)
    return World()


def sign_in(user):
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client


def ask(client, method, path):
    """Return the answer to a request, of which nothing stays."""
    with transaction.atomic():
        point = transaction.savepoint()
        answer = getattr(client, method)(path)
        transaction.savepoint_rollback(point)
    return answer


def is_refused(answer):
    to = answer.headers.get("Location", "")
    return answer.status_code in (401, 403, 404, NOT_THIS_WAY, OVER) or (
        answer.status_code == 302 and "/account/login/" in to
    )


def fill(address, world, made, *, ours=False):
    values = {part: find_value(address, part, world, made) for part in address.parts if part not in
              ("slug", "organisation_id") or not address.place}  # fmt: skip
    places = {
        "slug": world.our_city.slug if ours else world.their_city.slug,
        "organisation_id": world.ours.pk if ours else world.theirs.pk,
    }
    return address.fill(places | values)


def leads_back(answer, path):
    """Whether an empty form leads to the page it was on, which is asked for as well."""
    return answer.status_code == 302 and answer["Location"].startswith(path)


def list_writes(queries):
    """Return the statements that write anything but the session of whoever asks."""
    return [
        query["sql"]
        for query in queries.captured_queries
        if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))
        and "django_session" not in query["sql"]
    ]


def list_closed():
    return [
        one
        for one in list_addresses()
        if one.name not in PUBLIC and one.name not in OWN and not one.is_wagtails
    ]


def test_what_is_open_still_exists_and_is_in_one_list():
    names = {address.name for address in list_addresses()}
    assert set(PUBLIC) | set(OWN) <= names
    assert not set(PUBLIC) & set(OWN)
    assert not set(OBJECTS) & set(WORDS)
    assert not [one.name for one in list_addresses() if one.name in PUBLIC and one.place]


@pytest.mark.parametrize("role", ROLES)
def test_nobody_gets_into_another_city_or_business(world, role):
    client, made, wrong = sign_in(world.people[role]), {}, []
    for address in list_closed():
        if role == "trainer" and address.name in TRAINERS:
            continue
        path = fill(address, world, made)
        answers = {method: ask(client, method, path) for method in METHODS}
        wrong += [
            (role, method, path, answer.status_code)
            for method, answer in answers.items()
            if not is_refused(answer) and not leads_back(answer, path)
        ]
        assert {answer.status_code for answer in answers.values()} != {NOT_THIS_WAY}, path
    assert wrong == [], "Refuse these, or say in tests/journeys/places.py why they are open."


def test_an_officer_of_their_own_city_gets_into_no_business(world):
    client, made = sign_in(world.their_officer), {}
    for address in list_closed():
        if address.place == "organisation_id":
            path = fill(address, world, made)
            for method in METHODS:
                assert is_refused(ask(client, method, path)), (method, path)


@pytest.mark.parametrize(("role", "place"), [("officer", "slug"), ("owner", "organisation_id")])
def test_nobody_reaches_their_things_through_a_place_of_ones_own(world, role, place):
    client, made = sign_in(world.people[role]), {}
    tried = 0
    for address in list_closed():
        if address.place == place and any(is_object(address, part) for part in address.parts):
            path = fill(address, world, made, ours=True)
            for method in METHODS:
                with CaptureQueriesContext(connection) as queries:
                    answer = ask(client, method, path)
                # what is posted is empty: a form that is refused before it is read is as good
                is_mistaken = method == "post" and answer.status_code in (302, 400, 409, 422)
                assert is_refused(answer) or is_mistaken, (method, path, answer.status_code)
                assert list_writes(queries) == [], path
            tried += 1
    assert tried >= 2


def test_whoever_has_to_do_with_it_gets_in(world):
    """Were it not so, the other tests would find everything refused and prove nothing."""
    made, shut = {}, []
    insiders = [
        world.their_owner,
        world.their_officer,
        world.their_member.user,
        world.administrator,
        world.people["trainer"],
    ]
    clients = [sign_in(user) for user in insiders]
    for address in list_closed():
        path = fill(address, world, made)
        if not any(
            not is_refused(ask(client, method, path)) for client in clients for method in METHODS
        ):
            shut.append(address.name)
    assert set(shut) <= SHUT, "Make OBJECTS in tests/journeys/places.py so that its owner gets in."


SHUT = {
    # certificates are made by learning a whole course; tests/courses/test_certificate_pages.py
    "courses:name_certificate",
    # the same for a practice that is published, and for a report that is drawn
    "practices:new_adaptation",
    "reporting:report_pdf",
    # there is something to send, to take back or to use only once figures or needs are published
    "reporting:city_xlsx",
    "reporting:withdraw_release",
    "skills_gap:use_city_needs",
}


def test_ones_own_pages_ask_visitors_to_sign_in(world):
    client, made = sign_in(None), {}
    for address in list_addresses():
        if address.name in OWN and OWN[address.name] != LEARNING:
            path = fill(address, world, made)
            for method in METHODS:
                answer = ask(client, method, path)
                assert is_refused(answer), (method, path, answer.status_code)


@pytest.mark.parametrize("role", ["nobody", "owner", "officer"])
def test_open_addresses_answer_whoever_asks(world, role):
    client, made = sign_in(world.people[role]), {}
    paths = [
        fill(address, world, made)
        for address in list_addresses()
        if address.name in PUBLIC or address.name in OWN
    ]
    for path in (*paths, *PATHS.values()):
        for method in METHODS:
            answer = ask(client, method, path)
            assert answer.status_code < 500, (role, method, path)


@pytest.mark.parametrize("role", ["nobody", "owner", "officer"])
def test_the_editors_screens_are_for_trainers_and_administrators(world, role):
    client, made, wrong = sign_in(world.people[role]), {}, []
    for address in list_addresses():
        if not address.is_wagtails or address.name in WAGTAILS_OPEN:
            continue
        path = fill(address, world, made)
        method = "post" if role == "officer" else "get"
        answer = ask(client, method, path)
        refused = is_refused(answer) or answer.headers.get("Location", "").startswith(
            "/admin/login"
        )
        if not refused:
            wrong.append((role, method, path, answer.status_code))
    assert wrong == []


WAGTAILS_OPEN = {
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_done",
    "wagtailadmin_password_reset_confirm",
    "wagtailadmin_password_reset_complete",
}
"""Signing in, pictures and words of the screens; Wagtail's own passwords are switched off."""
