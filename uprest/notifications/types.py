"""Values of messages to people."""

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from uuid import UUID


class Group(StrEnum):
    """What a message is about; people choose by group what reaches them, and how."""

    LEARNING = "LEARNING"
    TEAM = "TEAM"
    EVENTS = "EVENTS"
    CITY = "CITY"


class Channel(StrEnum):
    """How the messages of a group reach somebody. On the site they all stand."""

    MAIL = "MAIL"
    SITE = "SITE"


class Pace(StrEnum):
    """How often somebody wants mail."""

    AT_ONCE = "AT_ONCE"
    DAILY = "DAILY"
    WEEKLY = "WEEKLY"


class StopLinkError(Exception):
    """A link that stops messages is not whole."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """A message as its reader sees it on the site."""

    id: UUID
    group: str
    subject: str
    text: str
    url: str
    created_at: datetime
    is_new: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Wishes:
    """What somebody wants of messages. ``season`` is such as "06-15/08-31", or empty for none."""

    pace: Pace
    site_only: frozenset[Group]
    quiet_from: time | None
    quiet_until: time | None
    season: str


@dataclass(frozen=True, slots=True)
class Stop:
    """What a link stops: a group for a person, or everything for an address without account."""

    user_id: int | None
    group: Group | None
    address_hash: str
