"""Match pairs: to each thing on the left belongs one on the right."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

from courses.exercises.base import Form, Handed, Json, Part, Wire, list_items
from courses.exercises.marked import tidy
from courses.types import NothingChosenError, UnknownAnswerError


@dataclass(frozen=True, slots=True)
class Pair:
    """Two things that belong together."""

    id: str
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class PairView:
    """A left thing as the page shows it, and the token of what was put beside it."""

    name: str
    number: int
    left: str
    filled: str
    is_right: bool | None


@dataclass(frozen=True, slots=True)
class PairsView:
    """The left things, and the right ones as token and words, mixed up."""

    pairs: tuple[PairView, ...]
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class MatchPairs:
    """Pairs. An answer is, for the id of each left thing, the id of the pair its right is from.

    Where two right things read the same, one of them is offered, and right for both.
    """

    kind: ClassVar[str] = "match_pairs"
    is_scored: ClassVar[bool] = True
    draws: ClassVar[bool] = False

    question: str
    pairs: tuple[Pair, ...]
    feedback_right: str
    feedback_wrong: str

    @classmethod
    def read(cls, value: Mapping[str, Json]) -> Self:
        """Return the exercise that a block's stored ``value`` describes."""
        return cls(
            value["instruction"],
            tuple(
                Pair(item_id, item["left"], item["right"])
                for item_id, item in list_items(value["pairs"])
            ),
            value.get("feedback_right") or "",
            value.get("feedback_wrong") or "",
        )

    @property
    def rights(self) -> dict[str, str]:
        """The right things to choose from by the id of their pair, each once."""
        once: dict[str, tuple[str, str]] = {}
        for pair in self.pairs:
            once.setdefault(tidy(pair.right), (pair.id, pair.right))
        return dict(once.values())

    @property
    def key(self) -> Json:
        """Which right thing belongs to each left one."""
        return sorted(self.solution.items())

    @property
    def content(self) -> list[Json]:
        """The instruction and the pairs."""
        return [self.question, [[pair.id, pair.left, pair.right] for pair in self.pairs]]

    @property
    def solution(self) -> Json:
        """Every right thing beside its left one."""
        ids = {tidy(right): pair_id for pair_id, right in self.rights.items()}
        return {pair.id: ids[tidy(pair.right)] for pair in self.pairs}

    def read_answer(self, form: Form, wire: Wire) -> Handed:
        """Return what was chosen. Left things without a partner are wrong."""
        names = {_name(pair_id): pair_id for pair_id in self.rights}
        answer = {}
        for pair in self.pairs:
            token = next(iter(form.get(f"pair.{pair.id}", ())), "")
            if token:
                answer[pair.id] = names[wire.find(token, names)]
        if not answer:
            raise NothingChosenError
        return Handed(answer)

    def score(self, answer: Json) -> float:
        """Return the part of the pairs that is right."""
        verdicts = self._compare(answer)
        return sum(verdicts.values()) / len(verdicts)

    def judge(self, answer: Json) -> tuple[Part, ...]:
        """Return a part for each left thing; its feedback is about the whole."""
        verdicts, rights = self._compare(answer), self.rights
        feedback = self.feedback_right if all(verdicts.values()) else self.feedback_wrong
        chosen = {left: (right,) for left, right in answer.items()}
        return tuple(
            Part(
                id=pair.id,
                prompt=pair.left,
                chosen=chosen.get(pair.id, ()),
                words=tuple(rights[right] for right in chosen.get(pair.id, ())),
                is_right=verdicts[pair.id],
                feedback=feedback,
            )
            for pair in self.pairs
        )

    def draw(
        self, wire: Wire, answer: Json | None, *, text: str = "", steps: str = ""
    ) -> PairsView:
        """Return the left things in order, and the right ones mixed up."""
        given = answer or {}
        verdicts = self._compare(answer) if answer else {}
        names = {_name(pair_id): right for pair_id, right in self.rights.items()}
        return PairsView(
            tuple(
                PairView(
                    name=f"pair.{pair.id}",
                    number=number,
                    left=pair.left,
                    filled=wire.hide(_name(given[pair.id])) if pair.id in given else "",
                    is_right=verdicts.get(pair.id),
                )
                for number, pair in enumerate(self.pairs, start=1)
            ),
            tuple((wire.hide(name), names[name]) for name in wire.shuffle(names)),
        )

    def _compare(self, answer: Json) -> dict[str, bool]:
        rights, known = self.rights, {pair.id for pair in self.pairs}
        if not rights or not isinstance(answer, dict):
            raise UnknownAnswerError
        if not all(left in known and right in rights for left, right in answer.items()):
            raise UnknownAnswerError
        return {left: answer.get(left) == right for left, right in self.solution.items()}


def _name(pair_id: str) -> str:
    return f"right.{pair_id}"
