"""H5P content: an interactive module in a frame of its own, which reports by itself.

What it says is the browser's word, so it is done, and never evidence for a skill.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Self

from courses.exercises.base import Form, Handed, Json, Part, Wire
from courses.types import UnknownAnswerError

LOWEST, HIGHEST = 200, 1200
"""Pixels that a frame is high before its content says how high it is."""
USUAL_HEIGHT = 400


class DoneWhen(StrEnum):
    """What makes a module count as done. Some kinds of content never say that they are."""

    COMPLETED = "COMPLETED"
    OPENED = "OPENED"
    STAYED = "STAYED"


@dataclass(frozen=True, slots=True)
class H5PModule:
    """A module: which content, and what counts as done. ``seconds`` is for ``STAYED``."""

    kind: ClassVar[str] = "h5p"
    is_scored: ClassVar[bool] = False
    draws: ClassVar[bool] = False

    question: str
    content_id: int
    done_when: DoneWhen
    seconds: int
    height: int

    @classmethod
    def read(cls, value: Mapping[str, Json]) -> Self:
        """Return the module that a block's stored ``value`` describes."""
        return cls(
            question=value.get("title") or "",
            content_id=value.get("content") or 0,
            done_when=DoneWhen(value.get("done_when") or DoneWhen.COMPLETED),
            seconds=value.get("seconds") or 0,
            height=value.get("height") or USUAL_HEIGHT,
        )

    @property
    def key(self) -> Json:
        """What counts as done."""
        return [self.done_when.value, self.seconds]

    @property
    def content(self) -> list[Json]:
        """The title and the content, which never changes."""
        return [self.question, self.content_id]

    @property
    def solution(self) -> Json:
        """The best report that there can be."""
        return {"event": "completed", "score": 1.0}

    def read_answer(self, form: Form, wire: Wire) -> Handed:
        """Refuse a form: modules report, they are not answered."""
        raise UnknownAnswerError

    def score(self, answer: Json) -> float:
        """Return the score that was reported."""
        try:
            score = float(answer["score"])
        except (KeyError, TypeError, ValueError) as error:
            raise UnknownAnswerError from error
        if not 0 <= score <= 1:
            raise UnknownAnswerError
        return score

    def judge(self, answer: Json) -> tuple[Part, ...]:
        """Return nothing: the module itself says what was right."""
        return ()

    def draw(self, wire: Wire, answer: Json | None, *, text: str = "", steps: str = "") -> object:
        """Return the module; there is nothing in it to hide."""
        return self
