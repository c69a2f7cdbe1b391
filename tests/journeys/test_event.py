"""An event from the plan to the learning record, over HTTP, as each person does it."""

from datetime import timedelta

import icalendar
import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from courses.models import ItemState
from tests.factories.courses import add_course, add_lesson, text
from tests.factories.ecosystem import MunicipalityFactory, OfficerRoleFactory, PersonFactory
from uprest.events import tasks
from uprest.events.models import Event, Registration
from uprest.notifications.models import Notification
from uprest.pages.services import set_up_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson(db):
    set_up_site(at=timezone.now())
    return add_lesson(add_course(lessons=0), title="Open data", blocks=[text()])


def browser(person):
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def send(client, url, **data):
    answer = client.post(url, data)
    assert answer.status_code == 302, answer.content.decode()
    return answer.url


def plan(officer, lesson, starts):
    """Plan the thematic session at two places and online; return it, published."""
    ends = starts + timedelta(hours=3)
    send(
        officer,
        "/en/city/vanersborg/events/new/",
        title_sv="Tematisk session",
        title_en="Thematic session",
        format="SATELLITE",
        day=starts.date().isoformat(),
        starts=f"{starts:%H:%M}",
        ends=f"{ends:%H:%M}",
        last_day=ends.date().isoformat(),
        time_zone="Europe/Stockholm",
        languages=["sv", "it"],
        evidence=f"lesson:{lesson.translation_key}",
    )
    event = Event.objects.get()
    base = f"/en/city/vanersborg/events/{event.pk}"
    send(officer, f"{base}/places/", name="Vänersborg", address="Sundsgatan", seats="1")
    send(officer, f"{base}/places/", name="Ravenna", address="Via Diaz", seats="20")
    send(
        officer,
        f"{base}/places/",
        is_virtual="online",
        name="Online",
        meeting_url="https://meet.example.org/x",
    )
    for offset, minutes, title, is_break in [
        (0, 15, "Introduktion", ""),
        (15, 75, "Medborgardelaktighet", ""),
        (90, 15, "Paus", "on"),
        (105, 60, "Öppna data för turismen", ""),
        (165, 15, "Nästa steg", ""),
    ]:
        begins = starts + timedelta(minutes=offset)
        until = begins + timedelta(minutes=minutes)
        send(
            officer,
            f"{base}/agenda/new/",
            title_sv=title,
            starts=f"{begins:%H:%M}",
            ends=f"{until:%H:%M}",
            day=begins.date().isoformat(),
            **({"is_break": "on"} if is_break else {}),
        )
    send(officer, f"{base}/publish/")
    event.refresh_from_db()
    assert event.agenda.count() == 5
    return event


def test_a_session_is_planned_registered_for_checked_in_and_becomes_evidence(
    lesson, django_capture_on_commit_callbacks
):
    city = MunicipalityFactory(slug="vanersborg", name="Vänersborg", country="SE")
    organiser = OfficerRoleFactory(municipality=city).user
    alma = PersonFactory(display_name="Alma Berg", language="sv")
    omar, sara = PersonFactory(display_name="Omar"), PersonFactory(display_name="Sara")
    officer = browser(organiser)
    starts = timezone.localtime().replace(hour=14, minute=0, second=0, microsecond=0)
    event = plan(officer, lesson, starts + timedelta(days=20))
    page = f"/en/events/{event.pk}"
    hall, ravenna, _online = event.places.all()

    # Anybody finds it; to register, a visitor signs in and comes back.
    visitor = Client()
    assert "Thematic session" in visitor.get("/en/events/").content.decode()
    assert f"next=/en/events/{event.pk}/register/" in visitor.get(f"{page}/register/").url

    # Alma takes the only seat in Vänersborg, Omar waits, Sara goes to Ravenna.
    with django_capture_on_commit_callbacks(execute=True):
        send(browser(alma), f"{page}/register/", place=hall.pk, name="Alma Berg")
    assert [one.to for one in mail.outbox] == [[alma.email]]
    assert "Tematisk session" in mail.outbox[0].subject
    send(browser(omar), f"{page}/register/", place=hall.pk, name="Omar")
    send(browser(sara), f"{page}/register/", place=ravenna.pk, name="Sara")
    assert "waiting list" in browser(omar).get(f"{page}/").content.decode()
    file = browser(alma).get(f"/sv/events/{event.pk}/my-calendar.ics").content
    entry = icalendar.Calendar.from_ical(file).walk("VEVENT")[0]
    assert entry["LOCATION"] == "Vänersborg, Sundsgatan"
    assert "Medborgardelaktighet" in entry["DESCRIPTION"]

    # Sara cannot come; she cancels, and is on no list any more.
    send(browser(sara), f"{page}/cancel/")

    # The day has come.
    Event.objects.update(
        starts_at=timezone.now() - timedelta(minutes=5),
        ends_at=timezone.now() + timedelta(hours=2),
    )
    row = Registration.objects.get(user=alma)
    check_in = f"/en/city/vanersborg/events/{event.pk}/check-in/"
    assert "Alma Berg" in officer.get(check_in).content.decode()
    assert "Sara" not in officer.get(check_in).content.decode()
    send(officer, check_in, registration=row.pk)
    assert tasks.record_attendances() == 0

    # When it is over, what Alma has of it stands in her transcript, and Omar has nothing.
    Event.objects.update(
        starts_at=timezone.now() - timedelta(hours=3), ends_at=timezone.now() - timedelta(minutes=1)
    )
    assert tasks.record_attendances() == 1
    assert tasks.record_attendances() == 0
    transcript = browser(alma).get("/en/learning/transcript/")
    words = transcript.content.decode()
    assert "Attended at events" in words
    assert "Open data" in words
    assert not ItemState.objects.filter(user=omar).exists()

    # Checked in by mistake: undone, and gone from the transcript.
    send(officer, check_in, registration=row.pk, undo="on")
    assert not ItemState.objects.exists()
    assert Notification.objects.filter(user=alma, kind="events.registered").exists()
