"""Values of the city's figures: the answers they are computed from, and the rows that are shown.

Skills, occupations and sectors go by their index in the ``Frame`` while figures are computed,
and by their code in the rows.
"""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Prints = npt.NDArray[np.uint64]

METHOD = "pooled-1"
"""The version of the calculation, stored with every release."""

MIN_BUSINESSES = 5
MIN_PEOPLE = 10
MIN_CHANGED = 5
"""So many businesses must have joined, left or changed before a row is published again."""

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


@dataclass(frozen=True, slots=True)
class SkillUnit:
    """A skill in the framework's order; ``area`` is an index into ``Frame.areas``."""

    code: str
    area: int


@dataclass(frozen=True, slots=True)
class NearUnit:
    """An occupation or a sector, and the codes it is merged with, nearest first."""

    code: str
    nearest: tuple[str, ...]


@dataclass(frozen=True)
class Frame:
    """What answers are counted against.

    ``required`` has the shape (occupations, skills): the level 1 to 5 that the occupation asks
    for in this city, 0 where it does not ask for the skill.
    """

    areas: tuple[str, ...]
    skills: tuple[SkillUnit, ...]
    occupations: tuple[NearUnit, ...]
    sectors: tuple[NearUnit, ...]
    required: Ints

    def skills_of(self, areas: Group) -> Group:
        """Return the indices of the skills that lie in ``areas``."""
        return tuple(index for index, skill in enumerate(self.skills) if skill.area in areas)


@dataclass(frozen=True)
class Sheet:
    """The counted answers of one city: a line a response, a column a skill of the frame.

    A response is one person's newest answers about one work in one business. ``business``,
    ``occupation`` and ``person`` give the index of each of them by response, ``sector`` that of
    the sector by business; ``business_ids`` are the keys by which releases are compared.
    ``value`` is a level from 0 to 5, ``NOT_MY_JOB``, ``UNKNOWN`` or ``NO_ANSWER``; ``weight`` is
    1 / the chance with which the question was asked (0 where there is no answer). Every response
    has an answer.
    """

    business_ids: Ints
    sector: Ints
    business: Ints
    occupation: Ints
    person: Ints
    value: npt.NDArray[np.int8]
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
class Cell:
    """One job by one area, or by neighbouring areas where one alone would be too few people.

    ``mean_gap`` is None where the job asks for no skill of the areas.
    """

    areas: tuple[str, ...]
    businesses: int
    people: int
    mean_gap: float | None


@dataclass(frozen=True, slots=True)
class Row:
    """One published row, in full precision.

    ``units`` are the codes of the skills, occupations or sectors in it; ``areas`` those of the
    areas of merged skills. Statistics that the table does not have, or that nobody contributes
    to, are None. ``published_on`` is the day of the figures, which an unchanged row keeps.
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


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of one city at one moment. ``total`` is None where the city is too small."""

    municipality: str
    as_of: dt.date
    crowd: Crowd
    total: Row | None
    skills: tuple[Row, ...] = ()
    occupations: tuple[Row, ...] = ()
    sectors: tuple[Row, ...] = ()
    method: str = field(default=METHOD)

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows, the total first."""
        total = (self.total,) if self.total else ()
        return (*total, *self.skills, *self.occupations, *self.sectors)
