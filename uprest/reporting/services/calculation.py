"""One calculation for the screen, the CSV, the stored release and the operator's command."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from uprest.reporting.figures import (
    Sums,
    count_crowd,
    find_share,
    gap_flags,
    important_flags,
    is_any,
    pool,
    sum_by_group,
    sum_important,
)
from uprest.reporting.releases.ends import bound_row
from uprest.reporting.releases.needs import print_needs
from uprest.reporting.releases.prints import Snapshot, take_prints
from uprest.reporting.rows import merge_areas, merge_skills
from uprest.reporting.services.counting import Counts, add_gap
from uprest.reporting.services.grouping import build_groups
from uprest.reporting.types import (
    METHOD,
    MIN_IMPORTANCE,
    Crowd,
    Frame,
    Group,
    Register,
    Report,
    Row,
    Sheet,
    Table,
    Weighting,
    Yardstick,
)
from uprest.reporting.weighting import count_population, weigh


@dataclass(frozen=True)
class Calculation:
    """A report, the private basis by which the next one is compared with it, and its frame.

    ``weighting`` is what the businesses weighed in it.
    """

    report: Report
    basis: Snapshot
    frame: Frame
    weighting: Weighting


def calculate(
    *,
    sheet: Sheet,
    frame: Frame,
    register: Register,
    municipality: str,
    as_of: dt.date,
    weighting: Weighting | None = None,
) -> Calculation:
    """Return the figures of ``municipality`` (a slug) with their basis.

    The weights are raked to ``register``, unless ``weighting`` gives those of an earlier release.
    """
    weighting = weighting or weigh(sheet=sheet, frame=frame, register=register)
    counts = Counts(
        sheet=sheet,
        frame=frame,
        weights=weighting.of(sheet),
        population=count_population(sheet, frame, register) if weighting.is_weighted else None,
        levels=sheet.levels,
        gaps=gap_flags(sheet, frame),
        important=important_flags(sheet, frame),
        answered=sheet.answered,
    )
    basis = take_prints(sheet, frame, counts.weights)
    crowd = count_crowd(sheet, is_any(counts.answered))
    report = Report(
        municipality=municipality,
        as_of=as_of,
        crowd=crowd,
        total=None,
        register_size=weighting.register_size,
        converged=weighting.converged,
    )
    if count_crowd(sheet, is_any(counts.levels)).is_enough:
        report = _fill(report, counts, basis, weighting)
    return Calculation(report, basis, frame, weighting)


def _fill(report: Report, counts: Counts, basis: Snapshot, weighting: Weighting) -> Report:
    """Return the report with its rows, as they may be seen."""
    as_of = report.as_of

    def finish(rows: Iterable[Row]) -> tuple[Row, ...]:
        return tuple(bound_row(_measure(row, counts.frame, weighting)) for row in rows)

    whole = sum_by_group(counts.sheet, counts.frame, np.zeros_like(counts.sheet.business))
    groups = build_groups(counts, whole, basis, as_of)
    return replace(
        report,
        total=finish([_build_total(counts, whole, report.crowd, as_of)])[0],
        skills=finish(_build_skills(counts, whole, as_of)),
        occupations=finish(groups.occupations),
        sectors=finish(groups.sectors),
        sizes=finish(groups.sizes),
        areas=finish(_build_areas(counts, as_of)),
    )


def _measure(row: Row, frame: Frame, weighting: Weighting) -> Row:
    """Return the row with what it is measured by."""
    needs = print_needs(frame, row)
    return replace(row, measured=Yardstick(METHOD, needs, weighting.is_weighted))


def _build_total(counts: Counts, whole: Sums, crowd: Crowd, as_of: dt.date) -> Row:
    skills = tuple(range(len(counts.frame.skills)))
    row = Row(
        table=Table.TOTAL,
        units=(),
        businesses=crowd.businesses,
        people=crowd.people,
        published_on=as_of,
    )
    if not count_crowd(counts.sheet, is_any(counts.gaps)).is_enough:
        return row
    return add_gap(counts, row, whole, index=0, skills=skills, group=())


# --- Skills -------------------------------------------------------------------------------------


def _build_skills(counts: Counts, whole: Sums, as_of: dt.date) -> tuple[Row, ...]:
    """Return the skills of all jobs together, the largest gap first."""
    present = tuple(np.flatnonzero(counts.answered.any(axis=0)).tolist())
    groups = merge_skills(
        skills=counts.frame.skills, present=present, measure=counts.measure_skills
    )
    rows = [_build_skill(counts, whole, group, as_of) for group in groups]
    return tuple(sorted(rows, key=lambda row: -1.0 if row.mean_gap is None else row.mean_gap,
                        reverse=True))  # fmt: skip


def _build_skill(counts: Counts, whole: Sums, group: Group, as_of: dt.date) -> Row:
    frame = counts.frame
    crowd = count_crowd(counts.sheet, is_any(counts.answered, group))
    means = pool(whole, group=0, skills=group, weights=counts.weights)
    areas = sorted({frame.skills[skill].area for skill in group}) if len(group) > 1 else []
    row = Row(
        table=Table.SKILLS,
        units=tuple(frame.skills[skill].code for skill in group),
        areas=tuple(frame.areas[area] for area in areas),
        businesses=crowd.businesses,
        people=crowd.people,
        mean_level=means.mean_level,
        mean_required=means.mean_required,
        published_on=as_of,
    )
    return add_gap(counts, row, whole, index=0, skills=group, group=group)


# --- Areas: at least one important skill below the need -------------------------------------------


def _build_areas(counts: Counts, as_of: dt.date) -> tuple[Row, ...]:
    """Return the areas in the framework's order; a small one is merged with the next."""
    frame = counts.frame
    important = (frame.required > 0) & (frame.importance >= MIN_IMPORTANCE)
    areas = {frame.skills[skill].area for skill in np.flatnonzero(important.any(axis=0)).tolist()}
    groups = merge_areas(areas=tuple(sorted(areas)), measure=counts.measure_important)
    return tuple(_build_area(counts, group, as_of) for group in groups)


def _build_area(counts: Counts, group: Group, as_of: dt.date) -> Row:
    answered = is_any(counts.answered, counts.frame.skills_of(group))
    crowd = count_crowd(counts.sheet, answered)
    share = find_share(
        sum_important(counts.sheet, counts.frame, group),
        weights=counts.weights,
        population=counts.count_businesses(Table.AREAS, group),
    )
    return Row(
        table=Table.AREAS,
        units=tuple(counts.frame.areas[area] for area in group),
        businesses=crowd.businesses,
        people=crowd.people,
        effective=share.effective if share else None,
        important_low=share.share if share else None,
        important_low_interval=share.interval if share else None,
        published_on=as_of,
    )
