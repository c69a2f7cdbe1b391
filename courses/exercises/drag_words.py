"""Drag the words: a text with gaps, and the words to put into them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

from courses.exercises.base import Form, Handed, Json, Part, Wire, list_items
from courses.exercises.fill_blanks import GapsView, draw_gaps
from courses.exercises.marked import Mark, list_marks, list_surroundings, read_pieces, tidy
from courses.types import NothingChosenError, UnknownAnswerError

EMPTY = ""


@dataclass(frozen=True, slots=True)
class DragWords:
    """A text with gaps. An answer is the id of the word in each gap, or nothing.

    The words that belong into the text are known by the number of their gap, the others by the
    id of their item. A word that stands twice is offered once, and may be used twice.
    """

    kind: ClassVar[str] = "drag_words"
    is_scored: ClassVar[bool] = True
    draws: ClassVar[bool] = False

    question: str
    text: str
    distractors: tuple[tuple[str, str], ...]
    feedback_right: str = ""
    feedback_wrong: str = ""

    @classmethod
    def read(cls, value: Mapping[str, Json]) -> Self:
        """Return the exercise that a block's stored ``value`` describes."""
        return cls(
            value["instruction"],
            value["text"],
            tuple((f"x{item_id}", word) for item_id, word in list_items(value["distractors"])),
            value.get("feedback_right") or "",
            value.get("feedback_wrong") or "",
        )

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The gaps in order."""
        return list_marks(self.text)

    @property
    def words(self) -> dict[str, str]:
        """The words to choose from by id, each once."""
        every = [(str(number), mark.word) for number, mark in enumerate(self.marks)]
        once: dict[str, tuple[str, str]] = {}
        for word_id, word in [*every, *self.distractors]:
            once.setdefault(tidy(word), (word_id, word))
        return dict(once.values())

    @property
    def key(self) -> Json:
        """The word that is right in each gap."""
        return [tidy(mark.word) for mark in self.marks]

    @property
    def content(self) -> list[Json]:
        """The instruction, the text and the words that belong nowhere."""
        return [self.question, self.text, [list(item) for item in self.distractors]]

    @property
    def solution(self) -> Json:
        """For each gap its own word, or the first of the same."""
        ids = {tidy(word): word_id for word_id, word in self.words.items()}
        return [ids[tidy(mark.word)] for mark in self.marks]

    def read_answer(self, form: Form, wire: Wire) -> Handed:
        """Return the words chosen. Gaps left empty are wrong; with all empty there is no answer."""
        words = self.words
        tokens = [next(iter(form.get(f"gap.{n}", ())), "") for n in range(len(self.marks))]
        answer = [wire.find(token, words) if token else EMPTY for token in tokens]
        if not any(answer):
            raise NothingChosenError
        return Handed(answer)

    def score(self, answer: Json) -> float:
        """Return the part of the gaps that is right."""
        verdicts = self._compare(answer)
        return sum(verdicts) / len(verdicts)

    def judge(self, answer: Json) -> tuple[Part, ...]:
        """Return a part for each gap; its feedback is about the whole."""
        verdicts, words = self._compare(answer), self.words
        feedback = self.feedback_right if all(verdicts) else self.feedback_wrong
        prompts = list_surroundings(read_pieces(self.text))
        return tuple(
            Part(
                id=str(number),
                prompt=prompts[number],
                chosen=(word_id,),
                words=(words.get(word_id, ""),),
                is_right=verdicts[number],
                feedback=feedback,
            )
            for number, word_id in enumerate(answer)
        )

    def draw(self, wire: Wire, answer: Json | None, *, text: str = "", steps: str = "") -> GapsView:
        """Return the text with its gaps, and the words in an order that says nothing."""
        words = self.words
        options = tuple((wire.hide(word_id), words[word_id]) for word_id in wire.shuffle(words))
        filled = [wire.hide(word_id) if word_id else "" for word_id in answer or ()]
        verdicts = self._compare(answer) if answer else []
        return draw_gaps(self.text, filled, verdicts, options)

    def _compare(self, answer: Json) -> list[bool]:
        marks, words = self.marks, self.words
        if not marks or not isinstance(answer, list) or len(answer) != len(marks):
            raise UnknownAnswerError
        if not all(word_id == EMPTY or word_id in words for word_id in answer):
            raise UnknownAnswerError
        return [
            tidy(words.get(word_id, "")) == tidy(mark.word)
            for word_id, mark in zip(answer, marks, strict=True)
        ]
