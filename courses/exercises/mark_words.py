"""Mark the words: those of a text that something is true of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

from courses.exercises.base import Form, Handed, Json, Part, Wire
from courses.exercises.marked import WORD, read_pieces
from courses.scoring import score_choices
from courses.types import NothingChosenError, UnknownAnswerError

MAX_DIGITS = 5


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the text and what stands after it. ``number`` counts from 0."""

    number: int
    text: str
    after: str
    is_right: bool


@dataclass(frozen=True, slots=True)
class WordView:
    """A word as the page shows it. ``is_right`` is known only of what was marked."""

    name: str
    text: str
    after: str
    is_chosen: bool
    is_right: bool | None


@dataclass(frozen=True, slots=True)
class WordsView:
    """A text word by word. ``before`` is what stands before the first one."""

    before: str
    words: tuple[WordView, ...]


@dataclass(frozen=True, slots=True)
class MarkWords:
    """A text in which words are marked. An answer is the numbers of the marked words.

    Every word can be marked, and looks alike: the stars do not decide what a word is.
    """

    kind: ClassVar[str] = "mark_words"
    is_scored: ClassVar[bool] = True
    draws: ClassVar[bool] = False

    question: str
    text: str
    feedback_right: str = ""
    feedback_wrong: str = ""

    @classmethod
    def read(cls, value: Mapping[str, Json]) -> Self:
        """Return the exercise that a block's stored ``value`` describes."""
        return cls(
            value["instruction"],
            value["text"],
            value.get("feedback_right") or "",
            value.get("feedback_wrong") or "",
        )

    @property
    def words(self) -> tuple[Word, ...]:
        """The words of the text in order."""
        plain, marks = self._read()
        found = list(WORD.finditer(plain))
        ends = [*(match.start() for match in found[1:]), len(plain)][: len(found)]
        return tuple(
            Word(
                number=number,
                text=match.group(),
                after=plain[match.end() : end],
                is_right=any(match.start() < last and first < match.end() for first, last in marks),
            )
            for number, (match, end) in enumerate(zip(found, ends, strict=True))
        )

    @property
    def before(self) -> str:
        """What stands before the first word."""
        plain, _ = self._read()
        start = WORD.search(plain)
        return plain[: start.start()] if start else plain

    def _read(self) -> tuple[str, list[tuple[int, int]]]:
        """Return the text without stars, and from where to where something is marked."""
        plain, marked = "", []
        for piece in read_pieces(self.text):
            if piece.mark:
                marked.append((len(plain), len(plain) + len(piece.text)))
            plain += piece.text
        return plain, marked

    @property
    def right(self) -> list[int]:
        """The numbers of the words that are right."""
        return [word.number for word in self.words if word.is_right]

    @property
    def key(self) -> Json:
        """The numbers of the words that are right."""
        return self.right

    @property
    def content(self) -> list[Json]:
        """The instruction and the text."""
        return [self.question, self.text]

    @property
    def solution(self) -> Json:
        """Exactly the right words."""
        return self.right

    def read_answer(self, form: Form, wire: Wire) -> Handed:
        """Return the numbers of the words that were marked."""
        answer = sorted({_read_number(value) for value in form.get("word", ())})
        if not answer:
            raise NothingChosenError
        self.score(answer)
        return Handed(answer)

    def score(self, answer: Json) -> float:
        """Score by the rule for several answers (see ``courses.scoring``)."""
        words = self.words
        right = frozenset(str(word.number) for word in words if word.is_right)
        offered = frozenset(str(word.number) for word in words)
        if not right or not isinstance(answer, list):
            raise UnknownAnswerError
        chosen = frozenset(map(str, answer))
        if not chosen <= offered:
            raise UnknownAnswerError
        return score_choices(chosen=chosen, right=right, offered=offered)

    def judge(self, answer: Json) -> tuple[Part, ...]:
        """Return a part for each word that was marked; its feedback is about the whole."""
        feedback = self.feedback_right if self.score(answer) >= 1 else self.feedback_wrong
        return tuple(
            Part(str(w.number), "", (str(w.number),), (w.text,), w.is_right, feedback)
            for w in self.words
            if w.number in answer
        )

    def draw(
        self, wire: Wire, answer: Json | None, *, text: str = "", steps: str = ""
    ) -> WordsView:
        """Return all words, with those that were marked."""
        chosen = answer or []
        return WordsView(
            self.before,
            tuple(
                WordView(
                    name=str(word.number),
                    text=word.text,
                    after=word.after,
                    is_chosen=word.number in chosen,
                    is_right=word.is_right if word.number in chosen else None,
                )
                for word in self.words
            ),
        )


def _read_number(value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= MAX_DIGITS):
        raise UnknownAnswerError
    return int(value)
