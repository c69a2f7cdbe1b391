"""What stands out, ranked by importance times the gap that is certain.

The gap that is certain is the lower end of the interval: a wide gap of few answers does not come
before a smaller one that is sure. Where there is no interval, half of the gap is taken for sure.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from uprest.reporting.reports.formats import has_gap
from uprest.reporting.reports.trends import Line, draw_lines
from uprest.reporting.selectors.changes import PastRelease
from uprest.reporting.selectors.evidence import Evidence
from uprest.reporting.selectors.releases import StoredRelease
from uprest.reporting.types import Cell, Row, Table

SURE_OF = 0.5
TOP_IMPORTANCE = 3
HARDLY = 0.35
"""A sector is hardly reached where a smaller part of its register has answered."""

LEAST_REGISTER = 5
LEAST_IMPORTANT_LOW = 0.2


class Kind(IntEnum):
    """What a finding is about."""

    SKILL = 1
    CELL = 2
    AREA = 3
    WIDER = 4
    UNREACHED = 5
    SMALLER = 6


MOST = {
    Kind.SKILL: 3,
    Kind.CELL: 1,
    Kind.AREA: 1,
    Kind.WIDER: 1,
    Kind.UNREACHED: 1,
    Kind.SMALLER: 1,
}
"""So many findings of a kind are told."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """Something that could be told, with how pressing it is.

    ``cell`` is that of a ``CELL``. ``before`` is the row before, ``change`` that of its figure.
    ``sector``, the largest one in the row, and ``register`` are those of ``UNREACHED``.
    """

    kind: Kind
    score: float
    row: Row
    cell: Cell | None = None
    before: Row | None = None
    change: float | None = None
    sector: str = ""
    register: int = 0


def rank(
    *, stored: StoredRelease, evidence: Evidence, skill_areas: Mapping[str, str]
) -> list[Candidate]:
    """Return what stands out, the most pressing first; what has become better comes last.

    ``skill_areas`` gives the area of each skill (codes).
    """
    found = [
        *_list_skills(stored, evidence),
        *_list_cells(stored, evidence, skill_areas),
        *_list_areas(stored),
        *_list_changes(stored, evidence.before),
        *_list_unreached(stored, evidence),
    ]
    found.sort(key=lambda one: (-one.score, one.kind, one.row.units))
    chosen = []
    for kind, most in MOST.items():
        chosen += [one for one in found if one.kind == kind and one.score > 0][:most]
    return sorted(chosen, key=lambda one: (one.kind == Kind.SMALLER, -one.score, one.kind))


def sure_gap(row: Row) -> float:
    """Return the part of a gap that is certain, at least 0."""
    if row.mean_gap is None:
        return 0.0
    if row.mean_gap_interval is None:
        return SURE_OF * row.mean_gap
    return max(0.0, row.mean_gap_interval.low)


def _list_skills(stored: StoredRelease, evidence: Evidence) -> Iterator[Candidate]:
    for row in stored.list_rows(Table.SKILLS):
        if has_gap(row.mean_gap):
            weights = [
                importance
                for (_, skill), importance in evidence.importance.items()
                if skill in row.units
            ]
            score = _weigh(weights) * sure_gap(row)
            yield Candidate(kind=Kind.SKILL, score=score, row=row)


def _list_cells(
    stored: StoredRelease, evidence: Evidence, skill_areas: Mapping[str, str]
) -> Iterator[Candidate]:
    for row in stored.list_rows(Table.OCCUPATIONS):
        for cell in row.cells:
            if cell.mean_gap is None or not has_gap(cell.mean_gap):
                continue
            weights = [
                importance
                for (job, skill), importance in evidence.importance.items()
                if job in row.units and skill_areas.get(skill) in cell.areas
            ]
            score = _weigh(weights) * SURE_OF * cell.mean_gap
            yield Candidate(kind=Kind.CELL, score=score, row=row, cell=cell)


def _list_areas(stored: StoredRelease) -> Iterator[Candidate]:
    for row in stored.list_rows(Table.AREAS):
        if row.important_low is None or row.important_low < LEAST_IMPORTANT_LOW:
            continue
        interval = row.important_low_interval
        sure = interval.low if interval else SURE_OF * row.important_low
        yield Candidate(kind=Kind.AREA, score=sure, row=row)


def _list_changes(stored: StoredRelease, before: PastRelease | None) -> Iterator[Candidate]:
    """Yield what is wider or smaller than in the release before, beyond chance."""
    if before is None:
        return
    newest = PastRelease(release=stored.release, rows=tuple(one.row for one in stored.rows))
    for table in (Table.SKILLS, Table.AREAS, Table.OCCUPATIONS, Table.SECTORS):
        for line in draw_lines([before, newest], table):
            change = line.change
            if change and line.is_clear and line.before is not None:
                kind = Kind.WIDER if change > 0 else Kind.SMALLER
                yield Candidate(
                    kind=kind,
                    score=_sure_change(line),
                    row=line.newest,
                    before=line.before,
                    change=change,
                )


def _sure_change(line: Line) -> float:
    """Return the change that is certain: the distance of the two intervals."""
    first = line.before.figure_interval if line.before else None
    second = line.newest.figure_interval
    if first is None or second is None:
        return SURE_OF * abs(line.change or 0.0)
    return max(first.low - second.high, second.low - first.high)


def _list_unreached(stored: StoredRelease, evidence: Evidence) -> Iterator[Candidate]:
    """Yield rows of which a small part of the register has answered; never that nobody has."""
    for row in stored.list_rows(Table.SECTORS):
        register = sum(evidence.register.get(unit, 0) for unit in row.units)
        # some of those who answered may be approved without being in the register
        if register >= LEAST_REGISTER and row.businesses < HARDLY * register:
            largest = max(row.units, key=lambda unit: evidence.register.get(unit, 0))
            yield Candidate(
                kind=Kind.UNREACHED,
                score=1 - row.businesses / register,
                row=row,
                sector=largest,
                register=register,
            )


def _weigh(weights: Iterable[int]) -> float:
    """Return the mean importance as a share of the highest, or 0 where nobody asks for it."""
    found: Sequence[int] = list(weights)
    return sum(found) / len(found) / TOP_IMPORTANCE if found else 0.0
