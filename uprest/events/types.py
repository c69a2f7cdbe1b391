"""Values and errors of events."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from uprest.ecosystem.types import RefusedError


class PlanError(RefusedError):
    """What somebody plans does not fit together; the text says what to change.

    ``field`` is the name of the field to mend, where it is one.
    """

    def __init__(self, text: str, field: str | None = None) -> None:
        super().__init__(text)
        self.field = field


class RegistrationClosedError(RefusedError):
    """An event takes no registrations now."""


class CheckInError(RefusedError):
    """Somebody cannot be checked in, or not by this person."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What attending counts for: one lesson, or all lessons of a course, or nothing."""

    course_key: UUID | None = None
    lesson_key: UUID | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class EventPlan:
    """What an organiser writes of an event; texts by language."""

    titles: dict[str, str]
    descriptions: dict[str, str]
    format: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    languages: list[str]
    opens_at: datetime | None
    closes_at: datetime | None
    skill_ids: tuple[int, ...]
    evidence: Evidence


@dataclass(frozen=True, kw_only=True, slots=True)
class PartPlan:
    """What an organiser writes of a part of the agenda; titles by language."""

    titles: dict[str, str]
    starts_at: datetime
    ends_at: datetime
    is_break: bool
    room: str
    speaker_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class PlacePlan:
    """What an organiser writes of a place. ``seats`` of nothing are without a limit."""

    is_virtual: bool
    name: str
    address: str
    seats: int | None
    meeting_url: str
    host: str
