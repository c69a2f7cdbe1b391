"""The pages: who may open which, what they say, what they cost."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.factories.ecosystem import (
    AdministratorFactory,
    MunicipalityFactory,
    OfficerRoleFactory,
    PersonFactory,
    TrainerFactory,
)
from tests.factories.events import add_part, event_plan, join, make_event, online_plan, place_plan
from uprest.events.models import AgendaItem, CheckIn, Event, Format, Material, Place, Speaker, State
from uprest.events.services.planning import change_event
from uprest.events.services.programme import add_speaker

pytestmark = pytest.mark.django_db
PROGRAMME_GET = ["", "edit/", "agenda/", "agenda/new/", "agenda/{part}/", "materials/"]
OFFICER_GET = [
    "places/", "places/{place}/", "registrations/", "check-in/", "sign-in-list/", "codes/",
    "cancel/",
]  # fmt: skip
PROGRAMME_POST = [
    "edit/", "agenda/", "agenda/new/", "agenda/{part}/", "agenda/{part}/remove/",
    "speakers/{speaker}/remove/", "materials/", "materials/{material}/remove/",
]  # fmt: skip
OFFICER_POST = [
    "publish/", "cancel/", "places/", "places/{place}/", "places/{place}/remove/", "check-in/",
]  # fmt: skip
CITY_GET = ["", "new/"]


@pytest.fixture
def officer():
    return OfficerRoleFactory(municipality=MunicipalityFactory(slug="ystad", country="SE")).user


@pytest.fixture
def event(officer):
    """An event that begins tomorrow, on site and online, with a part, a speaker and a material."""
    city = officer.officer_roles.get().municipality
    event = make_event(
        city, officer, format=Format.HYBRID, places=[place_plan(), online_plan(seats=None)]
    )
    add_part(event)
    add_speaker(event_id=event.pk, name="Siv Ek", role="Guide", email="")
    Material.objects.create(
        event=event,
        kind="LINK",
        title="Notes",
        url="https://example.org/",
        language="sv",
        added_at=timezone.now(),
    )
    return move(event, timedelta(days=1))


def move(event, ahead):
    """Let an event begin ``ahead`` of now."""
    starts = timezone.now().replace(microsecond=0) + ahead
    change_event(
        event_id=event.pk,
        plan=event_plan(format=event.format, starts_at=starts, ends_at=starts + timedelta(hours=3)),
        at=timezone.now(),
    )
    event.refresh_from_db()
    return event


def fill(path, event):
    return path.format(
        part=event.agenda.first().pk,
        place=event.places.first().pk,
        speaker=event.speakers.first().pk,
        material=event.materials.first().pk,
    )


def url(event, path):
    return f"/en/city/ystad/events/{event.pk}/{fill(path, event)}"


def text_of(response):
    html = response.content.decode()
    html = html[html.index("<main") : html.index("</main>")]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def snapshot():
    return [
        list(model.objects.order_by("pk").values())
        for model in (Event, Place, AgendaItem, Speaker, Material, CheckIn)
    ]


# --- Who may ------------------------------------------------------------------------------------


def strangers(event):
    """Yield everybody who has no business with the people of an event."""
    yield "learner", PersonFactory()
    yield "registered", join(event).user
    yield "foreign officer", OfficerRoleFactory().user
    yield "trainer", TrainerFactory()
    inactive = OfficerRoleFactory(municipality=event.municipality).user
    inactive.is_active = False
    inactive.save()
    yield "inactive officer", inactive


def speaking_trainer(event):
    trainer = TrainerFactory()
    add_speaker(event_id=event.pk, name="Trainer", role="", email=trainer.email)
    return trainer


def test_nobody_but_its_officers_organises_an_event(client, event):
    people = list(strangers(event))
    before = snapshot()
    for who, person in [("nobody", None), *people]:
        if person is None:
            client.logout()
        else:
            client.force_login(person)
        wanted = 302 if person is None or not person.is_active else 403
        for path in PROGRAMME_GET + OFFICER_GET:
            assert client.get(url(event, path)).status_code == wanted, (who, path)
        for path in PROGRAMME_POST + OFFICER_POST:
            assert client.post(url(event, path), {"reason": "x"}).status_code == wanted, (who, path)
        for path in CITY_GET:
            assert client.get(f"/en/city/ystad/events/{path}").status_code == wanted, (who, path)
        assert client.post("/en/city/ystad/events/new/", {}).status_code == wanted, who
    assert snapshot() == before


def test_officers_and_administrators_open_every_page(client, event, officer):
    for person in (officer, AdministratorFactory()):
        client.force_login(person)
        for path in PROGRAMME_GET + OFFICER_GET:
            assert client.get(url(event, path)).status_code == 200, path
        for path in CITY_GET:
            assert client.get(f"/en/city/ystad/events/{path}").status_code == 200, path


def test_a_trainer_who_speaks_edits_the_programme_and_sees_no_people(client, event):
    client.force_login(speaking_trainer(event))
    for path in PROGRAMME_GET:
        assert client.get(url(event, path)).status_code == 200, path
    before = snapshot()
    for path in OFFICER_GET:
        assert client.get(url(event, path)).status_code == 403, path
    for path in OFFICER_POST:
        assert client.post(url(event, path)).status_code == 403, path
    assert snapshot() == before


def test_an_event_is_not_reached_through_another_city(client, event):
    role = OfficerRoleFactory(municipality=MunicipalityFactory(slug="lund"))
    client.force_login(role.user)
    for path in PROGRAMME_GET + OFFICER_GET:
        path = fill(path, event)
        assert client.get(f"/en/city/lund/events/{event.pk}/{path}").status_code == 404, path


def test_parts_of_another_event_are_not_reached(client, event, officer):
    other = make_event(event.municipality, officer)
    add_part(other)
    client.force_login(officer)
    base = f"/en/city/ystad/events/{event.pk}"
    part, place = other.agenda.get().pk, other.places.get().pk
    assert client.get(f"{base}/agenda/{part}/").status_code == 404
    assert client.get(f"{base}/places/{place}/").status_code == 404
    client.post(f"{base}/agenda/{part}/remove/")
    client.post(f"{base}/places/{place}/remove/")
    row = join(other)
    answer = client.post(f"{base}/check-in/", {"registration": row.pk})
    assert answer.status_code == 404
    assert (other.agenda.count(), other.places.count()) == (1, 1)


# --- What everybody sees ------------------------------------------------------------------------


def test_a_draft_is_seen_by_nobody(client, event):
    Event.objects.update(state=State.DRAFT, published_at=None)
    for path in ("", "calendar.ics", f"materials/{event.materials.get().pk}/"):
        assert client.get(f"/en/events/{event.pk}/{path}").status_code == 404
    assert "Thematic session" not in client.get("/en/events/").content.decode()


def test_the_page_names_nobody_and_shows_no_link_of_a_meeting(client, event):
    join(event, user=PersonFactory(display_name="Alma Berg"), needs="Step-free")
    page = client.get(f"/en/events/{event.pk}/").content.decode()
    assert "Introduction" in page
    assert "Alma" not in page
    assert "Step-free" not in page
    assert "meet.example.org" not in page
    client.force_login(join(event, place=event.places.last()).user)
    page = client.get(f"/en/events/{event.pk}/").content.decode()
    assert "meet.example.org" in page
    assert "Alma" not in page


@pytest.mark.parametrize(
    ("query", "is_there"),
    [
        ("", True),
        ("?city=ystad", True),
        ("?city=lund", False),
        ("?language=sv", True),
        ("?language=hr", False),
        ("?format=HYBRID", True),
        ("?format=VIRTUAL", False),
        ("?format=x&language=y", True),
        ("?when=past", False),
    ],
)
def test_events_are_found_by_city_language_and_kind(client, event, query, is_there):
    page = client.get(f"/en/events/{query}").content.decode()
    assert (f"/en/events/{event.pk}/" in page) == is_there


def test_the_queries_of_pages_do_not_grow_with_what_there_is(
    client, event, officer, django_assert_max_num_queries
):
    for number in range(12):
        make = make_event(event.municipality, officer)
        move(make, timedelta(days=number + 2))
        join(event, place=event.places.last())
    client.force_login(officer)
    join(event, user=officer, place=event.places.last())
    for path, most in [
        ("/en/events/", 10),
        (f"/en/events/{event.pk}/", 18),
        ("/en/account/events/", 10),
        ("/en/city/ystad/events/", 13),
        (url(event, ""), 18),
        (url(event, "registrations/"), 13),
        (url(event, "check-in/"), 14),
        (url(event, "sign-in-list/"), 12),
    ]:
        with django_assert_max_num_queries(most, info=path):
            assert client.get(path).status_code == 200


def test_registering_is_offered_only_while_it_is_open(client, event):
    client.force_login(PersonFactory())
    Event.objects.update(closes_at=timezone.now() - timedelta(minutes=1))
    address = f"/en/events/{event.pk}/register/"
    assert client.get(address).status_code == 302
    place = event.places.first().pk
    answer = client.post(address, {"place": place, "name": "Late"})
    assert answer.status_code == 422
    assert "Registration has closed" in answer.content.decode()
    assert "Registration has closed" in client.get(f"/en/events/{event.pk}/").content.decode()


# --- Organising ---------------------------------------------------------------------------------


def test_a_form_that_comes_from_a_figure_is_filled_in(client, officer):
    client.force_login(officer)
    page = client.get("/en/city/ystad/events/new/?title=Allergies%20first&skill=allergies")
    assert 'value="Allergies first"' in page.content.decode()


def test_mistakes_keep_what_was_typed(client, event, officer):
    client.force_login(officer)
    # an event lasts some hours: half a day off is outside of it at any time of the day
    starts = timezone.localtime(event.starts_at) + timedelta(hours=12)
    times = {"starts": f"{starts:%H:%M}", "ends": f"{starts + timedelta(minutes=30):%H:%M}"}
    answer = client.post(url(event, "agenda/new/"), {"title_sv": "För sent", **times})
    assert answer.status_code == 422
    assert "För sent" in answer.content.decode()


def test_one_tap_checks_in_and_one_undoes_it(client, event, officer):
    move(event, timedelta(minutes=10))
    row = join(event)
    client.force_login(officer)
    answer = client.post(url(event, "check-in/"), {"registration": row.pk})
    assert answer.status_code == 302
    assert answer.url.endswith(f"#person-{row.pk}")
    assert "1 of 1 are here" in text_of(client.get(url(event, "check-in/")))
    client.post(url(event, "check-in/"), {"registration": row.pk, "undo": "on"})
    assert "0 of 1 are here" in text_of(client.get(url(event, "check-in/")))


def test_nobody_is_checked_in_too_early(client, event, officer):
    row = join(event)
    client.force_login(officer)
    answer = client.post(url(event, "check-in/"), {"registration": row.pk})
    assert answer.status_code == 409
    assert "an hour before" in answer.content.decode()


def test_the_code_works_from_a_form_and_guessing_is_slow(client, event):
    move(event, timedelta(minutes=10))
    row = join(event)
    client.force_login(row.user)
    code = event.places.first().code
    typed = f"{code[:4].lower()} {code[4:]}"
    assert client.get(f"/en/events/check-in/?code={code}").status_code == 200
    assert not CheckIn.objects.exists()
    assert client.post("/en/events/check-in/", {"code": typed}).status_code == 302
    assert CheckIn.objects.get().registration == row
    answers = [
        client.post("/en/events/check-in/", {"code": "XXXXXXXX"}).status_code for _ in range(25)
    ]
    assert answers[0] == 422
    assert answers[-1] == 429


# --- Files --------------------------------------------------------------------------------------


def upload(client, event, settings, tmp_path, **data):
    settings.MEDIA_ROOT = str(tmp_path)
    values = {"title": "Slides", "language": "sv", "kind": "FILE", **data}
    answer = client.post(url(event, "materials/"), values)
    assert answer.status_code == 302, answer.content.decode()
    return Material.objects.latest("pk")


def test_files_are_downloads_and_nothing_else(client, event, officer, settings, tmp_path):
    client.force_login(officer)
    sent = SimpleUploadedFile("Bilder åäö.pdf", b"%PDF-1.7", content_type="text/html")
    material = upload(client, event, settings, tmp_path, file=sent)
    assert "Bilder" not in material.file.name
    client.logout()
    answer = client.get(f"/en/events/{event.pk}/materials/{material.pk}/")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer) == b"%PDF-1.7"
    assert client.get(f"/media/{material.file.name}").status_code == 404


def test_what_is_for_the_registered_is_for_them(client, event, officer, settings, tmp_path):
    client.force_login(officer)
    sent = SimpleUploadedFile("a.pdf", b"%PDF")
    material = upload(client, event, settings, tmp_path, file=sent, for_registered="on")
    address = f"/en/events/{event.pk}/materials/{material.pk}/"
    person = join(event).user
    for who, wanted in [(None, 404), (PersonFactory(), 404), (person, 200)]:
        client.logout()
        if who:
            client.force_login(who)
        assert client.get(address).status_code == wanted
        page = client.get(f"/en/events/{event.pk}/").content.decode()
        assert ("Slides" in page) == (wanted == 200)


def test_a_video_is_played_in_pieces_with_its_captions(client, event, officer, settings, tmp_path):
    client.force_login(officer)
    material = upload(
        client,
        event,
        settings,
        tmp_path,
        kind="RECORDING",
        file=SimpleUploadedFile("talk.mp4", bytes(range(100))),
        captions=SimpleUploadedFile("talk.vtt", b"WEBVTT\n"),
    )
    address = f"/en/events/{event.pk}/materials/{material.pk}/"
    answer = client.get(address, headers={"range": "bytes=10-19"})
    assert (answer.status_code, answer.content) == (206, bytes(range(10, 20)))
    assert client.get(address, headers={"range": "bytes=500-"}).status_code == 416
    assert client.get(f"{address}captions.vtt")["Content-Type"].startswith("text/vtt")
    client.post(url(event, f"materials/{material.pk}/remove/"))
    assert client.get(address).status_code == 404
