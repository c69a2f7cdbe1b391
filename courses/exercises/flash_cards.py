"""Flash cards: a front, and a back to recall before one turns the card. Practice alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

from courses.exercises.base import Form, Handed, Json, Part, Wire, list_items
from courses.types import NothingChosenError, UnknownAnswerError

DONE = "done"


@dataclass(frozen=True, slots=True)
class Card:
    """A card. ``id`` is the same in every language."""

    id: str
    front: str
    back: str


@dataclass(frozen=True, slots=True)
class CardsView:
    """The cards, and the word that says that one has gone through them."""

    cards: tuple[Card, ...]
    done: str = DONE


@dataclass(frozen=True, slots=True)
class FlashCards:
    """Cards to go through. Nothing in them is judged: an answer says that it was done."""

    kind: ClassVar[str] = "flash_cards"
    is_scored: ClassVar[bool] = False
    draws: ClassVar[bool] = False

    question: str
    cards: tuple[Card, ...]

    @classmethod
    def read(cls, value: Mapping[str, Json]) -> Self:
        """Return the cards that a block's stored ``value`` describes."""
        return cls(
            value["heading"],
            tuple(
                Card(item_id, item["front"], item["back"])
                for item_id, item in list_items(value["cards"])
            ),
        )

    @property
    def key(self) -> Json:
        """Nothing: no answer is right or wrong."""
        return []

    @property
    def content(self) -> list[Json]:
        """The heading and the cards."""
        return [self.question, [[card.id, card.front, card.back] for card in self.cards]]

    @property
    def solution(self) -> Json:
        """That it was done."""
        return [DONE]

    def read_answer(self, form: Form, wire: Wire) -> Handed:
        """Return that it was done."""
        values = form.get("answer", ())
        if not values:
            raise NothingChosenError
        answer = list(values[:1])
        self.score(answer)
        return Handed(answer)

    def score(self, answer: Json) -> float:
        """Return 1: whoever has gone through the cards is done."""
        if answer != [DONE]:
            raise UnknownAnswerError
        return 1.0

    def judge(self, answer: Json) -> tuple[Part, ...]:
        """Return no part."""
        self.score(answer)
        return ()

    def draw(
        self, wire: Wire, answer: Json | None, *, text: str = "", steps: str = ""
    ) -> CardsView:
        """Return the cards in the author's order."""
        return CardsView(self.cards)
