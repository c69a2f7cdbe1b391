"""Events of a city, with a clock that stands still."""

from datetime import UTC, datetime, timedelta

from tests.factories.ecosystem import MunicipalityFactory, OfficerRoleFactory, PersonFactory
from uprest.events.models import Format
from uprest.events.services.planning import create_event, publish_event
from uprest.events.services.programme import save_part, save_place
from uprest.events.services.registering import Wish, register
from uprest.events.types import EventPlan, Evidence, PartPlan, PlacePlan

PLANNED = datetime(2026, 3, 2, 9, tzinfo=UTC)
STARTS = datetime(2026, 5, 12, 12, tzinfo=UTC)  # 14:00 in Stockholm
ENDS = STARTS + timedelta(hours=3)
AFTER = ENDS + timedelta(minutes=30)


def event_plan(**fields):
    values = {
        "titles": {"en": "Thematic session", "sv": "Tematisk session"},
        "descriptions": {"en": "Citizens and open data.", "sv": "Medborgare och öppna data."},
        "format": Format.ON_SITE,
        "starts_at": STARTS,
        "ends_at": ENDS,
        "time_zone": "Europe/Stockholm",
        "languages": ["sv", "en"],
        "opens_at": None,
        "closes_at": None,
        "skill_ids": (),
        "evidence": Evidence(),
    }
    return EventPlan(**values | fields)


def place_plan(**fields):
    values = {
        "is_virtual": False,
        "name": "Town hall",
        "address": "Kungsgatan 1",
        "seats": 2,
        "meeting_url": "",
        "host": "",
    }
    return PlacePlan(**values | fields)


def online_plan(**fields):
    values = {"is_virtual": True, "name": "Online", "address": ""}
    return place_plan(**values | {"meeting_url": "https://meet.example.org/abc"} | fields)


def part_plan(start=0, minutes=15, title="Introduction", **fields):
    starts_at = STARTS + timedelta(minutes=start)
    values = {
        "titles": {"en": title},
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=minutes),
        "is_break": False,
        "room": "",
        "speaker_ids": (),
    }
    return PartPlan(**values | fields)


def make_draft(city=None, by=None, **fields):
    city = city or MunicipalityFactory(country="SE")
    by = by or OfficerRoleFactory(municipality=city).user
    return create_event(municipality=city, plan=event_plan(**fields), by=by, at=PLANNED)


def make_event(city=None, by=None, places=None, **fields):
    """Make a published event; by default on site, with two seats."""
    event = make_draft(city, by, **fields)
    for plan in places or [place_plan()]:
        save_place(event_id=event.pk, place_id=None, plan=plan, at=PLANNED)
    return publish_event(event_id=event.pk, at=PLANNED)


def add_part(event, **fields):
    return save_part(event_id=event.pk, part_id=None, plan=part_plan(**fields), at=PLANNED)


def join(event, user=None, place=None, at=PLANNED, **fields):
    user = user or PersonFactory()
    place = place or event.places.order_by("position").first()
    wish = Wish(**{"place_id": place.pk, "name": user.display_name} | fields)
    return register(event_id=event.pk, user=user, wish=wish, at=at)
