"""A video that stops for questions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

from courses.exercises.base import Form, Handed, Json, Part, Wire, list_items
from courses.exercises.choices import MultipleChoice
from courses.exercises.questions import Question, QuestionView, draw_question, read_choices
from courses.types import NothingChosenError, UnknownAnswerError


@dataclass(frozen=True, slots=True)
class TimedQuestion:
    """A question, and the second of the video at which it is asked."""

    second: int
    question: Question


@dataclass(frozen=True, slots=True)
class TimedQuestionView:
    """A question as the page shows it, with its time as people read it (``1:05``)."""

    second: int
    clock: str
    question: QuestionView


@dataclass(frozen=True, slots=True)
class VideoView:
    """The questions in the order of the video."""

    questions: tuple[TimedQuestionView, ...]


@dataclass(frozen=True, slots=True)
class VideoQuestions:
    """A video with questions: below it, each with its time, or at that time where script runs."""

    kind: ClassVar[str] = "video_questions"
    is_scored: ClassVar[bool] = True
    draws: ClassVar[bool] = False

    question: str
    timed: tuple[TimedQuestion, ...]

    @classmethod
    def read(cls, value: Mapping[str, Json]) -> Self:
        """Return the exercise that a block's stored ``value`` describes."""
        timed = (
            TimedQuestion(
                int(item.get("second") or 0), Question(item_id, MultipleChoice.read(item))
            )
            for item_id, item in list_items(value.get("questions") or ())
        )
        return cls(value["title"], tuple(sorted(timed, key=lambda one: one.second)))

    @property
    def key(self) -> Json:
        """What is right in each question."""
        return [[one.question.id, one.question.spec.key] for one in self.timed]

    @property
    def content(self) -> list[Json]:
        """The title, and all questions with their times."""
        return [
            self.question,
            [[one.second, one.question.id, *one.question.spec.content] for one in self.timed],
        ]

    @property
    def solution(self) -> Json:
        """Everything right."""
        return {one.question.id: one.question.spec.solution for one in self.timed}

    def read_answer(self, form: Form, wire: Wire) -> Handed:
        """Return what was chosen at each question."""
        chosen = read_choices((one.question for one in self.timed), form, wire)
        if not any(chosen.values()):
            raise NothingChosenError
        return Handed(chosen)

    def score(self, answer: Json) -> float:
        """Return the mean of all questions; one that was left out is worth nothing."""
        if not isinstance(answer, Mapping) or not self.timed:
            raise UnknownAnswerError
        if set(answer) - {one.question.id for one in self.timed}:
            raise UnknownAnswerError
        scores = [one.question.score(answer.get(one.question.id, [])) for one in self.timed]
        return sum(scores) / len(scores)

    def judge(self, answer: Json) -> tuple[Part, ...]:
        """Return a part for each question."""
        self.score(answer)
        return tuple(one.question.judge(answer.get(one.question.id, [])) for one in self.timed)

    def draw(
        self, wire: Wire, answer: Json | None, *, text: str = "", steps: str = ""
    ) -> VideoView:
        """Return the questions with their times; with what was chosen, once it was handed in."""
        return VideoView(
            tuple(
                TimedQuestionView(
                    one.second,
                    format_clock(one.second),
                    draw_question(
                        one.question,
                        wire,
                        number,
                        None if answer is None else answer.get(one.question.id, []),
                    ),
                )
                for number, one in enumerate(self.timed, start=1)
            )
        )


def format_clock(second: int) -> str:
    """Return a time in a video as minutes and seconds, for example ``1:05``."""
    return f"{second // 60}:{second % 60:02d}"
