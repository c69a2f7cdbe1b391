"""Two events of the sample city: the programme's thematic session to come, and one that was.

Planned, registered for, checked in and recorded by the same services as a browser's clicks.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate

from courses.models import CoursePage, LessonPage
from uprest.accounts.models import User
from uprest.core.loading import read_json
from uprest.demo.building.cities import get_sample_city
from uprest.demo.samples import DATA
from uprest.events.models import CheckIn, Event
from uprest.events.services.attending import (
    check_in_by_code,
    check_in_by_list,
    list_due,
    record_attendance,
)
from uprest.events.services.planning import create_event, publish_event
from uprest.events.services.programme import (
    NewMaterial,
    add_material,
    add_speaker,
    save_part,
    save_place,
)
from uprest.events.services.registering import Wish, register
from uprest.events.types import EventPlan, Evidence, PartPlan, PlacePlan
from uprest.skills.models import Skill

EVENTS = DATA / "events.json"
ZONE = "Europe/Stockholm"
PLANNED_BEFORE = timedelta(days=20)
FRIDAY = 4

Words = Mapping[str, Any]


def hold_events(*, at: datetime) -> None:
    """Plan both events, let people register, and write down who was at the one that is over."""
    found = read_json(EVENTS)
    past = _plan(found["past"], at)
    _let_people_come(past, found["past"], past.starts_at - timedelta(days=10))
    _be_there(past, found["past"])
    _add_materials(past, found["past"])
    for number in list_due(at=at):
        record_attendance(check_in_id=number, at=past.ends_at + timedelta(minutes=15))
    coming = _plan(found["coming"], at)
    _let_people_come(coming, found["coming"], at - timedelta(days=3))


def find_sample_event(name: str) -> Event:
    """Return the sample event of that name: "coming" or "past".

    :raises Event.DoesNotExist: if it was not built.
    """
    return Event.objects.get(
        municipality__is_sample=True, title_en=read_json(EVENTS)[name]["title"]["en"]
    )


def _plan(words: Words, at: datetime) -> Event:
    day = _find_working_day(localdate(at) + timedelta(days=words["days"]))
    organiser = User.objects.get(email=words["organiser"])
    planned_at = min(at, _at(day, words["starts"])) - PLANNED_BEFORE
    event = create_event(
        municipality=get_sample_city(words["city"]),
        plan=EventPlan(
            titles=words["title"],
            descriptions=words["description"],
            format=words["format"],
            starts_at=_at(day, words["starts"]),
            ends_at=_at(day, words["ends"]),
            time_zone=ZONE,
            languages=words["languages"],
            opens_at=None,
            closes_at=None,
            skill_ids=tuple(
                Skill.objects.filter(code__in=words["skills"]).values_list("pk", flat=True)
            ),
            evidence=_find_lesson(words),
        ),
        by=organiser,
        at=planned_at,
    )
    for place in words["places"]:
        save_place(event_id=event.pk, place_id=None, plan=_read_place(place), at=planned_at)
    _write_agenda(event, words, day, planned_at)
    return publish_event(event_id=event.pk, at=planned_at)


def _find_working_day(day: date) -> date:
    """Return the day, or the Friday before where it lies in a weekend."""
    return day - timedelta(days=max(0, day.weekday() - FRIDAY))


def _at(day: date, moment: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(moment), tzinfo=ZoneInfo(ZONE))


def _find_lesson(words: Words) -> Evidence:
    course = CoursePage.objects.live().filter(slug=words["course"]).order_by("pk").first()
    lesson = (
        LessonPage.objects.live().child_of(course).filter(slug=words["lesson"]).first()
        if course
        else None
    )
    return Evidence(lesson_key=lesson.translation_key if lesson else None)


def _read_place(words: Words) -> PlacePlan:
    link = words.get("meeting_url", "")
    return PlacePlan(
        is_virtual=bool(link),
        name=words["name"],
        address=words.get("address", ""),
        seats=words.get("seats"),
        meeting_url=link,
        host=words["host"],
    )


def _write_agenda(event: Event, words: Words, day: date, at: datetime) -> None:
    speakers = {
        speaker["key"]: add_speaker(
            event_id=event.pk,
            name=speaker["name"],
            role=speaker["role"],
            email=speaker.get("email", ""),
        ).pk
        for speaker in words["speakers"]
    }
    for part in words["agenda"]:
        plan = PartPlan(
            titles=part["title"],
            starts_at=_at(day, part["starts"]),
            ends_at=_at(day, part["ends"]),
            is_break=part.get("is_break", False),
            room="",
            speaker_ids=tuple(speakers[key] for key in part.get("speakers", [])),
        )
        save_part(event_id=event.pk, part_id=None, plan=plan, at=at)


def _let_people_come(event: Event, words: Words, at: datetime) -> None:
    """Let people register one after the other, as they stand in the file."""
    keys = [place["key"] for place in words["places"]]
    places = dict(zip(keys, event.places.order_by("position"), strict=True))
    for number, one in enumerate(words["people"]):
        user = User.objects.get(email=one["email"])
        wish = Wish(
            place_id=places[one["place"]].pk,
            name=user.get_public_name(),
            needs=one.get("needs", ""),
        )
        register(event_id=event.pk, user=user, wish=wish, at=at + timedelta(minutes=number))


def _be_there(event: Event, words: Words) -> list[CheckIn]:
    organiser = User.objects.get(email=words["organiser"])
    rows = {row.user.email: row for row in event.registrations.select_related("user", "place")}
    found = []
    for one in words["people"]:
        row = rows[one["email"]]
        if one.get("by_code"):
            code = row.place.code
            found.append(check_in_by_code(user=row.user, code=code, at=event.starts_at))
        elif one.get("was_there"):
            found.append(
                check_in_by_list(
                    event=event, registration_id=row.pk, by=organiser, at=event.starts_at
                )
            )
    return found


def _add_materials(event: Event, words: Words) -> None:
    for one in words["materials"]:
        text = one.get("text")
        new = NewMaterial(
            kind=one["kind"],
            title=one["title"],
            language=one["language"],
            url=one.get("url", ""),
            file=SimpleUploadedFile(one["file_name"], text.encode()) if text else None,
            captions=None,
            for_registered=False,
        )
        add_material(event_id=event.pk, new=new, at=event.ends_at + timedelta(days=1))
