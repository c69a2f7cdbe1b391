"""Values of statements: what happened to whom, before it is written as xAPI."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Thing:
    """An activity: what somebody did something with.

    ``kind`` and ``key`` make its IRI, the same in every language. ``type`` is the IRI of its kind
    of activity; ``names`` are by language. ``interaction`` is xAPI's type of interaction.
    """

    kind: str
    key: str
    type: str
    names: Mapping[str, str] = field(default_factory=dict)
    interaction: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it went: ``score`` from 0 to 1, how many ``seconds`` it took. The unknown is left out."""

    score: float | None = None
    success: bool | None = None
    completion: bool | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One row of a learning record, ready to become a statement.

    ``row`` names the row for good, such as ``attempt:<id>``: the statement's id is made from it.
    ``account`` is the opaque account of whoever did it, ``happened_at`` when it happened.
    ``course_key`` and ``cycle`` say in which run through a course. ``facts`` become extensions.
    ``voids`` is the row whose statement no longer holds: it is the object then, and ``thing`` is
    what that statement was about.
    """

    row: str
    account: UUID
    verb: str
    happened_at: datetime
    thing: Thing
    outcome: Outcome = Outcome()
    parent: Thing | None = None
    grouping: Thing | None = None
    course_key: UUID | None = None
    cycle: int = 1
    language: str = ""
    facts: Mapping[str, str | int | bool] = field(default_factory=dict)
    voids: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """Which statements somebody asks for. What was not asked is ``None``.

    ``account`` is that of the agent asked for; ``is_stranger`` says that the agent asked for is
    none of ours, so that nothing can be found. ``limit`` is within what a page may hold; ``after``
    is where the page before ended.
    """

    statement_id: UUID | None = None
    voided_id: UUID | None = None
    account: UUID | None = None
    is_stranger: bool = False
    verb: str | None = None
    activity: str | None = None
    related_activities: bool = False
    registration: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    after: datetime | None = None
    limit: int = 0
    ascending: bool = False
    format: str = "exact"
    attachments: bool = False


@dataclass(frozen=True, slots=True)
class StatementPage:
    """Some statements, and where the next page begins, if there is one."""

    statements: tuple[dict[str, Any], ...]
    next_after: datetime | None = None


class BadQueryError(ValueError):
    """A request for statements asks for something that xAPI does not know; the text says what."""
