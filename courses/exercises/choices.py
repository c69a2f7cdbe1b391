"""Multiple choice, and a statement that is true or false."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

from courses.exercises.base import Form, Handed, Json, Part, Wire, list_items
from courses.scoring import score_choices, score_true_false
from courses.types import NothingChosenError, UnknownAnswerError

TRUE, FALSE = "true", "false"


@dataclass(frozen=True, slots=True)
class Option:
    """An answer to choose. ``id`` is the same in every language."""

    id: str
    text: str
    is_right: bool
    feedback: str


@dataclass(frozen=True, slots=True)
class OptionView:
    """An answer as the page shows it. ``is_right`` is known only of what was chosen."""

    id: str
    text: str
    is_chosen: bool
    is_right: bool | None


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """The answers to choose from, under the name of their form field."""

    name: str
    options: tuple[OptionView, ...]
    allows_many: bool

    @property
    def input_type(self) -> str:
        """The kind of input for the answers."""
        return "checkbox" if self.allows_many else "radio"


@dataclass(frozen=True, slots=True)
class MultipleChoice:
    """A question with one or more right answers."""

    kind: ClassVar[str] = "multiple_choice"
    is_scored: ClassVar[bool] = True
    draws: ClassVar[bool] = False

    question: str
    options: tuple[Option, ...]

    @classmethod
    def read(cls, value: Mapping[str, Json]) -> Self:
        """Return the exercise that a block's stored ``value`` describes."""
        options = tuple(
            Option(
                item_id,
                item["text"],
                bool(item.get("is_correct")),
                item.get("feedback") or "",
            )
            for item_id, item in list_items(value["options"])
        )
        return cls(value["question"], options)

    @property
    def right(self) -> frozenset[str]:
        """The ids of the right answers."""
        return frozenset(option.id for option in self.options if option.is_right)

    @property
    def allows_many(self) -> bool:
        """Whether more than one answer is right, so that several can be ticked."""
        return len(self.right) > 1

    @property
    def key(self) -> Json:
        """The right answers."""
        return sorted(self.right)

    @property
    def content(self) -> list[Json]:
        """The question and all its answers."""
        answers = [[option.id, option.text, option.is_right] for option in self.options]
        return [self.question, answers]

    @property
    def solution(self) -> Json:
        """Exactly the right answers."""
        return sorted(self.right)

    def read_answer(self, form: Form, wire: Wire) -> Handed:
        """Return the ids that were ticked."""
        answer = sorted(set(form.get("answer", ())))
        if not answer:
            raise NothingChosenError
        self.score(answer)
        return Handed(answer)

    def score(self, answer: Json) -> float:
        """Score by the rule for several answers (see ``courses.scoring``)."""
        chosen = frozenset(answer)
        offered = frozenset(option.id for option in self.options)
        if not chosen <= offered or (len(chosen) > 1 and not self.allows_many):
            raise UnknownAnswerError
        return score_choices(chosen=chosen, right=self.right, offered=offered)

    def judge(self, answer: Json) -> tuple[Part, ...]:
        """Return a part for each answer chosen."""
        self.score(answer)
        return tuple(
            Part(
                id=option.id,
                prompt="",
                chosen=(option.id,),
                words=(option.text,),
                is_right=option.is_right,
                feedback=option.feedback,
            )
            for option in self.options
            if option.id in answer
        )

    def draw(
        self, wire: Wire, answer: Json | None, *, text: str = "", steps: str = ""
    ) -> ChoiceView:
        """Return the answers in the author's order, which says nothing of what is right."""
        return draw_options(self.options, answer or [], allows_many=self.allows_many)


@dataclass(frozen=True, slots=True)
class TrueFalse:
    """A statement that is true or false. The two words are the interface's: the page has them."""

    kind: ClassVar[str] = "true_false"
    is_scored: ClassVar[bool] = True
    draws: ClassVar[bool] = False

    question: str
    is_true: bool
    feedback_right: str
    feedback_wrong: str

    @classmethod
    def read(cls, value: Mapping[str, Json]) -> Self:
        """Return the exercise that a block's stored ``value`` describes."""
        return cls(
            value["statement"],
            bool(value.get("is_true")),
            value.get("feedback_right") or "",
            value.get("feedback_wrong") or "",
        )

    @property
    def key(self) -> Json:
        """The right one of the two words."""
        return [TRUE if self.is_true else FALSE]

    @property
    def content(self) -> list[Json]:
        """The statement."""
        return [self.question, []]

    @property
    def solution(self) -> Json:
        """The right word."""
        return self.key

    def read_answer(self, form: Form, wire: Wire) -> Handed:
        """Return the word that was chosen."""
        answer = sorted(set(form.get("answer", ())))
        if not answer:
            raise NothingChosenError
        self.score(answer)
        return Handed(answer)

    def score(self, answer: Json) -> float:
        """Return 1 for the right word, else 0."""
        if answer not in ([TRUE], [FALSE]):
            raise UnknownAnswerError
        return score_true_false(answer=answer == [TRUE], is_true=self.is_true)

    def judge(self, answer: Json) -> tuple[Part, ...]:
        """Return the one part that there is."""
        is_right = self.score(answer) >= 1
        feedback = self.feedback_right if is_right else self.feedback_wrong
        return (Part("", "", tuple(answer), tuple(answer), is_right, feedback),)

    def draw(
        self, wire: Wire, answer: Json | None, *, text: str = "", steps: str = ""
    ) -> ChoiceView:
        """Return the two words by their ids."""
        options = tuple(Option(word, "", word in self.key, "") for word in (TRUE, FALSE))
        return draw_options(options, answer or [], allows_many=False)


def draw_options(
    options: tuple[Option, ...], chosen: Json, *, allows_many: bool, name: str = "answer"
) -> ChoiceView:
    """Return ``options`` for the page, with those whose ids are ``chosen`` marked."""
    views = tuple(
        OptionView(
            id=option.id,
            text=option.text,
            is_chosen=option.id in chosen,
            is_right=option.is_right if option.id in chosen else None,
        )
        for option in options
    )
    return ChoiceView(name, views, allows_many)
