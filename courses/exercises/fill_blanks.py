"""Fill the blanks: words to type where the text has a gap."""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from courses.exercises.base import Form, Handed, Json, Part, Wire
from courses.exercises.marked import Mark, list_marks, list_surroundings, read_pieces, squeeze, tidy
from courses.types import NothingChosenError, UnknownAnswerError

MAX_TYPED = 100
"""The longest answer, in characters. Every blank takes as many, so none says how long it is."""


@dataclass(frozen=True, slots=True)
class GapView:
    """A gap as the page shows it. ``is_right`` is empty until an answer was handed in."""

    name: str
    number: int
    tip: str
    filled: str
    is_right: bool | None


@dataclass(frozen=True, slots=True)
class PieceView:
    """A stretch of text, or a gap."""

    text: str
    gap: GapView | None = None


@dataclass(frozen=True, slots=True)
class GapsView:
    """A text with gaps. ``options`` are the words to choose from, where one does not type."""

    pieces: tuple[PieceView, ...]
    options: tuple[tuple[str, str], ...] = ()

    @property
    def gaps(self) -> tuple[GapView, ...]:
        """The gaps in order."""
        return tuple(piece.gap for piece in self.pieces if piece.gap)

    @property
    def has_tips(self) -> bool:
        """Whether a gap has a tip."""
        return any(gap.tip for gap in self.gaps)

    @property
    def max_length(self) -> int:
        """The longest answer that may be typed."""
        return MAX_TYPED


@dataclass(frozen=True, slots=True)
class FillBlanks:
    """A text with blanks. An answer is what was typed, blank by blank."""

    kind: ClassVar[str] = "fill_blanks"
    is_scored: ClassVar[bool] = True
    draws: ClassVar[bool] = False

    question: str
    text: str
    ignores_case: bool
    feedback_right: str = ""
    feedback_wrong: str = ""

    @classmethod
    def read(cls, value: Mapping[str, Json]) -> Self:
        """Return the exercise that a block's stored ``value`` describes."""
        return cls(
            value["instruction"],
            value["text"],
            bool(value.get("ignores_case", True)),
            value.get("feedback_right") or "",
            value.get("feedback_wrong") or "",
        )

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The blanks in order."""
        return list_marks(self.text)

    @property
    def key(self) -> Json:
        """The words that are right in each blank."""
        words = [[self._tidy(word) for word in mark.words] for mark in self.marks]
        return [self.ignores_case, words]

    @property
    def content(self) -> list[Json]:
        """The instruction and the text."""
        return [self.question, self.text]

    @property
    def solution(self) -> Json:
        """The first word of each blank."""
        return [mark.word for mark in self.marks]

    def read_answer(self, form: Form, wire: Wire) -> Handed:
        """Return what was typed. Blanks left empty are wrong; with all empty there is no answer."""
        typed = [read_typed(form.get(f"gap.{number}", ())) for number in range(len(self.marks))]
        if not any(typed):
            raise NothingChosenError
        return Handed(typed)

    def score(self, answer: Json) -> float:
        """Return the part of the blanks that is right."""
        verdicts = self._compare(answer)
        return sum(verdicts) / len(verdicts)

    def judge(self, answer: Json) -> tuple[Part, ...]:
        """Return a part for each blank; its feedback is about the whole."""
        verdicts = self._compare(answer)
        feedback = self.feedback_right if all(verdicts) else self.feedback_wrong
        prompts = list_surroundings(read_pieces(self.text))
        return tuple(
            Part(str(number), prompts[number], (word,), (word,), verdicts[number], feedback)
            for number, word in enumerate(answer)
        )

    def draw(self, wire: Wire, answer: Json | None, *, text: str = "", steps: str = "") -> GapsView:
        """Return the text with what was typed into it."""
        return draw_gaps(self.text, answer, self._compare(answer) if answer else [])

    def _compare(self, answer: Json) -> list[bool]:
        marks = self.marks
        if not marks or not isinstance(answer, list) or len(answer) != len(marks):
            raise UnknownAnswerError
        if not all(isinstance(word, str) for word in answer):
            raise UnknownAnswerError
        return [
            self._tidy(word) in {self._tidy(right) for right in mark.words}
            for word, mark in zip(answer, marks, strict=True)
        ]

    def has_word(self, word: str) -> bool:
        """Return whether ``word`` is right in one of the blanks, so that it is the author's."""
        return self._tidy(word) in {self._tidy(one) for mark in self.marks for one in mark.words}

    def _tidy(self, word: str) -> str:
        return tidy(word, ignores_case=self.ignores_case)


def forget_words(answer: Json, versions: Collection[FillBlanks]) -> Json:
    """Return ``answer`` with nothing (``None``) for each word that none of ``versions`` has.

    ``versions`` are the exercise in all languages. What is left fits it no more once a word is
    gone: it is neither judged nor scored again.
    """
    return [
        word if not word or any(one.has_word(word) for one in versions) else None for word in answer
    ]


def read_typed(values: Sequence[str]) -> str:
    """Return what was typed into a field, with single spaces.

    :raises UnknownAnswerError: if the form could not have sent it: too long, or no text at all.
    """
    typed = squeeze(values[0]) if values else ""
    if len(typed) > MAX_TYPED or any(unicodedata.category(one) in {"Cc", "Cs"} for one in typed):
        raise UnknownAnswerError
    return typed


def draw_gaps(
    text: str,
    filled: Sequence[str] | None,
    verdicts: Sequence[bool],
    options: tuple[tuple[str, str], ...] = (),
) -> GapsView:
    """Return ``text`` with its gaps ``filled``, and which of them are right."""
    pieces: list[PieceView] = []
    number = 0
    for piece in read_pieces(text):
        if piece.mark is None:
            pieces.append(PieceView(piece.text))
            continue
        gap = GapView(
            name=f"gap.{number}",
            number=number + 1,
            tip=piece.mark.tip,
            filled=filled[number] if filled else "",
            is_right=verdicts[number] if verdicts else None,
        )
        pieces.append(PieceView("", gap))
        number += 1
    return GapsView(tuple(pieces), options)
