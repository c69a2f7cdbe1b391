"""Calendar files, read back by the library that calendars use."""

from datetime import timedelta

import icalendar
import pytest
from django.test import Client

from tests.factories.ecosystem import MunicipalityFactory, PersonFactory
from tests.factories.events import (
    ENDS,
    PLANNED,
    STARTS,
    add_part,
    event_plan,
    join,
    make_event,
    online_plan,
    place_plan,
)
from uprest.events.models import Format
from uprest.events.services.planning import cancel_event, change_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    city = MunicipalityFactory(
        country="SE", name="Vänersborg", contact_email="turism@vanersborg.example"
    )
    event = make_event(
        city, format=Format.SATELLITE, places=[place_plan(), online_plan(seats=None)]
    )
    add_part(event)
    add_part(event, start=90, title="Break", is_break=True)
    return event


def read(answer):
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = icalendar.Calendar.from_ical(answer.content)
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    return calendar, calendar.walk("VEVENT")[0]


def fetch(event, language="en", client=None, name="calendar"):
    client = client or Client()
    return client.get(f"/{language}/events/{event.pk}/{name}.ics")


def test_the_public_file_says_all_and_no_link_of_a_meeting(event):
    answer = fetch(event)
    calendar, entry = read(answer)
    assert calendar["METHOD"] == "PUBLISH"
    assert entry["SUMMARY"] == "Thematic session"
    assert entry["DTSTART"].dt == STARTS
    assert entry["DTSTART"].params["TZID"] == "Europe/Stockholm"
    assert entry["DTEND"].dt == ENDS
    assert entry["STATUS"] == "CONFIRMED"
    assert "Town hall, Kungsgatan 1" in entry["LOCATION"]
    assert "14:00–14:15 Introduction" in entry["DESCRIPTION"]
    assert "15:30–15:45 Break" in entry["DESCRIPTION"]
    assert str(entry["ORGANIZER"]) == "mailto:turism@vanersborg.example"
    assert entry["ORGANIZER"].params["CN"] == "Vänersborg"
    assert b"meet.example.org" not in answer.content


def test_the_time_zone_brings_its_rules(event):
    calendar, _entry = read(fetch(event))
    zone = calendar.walk("VTIMEZONE")[0]
    assert zone["TZID"] == "Europe/Stockholm"
    assert {part.name for part in zone.subcomponents} == {"STANDARD", "DAYLIGHT"}


def test_ones_own_file_has_the_place_and_the_link(event):
    hall, online = event.places.all()
    person, other = PersonFactory(), PersonFactory()
    join(event, user=person, place=online)
    join(event, user=other, place=hall)
    client = Client()
    client.force_login(person)
    _calendar, entry = read(fetch(event, client=client, name="my-calendar"))
    assert entry["LOCATION"] == "https://meet.example.org/abc"
    client.force_login(other)
    answer = fetch(event, client=client, name="my-calendar")
    _calendar, theirs = read(answer)
    assert theirs["LOCATION"] == "Town hall, Kungsgatan 1"
    assert b"meet.example.org" not in answer.content
    assert theirs["UID"] == entry["UID"] == read(fetch(event))[1]["UID"]


def test_who_only_waits_gets_no_link():
    event = make_event(format=Format.VIRTUAL, places=[online_plan(seats=1)])
    join(event)
    waiting = join(event, at=PLANNED + timedelta(minutes=1)).user
    client = Client()
    client.force_login(waiting)
    assert b"meet.example.org" not in fetch(event, client=client, name="my-calendar").content
    assert b"meet.example.org" not in client.get(f"/en/events/{event.pk}/").content


def test_a_change_raises_the_sequence_and_keeps_the_uid(event):
    _calendar, before = read(fetch(event))
    day = timedelta(days=1)
    change_event(
        event_id=event.pk,
        plan=event_plan(format=Format.SATELLITE, starts_at=STARTS + day, ends_at=ENDS + day),
        at=PLANNED + timedelta(hours=1),
    )
    _calendar, after = read(fetch(event))
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["DTSTAMP"].dt > before["DTSTAMP"].dt
    assert after["DTSTART"].dt == STARTS + day


def test_a_cancelled_event_takes_itself_out_of_calendars(event):
    cancel_event(event_id=event.pk, reason="Storm", at=PLANNED)
    calendar, entry = read(fetch(event))
    assert (calendar["METHOD"], entry["STATUS"]) == ("CANCEL", "CANCELLED")
    assert "Cancelled: Storm" in entry["DESCRIPTION"]


def test_the_words_are_the_readers(event):
    _calendar, entry = read(fetch(event, language="sv"))
    assert entry["SUMMARY"] == "Tematisk session"
    assert entry["SUMMARY"].params["LANGUAGE"] == "sv"


def test_ones_own_file_needs_a_registration(event):
    client = Client()
    assert fetch(event, client=client, name="my-calendar").status_code == 302
    client.force_login(PersonFactory())
    assert fetch(event, client=client, name="my-calendar").status_code == 404
