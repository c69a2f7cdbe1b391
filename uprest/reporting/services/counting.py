"""Who contributes to which figure, and how the figures of a row are filled in."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from uprest.reporting.figures import Sums, count_crowd, find_precision, is_any, pool
from uprest.reporting.rows import Measure
from uprest.reporting.types import Crowd, Flags, Floats, Frame, Group, Ints, Row, Sheet, Table


@dataclass(frozen=True)
class Counts:
    """Who contributes to which figure, by response and skill, and what a business weighs.

    ``population`` counts the city's businesses by sector and size, None where nobody knows.
    """

    sheet: Sheet
    frame: Frame
    weights: Floats
    population: "Ints | None"
    levels: Flags
    gaps: Flags
    important: Flags
    answered: Flags

    @property
    def sectors(self) -> Ints:
        """The sector of each response."""
        sectors: Ints = self.sheet.sector[self.sheet.business]
        return sectors

    @property
    def sizes(self) -> Ints:
        """The size of the business of each response."""
        sizes: Ints = self.sheet.size[self.sheet.business]
        return sizes

    def count_businesses(self, table: Table, group: Group) -> float:
        """Return how many businesses the city has of which a row is told, as far as known.

        The register knows no jobs and no skills: their rows stand for the whole city.
        """
        if self.population is None:
            return math.inf
        if table == Table.SECTORS:
            return float(self.population[list(group)].sum())
        if table == Table.SIZES:
            return float(self.population[:, list(group)].sum())
        return float(self.population.sum())

    def measure_skills(self, skills: Group) -> Crowd:
        """Return the fewer of those with a level and those with a need, if anybody has one."""
        crowds = [
            count_crowd(self.sheet, is_any(flags, skills)) for flags in (self.levels, self.gaps)
        ]
        return smallest(crowd for crowd in crowds if crowd is crowds[0] or crowd.people)

    def measure_areas(self, chosen: Flags, areas: Group) -> Crowd:
        """Return who contributes to the average gap of the chosen responses in ``areas``."""
        return count_crowd(self.sheet, chosen & is_any(self.gaps, self.frame.skills_of(areas)))

    def measure_important(self, areas: Group) -> Crowd:
        """Return the fewest of those that the share of important and low skills is told of.

        That is its base; those in it for whom something is important; and, if there are any,
        those for whom something is asked but not important: with the shares of single skills
        these could otherwise be told apart.
        """
        skills = self.frame.skills_of(areas)
        base, important = is_any(self.gaps, skills), is_any(self.important, skills)
        rest = count_crowd(self.sheet, base & is_any(self.gaps & ~self.important, skills))
        crowds = [count_crowd(self.sheet, base), count_crowd(self.sheet, important)]
        return smallest([*crowds, rest] if rest.people else crowds)

    def measure_groups(self, groups: Ints) -> Measure:
        """Return the measure of rows whose responses have the ``groups`` of the row."""
        contributing = is_any(self.gaps)
        return lambda row: count_crowd(self.sheet, contributing & np.isin(groups, row))


def smallest(crowds: Iterable[Crowd]) -> Crowd:
    """Return the fewest businesses and the fewest people of several crowds."""
    found = list(crowds)
    return Crowd(
        businesses=min(crowd.businesses for crowd in found),
        people=min(crowd.people for crowd in found),
    )


def add_gap(
    counts: Counts, row: Row, sums: Sums, *, index: int, skills: Group, group: Group
) -> Row:
    """Return the row with its average gap, the share below the need, and how sure they are."""
    means = pool(sums, group=index, skills=skills, weights=counts.weights)
    precision = find_precision(
        sums,
        group=index,
        skills=skills,
        weights=counts.weights,
        population=counts.count_businesses(row.table, group),
    )
    return replace(
        row,
        mean_gap=means.mean_gap,
        share_with_gap=means.share_with_gap,
        effective=precision.effective,
        mean_gap_interval=precision.mean_gap_interval,
        share_interval=precision.share_interval,
    )
