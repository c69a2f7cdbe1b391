"""Editing an event: who may change what of it, and days that no calendar has."""

from datetime import timedelta

import pytest

from tests.factories.courses import add_course, list_lessons
from tests.factories.ecosystem import MunicipalityFactory, OfficerRoleFactory, TrainerFactory
from tests.factories.events import STARTS, make_event, online_plan, place_plan
from uprest.events.forms.planning import EventForm
from uprest.events.models import Event, Format
from uprest.events.services.programme import add_speaker
from uprest.events.types import Evidence
from uprest.skills.models import Skill

pytestmark = pytest.mark.django_db
FRAME = (
    "format",
    "starts_at",
    "ends_at",
    "time_zone",
    "opens_at",
    "closes_at",
    "course_key",
    "lesson_key",
)


@pytest.fixture
def officer():
    return OfficerRoleFactory(municipality=MunicipalityFactory(slug="ystad", country="SE")).user


@pytest.fixture
def course(db):
    return add_course(lessons=1)


@pytest.fixture
def event(officer, course):
    return make_event(
        officer.officer_roles.get().municipality,
        officer,
        format=Format.HYBRID,
        places=[place_plan(), online_plan()],
        opens_at=STARTS - timedelta(days=20),
        closes_at=STARTS - timedelta(days=1),
        evidence=Evidence(lesson_key=list_lessons(course)[0].translation_key),
    )


@pytest.fixture
def trainer(event):
    person = TrainerFactory()
    add_speaker(event_id=event.pk, name="Siv Ek", role="", email=person.email)
    return person


def fill_in(event, **changes):
    """Return the form of an event as a browser sends it."""
    written = EventForm.fill(event)
    for name in ("opens_at", "closes_at"):
        written[name] = written[name].strftime("%Y-%m-%dT%H:%M")
    return {name: "" if value is None else value for name, value in (written | changes).items()}


def read(event, names):
    return Event.objects.values_list(*names).get(pk=event.pk)


def edit(client, event, person, **changes):
    client.force_login(person)
    return client.post(f"/en/city/ystad/events/{event.pk}/edit/", fill_in(event, **changes))


# --- Speakers -----------------------------------------------------------------------------------


def test_a_speaker_changes_the_words_and_leaves_the_frame(client, event, officer, trainer, course):
    skill = Skill.objects.get(code="allergies")
    changes = {
        "format": Format.SATELLITE.value,
        "day": "2026-05-13",
        "starts": "10:00",
        "ends": "11:00",
        "time_zone": "Europe/Zagreb",
        "opens_at": "2026-05-01T08:00",
        "closes_at": "2026-05-02T08:00",
        "evidence": f"course:{course.translation_key}",
        "title_sv": "Allergier i köket",
        "description_sv": "Ta med frågor.",
        "languages": ["it"],
        "skills": [skill.pk],
    }
    before = read(event, FRAME)
    client.force_login(trainer)
    form = client.get(f"/en/city/{event.municipality.slug}/events/{event.pk}/edit/").context["form"]
    assert "evidence" not in form.fields
    assert form.fields["day"].disabled
    assert not form.fields["title_sv"].disabled
    assert edit(client, event, trainer, **changes).status_code == 302
    assert read(event, FRAME) == before
    words = ("title_sv", "description_sv", "languages", "skills")
    assert read(event, words) == ("Allergier i köket", "Ta med frågor.", "it", skill.pk)
    # what the speaker sent was whole: the city's officer moves all of it
    assert edit(client, event, officer, **changes).status_code == 302
    kept = [
        name for name, was, now in zip(FRAME, before, read(event, FRAME), strict=True) if was == now
    ]
    assert kept == []


# --- Days ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"day": "1999-12-31"},
        {"day": "2100-01-01"},
        {"day": "0001-01-01"},
        {"day": "9999-12-31"},
        {"last_day": "9999-12-31"},
        {"opens_at": "0001-01-01T00:00"},
        {"closes_at": "9999-12-31T23:59"},
    ],
    ids=str,
)
def test_a_day_of_another_century_is_a_slip(client, event, officer, changes):
    before = list(Event.objects.values())
    client.force_login(officer)
    for path in ("new/", f"{event.pk}/edit/"):
        answer = client.post(f"/en/city/ystad/events/{path}", fill_in(event, **changes))
        assert answer.status_code == 422, path
        page = answer.content.decode()
        assert "Choose a day in this century." in page
        assert next(iter(changes.values())) in page
    assert list(Event.objects.values()) == before


@pytest.mark.parametrize("day", ["2000-01-01", "2099-12-31"])
def test_the_first_and_the_last_day_of_the_century_are_days(client, event, officer, day):
    changes = {"day": day, "opens_at": "", "closes_at": ""}
    assert edit(client, event, officer, **changes).status_code == 302
    event.refresh_from_db()
    assert event.starts_at.date().isoformat() == day
