"""The release rule: what may be published again, so that nobody can compute a single business.

A new snapshot republishes a row, or any sum or difference of rows, only when at least five of its
businesses joined, left or changed since the row's last publication, and since each one before it;
otherwise the row repeats its dated value.

**What is compared.** A ``Basis`` is kept with every release and never shown. It holds for each
unit (a skill, an occupation, an area of an occupation, a sector) and each business one number,
the *print* of what the business contributes. Prints are linear: the print of a sum is the sum of
the prints (modulo 2 to the power of 64), so a combination of rows is the same as at another time
exactly where its print is. Nothing can be read back from them. A business counts as *exposed* by
a combination of published rows, old and new ones, with the coefficients -1, 0 and 1, when its
print in the combination is not 0. No combination in which a new row takes part may expose one to
four businesses.

**How all combinations are tried.** The units of a table are disjoint, so prints of different rows
never cancel each other; only the total contains what the rows contain. For each choice of the
old and the new total, every block of rows that share units is therefore tried for itself (all
its combinations), and what the blocks expose is united. That finds a forbidden combination of any
number of rows, not only of the pairs.

**When other rows are merged than before**, the new rows that share units with old ones form a
block with these. They are published together, if no combination of new and old rows, of the
block and with the rest of the table, exposes one to four businesses. Otherwise the old rows
repeat their dated values, also where one has become smaller than a new row may be.

**Every release counts.** New rows are compared in this way with the rows of each release of the
city, one after the other: five firms that join for the second release, four of which leave before
the third, are five changes each time, and one between the first and the third. Combinations of rows
of three or more releases are not tried. Releases from before bases were kept cannot be compared.

Between tables, pairs of rows of occupations, sectors and sizes are tried (their sum and
difference); larger combinations across tables are not.

**Weights** tie a row to businesses outside it: when a sector gains answers, the weights of every
other business change a little. That is no change of a row: a row counts as changed by its answers,
and one that changed too little keeps its dated value, weights and all. Other weights for the rows
beside it would let it be computed anew from the total. All rows of a release are therefore by the
same weights, and these are renewed only with every row at once, see ``choosing.may_reweigh``.
A change of the levels that a city requires is no change of a business.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np

from uprest.reporting.types import MIN_CHANGED, Ints, Prints

MAX_BLOCK = 10
"""Blocks of more rows are not tried out (3 to that power combinations): they are not published."""

SAMPLE = 48
"""So many businesses decide at first whether a combination exposes five, see _try_signs."""


@dataclass(frozen=True)
class Vector:
    """The prints of one unit: the businesses (ascending ids) and their prints, none of them 0."""

    businesses: Ints
    prints: Prints


Basis = Mapping[str, Vector]
"""Prints by unit. The keys are the caller's; two rows share a unit if they share the key."""


@dataclass(frozen=True)
class Part:
    """One row of a table as published: its units and the basis it was computed from.

    ``size`` is the number of its businesses: of several rows the smallest one gives way.
    """

    name: str
    units: frozenset[str]
    basis: Basis
    size: int = 0


@dataclass(frozen=True)
class Change:
    """A table before and after. ``old`` and ``new`` hold every row at its own basis.

    ``total_old`` and ``total_new`` hold all units of the table, or are None where no total is or
    will be published. ``moving`` are units between which a business moved.
    """

    old: tuple[Part, ...]
    new: tuple[Part, ...]
    total_old: Basis | None = None
    total_new: Basis | None = None
    moving: frozenset[frozenset[str]] = field(default_factory=frozenset)


def find_leak(change: Change) -> frozenset[str] | None:
    """Return the names of new rows that take part in a forbidden combination, if there is one.

    The empty set means the total alone with old rows. None: nothing can be computed that exposes
    one to four businesses.
    """
    businesses = _list_businesses(change)
    blocks = _find_blocks(change)
    if too_large := next((block for block in blocks if len(block.parts) > MAX_BLOCK), None):
        return frozenset(part.name for part in too_large.new)
    for new_sign, old_sign in _list_total_signs(change):
        options = [
            _list_exposures(block, change, businesses, new_sign, old_sign) for block in blocks
        ]
        leak = _unite(options, takes_part=bool(new_sign))
        if leak is not None:
            return leak
    return None


def _list_total_signs(change: Change) -> list[tuple[int, int]]:
    """Return the coefficients of the new and the old total, one of each pair of opposites."""
    new_signs = (0,) if change.total_new is None else (0, 1)
    old_signs = (0,) if change.total_old is None else (-1, 0, 1)
    pairs = product(new_signs, old_signs)
    return [(new, old) for new, old in pairs if (new, old) != (0, -1)]


def count_changed(*, units: Iterable[str], old: Basis, new: Basis) -> int:
    """Return how many businesses joined, left or changed in a row of ``units``."""
    row = frozenset(units)
    businesses = _union([basis[unit] for basis in (old, new) for unit in row if unit in basis])
    return int(np.count_nonzero(_dense(new, row, businesses) != _dense(old, row, businesses)))


def find_pair_leak(*, first: Sequence[Part], second: Sequence[Part]) -> tuple[Part, Part] | None:
    """Return a row of each of two tables whose sum or difference exposes one to four businesses.

    Units of both tables must have prints of the same contributions, whichever way they group
    them.
    """
    for one, other in product(first, second):
        vectors = [part.basis[unit] for part in (one, other) for unit in part.units
                   if unit in part.basis]  # fmt: skip
        businesses = _union(vectors)
        prints = _dense(one.basis, one.units, businesses)
        others = _dense(other.basis, other.units, businesses)
        for combined in (prints - others, prints + others):
            if 0 < np.count_nonzero(combined) < MIN_CHANGED:
                return one, other
    return None


# --- Blocks of rows that share units ------------------------------------------------------------


@dataclass(frozen=True)
class _Block:
    units: frozenset[str]
    new: tuple[Part, ...]
    old: tuple[Part, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        return (*self.new, *self.old)


def _find_blocks(change: Change) -> list[_Block]:
    """Return the smallest blocks so that no unit, and nothing that moved, lies in two of them."""
    sets = [part.units for part in (*change.new, *change.old)] + list(change.moving)
    totals = [basis for basis in (change.total_new, change.total_old) if basis is not None]
    sets += [frozenset({unit}) for basis in totals for unit in basis]
    blocks: list[frozenset[str]] = []
    for units in sets:
        touched = [block for block in blocks if block & units]
        blocks = [block for block in blocks if not block & units]
        blocks.append(units.union(*touched))
    return [
        _Block(
            units=units,
            new=tuple(part for part in change.new if part.units & units),
            old=tuple(part for part in change.old if part.units & units),
        )
        for units in blocks
    ]


# --- Which businesses a combination exposes -------------------------------------------------------


@dataclass(frozen=True)
class _Exposure:
    """One to four businesses, or none, and the new rows of a combination that exposes them."""

    businesses: frozenset[int]
    rows: frozenset[str]


def _list_exposures(
    block: _Block, change: Change, businesses: Ints, new_sign: int, old_sign: int
) -> list[_Exposure]:
    """Return the different exposures of at most four businesses, over all combinations."""
    constant = np.zeros(businesses.size, dtype=np.uint64)
    for basis, sign in ((change.total_new, new_sign), (change.total_old, old_sign)):
        if basis is not None:
            constant += _dense(basis, block.units, businesses) * np.uint64(sign % 2**64)
    prints = np.array([_dense(part.basis, part.units, businesses) for part in block.parts])
    prints = prints.reshape(len(block.parts), businesses.size)
    touched = np.flatnonzero(constant.astype(bool) | prints.any(axis=0))
    found: dict[tuple[frozenset[int], bool], _Exposure] = {}
    for signs, exposed in _try_signs(constant[touched], prints[:, touched]):
        rows = frozenset(part.name for sign, part in zip(signs, block.new, strict=False) if sign)
        key = frozenset(int(touched[index]) for index in exposed)
        kept = found.get((key, bool(rows)))
        if kept is None or len(rows) < len(kept.rows):
            found[(key, bool(rows))] = _Exposure(businesses=key, rows=rows)
    return list(found.values())


def _try_signs(constant: Prints, prints: Prints) -> Iterator[tuple[Ints, Ints]]:
    """Yield every choice of coefficients that exposes at most four businesses, with these.

    What exposes five of the first businesses is out, so that the rest need not be looked at.
    """
    rows = prints.shape[0]
    signs = np.array(list(product((-1, 0, 1), repeat=rows)), dtype=np.int64)
    factors = signs.astype(np.uint64)
    sample = constant[:SAMPLE] + factors @ prints[:, :SAMPLE]
    for choice in np.flatnonzero(np.count_nonzero(sample, axis=1) < MIN_CHANGED):
        exposed = np.flatnonzero(constant + factors[choice] @ prints)
        if exposed.size < MIN_CHANGED:
            yield signs[choice], exposed


def _unite(options: list[list[_Exposure]], *, takes_part: bool) -> frozenset[str] | None:
    """Return the rows of a choice of one exposure a block that together expose one to four.

    ``takes_part`` says whether the new total is in the combination; without it a new row must be.
    A block without any option exposes five or more whatever one does.
    """
    if not all(options):
        return None
    reached = {(frozenset[int](), False): frozenset[str]()}
    for block in options:
        step: dict[tuple[frozenset[int], bool], frozenset[str]] = {}
        for (exposed, _), rows in reached.items():
            for option in block:
                together = exposed | option.businesses
                key = (together, bool(rows | option.rows))
                if len(together) < MIN_CHANGED and (
                    key not in step or len(rows | option.rows) < len(step[key])
                ):
                    step[key] = rows | option.rows
        reached = step
    leaks = [rows for (exposed, new), rows in reached.items() if exposed and (new or takes_part)]
    return min(leaks, key=lambda rows: (len(rows), sorted(rows))) if leaks else None


# --- Prints by business ---------------------------------------------------------------------------


def _list_businesses(change: Change) -> Ints:
    parts = [part.basis for part in (*change.old, *change.new)]
    totals = [basis for basis in (change.total_old, change.total_new) if basis is not None]
    # many rows have the same basis
    bases = {id(basis): basis for basis in (*parts, *totals)}
    return _union([vector for basis in bases.values() for vector in basis.values()])


def _union(vectors: Sequence[Vector]) -> Ints:
    if not vectors:
        return np.zeros(0, dtype=np.int64)
    return np.unique(np.concatenate([vector.businesses for vector in vectors]))


def _dense(basis: Basis, units: Iterable[str], businesses: Ints) -> Prints:
    """Return the sum of the prints of ``units`` for each of ``businesses``."""
    prints = np.zeros(businesses.size, dtype=np.uint64)
    for unit in units:
        vector = basis.get(unit)
        if vector is not None:
            prints[np.searchsorted(businesses, vector.businesses)] += vector.prints
    return prints
