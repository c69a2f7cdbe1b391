"""The rows of the tables that group people by their job, or businesses by their kind."""

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from uprest.reporting.figures import Sums, count_crowd, is_any, pool, regroup, sum_by_group
from uprest.reporting.releases.choosing import Published
from uprest.reporting.releases.leaks import find_pair_leak
from uprest.reporting.releases.prints import Snapshot
from uprest.reporting.rows import merge_areas, merge_nearest
from uprest.reporting.services.counting import Counts, add_gap
from uprest.reporting.types import Cell, Group, Ints, NearUnit, Row, Table


@dataclass(frozen=True)
class Groups:
    """The rows of three tables that count the same answers."""

    occupations: tuple[Row, ...]
    sectors: tuple[Row, ...]
    sizes: tuple[Row, ...]


@dataclass(frozen=True)
class _Rows:
    """The rows of one table with the units of each of them."""

    groups: list[Group]
    rows: tuple[Row, ...]


def build_groups(counts: Counts, whole: Sums, basis: Snapshot, as_of: dt.date) -> Groups:
    """Return the rows of occupations, of sectors and of sizes.

    A row of sizes that differs from one of sectors in one to four businesses is merged further,
    and so is a row of occupations that differs from either.
    """
    sectors = _build_kind(counts, whole, Table.SECTORS, frozenset(), as_of)
    sizes = _merge_apart(
        lambda refused: _build_kind(counts, whole, Table.SIZES, refused, as_of),
        [sectors.rows],
        basis,
    )
    occupations = _merge_apart(
        lambda refused: _build_occupations(counts, refused, as_of),
        [sectors.rows, sizes.rows],
        basis,
    )
    return Groups(occupations=occupations.rows, sectors=sectors.rows, sizes=sizes.rows)


def _merge_apart(
    build: Callable[[Collection[Group]], _Rows], others: Sequence[tuple[Row, ...]], basis: Snapshot
) -> _Rows:
    """Return the rows of a table of which none nearly equals a row of ``others``."""
    refused: set[Group] = set()
    while True:
        found = build(refused)
        parts = [Published(row, basis).part() for row in found.rows]
        pairs = (
            find_pair_leak(first=parts, second=[Published(row, basis).part() for row in rows])
            for rows in others
        )
        pair = next((pair for pair in pairs if pair is not None), None)
        if pair is None:
            return found
        names = [part.name for part in parts]
        refused.add(found.groups[names.index(pair[0].name)])


def _build_kind(
    counts: Counts, whole: Sums, table: Table, refused: Collection[Group], as_of: dt.date
) -> _Rows:
    """Return the rows of a table that groups whole businesses: by sector, or by size."""
    units: tuple[NearUnit, ...]
    by_sector = table == Table.SECTORS
    units = counts.frame.sectors if by_sector else counts.frame.sizes
    of_business = counts.sheet.sector if by_sector else counts.sheet.size
    of_response = counts.sectors if by_sector else counts.sizes
    groups = merge_nearest(
        units=units,
        measure=counts.measure_groups(of_response),
        refused=refused,
    )
    row_of = _number_rows(of_business, groups)
    lines = _Lines(row=row_of[counts.sheet.business], sums=regroup(whole, row_of))
    rows = tuple(
        _build_group(counts, lines, index, table=table, units=units, group=group, as_of=as_of)
        for index, group in enumerate(groups)
    )
    return _Rows(groups=groups, rows=rows)


def _build_occupations(counts: Counts, refused: Collection[Group], as_of: dt.date) -> _Rows:
    jobs = counts.sheet.occupation
    groups = merge_nearest(
        units=counts.frame.occupations,
        measure=counts.measure_groups(jobs),
        refused=refused,
    )
    row_of = _number_rows(jobs, groups)
    lines = _Lines(row=row_of, sums=sum_by_group(counts.sheet, counts.frame, row_of))
    rows = tuple(
        replace(
            _build_group(
                counts, lines, index, table=Table.OCCUPATIONS,
                units=counts.frame.occupations, group=group, as_of=as_of,
            ),
            cells=_build_cells(counts, lines, index, group),
        )
        for index, group in enumerate(groups)
    )  # fmt: skip
    return _Rows(groups=groups, rows=rows)


@dataclass(frozen=True)
class _Lines:
    """The row of each response, and the sums by row."""

    row: Ints
    sums: Sums


def _number_rows(units: Ints, groups: list[Group]) -> Ints:
    """Return the row of each of ``units``; the groups hold every unit."""
    row = np.zeros_like(units)
    for index, group in enumerate(groups):
        row[np.isin(units, group)] = index
    return row


def _build_group(
    counts: Counts,
    lines: _Lines,
    index: int,
    *,
    table: Table,
    units: Sequence[NearUnit],
    group: Group,
    as_of: dt.date,
) -> Row:
    crowd = count_crowd(counts.sheet, (lines.row == index) & is_any(counts.answered))
    row = Row(
        table=table,
        units=tuple(units[unit].code for unit in group),
        businesses=crowd.businesses,
        people=crowd.people,
        published_on=as_of,
    )
    skills = tuple(range(len(counts.frame.skills)))
    return add_gap(counts, row, lines.sums, index=index, skills=skills, group=group)


def _build_cells(counts: Counts, lines: _Lines, index: int, group: Group) -> tuple[Cell, ...]:
    """Return the cells of an occupation row in the framework's order of areas."""
    frame, chosen = counts.frame, lines.row == index
    needed = {frame.skills[skill].area for skill in np.flatnonzero(
        (frame.required[list(group)] > 0).any(axis=0)
    ).tolist()}  # fmt: skip
    merged = merge_areas(
        areas=tuple(sorted(needed)),
        measure=lambda areas: counts.measure_areas(chosen, areas),
    )
    cells = [_build_cell(counts, lines, index, areas) for areas in merged]
    empty = [
        Cell(areas=(code,), businesses=0, people=0, mean_gap=None)
        for area, code in enumerate(frame.areas)
        if area not in needed
    ]
    return tuple(sorted([*cells, *empty], key=lambda cell: frame.areas.index(cell.areas[0])))


def _build_cell(counts: Counts, lines: _Lines, index: int, areas: Group) -> Cell:
    skills = counts.frame.skills_of(areas)
    answered = is_any(counts.answered, skills)
    crowd = count_crowd(counts.sheet, (lines.row == index) & answered)
    return Cell(
        areas=tuple(counts.frame.areas[area] for area in areas),
        businesses=crowd.businesses,
        people=crowd.people,
        mean_gap=pool(lines.sums, group=index, skills=skills, weights=counts.weights).mean_gap,
    )
