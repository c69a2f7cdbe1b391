"""Things to put where they belong on a picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

from courses.exercises.base import Form, Handed, Json, Part, Wire, list_items, read_field
from courses.types import NothingChosenError, UnknownAnswerError

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Zone:
    """A place on the picture; ``left``, ``top``, ``width`` and ``height`` in per cent of it."""

    id: str
    label: str
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Item:
    """Something to put into one of ``zones`` (ids); into none of them, where there are none."""

    id: str
    text: str
    zones: frozenset[str]
    feedback: str


@dataclass(frozen=True, slots=True)
class ZoneView:
    """A zone as the page shows it, numbered from 1. ``placed`` are letters of items in it."""

    number: int
    token: str
    label: str
    left: float
    top: float
    width: float
    height: float
    placed: str

    @property
    def middle(self) -> float:
        """Its centre from the left, in per cent."""
        return round(self.left + self.width / 2, 2)

    @property
    def centre(self) -> float:
        """Its centre from the top, in per cent."""
        return round(self.top + self.height / 2, 2)


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item as the page shows it: ``zone`` is the token of where it was put.

    ``is_right`` is known only of what was put somewhere and handed in.
    """

    letter: str
    name: str
    text: str
    zone: str
    is_right: bool | None
    feedback: str


@dataclass(frozen=True, slots=True)
class ZonesView:
    """The zones in the author's order, the items in another one."""

    zones: tuple[ZoneView, ...]
    items: tuple[ItemView, ...]


@dataclass(frozen=True, slots=True)
class DragZones:
    """Items for zones on a picture. An item may fit into several zones, or be a decoy for none."""

    kind: ClassVar[str] = "drag_zones"
    is_scored: ClassVar[bool] = True
    draws: ClassVar[bool] = False

    question: str
    zones: tuple[Zone, ...]
    items: tuple[Item, ...]

    @classmethod
    def read(cls, value: Mapping[str, Json]) -> Self:
        """Return the exercise that a block's stored ``value`` describes."""
        zones = tuple(_read_zone(zone_id, raw) for zone_id, raw in list_items(value["zones"]))
        items = tuple(
            Item(
                item_id,
                raw["text"],
                frozenset(
                    zones[number - 1].id
                    for number in read_numbers(raw.get("zones") or "")
                    if 1 <= number <= len(zones)
                ),
                raw.get("feedback") or "",
            )
            for item_id, raw in list_items(value["items"])
        )
        return cls(value["instruction"], zones, items)

    @property
    def key(self) -> Json:
        """The zones of each item."""
        return [[item.id, sorted(item.zones)] for item in self.items]

    @property
    def content(self) -> list[Json]:
        """The words. Where a zone lies may be mended without making it another exercise."""
        return [
            self.question,
            [[zone.id, zone.label] for zone in self.zones],
            [[item.id, item.text] for item in self.items],
        ]

    @property
    def solution(self) -> Json:
        """Every item in the first of its zones."""
        return {item.id: min(item.zones) for item in self.items if item.zones}

    def read_answer(self, form: Form, wire: Wire) -> Handed:
        """Return the zone of each item that was put somewhere."""
        answer = {}
        for item in self.items:
            token = read_field(form, _name_field(item, wire))
            if token:
                answer[item.id] = wire.find(token, [zone.id for zone in self.zones])
        if not answer:
            raise NothingChosenError
        return Handed(answer)

    def score(self, answer: Json) -> float:
        """Return the share of items that lie right; each decoy on the picture costs one of them."""
        self._check(answer)
        right = sum(answer.get(item.id) in item.zones for item in self.items if item.zones)
        decoys = sum(item.id in answer for item in self.items if not item.zones)
        wanted = sum(bool(item.zones) for item in self.items)
        return max(0, right - decoys) / wanted if wanted else float(not decoys)

    def judge(self, answer: Json) -> tuple[Part, ...]:
        """Return a part for each item; a decoy that was left alone is right."""
        self._check(answer)
        labels = {zone.id: zone.label for zone in self.zones}
        parts = []
        for item in self.items:
            zone = answer.get(item.id)
            parts.append(
                Part(
                    id=item.id,
                    prompt=item.text,
                    chosen=(zone,) if zone else (),
                    words=(labels[zone],) if zone else (),
                    is_right=zone in item.zones if item.zones else zone is None,
                    feedback=item.feedback if zone or not item.zones else "",
                )
            )
        return tuple(parts)

    def draw(
        self, wire: Wire, answer: Json | None, *, text: str = "", steps: str = ""
    ) -> ZonesView:
        """Return the picture's zones and the items, with where they were put."""
        by_id = {item.id: item for item in self.items}
        lettered = list(zip(LETTERS, wire.shuffle(by_id), strict=False))
        put = answer or {}
        zones = tuple(
            ZoneView(
                number=number,
                token=wire.hide(zone.id),
                label=zone.label,
                left=zone.left,
                top=zone.top,
                width=zone.width,
                height=zone.height,
                placed=" ".join(letter for letter, name in lettered if put.get(name) == zone.id),
            )
            for number, zone in enumerate(self.zones, start=1)
        )
        parts = {} if answer is None else {part.id: part for part in self.judge(answer)}
        items = tuple(
            ItemView(
                letter=letter,
                name=_name_field(by_id[name], wire),
                text=by_id[name].text,
                zone=wire.hide(put[name]) if name in put else "",
                is_right=parts[name].is_right if name in put else None,
                feedback=parts[name].feedback if name in put else "",
            )
            for letter, name in lettered
        )
        return ZonesView(zones, items)

    def _check(self, answer: Json) -> None:
        zones = {zone.id for zone in self.zones}
        items = {item.id for item in self.items}
        if not isinstance(answer, Mapping) or not set(answer) <= items:
            raise UnknownAnswerError
        if not all(isinstance(zone, str) and zone in zones for zone in answer.values()):
            raise UnknownAnswerError


def read_numbers(text: str) -> list[int]:
    """Return the numbers in ``1, 3``; whatever is no number is left out."""
    return [int(word) for word in text.replace(",", " ").split() if word.isdecimal()]


def _read_zone(zone_id: str, raw: Mapping[str, Json]) -> Zone:
    left, top = float(raw.get("x") or 0), float(raw.get("y") or 0)
    return Zone(
        zone_id,
        raw["label"],
        left,
        top,
        float(raw.get("width") or 0),
        float(raw.get("height") or 0),
    )


def _name_field(item: Item, wire: Wire) -> str:
    return f"item-{wire.hide(item.id)}"
