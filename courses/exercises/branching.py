"""A working day that goes on by what one chooses, with what comes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Self

from courses.exercises.base import (
    Form,
    Handed,
    Json,
    Part,
    Unfinished,
    Wire,
    list_items,
    read_field,
)
from courses.exercises.choices import ChoiceView, Option, draw_options
from courses.types import NothingChosenError, UnknownAnswerError

START = "0"
"""The steps of somebody who has chosen nothing yet."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to do. ``next`` is the place of the situation after it; nothing ends the day."""

    id: str
    text: str
    consequence: str
    next: int | None
    points: int


@dataclass(frozen=True, slots=True)
class Situation:
    """What happens, and what can be done about it. ``id`` is the same in every language."""

    id: str
    title: str
    text: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the day ended, for those with at least ``from_percent`` of the points."""

    from_percent: int
    text: str


@dataclass(frozen=True, slots=True)
class StepView:
    """A step on the path that was taken."""

    title: str
    choice: str
    consequence: str
    is_best: bool


@dataclass(frozen=True, slots=True)
class BranchingView:
    """Where somebody is: in a situation, or at the end with the path that was taken.

    ``consequence`` is what came of the choice before, ``back`` the steps without it.
    """

    steps: str
    back: str
    number: int
    consequence: str
    title: str
    text: str
    choice: ChoiceView | None
    is_result: bool
    outcome: str
    path: tuple[StepView, ...]
    points: int
    best: int
    again: ClassVar[str] = START


@dataclass(frozen=True)
class Branching:
    """Situations, from the first one on. A choice leads to a later situation, or to the end."""

    kind: ClassVar[str] = "branching"
    is_scored: ClassVar[bool] = True
    draws: ClassVar[bool] = False

    question: str
    situations: tuple[Situation, ...]
    outcomes: tuple[Outcome, ...]

    @classmethod
    def read(cls, value: Mapping[str, Json]) -> Self:
        """Return the exercise that a block's stored ``value`` describes."""
        stored = list_items(value.get("situations") or ())
        situations = tuple(
            _read_situation(place, situation_id, raw, len(stored))
            for place, (situation_id, raw) in enumerate(stored)
        )
        outcomes = (
            Outcome(int(raw.get("from_percent") or 0), raw["text"])
            for _id, raw in list_items(value.get("outcomes") or ())
        )
        in_order = sorted(outcomes, key=lambda outcome: outcome.from_percent)
        return cls(value["introduction"], situations, tuple(in_order))

    @property
    def key(self) -> Json:
        """Where each choice leads, and what it is worth."""
        return [
            [one.id, [[choice.id, choice.next, choice.points] for choice in one.choices]]
            for one in self.situations
        ]

    @property
    def content(self) -> list[Json]:
        """The words."""
        situations = [
            [one.title, one.text, [[choice.text, choice.consequence] for choice in one.choices]]
            for one in self.situations
        ]
        return [self.question, situations, [[o.from_percent, o.text] for o in self.outcomes]]

    @property
    def solution(self) -> Json:
        """The path with the most points."""
        path, place = [], 0 if self.situations else None
        while place is not None:
            choice = max(self.situations[place].choices, key=self._value)
            path.append(choice.id)
            place = choice.next
        return path

    @cached_property
    def best_from(self) -> tuple[int, ...]:
        """The most points that can be had from each situation on."""
        best = [0] * len(self.situations)
        for place in reversed(range(len(best))):
            best[place] = max(
                (
                    choice.points + (0 if choice.next is None else best[choice.next])
                    for choice in self.situations[place].choices
                ),
                default=0,
            )
        return tuple(best)

    @property
    def best(self) -> int:
        """The most points that a day can bring."""
        return self.best_from[0] if self.situations else 0

    def read_answer(self, form: Form, wire: Wire) -> Handed:
        """Return the whole path once it has come to its end.

        :raises Unfinished: if the choice leads to another situation.
        """
        steps = read_field(form, "at") or START
        path, situation = self._walk(steps, wire)
        token = read_field(form, "answer")
        if not token:
            raise NothingChosenError
        choice = _find_choice(situation, token, wire)
        if choice.next is not None:
            raise Unfinished(f"{steps}-{token}")
        return Handed([*(step.id for _situation, step in path), choice.id])

    def score(self, answer: Json) -> float:
        """Return the points of the path as a share of the most that a day can bring."""
        points = sum(choice.points for _situation, choice in self._follow(answer))
        return points / self.best if self.best else 1.0

    def judge(self, answer: Json) -> tuple[Part, ...]:
        """Return a part for each step; right is what kept the most points possible."""
        return tuple(
            Part(
                id=situation.id,
                prompt=situation.title,
                chosen=(choice.id,),
                words=(choice.text,),
                is_right=self._is_best(situation, choice),
                feedback=choice.consequence,
            )
            for situation, choice in self._follow(answer)
        )

    def draw(
        self, wire: Wire, answer: Json | None, *, text: str = "", steps: str = ""
    ) -> BranchingView:
        """Return the situation that ``steps`` lead to, or the end of the newest whole path.

        Steps that do not fit (the exercise has changed) lead to the start.
        """
        if answer is not None and not steps:
            return self._draw_end(answer)
        try:
            path, situation = self._walk(steps or START, wire)
        except UnknownAnswerError:
            return self.draw(wire, answer) if steps else self._draw_nothing()
        options = tuple(
            Option(_hide(situation, choice, wire), choice.text, is_right=False, feedback="")
            for choice in situation.choices
        )
        return BranchingView(
            steps=steps or START,
            back=steps.rpartition("-")[0] if path else "",
            number=len(path) + 1,
            consequence=path[-1][1].consequence if path else "",
            title=situation.title,
            text=situation.text,
            choice=draw_options(options, [], allows_many=False),
            is_result=False,
            outcome="",
            path=(),
            points=0,
            best=0,
        )

    def _draw_nothing(self) -> BranchingView:
        """Return an exercise without situations: a preview."""
        return BranchingView(START, "", 1, "", "", "", None, False, "", (), 0, 0)  # noqa: FBT003

    def _draw_end(self, answer: Json) -> BranchingView:
        path = self._follow(answer)
        percent = 100 * self.score(answer)
        fitting = [one.text for one in self.outcomes if one.from_percent <= percent + 1e-9]
        return BranchingView(
            steps="",
            back="",
            number=len(path),
            consequence=path[-1][1].consequence,
            title="",
            text="",
            choice=None,
            is_result=True,
            outcome=fitting[-1] if fitting else "",
            path=tuple(
                StepView(
                    situation.title,
                    choice.text,
                    choice.consequence,
                    self._is_best(situation, choice),
                )
                for situation, choice in path
            ),
            points=sum(choice.points for _situation, choice in path),
            best=self.best,
        )

    def _value(self, choice: Choice) -> int:
        return choice.points + (0 if choice.next is None else self.best_from[choice.next])

    def _is_best(self, situation: Situation, choice: Choice) -> bool:
        return self._value(choice) == self.best_from[self.situations.index(situation)]

    def _walk(self, steps: str, wire: Wire) -> tuple[list[tuple[Situation, Choice]], Situation]:
        """Return the path of ``steps`` and the situation it leads to.

        :raises UnknownAnswerError: if they do not fit, or have come to the end.
        """
        first, *tokens = steps.split("-")
        place: int | None = 0
        path = []
        if first != START or not self.situations:
            raise UnknownAnswerError
        for token in tokens:
            if place is None:
                raise UnknownAnswerError
            situation = self.situations[place]
            choice = _find_choice(situation, token, wire)
            path.append((situation, choice))
            place = choice.next
        if place is None:
            raise UnknownAnswerError
        return path, self.situations[place]

    def _follow(self, answer: Json) -> list[tuple[Situation, Choice]]:
        """Return the whole path of a stored answer.

        :raises UnknownAnswerError: if it does not fit, or does not come to an end.
        """
        if not isinstance(answer, Sequence) or not self.situations:
            raise UnknownAnswerError
        place: int | None = 0
        path = []
        for name in answer:
            found = (
                None
                if place is None
                else next((c for c in self.situations[place].choices if c.id == name), None)
            )
            if found is None or place is None:
                raise UnknownAnswerError
            path.append((self.situations[place], found))
            place = found.next
        if place is not None:
            raise UnknownAnswerError
        return path


def _read_situation(
    place: int, situation_id: str, raw: Mapping[str, Json], count: int
) -> Situation:
    choices = (
        Choice(
            choice_id,
            item["text"],
            item.get("consequence") or "",
            _read_next(item.get("next"), place, count),
            int(item.get("points") or 0),
        )
        for choice_id, item in list_items(raw.get("choices") or ())
    )
    return Situation(situation_id, raw["title"], raw["text"], tuple(choices))


def _read_next(number: Json, place: int, count: int) -> int | None:
    """Return the place of situation ``number`` (from 1), if it comes after ``place``."""
    following = int(number or 0) - 1
    return following if place < following < count else None


def _hide(situation: Situation, choice: Choice, wire: Wire) -> str:
    return wire.hide(f"{situation.id} {choice.id}")


def _find_choice(situation: Situation, token: str, wire: Wire) -> Choice:
    by_name = {f"{situation.id} {choice.id}": choice for choice in situation.choices}
    return by_name[wire.find(token, by_name)]
