"""One calculation for the screen, the CSV, the stored release and the operator's command."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np

from uprest.reporting.figures import Sums, count_crowd, gap_flags, is_any, pool, sum_by_group
from uprest.reporting.releases.choosing import Published
from uprest.reporting.releases.leaks import find_pair_leak
from uprest.reporting.releases.prints import Snapshot, take_prints
from uprest.reporting.rows import Measure, merge_areas, merge_nearest, merge_skills
from uprest.reporting.types import (
    Cell,
    Crowd,
    Flags,
    Frame,
    Group,
    Ints,
    Report,
    Row,
    Sheet,
    Table,
)


@dataclass(frozen=True)
class Calculation:
    """A report, the private basis by which the next one is compared with it, and its frame."""

    report: Report
    basis: Snapshot
    frame: Frame


@dataclass(frozen=True)
class _Counts:
    """Who contributes to which figure, by response and skill."""

    sheet: Sheet
    frame: Frame
    levels: Flags
    gaps: Flags
    answered: Flags

    @property
    def sectors(self) -> Ints:
        """The sector of each response."""
        sectors: Ints = self.sheet.sector[self.sheet.business]
        return sectors

    def measure_skills(self, skills: Group) -> Crowd:
        """Return the fewer of those with a level and those with a need, if anybody has one."""
        crowds = [
            count_crowd(self.sheet, is_any(flags, skills)) for flags in (self.levels, self.gaps)
        ]
        return _smallest(crowd for crowd in crowds if crowd is crowds[0] or crowd.people)

    def measure_areas(self, chosen: Flags, areas: Group) -> Crowd:
        """Return who contributes to the average gap of the chosen responses in ``areas``."""
        return count_crowd(self.sheet, chosen & is_any(self.gaps, self.frame.skills_of(areas)))

    def measure_groups(self, groups: Ints) -> Measure:
        """Return the measure of rows whose responses have the ``groups`` of the row."""
        contributing = is_any(self.gaps)
        return lambda row: count_crowd(self.sheet, contributing & np.isin(groups, row))


def calculate(*, sheet: Sheet, frame: Frame, municipality: str, as_of: dt.date) -> Calculation:
    """Return the figures of ``municipality`` (a slug) with their basis."""
    counts = _Counts(
        sheet=sheet,
        frame=frame,
        levels=sheet.levels,
        gaps=gap_flags(sheet, frame),
        answered=sheet.answered,
    )
    basis = take_prints(sheet, frame)
    crowd = count_crowd(sheet, is_any(counts.answered))
    if not count_crowd(sheet, is_any(counts.levels)).is_enough:
        return Calculation(Report(municipality, as_of, crowd, total=None), basis, frame)
    whole = sum_by_group(sheet, frame, np.zeros_like(sheet.business))
    occupations, sectors = _build_groups(counts, basis, as_of)
    report = Report(
        municipality=municipality,
        as_of=as_of,
        crowd=crowd,
        total=_build_total(counts, whole, crowd, as_of),
        skills=_build_skills(counts, whole, as_of),
        occupations=occupations,
        sectors=sectors,
    )
    return Calculation(report, basis, frame)


def _smallest(crowds: Iterable[Crowd]) -> Crowd:
    found = list(crowds)
    return Crowd(
        businesses=min(crowd.businesses for crowd in found),
        people=min(crowd.people for crowd in found),
    )


def _build_total(counts: _Counts, whole: Sums, crowd: Crowd, as_of: dt.date) -> Row:
    skills = tuple(range(len(counts.frame.skills)))
    needs = count_crowd(counts.sheet, is_any(counts.gaps))
    means = pool(whole, group=0, skills=skills)
    return Row(
        table=Table.TOTAL,
        units=(),
        businesses=crowd.businesses,
        people=crowd.people,
        mean_gap=means.mean_gap if needs.is_enough else None,
        share_with_gap=means.share_with_gap if needs.is_enough else None,
        published_on=as_of,
    )


# --- Skills -------------------------------------------------------------------------------------


def _build_skills(counts: _Counts, whole: Sums, as_of: dt.date) -> tuple[Row, ...]:
    """Return the skills of all jobs together, the largest gap first."""
    present = tuple(np.flatnonzero(counts.answered.any(axis=0)).tolist())
    groups = merge_skills(
        skills=counts.frame.skills, present=present, measure=counts.measure_skills
    )
    rows = [_build_skill(counts, whole, group, as_of) for group in groups]
    return tuple(sorted(rows, key=lambda row: -1.0 if row.mean_gap is None else row.mean_gap,
                        reverse=True))  # fmt: skip


def _build_skill(counts: _Counts, whole: Sums, group: Group, as_of: dt.date) -> Row:
    frame = counts.frame
    crowd = count_crowd(counts.sheet, is_any(counts.answered, group))
    means = pool(whole, group=0, skills=group)
    areas = sorted({frame.skills[skill].area for skill in group}) if len(group) > 1 else []
    return Row(
        table=Table.SKILLS,
        units=tuple(frame.skills[skill].code for skill in group),
        areas=tuple(frame.areas[area] for area in areas),
        businesses=crowd.businesses,
        people=crowd.people,
        mean_level=means.mean_level,
        mean_required=means.mean_required,
        mean_gap=means.mean_gap,
        share_with_gap=means.share_with_gap,
        published_on=as_of,
    )


# --- Occupations and sectors ----------------------------------------------------------------------


def _build_groups(
    counts: _Counts, basis: Snapshot, as_of: dt.date
) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """Return the rows of occupations and of sectors.

    An occupation row that differs from a sector row in one to four businesses is merged further.
    """
    sectors = _build_sectors(counts, as_of)
    refused: set[Group] = set()
    while True:
        groups, occupations = _build_occupations(counts, refused, as_of)
        pair = find_pair_leak(
            first=[Published(row, basis).part() for row in occupations],
            second=[Published(row, basis).part() for row in sectors],
        )
        if pair is None:
            return occupations, sectors
        names = [Published(row, basis).name for row in occupations]
        refused.add(groups[names.index(pair[0].name)])


def _build_sectors(counts: _Counts, as_of: dt.date) -> tuple[Row, ...]:
    groups = merge_nearest(
        units=counts.frame.sectors,
        present=tuple(np.unique(counts.sectors).tolist()),
        measure=counts.measure_groups(counts.sectors),
    )
    lines = _line_up(counts, counts.sectors, groups)
    return tuple(
        _build_group(
            counts, lines, index, table=Table.SECTORS, as_of=as_of,
            units=tuple(counts.frame.sectors[unit].code for unit in group),
        )
        for index, group in enumerate(groups)
    )  # fmt: skip


def _build_occupations(
    counts: _Counts, refused: Collection[Group], as_of: dt.date
) -> tuple[list[Group], tuple[Row, ...]]:
    jobs = counts.sheet.occupation
    groups = merge_nearest(
        units=counts.frame.occupations,
        present=tuple(np.unique(jobs).tolist()),
        measure=counts.measure_groups(jobs),
        refused=refused,
    )
    lines = _line_up(counts, jobs, groups)
    rows = tuple(
        _build_group(
            counts, lines, index, table=Table.OCCUPATIONS, as_of=as_of,
            units=tuple(counts.frame.occupations[unit].code for unit in group),
            cells=_build_cells(counts, lines, index, group),
        )
        for index, group in enumerate(groups)
    )  # fmt: skip
    return groups, rows


@dataclass(frozen=True)
class _Lines:
    """The row of each response, and the sums by row."""

    row: Ints
    sums: Sums


def _line_up(counts: _Counts, units: Ints, groups: list[Group]) -> _Lines:
    """Return the row of each response by its unit; the groups hold every unit that occurs."""
    row = np.zeros_like(units)
    for index, group in enumerate(groups):
        row[np.isin(units, group)] = index
    return _Lines(row=row, sums=sum_by_group(counts.sheet, counts.frame, row))


def _build_group(
    counts: _Counts,
    lines: _Lines,
    index: int,
    *,
    table: Table,
    units: tuple[str, ...],
    as_of: dt.date,
    cells: tuple[Cell, ...] = (),
) -> Row:
    crowd = count_crowd(counts.sheet, (lines.row == index) & is_any(counts.answered))
    means = pool(lines.sums, group=index, skills=tuple(range(len(counts.frame.skills))))
    return Row(
        table=table,
        units=units,
        businesses=crowd.businesses,
        people=crowd.people,
        mean_gap=means.mean_gap,
        cells=cells,
        published_on=as_of,
    )


def _build_cells(counts: _Counts, lines: _Lines, index: int, group: Group) -> tuple[Cell, ...]:
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


def _build_cell(counts: _Counts, lines: _Lines, index: int, areas: Group) -> Cell:
    skills = counts.frame.skills_of(areas)
    answered = is_any(counts.answered, skills)
    crowd = count_crowd(counts.sheet, (lines.row == index) & answered)
    return Cell(
        areas=tuple(counts.frame.areas[area] for area in areas),
        businesses=crowd.businesses,
        people=crowd.people,
        mean_gap=pool(lines.sums, group=index, skills=skills).mean_gap,
    )
