"""The exercises of a lesson, read from its body."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue, StructValue

from courses.scoring import score_choices, score_true_false
from courses.types import NothingChosenError, UnknownAnswerError

MULTIPLE_CHOICE = "multiple_choice"
TRUE_FALSE = "true_false"
TRUE, FALSE = "true", "false"


@dataclass(frozen=True, slots=True)
class Option:
    """An answer to choose. ``id`` is the same in every language."""

    id: str
    text: str
    is_right: bool
    feedback: str


@dataclass(frozen=True, slots=True)
class Exercise:
    """A multiple choice or a true/false statement, with its answer key: stays on the server."""

    block_id: UUID
    kind: str
    skill_code: str
    level: int
    question: str
    options: tuple[Option, ...]

    @property
    def right(self) -> frozenset[str]:
        """The ids of the right answers."""
        return frozenset(option.id for option in self.options if option.is_right)

    @property
    def allows_many(self) -> bool:
        """Whether more than one answer is right, so that several can be ticked."""
        return len(self.right) > 1

    @property
    def rule(self) -> str:
        """A hash of what makes an answer right, and of what it is evidence for."""
        return _hash([self.kind, self.skill_code, self.level, sorted(self.right)])

    @property
    def content_hash(self) -> str:
        """A hash of the question, all its answers and its key."""
        # "True" and "False" are words of the interface, in the language of whoever asks
        options = self.options if self.kind == MULTIPLE_CHOICE else ()
        answers = [[option.id, option.text, option.is_right] for option in options]
        return _hash([self.rule, self.question, answers])


def list_exercises(body: StreamValue) -> list[Exercise]:
    """Return the exercises in ``body`` in order."""
    return list(_iterate(body))


def find_exercise(body: StreamValue, block_id: UUID) -> Exercise | None:
    """Return the exercise with that id, if ``body`` has it."""
    return next((found for found in _iterate(body) if found.block_id == block_id), None)


def _iterate(body: StreamValue) -> Iterator[Exercise]:
    for block in body:
        exercise = read_block(block)
        if exercise is not None:
            yield exercise


def read_block(block: StreamValue.StreamChild) -> Exercise | None:
    """Return the exercise that a block is, if it is one. A block not saved yet gets a new id."""
    if block.block_type not in (MULTIPLE_CHOICE, TRUE_FALSE):
        return None
    return read_exercise(UUID(block.id) if block.id else uuid4(), block.block_type, block.value)


def read_exercise(block_id: UUID, kind: str, value: StructValue) -> Exercise:
    """Return the exercise that a block's ``value`` describes."""
    is_choice = kind == MULTIPLE_CHOICE
    return Exercise(
        block_id=block_id,
        kind=kind,
        skill_code=value.get("skill") or "",  # a preview of the block has none
        level=int(value["level"] or 0),
        question=value["question"] if is_choice else value["statement"],
        options=_read_choices(value) if is_choice else _read_true_false(value),
    )


def _read_choices(value: StructValue) -> tuple[Option, ...]:
    return tuple(
        Option(
            child.id,
            child.value["text"],
            bool(child.value.get("is_correct")),
            child.value["feedback"],
        )
        for child in value["options"].bound_blocks
    )


def _read_true_false(value: StructValue) -> tuple[Option, ...]:
    is_true = bool(value.get("is_true"))
    right, wrong = value["feedback_right"], value["feedback_wrong"]
    return (
        Option(TRUE, _("True"), is_true, right if is_true else wrong),
        Option(FALSE, _("False"), not is_true, wrong if is_true else right),
    )


def score_answer(exercise: Exercise, chosen: frozenset[str]) -> float:
    """Return the score (0 to 1) of choosing the options with the ids ``chosen``.

    :raises NothingChosenError: if nothing was chosen.
    :raises UnknownAnswerError: if an id is none of the exercise's, or one answer is allowed and
        there are more.
    """
    if not chosen:
        raise NothingChosenError
    offered = frozenset(option.id for option in exercise.options)
    if not chosen <= offered or (len(chosen) > 1 and not exercise.allows_many):
        raise UnknownAnswerError
    if exercise.kind == TRUE_FALSE:
        return score_true_false(answer=TRUE in chosen, is_true=TRUE in exercise.right)
    return score_choices(chosen=chosen, right=exercise.right, offered=offered)


def _hash(content: list[object]) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()
