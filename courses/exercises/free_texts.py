"""What learners write in their own words: a short text to compare with a model, a reflection.

The text itself is no part of the answer: it is kept apart, for its writer alone, and can be
changed and deleted. Neither kind is evidence.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

from courses.exercises.base import Form, Handed, Json, Part, Wire, list_items, read_field
from courses.types import NothingChosenError, TextTooLongError, UnknownAnswerError

MAX_LENGTH = 5000
WRITE, CHECK = "write", "check"
WRITTEN = ["written"]


@dataclass(frozen=True, slots=True)
class Criterion:
    """Something that a good text has. ``id`` is the same in every language."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class CriterionView:
    """A criterion as the page shows it."""

    token: str
    text: str
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class ShortTextView:
    """A short text as the page shows it; model and criteria come once a text was handed in."""

    text: str
    is_written: bool
    is_checked: bool
    steps: str
    model_answer: str
    criteria: tuple[CriterionView, ...]
    max_length: int = MAX_LENGTH


@dataclass(frozen=True, slots=True)
class ShortText:
    """A text to write, then to compare with a model answer by criteria.

    The answer is ``{"ticked": null}`` once a text was handed in, and a list of criteria once its
    writer has checked it.
    """

    kind: ClassVar[str] = "short_text"
    is_scored: ClassVar[bool] = False
    draws: ClassVar[bool] = False

    question: str
    model_answer: str
    criteria: tuple[Criterion, ...]

    @classmethod
    def read(cls, value: Mapping[str, Json]) -> Self:
        """Return the exercise that a block's stored ``value`` describes."""
        criteria = (Criterion(*item) for item in list_items(value.get("criteria") or ()))
        return cls(value["question"], value["model_answer"], tuple(criteria))

    @property
    def key(self) -> Json:
        """Nothing: it cannot be answered wrongly."""
        return []

    @property
    def content(self) -> list[Json]:
        """The words."""
        criteria = [[criterion.id, criterion.text] for criterion in self.criteria]
        return [self.question, self.model_answer, criteria]

    @property
    def solution(self) -> Json:
        """Everything ticked."""
        return {"ticked": sorted(criterion.id for criterion in self.criteria)}

    def read_answer(self, form: Form, wire: Wire) -> Handed:
        """Return the text that was written, or in the second step what its writer ticked.

        :raises TextTooLongError: if the text is too long.
        """
        if read_field(form, "step") != CHECK:
            return Handed({"ticked": None}, read_text(form))
        ids = [criterion.id for criterion in self.criteria]
        return Handed(
            {"ticked": sorted({wire.find(token, ids) for token in form.get("criterion", ())})}
        )

    def score(self, answer: Json) -> float:
        """Return 1: a text was written. How good it is, its writer judges."""
        self._read_ticked(answer)
        return 1.0

    def judge(self, answer: Json) -> tuple[Part, ...]:
        """Return one part, which is neither right nor wrong."""
        ticked = self._read_ticked(answer)
        words = tuple(criterion.text for criterion in self.criteria if criterion.id in ticked)
        return (Part("", "", ticked, words, None),)

    def draw(
        self, wire: Wire, answer: Json | None, *, text: str = "", steps: str = ""
    ) -> ShortTextView:
        """Return the text field; once a text was handed in, the model answer and the criteria."""
        if answer is None or steps == WRITE:
            return ShortTextView(
                text=text,
                is_written=False,
                is_checked=False,
                steps="" if answer is None else WRITE,
                model_answer="",
                criteria=(),
            )
        ticked = self._read_ticked(answer)
        return ShortTextView(
            text=text,
            is_written=True,
            is_checked=answer["ticked"] is not None,
            steps="",
            model_answer=self.model_answer,
            criteria=tuple(
                CriterionView(wire.hide(one.id), one.text, one.id in ticked)
                for one in self.criteria
            ),
        )

    def _read_ticked(self, answer: Json) -> tuple[str, ...]:
        if not isinstance(answer, Mapping) or set(answer) != {"ticked"}:
            raise UnknownAnswerError
        ticked = answer["ticked"]
        if ticked is None:
            return ()
        ids = [criterion.id for criterion in self.criteria]
        if not isinstance(ticked, list) or not all(one in ids for one in ticked):
            raise UnknownAnswerError
        return tuple(ticked)


@dataclass(frozen=True, slots=True)
class ReflectionView:
    """A reflection as the page shows it."""

    text: str
    hint: str
    is_written: bool
    max_length: int = MAX_LENGTH


@dataclass(frozen=True, slots=True)
class Reflection:
    """Something to think about and to write down, for oneself alone."""

    kind: ClassVar[str] = "reflection"
    is_scored: ClassVar[bool] = False
    draws: ClassVar[bool] = False

    question: str
    hint: str

    @classmethod
    def read(cls, value: Mapping[str, Json]) -> Self:
        """Return the exercise that a block's stored ``value`` describes."""
        return cls(value["prompt"], value.get("hint") or "")

    @property
    def key(self) -> Json:
        """Nothing: it cannot be answered wrongly."""
        return []

    @property
    def content(self) -> list[Json]:
        """The words."""
        return [self.question, self.hint]

    @property
    def solution(self) -> Json:
        """That something was written."""
        return list(WRITTEN)

    def read_answer(self, form: Form, wire: Wire) -> Handed:
        """Return the text that was written.

        :raises TextTooLongError: if it is too long.
        """
        return Handed(list(WRITTEN), read_text(form))

    def score(self, answer: Json) -> float:
        """Return 1: something was written."""
        if answer != WRITTEN:
            raise UnknownAnswerError
        return 1.0

    def judge(self, answer: Json) -> tuple[Part, ...]:
        """Return one part, which is neither right nor wrong."""
        self.score(answer)
        return (Part("", "", tuple(WRITTEN), (), None),)

    def draw(
        self, wire: Wire, answer: Json | None, *, text: str = "", steps: str = ""
    ) -> ReflectionView:
        """Return the text field with what was written."""
        return ReflectionView(text, self.hint, answer is not None)


def read_text(form: Form) -> str:
    """Return the text of a form as it is kept.

    :raises NothingChosenError: if there is none.
    :raises TextTooLongError: if it has more than ``MAX_LENGTH`` characters.
    """
    raw = read_field(form, "text")
    # browsers send two characters for the end of a line and count one; databases keep no NUL
    text = raw.replace("\r\n", "\n").replace("\0", "").strip()
    if not text:
        raise NothingChosenError
    if len(text) > MAX_LENGTH:
        raise TextTooLongError(len(text), MAX_LENGTH)
    return text
