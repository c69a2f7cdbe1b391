"""Numbers that nobody has: in addresses, in what follows them, and in forms. No page breaks."""

import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.urls import reverse
from django.urls.converters import IntConverter
from django.utils import timezone

from tests.factories.campaigns import (
    ActionFactory,
    CampaignFactory,
    NeedFactory,
    ParticipationFactory,
    make_business,
)
from tests.factories.courses import add_course
from tests.factories.ecosystem import (
    AdministratorFactory,
    MunicipalityFactory,
    OfficerRoleFactory,
)
from tests.factories.events import add_part, make_event
from tests.factories.reporting import OpenDataFactory, make_long_release
from uprest.campaigns import urls as campaigns
from uprest.campaigns.models import Action
from uprest.ecosystem.models import Municipality
from uprest.ecosystem.types import TRAINERS_GROUP
from uprest.events import urls as events
from uprest.events.models import Event, Material
from uprest.events.services.programme import add_speaker
from uprest.reporting import urls as reporting
from uprest.reporting.api import list_addresses
from uprest.reporting.models import CouncilReport

pytestmark = pytest.mark.django_db
ENDLESS = "9" * 5000
IN_ADDRESSES = ("2147483648", "9" * 18, "9" * 400, ENDLESS)
ODD = ("-1", "²", "2147483648", "9" * 18, "9" * 20, ENDLESS)
READ_AFTER_ADDRESSES = ("release", "event", "campaign", "page", "limit", "offset", "with", "skill")
MARK = "918273645"
"""Stands in an address where an odd number comes: one that ``reverse`` takes."""

ADDRESSES = {
    "events": events.urlpatterns,
    "campaigns": campaigns.urlpatterns,
    "reporting": reporting.urlpatterns,
    "open_data": reporting.open_data_urlpatterns,
    "api": list_addresses(),
}
PARAMETERS = {
    space: {one.name: one.pattern.converters for one in patterns}
    for space, patterns in ADDRESSES.items()
}
WITH_NUMBERS = {
    space: [
        (name, parameter)
        for name, parameters in names.items()
        for parameter, converter in parameters.items()
        if isinstance(converter, IntConverter)
    ]
    for space, names in PARAMETERS.items()
}


@pytest.fixture
def city():
    return MunicipalityFactory(slug="ystad", country="SE")


@pytest.fixture
def person(client, city):
    """Somebody who may open every page."""
    person = AdministratorFactory()
    person.groups.add(Group.objects.get_or_create(name=TRAINERS_GROUP)[0])
    client.force_login(person)
    return person


@pytest.fixture
def real(city, person):
    """The numbers of what there is, by the names that addresses have for them."""
    release = make_long_release(rows=2, municipality=city)
    OpenDataFactory(municipality=city)
    event = make_event(city, person)
    business, _people = make_business(city)
    draft = CampaignFactory(municipality=city, release=release)
    ParticipationFactory(campaign=draft, organisation=business)
    material = Material.objects.create(
        event=event,
        kind="LINK",
        title="Notes",
        url="https://example.org/",
        language="sv",
        added_at=timezone.now(),
    )
    report = CouncilReport.objects.create(
        release=release, language="sv", ordered_at=timezone.now(), state="FAILED"
    )
    return {
        "slug": city.slug,
        "event_id": event.pk,
        "part_id": add_part(event).pk,
        "place_id": event.places.get().pk,
        "speaker_id": add_speaker(event_id=event.pk, name="Siv", role="", email="").pk,
        "material_id": material.pk,
        "organisation_id": business.pk,
        "release_id": release.pk,
        "report_id": report.pk,
        "campaign": draft.pk,
        "need": NeedFactory(municipality=city).pk,
        "action": ActionFactory(municipality=city, release=release).pk,
    }


def find_address(space, name, real, **changes):
    """Return an address with the numbers of what there is."""
    named = {"pk": real[next((one for one in ("need", "action") if one in name), "campaign")]}
    known = real | named | changes
    return reverse(f"{space}:{name}", kwargs={one: known[one] for one in PARAMETERS[space][name]})


def is_whole(client, method, *args):
    """Whether an address answers, whatever it says; what it changes is taken back."""
    with transaction.atomic():
        response = getattr(client, method)(*args)
        if response.streaming:
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    return response.status_code < 500


@pytest.mark.parametrize("space", ADDRESSES)
def test_an_address_with_a_number_that_nobody_has(client, real, space):
    for name, parameter in WITH_NUMBERS[space]:
        address = find_address(space, name, real, **{parameter: int(MARK)})
        assert MARK in address
        for number in IN_ADDRESSES:
            for method in ("get", "post"):
                assert is_whole(client, method, address.replace(MARK, number)), (address, number)


@pytest.mark.parametrize("space", ADDRESSES)
def test_a_number_that_nobody_has_after_an_address(client, real, space):
    for name in PARAMETERS[space]:
        address = find_address(space, name, real)
        for number in ("-1", "9" * 20, ENDLESS):
            asked = dict.fromkeys(READ_AFTER_ADDRESSES, number)
            assert is_whole(client, "get", address, asked), (address, number)


@pytest.mark.parametrize("name", ["release", "campaign", "event", "skill"])
def test_a_number_that_nobody_has_opens_an_empty_form(client, real, name):
    """One at a time, so that none is hidden by another."""
    for path in ("actions/new/", "campaigns/new/", "events/new/"):
        for number in (*ODD, *("0" * length for length in (9, 10, 11))):
            answer = client.get(f"/en/city/ystad/{path}", {name: number})
            assert answer.status_code == 200, (path, number)


# --- Forms ----------------------------------------------------------------------------------------


def write_action(**fields):
    officer = OfficerRoleFactory(municipality=Municipality.objects.get(slug="ystad")).user
    return {
        "token": str(uuid.uuid4()),
        "title": "Plan an evening",
        "owner": officer.pk,
        "due_on": "2026-06-20",
        **fields,
    }


def write_campaign():
    return {
        "token": str(uuid.uuid4()),
        "skills": ["complaints"],
        "courses": [str(add_course(lessons=1).translation_key)],
        "starts_on": "2026-05-20",
        "ends_on": "2026-06-20",
        "title_sv": "Missnöjda gäster",
        "text_sv": "Tio minuter.",
    }


def write_event():
    return {
        "title_sv": "Kväll",
        "format": "ON_SITE",
        "day": "2026-05-12",
        "starts": "14:00",
        "ends": "17:00",
        "time_zone": "Europe/Stockholm",
        "languages": ["sv"],
    }


def write_part():
    return {"title_sv": "Paus", "starts": "14:30", "ends": "14:45"}


FORMS = [
    *(("actions/new/", write_action, one) for one in ("release", "campaign", "event", "owner")),
    *(("actions/{action}/edit/", write_action, one) for one in ("release", "campaign", "event")),
    *(("campaigns/new/", write_campaign, one) for one in ("release", "skills", "courses")),
    ("campaigns/{campaign}/edit/", write_campaign, "release"),
    ("events/new/", write_event, "skills"),
    ("events/{event_id}/edit/", write_event, "skills"),
    ("events/{event_id}/agenda/new/", write_part, "speakers"),
    ("events/{event_id}/places/", lambda: {"name": "Museum"}, "seats"),
    ("events/{event_id}/check-in/", dict, "registration"),
    ("exports/release/", lambda: {"wanted": "out"}, "release"),
]


@pytest.mark.parametrize(("path", "write", "name"), FORMS)
def test_a_number_that_nobody_has_in_a_form(client, real, path, write, name):
    address, written = f"/en/city/ystad/{path.format(**real)}", write()
    for number in (*ODD, "\0"):
        assert is_whole(client, "post", address, {**written, name: number}), number


def test_an_action_goes_back_to_no_event_that_cannot_be(client, real):
    before = Action.objects.count()
    for event in ("-1", "0", *IN_ADDRESSES):
        answer = client.post("/en/city/ystad/actions/new/", write_action(event=event))
        assert answer.status_code == 422, event
    assert Action.objects.count() == before


def test_nobody_registers_for_a_place_that_cannot_be(client, real):
    Event.objects.update(ends_at=timezone.now() + timedelta(hours=1))
    address = f"/en/events/{real['event_id']}/register/"
    for place in ("-1", *IN_ADDRESSES):
        answer = client.post(address, {"place": place, "name": "Alma"})
        assert answer.status_code == 422, place
