"""The release rule for tables of changes: which rows are published anew, and which stay dated.

The rule and how all combinations are tried are those of ``leaks``: no sum or difference of rows,
new and old ones, in which a new row takes part may expose one to four businesses. New rows are
compared with the rows of each earlier release, one after the other. What is compared here is what
a business puts into a change, so both of its measurements.

Groups of people who took courses overlap from course to course. Between two courses the sum and
the difference of any two groups are tried, by who is in them; larger combinations across courses,
and those of a course with the tables of everybody, are not.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from uprest.reporting.releases.leaks import (
    Basis,
    Change,
    Part,
    count_changed,
    find_leak,
    find_pair_leak,
)
from uprest.reporting.types import MIN_CHANGED

T = TypeVar("T")
TAKEN, OTHERS = "taken", "others"
GROUPS = (TAKEN, OTHERS)


@dataclass(frozen=True, eq=False)
class Entry(Generic[T]):
    """A row as published (or to be), and the prints of all units of its table at its moment.

    The total of a table has no units.
    """

    row: T
    units: frozenset[str]
    basis: Basis
    businesses: int

    @property
    def name(self) -> str:
        """A name for the row among those of its table and moment."""
        return " ".join(sorted(self.units))

    @property
    def tags(self) -> frozenset[str]:
        """The units, of which the total has one of its own."""
        return self.units or frozenset({""})

    def part(self, basis: Basis | None = None) -> Part:
        """Return the row as the rule looks at it."""
        return Part(
            name=self.name,
            units=self.units,
            basis=self.basis if basis is None else basis,
            size=self.businesses,
        )


# --- Tables whose rows are disjoint ---------------------------------------------------------------


def choose_entries(
    *,
    old: Sequence[Entry[T]],
    new: Sequence[Entry[T]],
    earlier: Iterable[Sequence[Entry[T]]] = (),
) -> list[Entry[T]]:
    """Return the rows to show of one table: new ones, and old ones for what may not be renewed.

    ``earlier`` gives the rows of each release before that of the ``old`` ones.
    """
    fresh = _list_candidates(old, new)
    for before in (old, *earlier):
        fresh = _hold_back(before, old, new, fresh)
    replaced = frozenset[str]().union(*(one.tags for one in new if one.name in fresh))
    kept = [one for one in old if not one.tags & replaced]
    return [one for one in new if one.name in fresh] + kept


def _hold_back(
    before: Sequence[Entry[T]], old: Sequence[Entry[T]], new: Sequence[Entry[T]], fresh: set[str]
) -> set[str]:
    """Return those of the ``fresh`` new rows that may be published beside the rows ``before``."""
    while fresh:
        published = [one for one in new if one.name in fresh]
        leak = find_leak(_compare(before, published))
        if leak is None:
            break
        # the empty set is the total alone, which has the empty name
        names = leak or {""}
        smallest = min(
            (one for one in published if one.name in names),
            key=lambda one: (one.businesses, one.name),
        )
        fresh = fresh - _find_family(smallest.name, old, new)
    return fresh


def _compare(old: Sequence[Entry[T]], new: Sequence[Entry[T]]) -> Change:
    def find_total(rows: Sequence[Entry[T]]) -> Basis | None:
        return next((one.basis for one in rows if not one.units), None)

    return Change(
        old=tuple(one.part() for one in old if one.units),
        new=tuple(one.part() for one in new if one.units),
        total_old=find_total(old),
        total_new=find_total(new),
    )


def _list_candidates(old: Sequence[Entry[T]], new: Sequence[Entry[T]]) -> set[str]:
    before = {one.name: one for one in old}
    return {
        one.name
        for one in new
        if one.name not in before or _count_changed(before[one.name], one) >= MIN_CHANGED
    }


def _count_changed(old: Entry[T], new: Entry[T]) -> int:
    units = new.units or {*old.basis, *new.basis}
    return count_changed(units=units, old=old.basis, new=new.basis)


def _find_family(name: str, old: Sequence[Entry[T]], new: Sequence[Entry[T]]) -> set[str]:
    """Return the new rows that come and go with one, because they share units with old rows."""
    tags = next(one.tags for one in new if one.name == name)
    while True:
        wider = tags.union(*(one.tags for one in (*old, *new) if one.tags & tags))
        if wider == tags:
            return {one.name for one in new if one.tags & tags}
        tags = wider


# --- Who took a course, and who did not -----------------------------------------------------------


@dataclass(frozen=True, eq=False)
class CourseEntry(Generic[T]):
    """A course's two groups as published (or to be).

    ``basis`` has prints of what the people of ``TAKEN`` and ``OTHERS`` put in, ``members`` prints
    of who they are.
    """

    row: T
    basis: Basis
    members: Basis
    people: int

    def list_groups(self) -> list[Part]:
        """Return both groups by who is in them."""
        return [Part(name=one, units=frozenset({one}), basis=self.members) for one in GROUPS]


def choose_courses(
    *,
    old: Mapping[str, CourseEntry[T]],
    new: Mapping[str, CourseEntry[T]],
    earlier: Sequence[Mapping[str, CourseEntry[T]]] = (),
) -> dict[str, CourseEntry[T]]:
    """Return the courses to show, by key: new, or as they were.

    Both groups of a course are published together. The course with the most people comes first.
    ``earlier`` gives the courses of each release before that of the ``old`` ones.
    """
    shown = dict(old)
    for key, one in sorted(new.items(), key=lambda item: (-item[1].people, item[0])):
        others = [
            other
            for courses in (old, shown, *earlier)
            for at, other in courses.items()
            if at != key
        ]
        before = [courses.get(key) for courses in (old, *earlier)]
        if (
            _has_changed(old.get(key), one)
            and not any(_exposes(each, one) for each in before)
            and not any(_overlap(one, each) for each in others)
        ):
            shown[key] = one
    return shown


def _has_changed(old: CourseEntry[T] | None, new: CourseEntry[T]) -> bool:
    return old is None or all(
        count_changed(units={group}, old=old.basis, new=new.basis) >= MIN_CHANGED
        for group in GROUPS
    )


def _exposes(old: CourseEntry[T] | None, new: CourseEntry[T]) -> bool:
    groups = [
        tuple(Part(name=one, units=frozenset({one}), basis=entry.basis) for one in GROUPS)
        if entry
        else ()
        for entry in (old, new)
    ]
    # whoever takes the course goes from one group to the other
    moving = frozenset({frozenset(GROUPS)})
    return find_leak(Change(old=groups[0], new=groups[1], moving=moving)) is not None


def _overlap(one: CourseEntry[T], other: CourseEntry[T]) -> bool:
    return find_pair_leak(first=one.list_groups(), second=other.list_groups()) is not None
