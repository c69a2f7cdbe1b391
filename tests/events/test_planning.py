"""Planning: times that fit together, places that fit the format, materials with captions."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.ecosystem import PersonFactory, TrainerFactory
from tests.factories.events import (
    ENDS,
    PLANNED,
    STARTS,
    add_part,
    event_plan,
    make_draft,
    make_event,
    online_plan,
    part_plan,
    place_plan,
)
from uprest.events.forms.materials import MaterialForm
from uprest.events.models import AgendaItem, Event, Format, State
from uprest.events.services.planning import (
    change_event,
    create_event,
    list_faults,
    publish_event,
)
from uprest.events.services.programme import add_speaker, save_part, save_place
from uprest.events.types import PlanError

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"ends_at": STARTS}, "ends_at"),
        ({"ends_at": STARTS + timedelta(days=20)}, "ends_at"),
        ({"closes_at": ENDS + timedelta(minutes=1)}, "closes_at"),
        ({"opens_at": ENDS}, "opens_at"),
    ],
)
def test_times_fit_together(fields, field):
    draft = make_draft()
    with pytest.raises(PlanError) as refusal:
        create_event(
            municipality=draft.municipality,
            plan=event_plan(**fields),
            by=PersonFactory(),
            at=PLANNED,
        )
    assert refusal.value.field == field
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "places", "is_whole"),
    [
        (Format.ON_SITE, [], False),
        (Format.ON_SITE, [place_plan()], True),
        (Format.ON_SITE, [place_plan(), online_plan()], False),
        (Format.VIRTUAL, [online_plan()], True),
        (Format.VIRTUAL, [place_plan()], False),
        (Format.HYBRID, [place_plan(), online_plan()], True),
        (Format.HYBRID, [place_plan()], False),
        (Format.SATELLITE, [place_plan()], False),
        (Format.SATELLITE, [place_plan(), place_plan(name="Museum")], True),
    ],
)
def test_places_fit_the_format(kind, places, is_whole):
    draft = make_draft(format=kind)
    for plan in places:
        save_place(event_id=draft.pk, place_id=None, plan=plan, at=PLANNED)
    assert (list_faults(draft) == []) == is_whole
    if is_whole:
        assert publish_event(event_id=draft.pk, at=PLANNED).state == State.PUBLISHED
    else:
        with pytest.raises(PlanError):
            publish_event(event_id=draft.pk, at=PLANNED)


def test_what_is_over_is_not_published():
    draft = make_draft()
    save_place(event_id=draft.pk, place_id=None, plan=place_plan(), at=PLANNED)
    with pytest.raises(PlanError, match="over already"):
        publish_event(event_id=draft.pk, at=ENDS)


@pytest.mark.parametrize(
    ("plan", "field", "says"),
    [
        (part_plan(10, -5), "ends", "end after it starts"),
        (part_plan(-10), "starts", "14:00–17:00"),
        (part_plan(170, 20), "ends", "outside the event"),
        (part_plan(5, 20), "starts", "Introduction.*14:00–14:15"),
    ],
)
def test_parts_lie_in_the_event_one_after_the_other(plan, field, says):
    event = make_event()
    add_part(event)
    with pytest.raises(PlanError, match=says) as refusal:
        save_part(event_id=event.pk, part_id=None, plan=plan, at=PLANNED)
    assert refusal.value.field == field
    assert AgendaItem.objects.count() == 1


def test_two_rooms_may_be_used_at_once_and_a_part_may_follow_at_once():
    event = make_event()
    add_part(event, room="Blue")
    add_part(event, room="Red")
    add_part(event, start=15, room="Red")
    assert AgendaItem.objects.count() == 3


def test_the_agenda_moves_with_the_event_and_does_not_fall_out_of_it():
    event = make_event()
    item = add_part(event, start=150, minutes=30)
    week = timedelta(days=7)
    change_event(
        event_id=event.pk, plan=event_plan(starts_at=STARTS + week, ends_at=ENDS + week), at=PLANNED
    )
    item.refresh_from_db()
    assert item.ends_at == ENDS + week
    with pytest.raises(PlanError, match=r"Introduction.*would lie outside"):
        change_event(
            event_id=event.pk,
            plan=event_plan(starts_at=STARTS + week, ends_at=STARTS + week + timedelta(hours=2)),
            at=PLANNED,
        )


def test_only_a_trainer_with_that_address_becomes_an_editor():
    event = make_event()
    trainer = TrainerFactory()
    assert add_speaker(event_id=event.pk, name="T", role="", email=trainer.email).user == trainer
    person = PersonFactory()
    assert add_speaker(event_id=event.pk, name="P", role="", email=person.email).user is None
    assert add_speaker(event_id=event.pk, name="N", role="", email="").user is None


# --- Materials -----------------------------------------------------------------------------------

VIDEO = ("talk.mp4", b"\0\0\0 ftyp")
CAPTIONS = ("talk.vtt", b"WEBVTT\n\n00:00.000 --> 00:01.000\nHello")


@pytest.mark.parametrize(
    ("data", "files", "field"),
    [
        ({"kind": "LINK"}, {}, "url"),
        ({"kind": "LINK", "url": "javascript:alert(1)"}, {}, "url"),
        ({"kind": "LINK", "url": "ftp://example.org/a"}, {}, "url"),
        ({"kind": "LINK", "url": "https://example.org"}, {}, None),
        ({"kind": "FILE"}, {}, "file"),
        ({"kind": "FILE"}, {"file": ("page.html", b"<script>")}, "file"),
        ({"kind": "FILE"}, {"file": ("a.svg", b"<svg>")}, "file"),
        ({"kind": "FILE"}, {"file": ("slides.pdf", b"%PDF")}, None),
        ({"kind": "RECORDING"}, {}, "url"),
        ({"kind": "RECORDING", "url": "https://example.org/v"}, {}, "has_captions"),
        ({"kind": "RECORDING", "url": "https://example.org/v", "has_captions": "on"}, {}, None),
        ({"kind": "RECORDING"}, {"file": VIDEO}, "captions"),
        ({"kind": "RECORDING"}, {"file": VIDEO, "captions": ("a.vtt", b"none")}, "captions"),
        ({"kind": "RECORDING"}, {"file": VIDEO, "captions": CAPTIONS}, None),
        ({"kind": "RECORDING"}, {"file": ("a.pdf", b"%PDF")}, "file"),
    ],
)
def test_materials_are_what_they_say_and_recordings_have_captions(data, files, field):
    form = MaterialForm(
        {"title": "Talk", "language": "sv", **data},
        {name: SimpleUploadedFile(*file) for name, file in files.items()},
    )
    assert form.is_valid() == (field is None), form.errors
    if field:
        assert field in form.errors
