"""The exercises of a lesson, read from its body as it is stored."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.utils.crypto import salted_hmac
from wagtail.blocks import StreamValue, StructValue

from courses.exercises.base import Json, Spec, Wire
from courses.exercises.kinds import KINDS
from courses.models import EvidenceSource
from courses.types import NextTry
from uprest.accounts.types import Learner

WIRE_SALT = "courses.exercises"


@dataclass(frozen=True, slots=True)
class Exercise:
    """An exercise in a lesson: what it asks, and what it is evidence for. Stays on the server.

    ``skill_code`` and ``level`` are empty where it is none. ``pass_mark`` is a score, 0 to 1;
    ``attempt_limit`` is the number of tries, or nothing where there is no limit.
    """

    block_id: UUID
    skill_code: str
    level: int
    pass_mark: float
    attempt_limit: int | None
    spec: Spec

    @property
    def kind(self) -> str:
        """The name of its block."""
        return self.spec.kind

    @property
    def rule(self) -> str:
        """A hash of what makes an answer right, and of what it is evidence for."""
        return _hash([self.kind, self.skill_code, self.level, self.spec.key])

    @property
    def source(self) -> str:
        """Who says what an answer is worth: what can be neither right nor wrong is no proof."""
        return EvidenceSource.SERVER if self.spec.is_scored else EvidenceSource.SELF

    @property
    def content_hash(self) -> str:
        """A hash of the question, all its answers and its key."""
        return _hash([self.rule, *self.spec.content])


def list_exercises(body: StreamValue) -> list[Exercise]:
    """Return the exercises in ``body`` in order."""
    return list(_iterate(body))


def find_exercise(body: StreamValue, block_id: UUID) -> Exercise | None:
    """Return the exercise with that id, if ``body`` has it."""
    wanted = str(block_id)
    for stored in body.raw_data:
        if stored.get("id") == wanted:
            return read_block(stored)
    return None


def _iterate(body: StreamValue) -> Iterator[Exercise]:
    for stored in body.raw_data:
        exercise = read_block(stored)
        if exercise is not None:
            yield exercise


def read_block(stored: Mapping[str, Json]) -> Exercise | None:
    """Return the exercise that a stored block is, if it is one.

    A block not saved yet (a preview) gets a new id.
    """
    if stored["type"] not in KINDS:
        return None
    block_id = UUID(stored["id"]) if stored.get("id") else uuid4()
    return read_exercise(block_id, stored["type"], stored["value"])


def read_exercise(block_id: UUID, kind: str, value: Mapping[str, Json]) -> Exercise:
    """Return the exercise that the stored ``value`` of a block describes."""
    return Exercise(
        block_id=block_id,
        skill_code=value.get("skill") or "",  # a preview of the block has none
        level=int(value.get("level") or 0),
        pass_mark=(value.get("pass_percentage") or 100) / 100,
        attempt_limit=value.get("attempt_limit") or None,
        spec=KINDS[kind].read(value),
    )


def read_sample(kind: str, value: StructValue) -> Exercise:
    """Return an exercise that is no part of a lesson, for the preview of its block."""
    return read_exercise(uuid4(), kind, value.block.get_prep_value(value))


def make_wire(block_id: UUID, turn: str = "") -> Wire:
    """Return what hides the ids of an exercise on their way to the page and back."""
    return Wire(salted_hmac(WIRE_SALT, str(block_id), algorithm="sha256").digest(), turn)


def make_turn(learner: Learner | None, next_try: NextTry) -> str:
    """Return what tells one try at an exercise from another: of each learner, and from all others'.

    It is empty for whoever has no name yet.
    """
    if learner is None:
        return ""
    name = learner.user_id or learner.visitor_id
    return f"{name} {next_try.edition} {next_try.cycle} {next_try.tries}"


def _hash(content: list[Any]) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()
