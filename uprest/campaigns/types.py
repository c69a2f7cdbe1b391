"""Values of campaigns, needs and actions, and what may go wrong with them."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from uprest.ecosystem.types import RefusedError


class TransitionError(RefusedError):
    """A campaign, a need or an action is past the state in which this could be done."""


class NotReadyError(RefusedError):
    """A campaign cannot start as it is."""


class UnvouchedError(RefusedError):
    """Nobody has vouched for the business yet."""


class AlreadyAskedError(RefusedError):
    """The same skill is on the need board already."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CampaignContent:
    """What an officer writes of a campaign. ``texts`` gives title and text by language."""

    skills: tuple[str, ...]
    area: str
    sector: str
    courses: tuple[UUID, ...]
    starts_on: dt.date
    ends_on: dt.date
    release_id: int | None
    texts: dict[str, tuple[str, str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class NeedContent:
    """What is asked for: a skill (its key) or words, a job, why, and in which language."""

    skill_id: int | None
    words: str
    occupation_id: int | None
    why: str
    language: str
    shows_name: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ActionContent:
    """What an officer writes of an action: nothing is done without somebody and a day."""

    title: str
    finding: str
    owner_id: int
    due_on: dt.date
    release_id: int | None = None
    campaign_id: int | None = None
    event: int | None = None
