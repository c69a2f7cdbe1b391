"""Put in order: the steps of something, mixed up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

from courses.exercises.base import Form, Handed, Json, Part, Wire, list_items
from courses.types import NothingChosenError, UnknownAnswerError


@dataclass(frozen=True, slots=True)
class StepView:
    """A step as the page shows it. ``place`` counts from 1, and is 0 where none was chosen."""

    name: str
    text: str
    place: int
    is_right: bool | None


@dataclass(frozen=True, slots=True)
class StepsView:
    """The steps, as the learner has put them, or mixed up. ``places`` are those to choose from."""

    steps: tuple[StepView, ...]
    places: range


@dataclass(frozen=True, slots=True)
class PutInOrder:
    """Steps in their right order. An answer is the place (from 1) given to each step's id."""

    kind: ClassVar[str] = "put_in_order"
    is_scored: ClassVar[bool] = True
    draws: ClassVar[bool] = False

    question: str
    items: tuple[tuple[str, str], ...]
    feedback_right: str
    feedback_wrong: str

    @classmethod
    def read(cls, value: Mapping[str, Json]) -> Self:
        """Return the exercise that a block's stored ``value`` describes."""
        return cls(
            value["instruction"],
            tuple(list_items(value["items"])),
            value.get("feedback_right") or "",
            value.get("feedback_wrong") or "",
        )

    @property
    def key(self) -> Json:
        """The ids in their right order."""
        return [item_id for item_id, _ in self.items]

    @property
    def content(self) -> list[Json]:
        """The instruction and the steps."""
        return [self.question, list(map(list, self.items))]

    @property
    def solution(self) -> Json:
        """Every step at its place."""
        return {item_id: place for place, (item_id, _) in enumerate(self.items, start=1)}

    def read_answer(self, form: Form, wire: Wire) -> Handed:
        """Return the place of each step. Steps without a place are wrong."""
        answer = {}
        places = {str(place): place for place in self._places}
        for item_id, _ in self.items:
            value = next(iter(form.get(f"place.{wire.hide(item_id)}", ())), "")
            if value:
                if value not in places:
                    raise UnknownAnswerError
                answer[item_id] = places[value]
        if not answer:
            raise NothingChosenError
        return Handed(answer)

    @property
    def _places(self) -> range:
        return range(1, len(self.items) + 1)

    def score(self, answer: Json) -> float:
        """Return the part of the steps that are at their place."""
        verdicts = self._compare(answer)
        return sum(verdicts.values()) / len(verdicts)

    def judge(self, answer: Json) -> tuple[Part, ...]:
        """Return a part for each step; its feedback is about the whole."""
        verdicts = self._compare(answer)
        feedback = self.feedback_right if all(verdicts.values()) else self.feedback_wrong
        places = {item_id: (str(place),) for item_id, place in answer.items()}
        return tuple(
            Part(
                id=item_id,
                prompt=text,
                chosen=places.get(item_id, ()),
                words=places.get(item_id, ()),
                is_right=verdicts[item_id],
                feedback=feedback,
            )
            for item_id, text in self.items
        )

    def draw(
        self, wire: Wire, answer: Json | None, *, text: str = "", steps: str = ""
    ) -> StepsView:
        """Return the steps as they were put, or mixed up."""
        texts, given = dict(self.items), answer or {}
        verdicts = self._compare(answer) if answer else {}
        last = len(texts) + 1
        order = sorted(self._mix(wire), key=lambda item_id: given.get(item_id, last))
        return StepsView(
            tuple(
                StepView(
                    name=wire.hide(item_id),
                    text=texts[item_id],
                    place=given.get(item_id, 0),
                    is_right=verdicts.get(item_id),
                )
                for item_id in order
            ),
            self._places,
        )

    def _mix(self, wire: Wire) -> list[str]:
        """Return the ids mixed up; never by chance in their right order."""
        mixed = wire.shuffle(self.key)
        return mixed if mixed != self.key else [*mixed[1:], *mixed[:1]]

    def _compare(self, answer: Json) -> dict[str, bool]:
        known, places = {item_id for item_id, _ in self.items}, self._places
        if not known or not isinstance(answer, dict) or not answer.keys() <= known:
            raise UnknownAnswerError
        if not all(place in places for place in answer.values()):
            raise UnknownAnswerError
        return {
            item_id: answer.get(item_id) == place
            for place, (item_id, _) in enumerate(self.items, start=1)
        }
