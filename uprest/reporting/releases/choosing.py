"""Which rows of a new calculation are published, and which repeat their dated values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from uprest.reporting.releases.leaks import (
    Basis,
    Change,
    Part,
    count_changed,
    find_leak,
    find_pair_leak,
)
from uprest.reporting.releases.prints import (
    CELLS,
    RAKED,
    WEIGHTED,
    Snapshot,
    cell_unit,
    job_of_cell,
)
from uprest.reporting.types import MIN_CHANGED, Row, Table

TABLES = (Table.SKILLS, Table.OCCUPATIONS, Table.SECTORS, Table.SIZES, Table.AREAS)
WHOLE_BUSINESSES = (Table.SECTORS, Table.SIZES)
PAIRS = (
    (Table.OCCUPATIONS, Table.SECTORS),
    (Table.OCCUPATIONS, Table.SIZES),
    (Table.SIZES, Table.SECTORS),
)
"""Tables whose rows tell the same figures of the same answers, grouped in different ways."""


@dataclass(frozen=True, eq=False)
class Published:
    """A row as it was last published (or as it would be now), with the basis it came from."""

    row: Row
    basis: Snapshot

    @property
    def name(self) -> str:
        """A name for the row among those of the same moment."""
        return f"{self.row.table} {' '.join(self.row.units)}"

    def part(self, kind: str = "") -> Part:
        """Return the row as the release rule looks at it, by its ``kind`` of prints."""
        return Part(
            name=self.name,
            units=frozenset(self.row.units),
            basis=self.basis[kind or self.row.table],
            size=self.row.businesses,
        )


def choose_rows(
    *,
    old: Sequence[Published],
    new: Sequence[Published],
    earlier: Iterable[Sequence[Published]] = (),
) -> list[Published]:
    """Return the rows to show: of every part of a table either the new rows or the old ones.

    ``old`` are all rows of the last release, empty before the first one; ``new`` those computed
    now, at one basis. ``earlier`` gives the rows of each release before the last, as far as their
    bases are kept; they are read one after the other. The rows are in the order of ``new`` where
    they are new, of ``old`` else.
    """
    families = _list_families(old, new)
    fresh = _hold_back(old, new, _list_candidates(old, new), families)
    # fewer rows have fewer combinations: what was found safe before stays safe
    for before in earlier:
        if not fresh:
            break
        fresh -= _find_reweighed(before, new, fresh, families)
        fresh = _hold_back(before, new, fresh, families)
    replaced = _units_of(one for one in new if one.name in fresh)
    kept = [one for one in old if not (_tagged_units(one) & replaced)]
    return [one for one in new if one.name in fresh] + kept


def _hold_back(
    before: Sequence[Published],
    new: Sequence[Published],
    fresh: set[str],
    families: Sequence[set[str]],
) -> set[str]:
    """Return those of the ``fresh`` new rows that may be published beside the rows ``before``."""
    while fresh:
        giving_way = _find_giving_way(before, new, fresh, families)
        if giving_way is None:
            break
        fresh = fresh - giving_way
    return fresh


def _find_reweighed(
    before: Sequence[Published],
    new: Sequence[Published],
    fresh: set[str],
    families: Sequence[set[str]],
) -> set[str]:
    """Return the families of rows that tell nearly the same answers by other weights.

    Two figures of the same answers by different weights are two equations (``may_reweigh``).
    """
    found = set[str]()
    for one in new:
        if one.name not in fresh:
            continue
        changed = _count_changed_units(before, one)
        if changed < MIN_CHANGED and _count_changed_units(before, one, RAKED) > changed:
            found |= next(family for family in families if one.name in family)
    return found


def _tagged_units(one: Published) -> set[tuple[Table, str]]:
    return {(one.row.table, unit) for unit in one.row.units or ("",)}


def _units_of(rows: Iterable[Published]) -> set[tuple[Table, str]]:
    return set[tuple[Table, str]]().union(*(_tagged_units(one) for one in rows))


# --- Rows that come and go together ---------------------------------------------------------------


def _list_families(old: Sequence[Published], new: Sequence[Published]) -> list[set[str]]:
    """Return the new rows that must be published together, because they share units with old ones.

    A unit that no old row has can be published by itself; one that no new row has any more stays
    in the old row until that goes.
    """
    families: list[tuple[set[tuple[Table, str]], set[str]]] = []
    for one in (*old, *new):
        units, names = _tagged_units(one), {one.name} if one in new else set()
        for family in [family for family in families if family[0] & units]:
            families.remove(family)
            units, names = units | family[0], names | family[1]
        families.append((units, names))
    return [names for _, names in families if names]


def _list_candidates(old: Sequence[Published], new: Sequence[Published]) -> set[str]:
    """Return the names of rows that changed enough by themselves, or whose merging changed."""
    before = {one.name: one for one in old}
    fresh = set[str]()
    for family in _list_families(old, new):
        if len(family) == 1 and (name := next(iter(family))) in before:
            row = next(one for one in new if one.name == name)
            if _count_changed(before[name], row) < MIN_CHANGED:
                continue
        fresh |= family
    return fresh


def _count_changed(old: Published, new: Published) -> int:
    table = Table.OCCUPATIONS if new.row.table == Table.TOTAL else new.row.table
    units = new.row.units or {*old.basis[table], *new.basis[table]}
    return min(
        count_changed(units=units, old=old.basis[kind], new=new.basis[kind])
        for kind in list_kinds(table)
    )


def list_kinds(table: str) -> tuple[str, ...]:
    """Return the kinds of prints by which the rows of ``table`` are compared."""
    return tuple(kinds[table] for kinds in ({table: table}, WEIGHTED, RAKED) if table in kinds)


# --- Who gives way --------------------------------------------------------------------------------


def _find_giving_way(
    old: Sequence[Published],
    new: Sequence[Published],
    fresh: set[str],
    families: Sequence[set[str]],
) -> set[str] | None:
    """Return the rows that must not be published after all, or None if all may be."""
    published = [one for one in new if one.name in fresh]
    leak = _find_table_leak(old, published)
    if leak is None:
        leak = _find_cell_leak(old, published)
    if leak is None:
        leak = _find_cross_leak(old, published)
    if leak is None:
        return None
    smallest = min(
        (one for one in published if one.name in leak),
        key=lambda one: (one.row.businesses, one.row.people, one.name),
    )
    return next(family for family in families if smallest.name in family) & fresh


def _find_table_leak(old: Sequence[Published], new: Sequence[Published]) -> set[str] | None:
    kinds = [(table, kind) for table in TABLES for kind in list_kinds(table)]
    for table, kind in kinds:
        change = Change(
            old=tuple(one.part(kind) for one in old if one.row.table == table),
            new=tuple(one.part(kind) for one in new if one.row.table == table),
            # the share of an area is a union, of which no total is the sum
            total_old=None if table == Table.AREAS else _find_total(old, kind),
            total_new=None if table == Table.AREAS else _find_total(new, kind),
        )
        if table in WHOLE_BUSINESSES:
            change = replace(change, moving=find_moves(change))
        leak = find_leak(change)
        if leak is not None:
            return set(leak) or {one.name for one in new if one.row.table == Table.TOTAL}
    return None


def _find_total(rows: Sequence[Published], kind: str) -> Basis | None:
    return next((one.basis[kind] for one in rows if one.row.table == Table.TOTAL), None)


def find_moves(change: Change) -> frozenset[frozenset[str]]:
    """Return the sets of sectors (or sizes) between which a business moved over time."""
    bases = {id(part.basis): part.basis for part in (*change.old, *change.new)}
    bases |= {id(basis): basis for basis in (change.total_old, change.total_new) if basis}
    found: dict[int, set[str]] = {}
    for basis in bases.values():
        for unit, vector in basis.items():
            for business in vector.businesses.tolist():
                found.setdefault(business, set()).add(unit)
    return frozenset(frozenset(units) for units in found.values() if len(units) > 1)


def _find_cell_leak(old: Sequence[Published], new: Sequence[Published]) -> set[str] | None:
    """Return a new occupation row whose cells give a single business away."""
    before = {one.name: one for one in old}
    for one in new:
        if one.row.table != Table.OCCUPATIONS or one.name not in before:
            continue
        last = before[one.name]
        for kind in list_kinds(CELLS):
            basis_old, basis_new = _cell_basis(last, kind), _cell_basis(one, kind)
            change = Change(
                old=_list_cells(last, basis_old),
                new=_list_cells(one, basis_new),
                total_old=basis_old,
                total_new=basis_new,
            )
            if find_leak(change) is not None:
                return {one.name}
    return None


def _cell_basis(one: Published, kind: str) -> Basis:
    cells = one.basis[kind]
    return {unit: cells[unit] for unit in cells if job_of_cell(unit) in one.row.units}


def _list_cells(one: Published, basis: Basis) -> tuple[Part, ...]:
    return tuple(
        Part(
            name=" ".join(cell.areas),
            units=frozenset(cell_unit(job, area) for job in one.row.units for area in cell.areas),
            basis=basis,
            size=cell.businesses,
        )
        for cell in one.row.cells
    )


def _find_cross_leak(old: Sequence[Published], new: Sequence[Published]) -> set[str] | None:
    """Return the new row of two whose sum or difference gives a business away."""
    for first, second in PAIRS:
        for plain in (True, False):
            leak = _find_crossing(old, new, first, second, RAKED if not plain else {})
            if leak is not None:
                return leak
    return None


def _find_crossing(
    old: Sequence[Published],
    new: Sequence[Published],
    first: Table,
    second: Table,
    kinds: Mapping[str, str],
) -> set[str] | None:
    def parts(rows: Sequence[Published], table: Table, moment: str) -> list[Part]:
        found = [one.part(kinds.get(table, "")) for one in rows if one.row.table == table]
        return [replace(part, name=f"{moment} {part.name}") for part in found]

    pair = find_pair_leak(
        first=parts(new, first, "new"),
        second=[*parts(new, second, "new"), *parts(old, second, "old")],
    ) or find_pair_leak(first=parts(old, first, "old"), second=parts(new, second, "new"))
    if pair is None:
        return None
    return {part.name.removeprefix("new ") for part in pair if part.name.startswith("new ")}


# --- Whether weights may be renewed ---------------------------------------------------------------


def may_reweigh(*, old: Sequence[Published], new: Sequence[Published]) -> bool:
    """Whether ``new`` rows, which are all that would be shown, may come with other weights.

    Other weights change every figure, also where nobody answered anew, and two figures of the
    same answers by different weights are two equations: with what else is known they can be
    solved for the few businesses whose weight changed in another way than that of the rest. So
    no row may be left at its older weights, from which a newer total less the other rows would
    be computed anew, and each row must have five changed businesses of its own. What businesses
    weigh is left aside here.
    """
    if not old:
        return True
    if any(one in old for one in new):
        return False
    return all(_count_changed_units(old, one) >= MIN_CHANGED for one in new)


def _count_changed_units(
    old: Sequence[Published], new: Published, kinds: Mapping[str, str] | None = None
) -> int:
    """Return how many businesses changed in the units of a new row since each was published.

    They are compared by their answers, or by the ``kinds`` of prints.
    """
    before = [one for one in old if _tagged_units(one) & _tagged_units(new)]
    if not before:
        return MIN_CHANGED  # it has never been published
    table = Table.OCCUPATIONS if new.row.table == Table.TOTAL else new.row.table
    key = kinds[table] if kinds else table
    units = new.row.units or tuple({*before[0].basis[key], *new.basis[key]})
    last = {
        unit: one.basis[key][unit]
        for one in before
        for unit in one.row.units or units
        if unit in units and unit in one.basis[key]
    }
    return count_changed(units=units, old=last, new=new.basis[key])
