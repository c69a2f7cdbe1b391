"""Which counts of a campaign may be shown, and when they may be shown anew.

The rule is that of the city's figures: nothing from fewer than five businesses or ten people, not
even as a rest, and a count is renewed only when at least five businesses changed in each part that
changed at all. So no difference of two counts tells what one business did.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from uprest.reporting.types import MIN_BUSINESSES, MIN_CHANGED, MIN_PEOPLE

Prints = Mapping[str, str]
"""A print by business (the number as text): what a part of the count has of it."""

Basis = Mapping[str, Prints]
"""Prints by part of the count."""


@dataclass(frozen=True, slots=True)
class Group:
    """Some people by business: of each business the numbers of its people."""

    people: Mapping[int, frozenset[int]]

    @property
    def size(self) -> int:
        """How many different people."""
        return len(frozenset[int]().union(*self.people.values()))

    @property
    def is_enough(self) -> bool:
        """Whether they may be shown as a number."""
        return len(self.people) >= MIN_BUSINESSES and self.size >= MIN_PEOPLE

    def without(self, others: "Group") -> "Group":
        """Return the people who are not among ``others``."""
        rest = {
            business: people - others.people.get(business, frozenset())
            for business, people in self.people.items()
        }
        return Group({business: people for business, people in rest.items() if people})


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be shown: a number by name, None where there are too few.

    ``nearly`` are the names of numbers that would leave too small a rest; they are shown as
    "nearly all".
    """

    figures: dict[str, int | None]
    nearly: tuple[str, ...] = ()


def show_businesses(*, invited: Collection[int], yes: Collection[int]) -> Shown:
    """Return how many businesses were invited and how many take part.

    A number under five is not shown. Where all but fewer than five take part, it is "nearly all".
    """
    figures = {"invited": _enough(len(invited)), "yes": _enough(len(yes))}
    is_nearly = figures["yes"] is not None and len(invited) - len(yes) < MIN_BUSINESSES
    if is_nearly:
        figures["yes"] = None
    return Shown(figures, ("yes",) if is_nearly else ())


def _enough(businesses: int) -> int | None:
    return businesses if businesses >= MIN_BUSINESSES else None


def show_people(*, began: Group, finished: Group) -> Shown:
    """Return how many people took a course and how many of them finished one."""
    figures = {
        "began": began.size if began.is_enough else None,
        "finished": finished.size if began.is_enough and finished.is_enough else None,
    }
    is_nearly = figures["finished"] is not None and not began.without(finished).is_enough
    if is_nearly:
        figures["finished"] = None
    return Shown(figures, ("finished",) if is_nearly else ())


def count_changed(old: Prints, new: Prints) -> int:
    """Return how many businesses came, went or changed."""
    return sum(old.get(business) != new.get(business) for business in {*old, *new})


def may_renew(*, new: Basis, earlier: Sequence[Basis]) -> bool:
    """Return whether a count may be shown beside all earlier ones of its kind.

    Compared with each of them, every part has changed in no business or in at least five, and
    some part has changed.
    """
    for old in earlier:
        changes = [count_changed(old.get(part, {}), new.get(part, {})) for part in {*old, *new}]
        if not any(changes) or any(0 < count < MIN_CHANGED for count in changes):
            return False
    return True
