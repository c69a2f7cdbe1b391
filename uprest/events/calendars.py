"""Calendar files of events (RFC 5545), by the icalendar library. Knows no framework.

One event has one UID for good, in the public file and in everybody's own, so that a calendar puts
a newer file in the place of the older one; ``sequence`` says which is newer.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import icalendar

DOMAIN = "events.uprest"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """What goes into a calendar file. Times are aware; ``zone`` is a name of the tz database."""

    uid: UUID
    sequence: int
    title: str
    description: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    location: str
    url: str
    organiser_name: str
    organiser_email: str
    created_at: datetime
    changed_at: datetime
    is_cancelled: bool
    language: str


def write_calendar(entry: Entry) -> bytes:
    """Return the calendar file of one event, with the rules of its time zone.

    METHOD is PUBLISH, or CANCEL for an event that was called off: calendars then take it out.
    """
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//UPREST//Events//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "CANCEL" if entry.is_cancelled else "PUBLISH")
    calendar.add_component(_build_event(entry))
    calendar.add_missing_timezones()
    content: bytes = calendar.to_ical()
    return content


def _build_event(entry: Entry) -> icalendar.Event:
    zone = ZoneInfo(entry.zone)
    words = {"language": entry.language}
    event = icalendar.Event()
    event.add("uid", f"{entry.uid}@{DOMAIN}")
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at.astimezone(ZoneInfo("UTC")))
    event.add("created", entry.created_at.astimezone(ZoneInfo("UTC")))
    event.add("last-modified", entry.changed_at.astimezone(ZoneInfo("UTC")))
    event.add("dtstart", entry.starts_at.astimezone(zone))
    event.add("dtend", entry.ends_at.astimezone(zone))
    event.add("summary", entry.title, parameters=words)
    event.add("description", entry.description, parameters=words)
    if entry.location:
        event.add("location", entry.location)
    event.add("url", entry.url)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if entry.is_cancelled else "OPAQUE")
    if entry.organiser_email:
        organiser = icalendar.vCalAddress(f"mailto:{entry.organiser_email}")
        organiser.params["cn"] = icalendar.vText(entry.organiser_name)
        event.add("organizer", organiser)
    return event
