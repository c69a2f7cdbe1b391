"""Values of the city's figures: the answers they are computed from, and the rows that are shown.

Skills, occupations and sectors go by their index in the ``Frame`` while figures are computed,
and by their code in the rows.
"""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

# The names of types alone: only what computes loads NumPy.
Ints: TypeAlias = "npt.NDArray[np.int64]"
Floats: TypeAlias = "npt.NDArray[np.float64]"
Flags: TypeAlias = "npt.NDArray[np.bool_]"
Prints: TypeAlias = "npt.NDArray[np.uint64]"

METHOD = "raked-1"
"""The version of the calculation, stored with every release."""

MIN_BUSINESSES = 5
MIN_PEOPLE = 10
MIN_CHANGED = 5
"""So many businesses must have joined, left or changed before a row is published again."""

MIN_IMPORTANCE = 2
"""From this importance on (of 1 to 3) a skill is called important in a job."""

HIGHEST_LEVEL = 5.0
LEVEL_ENDS = (0.05, 4.95)
SHARE_ENDS = (0.005, 0.995)
"""Nothing beyond these is published, in any form: see ``releases.ends``."""

NO_ANSWER = -1
NOT_MY_JOB = 8
UNKNOWN = 9

Group = tuple[int, ...]
"""Indices of skills, occupations, sectors or areas that are shown as one row or cell, in order."""


class Table(StrEnum):
    """The tables of a release. The total is a table of one row."""

    TOTAL = "TOTAL"
    SKILLS = "SKILLS"
    OCCUPATIONS = "OCCUPATIONS"
    SECTORS = "SECTORS"
    SIZES = "SIZES"
    AREAS = "AREAS"


@dataclass(frozen=True, slots=True)
class SkillUnit:
    """A skill in the framework's order; ``area`` is an index into ``Frame.areas``."""

    code: str
    area: int


@dataclass(frozen=True, slots=True)
class NearUnit:
    """An occupation, a sector or a size, and the codes it is merged with, nearest first."""

    code: str
    nearest: tuple[str, ...]


@dataclass(frozen=True)
class Frame:
    """What answers are counted against.

    ``required`` has the shape (occupations, skills): the level 1 to 5 that the occupation asks
    for in this city, 0 where it does not ask for the skill. ``importance`` (1 to 3, or 0) has the
    same shape.
    """

    areas: tuple[str, ...]
    skills: tuple[SkillUnit, ...]
    occupations: tuple[NearUnit, ...]
    sectors: tuple[NearUnit, ...]
    sizes: tuple[NearUnit, ...]
    required: Ints
    importance: Ints

    def skills_of(self, areas: Group) -> Group:
        """Return the indices of the skills that lie in ``areas``."""
        return tuple(index for index, skill in enumerate(self.skills) if skill.area in areas)


@dataclass(frozen=True)
class Sheet:
    """The counted answers of one city: a line a response, a column a skill of the frame.

    A response is one person's newest answers about one work in one business. ``business``,
    ``occupation`` and ``person`` give the index of each of them by response, ``sector`` and
    ``size`` those of sector and size by business; ``business_ids`` are the keys by which releases
    are compared. ``stratum`` is by business ``sector * sizes + size`` in the words of the
    register, and ``outside`` says who is not in the register.
    ``value`` is a level from 0 to 5, ``NOT_MY_JOB``, ``UNKNOWN`` or ``NO_ANSWER``; ``weight`` is
    1 / the chance with which the question was asked (0 where there is no answer). Every response
    has an answer.
    """

    business_ids: Ints
    sector: Ints
    size: Ints
    stratum: Ints
    outside: Flags
    business: Ints
    occupation: Ints
    person: Ints
    value: "npt.NDArray[np.int8]"
    weight: Floats

    @property
    def levels(self) -> Flags:
        """Where a level was given, by response and skill."""
        flags: Flags = (self.value >= 0) & (self.value < NOT_MY_JOB)
        return flags

    @property
    def answered(self) -> Flags:
        """Where any answer was given, by response and skill."""
        flags: Flags = self.value != NO_ANSWER
        return flags


@dataclass(frozen=True)
class Register:
    """The frame of the weights: businesses in the city's register by sector and size."""

    counts: Ints

    @property
    def businesses(self) -> int:
        """How many there are; 0 where the city has loaded no register."""
        return int(self.counts.sum())


@dataclass(frozen=True)
class Weighting:
    """What a business weighs, by its sector and size in the register's words.

    ``register_size`` is 0 where there was no register to weigh by: everybody weighs 1.
    ``converged`` says whether the weighted businesses match the register.
    """

    by_stratum: Floats
    register_size: int
    converged: bool

    @property
    def is_weighted(self) -> bool:
        """Whether there was a register to weigh by."""
        return self.register_size > 0

    def of(self, sheet: Sheet) -> Floats:
        """Return the weight of each business of the sheet."""
        weights: Floats = self.by_stratum.ravel()[sheet.stratum]
        return weights


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many businesses and how many different people."""

    businesses: int
    people: int

    @property
    def is_enough(self) -> bool:
        """Whether a figure may be shown of them."""
        return self.businesses >= MIN_BUSINESSES and self.people >= MIN_PEOPLE


@dataclass(frozen=True, slots=True)
class Interval:
    """The ends of an interval of 90 per cent, in the unit of its figure."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Cell:
    """One job by one area, or by neighbouring areas where one alone would be too few people.

    ``mean_gap`` is None where the job asks for no skill of the areas.
    """

    areas: tuple[str, ...]
    businesses: int
    people: int
    mean_gap: float | None


class Break(StrEnum):
    """Why two figures of the same row cannot be compared. The codes are stable."""

    METHOD = "other_method"
    NEEDS = "other_needs"
    WEIGHTS = "other_weights"


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What the figures of a row are measured by.

    ``method`` is the version of the calculation, ``needs`` letters that stand for the levels (and
    their importance) that jobs ask for, and ``is_weighted`` says whether businesses are weighted
    to a register. "" and None: not known, because it was not kept then.
    """

    method: str = ""
    needs: str = ""
    is_weighted: bool | None = None

    def find_break(self, other: "Yardstick") -> Break | None:
        """Return why figures by this and the other one cannot be compared, None if they can.

        Needs that are not known may be the same as others that are not, never as known ones.
        """
        if self.method and other.method and self.method != other.method:
            return Break.METHOD
        if self.needs != other.needs:
            return Break.NEEDS
        known = None not in (self.is_weighted, other.is_weighted)
        if known and self.is_weighted != other.is_weighted:
            return Break.WEIGHTS
        return None


@dataclass(frozen=True, slots=True)
class Row:
    """One published row, in full precision but at the ends of the scale (``releases.ends``).

    ``units`` are the codes of the skills, occupations, sectors, sizes or areas in it; ``areas``
    those of the areas of merged skills. Statistics that the table does not have, or that nobody
    contributes to, are None. ``published_on`` is the day of the figures, which an unchanged row
    keeps. ``effective`` is the effective number of businesses, a whole number; intervals are of
    90 per cent. ``important_low`` is the share of people with at least one skill in the areas
    that is important in their job and below what the job asks for. ``measured`` says what the
    figures are measured by.
    """

    table: Table
    units: tuple[str, ...]
    businesses: int
    people: int
    published_on: dt.date
    areas: tuple[str, ...] = ()
    mean_level: float | None = None
    mean_required: float | None = None
    mean_gap: float | None = None
    share_with_gap: float | None = None
    cells: tuple[Cell, ...] = ()
    effective: float | None = None
    mean_gap_interval: Interval | None = None
    share_interval: Interval | None = None
    important_low: float | None = None
    important_low_interval: Interval | None = None
    measured: Yardstick = Yardstick()

    @property
    def figure(self) -> float | None:
        """The figure by which the row is compared with others.

        Of areas the share (0 to 1) of people with an important skill that is low, as an area is a
        union of skills and has no average gap; of all others the average gap in levels.
        """
        return self.important_low if self.table == Table.AREAS else self.mean_gap

    @property
    def figure_interval(self) -> Interval | None:
        """The interval of ``figure``, in its unit."""
        is_area = self.table == Table.AREAS
        return self.important_low_interval if is_area else self.mean_gap_interval


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of one city at one moment. ``total`` is None where the city is too small.

    ``register_size`` is how many businesses the register had that the figures are weighted to,
    0 where they are unweighted because there was none.
    """

    municipality: str
    as_of: dt.date
    crowd: Crowd
    total: Row | None
    skills: tuple[Row, ...] = ()
    occupations: tuple[Row, ...] = ()
    sectors: tuple[Row, ...] = ()
    sizes: tuple[Row, ...] = ()
    areas: tuple[Row, ...] = ()
    method: str = field(default=METHOD)
    register_size: int = 0
    converged: bool = True

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows, the total first."""
        total = (self.total,) if self.total else ()
        return (
            *total,
            *self.skills,
            *self.occupations,
            *self.sectors,
            *self.sizes,
            *self.areas,
        )


class ChangeTable(StrEnum):
    """The tables of changes between two measurements."""

    PEOPLE = "PEOPLE"
    BUSINESSES = "BUSINESSES"
    TAKEN = "TAKEN"
    OTHERS = "OTHERS"


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One published change, in full precision. Positive is a higher level, or a wider gap.

    ``units`` are codes of areas, none of them for all areas; of ``TAKEN`` and ``OTHERS`` the key
    of the course. ``difference`` is that of a course's two groups, and stands in ``TAKEN``.
    """

    table: ChangeTable
    units: tuple[str, ...]
    businesses: int
    people: int
    published_on: dt.date
    change: float
    change_interval: Interval
    gap_change: float
    gap_interval: Interval
    difference: float | None = None
    difference_interval: Interval | None = None
