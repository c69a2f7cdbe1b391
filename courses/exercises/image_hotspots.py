"""A picture with places to look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

from courses.exercises.base import Form, Handed, Json, Part, Wire, list_items
from courses.types import NothingChosenError, UnknownAnswerError

SEEN = ["seen"]


@dataclass(frozen=True, slots=True)
class Hotspot:
    """A place on the picture, numbered from 1; ``left`` and ``top`` in per cent of it."""

    number: int
    id: str
    left: float
    top: float
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class HotspotsView:
    """The places in the author's order. There is nothing to get wrong, so nothing is hidden."""

    hotspots: tuple[Hotspot, ...]
    is_seen: bool


@dataclass(frozen=True, slots=True)
class ImageHotspots:
    """Places on a picture, each with a text. Looked at, never scored."""

    kind: ClassVar[str] = "image_hotspots"
    is_scored: ClassVar[bool] = False
    draws: ClassVar[bool] = False

    question: str
    hotspots: tuple[Hotspot, ...]

    @classmethod
    def read(cls, value: Mapping[str, Json]) -> Self:
        """Return the exercise that a block's stored ``value`` describes."""
        hotspots = (
            Hotspot(
                number,
                hotspot_id,
                float(raw.get("x") or 0),
                float(raw.get("y") or 0),
                raw["heading"],
                raw["text"],
            )
            for number, (hotspot_id, raw) in enumerate(list_items(value["hotspots"]), start=1)
        )
        return cls(value["heading"], tuple(hotspots))

    @property
    def key(self) -> Json:
        """Nothing: it cannot be answered wrongly."""
        return []

    @property
    def content(self) -> list[Json]:
        """The words."""
        return [self.question, [[spot.id, spot.heading, spot.text] for spot in self.hotspots]]

    @property
    def solution(self) -> Json:
        """That it was looked at."""
        return list(SEEN)

    def read_answer(self, form: Form, wire: Wire) -> Handed:
        """Return that the reader says to have looked at it."""
        if not form.get("seen"):
            raise NothingChosenError
        return Handed(list(SEEN))

    def score(self, answer: Json) -> float:
        """Return 1: it was looked at."""
        if answer != SEEN:
            raise UnknownAnswerError
        return 1.0

    def judge(self, answer: Json) -> tuple[Part, ...]:
        """Return one part, which is neither right nor wrong."""
        self.score(answer)
        return (Part("", "", tuple(SEEN), (), None),)

    def draw(
        self, wire: Wire, answer: Json | None, *, text: str = "", steps: str = ""
    ) -> HotspotsView:
        """Return the places, and whether they were looked at."""
        return HotspotsView(self.hotspots, answer is not None)
