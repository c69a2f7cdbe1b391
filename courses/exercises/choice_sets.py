"""Several questions with one right answer each: the single choice set, and the summary."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from courses.exercises.base import Form, Handed, Json, Part, Wire, list_items
from courses.exercises.choices import ChoiceView, OptionView
from courses.types import NothingChosenError, UnknownAnswerError

RIGHT = "right"
"""The id of the right answer of each question; the wrong ones have the ids of their items."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question, its answers by id, and its feedback. ``text`` is empty in a summary."""

    id: str
    text: str
    answers: tuple[tuple[str, str], ...]
    feedback: str


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question as the page shows it. ``is_right`` is empty until it was answered."""

    number: int
    text: str
    choice: ChoiceView
    is_right: bool | None


@dataclass(frozen=True, slots=True)
class QuestionsView:
    """All questions."""

    questions: tuple[QuestionView, ...]


@dataclass(frozen=True, slots=True)
class ChoiceSet:
    """Questions with one right answer each. An answer is the id chosen for each question's id."""

    is_scored: ClassVar[bool] = True
    draws: ClassVar[bool] = False

    question: str
    questions: tuple[Question, ...]

    @property
    def key(self) -> Json:
        """The questions: in each of them it is the first answer that is right."""
        return [question.id for question in self.questions]

    @property
    def content(self) -> list[Json]:
        """The instruction, and every question with its answers."""
        return [self.question, [[q.id, q.text, list(map(list, q.answers))] for q in self.questions]]

    @property
    def solution(self) -> Json:
        """The right answer to every question."""
        return {question.id: RIGHT for question in self.questions}

    def read_answer(self, form: Form, wire: Wire) -> Handed:
        """Return what was chosen. A question left out is wrong; with all left out, no answer."""
        answer = {}
        for question in self.questions:
            tokens = form.get(f"answer.{question.id}", ())
            if tokens:
                name = wire.find(tokens[0], [_name(question, a) for a, _ in question.answers])
                answer[question.id] = name.removeprefix(f"{question.id}.")
        if not answer:
            raise NothingChosenError
        return Handed(answer)

    def score(self, answer: Json) -> float:
        """Return the part of the questions that is right."""
        self._check(answer)
        verdicts = [bool(answer.get(question.id) == RIGHT) for question in self.questions]
        return sum(verdicts) / len(verdicts)

    def judge(self, answer: Json) -> tuple[Part, ...]:
        """Return a part for each question."""
        self._check(answer)
        return tuple(_judge(question, answer.get(question.id)) for question in self.questions)

    def draw(
        self, wire: Wire, answer: Json | None, *, text: str = "", steps: str = ""
    ) -> QuestionsView:
        """Return the questions, the answers of each in an order that says nothing."""
        return QuestionsView(
            tuple(
                _draw(question, number, wire, answer)
                for number, question in enumerate(self.questions, start=1)
            )
        )

    def _check(self, answer: Json) -> None:
        known = {question.id: {a for a, _ in question.answers} for question in self.questions}
        if not known or not isinstance(answer, dict) or not answer:
            raise UnknownAnswerError
        if not all(chosen in known.get(item, ()) for item, chosen in answer.items()):
            raise UnknownAnswerError


@dataclass(frozen=True, slots=True)
class SingleChoiceSet(ChoiceSet):
    """Short questions, one after the other."""

    kind: ClassVar[str] = "single_choice_set"

    @classmethod
    def read(cls, value: Mapping[str, Json]) -> Self:
        """Return the exercise that a block's stored ``value`` describes."""
        return cls(value["instruction"], _read_questions(value["questions"]))


@dataclass(frozen=True, slots=True)
class Summary(ChoiceSet):
    """Groups of statements, one of each true: together they sum a lesson up."""

    kind: ClassVar[str] = "summary"

    @classmethod
    def read(cls, value: Mapping[str, Json]) -> Self:
        """Return the exercise that a block's stored ``value`` describes."""
        return cls(value["instruction"], _read_questions(value["sets"]))


def _read_questions(stored: Sequence[Json]) -> tuple[Question, ...]:
    return tuple(
        Question(
            item_id,
            item.get("question") or "",
            ((RIGHT, item["right"]), *list_items(item["wrong"])),
            item.get("feedback") or "",
        )
        for item_id, item in list_items(stored)
    )


def _name(question: Question, answer_id: str) -> str:
    return f"{question.id}.{answer_id}"


def _judge(question: Question, chosen: str | None) -> Part:
    words = dict(question.answers)
    return Part(
        id=question.id,
        prompt=question.text,
        chosen=(chosen,) if chosen else (),
        words=(words[chosen],) if chosen else (),
        is_right=chosen == RIGHT,
        feedback=question.feedback,
    )


def _draw(question: Question, number: int, wire: Wire, answer: Json | None) -> QuestionView:
    chosen = (answer or {}).get(question.id)
    names = {_name(question, answer_id): (answer_id, text) for answer_id, text in question.answers}
    options = tuple(
        OptionView(
            id=wire.hide(name),
            text=names[name][1],
            is_chosen=names[name][0] == chosen,
            is_right=chosen == RIGHT if names[name][0] == chosen else None,
        )
        for name in wire.shuffle(names)
    )
    choice = ChoiceView(f"answer.{question.id}", options, allows_many=False)
    return QuestionView(number, question.text, choice, None if answer is None else chosen == RIGHT)
