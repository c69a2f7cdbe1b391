"""Several questions in one exercise: read, answered, scored and judged one by one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from courses.exercises.base import Form, Json, Part, Wire
from courses.exercises.choices import (
    FALSE,
    TRUE,
    ChoiceView,
    MultipleChoice,
    Option,
    TrueFalse,
    draw_options,
)
from courses.types import UnknownAnswerError

KINDS: dict[str, type[MultipleChoice] | type[TrueFalse]] = {
    MultipleChoice.kind: MultipleChoice,
    TrueFalse.kind: TrueFalse,
}


@dataclass(frozen=True, slots=True)
class Question:
    """A question of an exercise that has several. ``id`` is the same in every language."""

    id: str
    spec: MultipleChoice | TrueFalse

    @property
    def options(self) -> tuple[Option, ...]:
        """What can be chosen. The two words of a statement are the interface's."""
        if isinstance(self.spec, MultipleChoice):
            return self.spec.options
        return tuple(Option(word, "", word in self.spec.key, "") for word in (TRUE, FALSE))

    @property
    def allows_many(self) -> bool:
        """Whether several answers can be ticked."""
        return isinstance(self.spec, MultipleChoice) and self.spec.allows_many

    def score(self, chosen: Json) -> float:
        """Return what was chosen here is worth, from 0 to 1; nothing chosen is worth nothing.

        :raises UnknownAnswerError: if it is not among the answers.
        """
        if not _is_list_of_words(chosen):
            raise UnknownAnswerError
        return self.spec.score(sorted(set(chosen))) if chosen else 0.0

    def judge(self, chosen: Sequence[str]) -> Part:
        """Return the question as one part, with the feedback to all that was chosen."""
        parts = self.spec.judge(sorted(set(chosen))) if chosen else ()
        return Part(
            id=self.id,
            prompt=self.spec.question,
            chosen=tuple(word for part in parts for word in part.chosen),
            words=tuple(word for part in parts for word in part.words),
            is_right=self.score(chosen) >= 1,
            feedback=" ".join(part.feedback for part in parts if part.feedback),
        )


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question as the page shows it. ``is_right`` is known once it was answered."""

    number: int
    prompt: str
    is_statement: bool
    choice: ChoiceView
    is_right: bool | None = None
    feedback: str = ""


def read_questions(stored: Iterable[Mapping[str, Json]]) -> tuple[Question, ...]:
    """Return the questions of a stored stream; those not saved yet are known by their number."""
    return tuple(
        Question(str(item.get("id") or number), KINDS[item["type"]].read(item["value"]))
        for number, item in enumerate(stored or ())
    )


def name_field(question: Question, wire: Wire) -> str:
    """Return the name of the form field for ``question``."""
    return f"q-{wire.hide(question.id)}"


def read_choices(questions: Iterable[Question], form: Form, wire: Wire) -> dict[str, list[str]]:
    """Return what was chosen at each question, by its id; nothing where it was left out.

    :raises UnknownAnswerError: if something was chosen that is not offered.
    """
    chosen = {}
    for question in questions:
        answer = sorted(set(form.get(name_field(question, wire), ())))
        question.score(answer)
        chosen[question.id] = answer
    return chosen


def draw_question(
    question: Question, wire: Wire, number: int, chosen: Sequence[str] | None
) -> QuestionView:
    """Return a question for the page; ``chosen`` is what was handed in, where something was."""
    part = None if chosen is None else question.judge(chosen)
    return QuestionView(
        number=number,
        prompt=question.spec.question,
        is_statement=isinstance(question.spec, TrueFalse),
        choice=draw_options(
            question.options,
            chosen or [],
            allows_many=question.allows_many,
            name=name_field(question, wire),
        ),
        is_right=part.is_right if part else None,
        feedback=part.feedback if part else "",
    )


def _is_list_of_words(value: Json) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(word, str) for word in value)
