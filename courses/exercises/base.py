"""What every kind of exercise can do, and the values that go in and out.

An answer is kept as JSON of ids and numbers that are the same in every language. Between page and
server it travels as tokens, so that neither an id nor an order says what is right.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, Self

from courses.types import UnknownAnswerError

Json = Any
"""What ``json.loads`` returns: an answer, or a block as Wagtail stores it."""

Form = Mapping[str, Sequence[str]]
"""The fields of a form that was sent: every value of every name."""

TOKEN_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Handed:
    """An answer that was handed in. ``text`` is free text, which is kept apart: see LearnerText."""

    answer: Json
    text: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One judged part of an answer: a blank, a question of a quiz, the whole of a multiple choice.

    ``id`` is the same in every language. ``prompt`` is empty where there is only one part.
    ``chosen`` are the ids chosen and ``words`` the same as the learner reads them. ``is_right``
    is empty where nothing is judged.
    """

    id: str
    prompt: str
    chosen: tuple[str, ...]
    words: tuple[str, ...]
    is_right: bool | None
    feedback: str = ""


class Wire:
    """Turns ids into tokens and an order into another one; the same key gives the same.

    ``key`` is secret and belongs to one exercise; ``turn`` changes what is drawn, for example
    with the number of the try.
    """

    def __init__(self, key: bytes, turn: str = "") -> None:
        self._key = key
        self.turn = turn

    def hide(self, name: str) -> str:
        """Return the token for ``name``."""
        return self._digest("token", name)[:TOKEN_LENGTH]

    def find(self, token: str, names: Iterable[str]) -> str:
        """Return which of ``names`` has ``token``.

        :raises UnknownAnswerError: if none has.
        """
        for name in names:
            if hmac.compare_digest(self.hide(name).encode(), token.encode()):
                return name
        raise UnknownAnswerError

    def shuffle(self, names: Iterable[str]) -> list[str]:
        """Return ``names`` in an order that says nothing of the one they came in."""
        return sorted(names, key=lambda name: self._digest("order", name))

    def draw(self, names: Iterable[str], count: int) -> list[str]:
        """Return ``count`` of ``names`` (all, where there are fewer), for this turn."""
        return sorted(names, key=lambda name: self._digest(f"draw {self.turn}", name))[:count]

    def _digest(self, purpose: str, name: str) -> str:
        return hmac.new(self._key, f"{purpose}\0{name}".encode(), hashlib.sha256).hexdigest()


class Unfinished(Exception):  # noqa: N818  # no error: an exercise of several steps goes on
    """A step was taken, and the exercise goes on. ``steps`` says where one is; it may be shown."""

    def __init__(self, steps: str) -> None:
        super().__init__(steps)
        self.steps = steps


class Spec(Protocol):
    """An exercise as its block describes it, with its key: stays on the server.

    ``kind`` is the name of the block, ``is_scored`` whether an answer can be right or wrong,
    ``draws`` whether each try may ask something else (then ``wire.turn`` is the try's number).
    """

    kind: ClassVar[str]
    is_scored: ClassVar[bool]
    draws: ClassVar[bool]

    @classmethod
    def read(cls, value: Mapping[str, Json]) -> Self:
        """Return the exercise that a block's stored ``value`` describes."""

    @property
    def question(self) -> str:
        """What is asked, in one line."""

    @property
    def key(self) -> Json:
        """What makes an answer right: another key is another version of the rule."""

    @property
    def content(self) -> list[Json]:
        """The words, beside the key."""

    @property
    def solution(self) -> Json:
        """An answer in which everything is right (where nothing can be: one that is complete)."""

    def read_answer(self, form: Form, wire: Wire) -> Handed:
        """Return what was handed in.

        :raises NothingChosenError: if there is no answer in it.
        :raises TextTooLongError: if a text in it is too long.
        :raises UnknownAnswerError: if it does not belong to the exercise as it is now.
        :raises Unfinished: if it was a step on the way.
        """

    def score(self, answer: Json) -> float:
        """Return what a stored answer is worth, from 0 to 1.

        :raises UnknownAnswerError: if it does not fit the exercise as it is now.
        """

    def judge(self, answer: Json) -> tuple[Part, ...]:
        """Return a stored answer part by part, in the order of the exercise.

        :raises UnknownAnswerError: if it does not fit the exercise as it is now.
        """

    def draw(self, wire: Wire, answer: Json | None, *, text: str = "", steps: str = "") -> object:
        """Return what the page shows: nothing in it says what is right and was not chosen.

        ``answer`` and ``text`` are the learner's newest, where they have handed one in; ``steps``
        is where they are in an exercise of several steps.
        """


def list_items(stored: Sequence[Json]) -> list[tuple[str, Json]]:
    """Return id and value of each item of a stored list block.

    Items not saved yet (a preview) have no id: then their number stands for it.
    """
    return [
        (str(item.get("id") or number), item["value"])
        if isinstance(item, Mapping) and "value" in item
        else (str(number), item)
        for number, item in enumerate(stored or ())
    ]


def read_field(form: Form, name: str) -> str:
    """Return the value of a field that has one; nothing where it is not there."""
    return next(iter(form.get(name, ())), "")
