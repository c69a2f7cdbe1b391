"""A quiz: each try draws some questions from a bank."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

from courses.exercises.base import Form, Handed, Json, Part, Wire, read_field
from courses.exercises.questions import (
    Question,
    QuestionView,
    draw_question,
    read_choices,
    read_questions,
)
from courses.types import NothingChosenError, UnknownAnswerError

ANEW = "new"
"""The step at which somebody who has a result asks for the next try's questions."""


@dataclass(frozen=True, slots=True)
class QuizView:
    """A quiz as the page shows it: the questions of this try, or the result of the newest.

    ``turn`` is the token that tells one try's questions from another's.
    """

    turn: str
    steps: str
    questions: tuple[QuestionView, ...]
    is_result: bool
    right: int
    asked: int
    again: ClassVar[str] = ANEW


@dataclass(frozen=True, slots=True)
class Quiz:
    """Questions to draw from, and how many. Only those that are drawn are sent to the page."""

    kind: ClassVar[str] = "quiz"
    is_scored: ClassVar[bool] = True
    draws: ClassVar[bool] = True

    question: str
    count: int
    bank: tuple[Question, ...]

    @classmethod
    def read(cls, value: Mapping[str, Json]) -> Self:
        """Return the exercise that a block's stored ``value`` describes."""
        bank = read_questions(value.get("questions") or ())
        return cls(value["heading"], int(value.get("draw") or len(bank)), bank)

    @property
    def key(self) -> Json:
        """How many are drawn, and what is right in each."""
        return [self.count, [[question.id, question.spec.key] for question in self.bank]]

    @property
    def content(self) -> list[Json]:
        """The heading and all questions."""
        return [self.question, [[q.id, *q.spec.content] for q in self.bank]]

    @property
    def solution(self) -> Json:
        """The first questions of the bank, all right."""
        asked = self.bank[: self.count]
        return {
            "drawn": [question.id for question in asked],
            "chosen": {question.id: question.spec.solution for question in asked},
        }

    def read_answer(self, form: Form, wire: Wire) -> Handed:
        """Return which questions were asked in this try, and what was chosen at each.

        A form that was drawn for another try does not belong to this one.
        """
        if read_field(form, "turn") != self._sign(wire):
            raise UnknownAnswerError
        drawn = self._draw(wire)
        chosen = read_choices(drawn, form, wire)
        if not any(chosen.values()):
            raise NothingChosenError
        return Handed({"drawn": [question.id for question in drawn], "chosen": chosen})

    def score(self, answer: Json) -> float:
        """Return the mean of the questions asked; one that was left out is worth nothing."""
        asked = self._find_asked(answer)
        return sum(question.score(chosen) for question, chosen in asked) / len(asked)

    def judge(self, answer: Json) -> tuple[Part, ...]:
        """Return a part for each question asked."""
        self.score(answer)
        return tuple(question.judge(chosen) for question, chosen in self._find_asked(answer))

    def draw(self, wire: Wire, answer: Json | None, *, text: str = "", steps: str = "") -> QuizView:
        """Return the newest result, or the questions of the try that comes."""
        if answer is not None and steps != ANEW:
            asked = self._find_asked(answer)
            right = sum(question.score(chosen) >= 1 for question, chosen in asked)
            return QuizView("", "", (), is_result=True, right=right, asked=len(asked))
        questions = tuple(
            draw_question(question, wire, number, None)
            for number, question in enumerate(self._draw(wire), start=1)
        )
        return QuizView(
            turn=self._sign(wire),
            steps=ANEW if answer is not None else "",
            questions=questions,
            is_result=False,
            right=0,
            asked=len(questions),
        )

    def _draw(self, wire: Wire) -> list[Question]:
        by_id = {question.id: question for question in self.bank}
        return [by_id[name] for name in wire.draw(by_id, self.count)]

    def _sign(self, wire: Wire) -> str:
        return wire.hide(f"turn {wire.turn}")

    def _find_asked(self, answer: Json) -> list[tuple[Question, Json]]:
        if not isinstance(answer, Mapping):
            raise UnknownAnswerError
        drawn, chosen = answer.get("drawn"), answer.get("chosen")
        if not (isinstance(drawn, list) and drawn and isinstance(chosen, Mapping)):
            raise UnknownAnswerError
        by_id = {question.id: question for question in self.bank}
        if not all(isinstance(name, str) and name in by_id for name in drawn):
            raise UnknownAnswerError
        return [(by_id[name], chosen.get(name, [])) for name in drawn]
