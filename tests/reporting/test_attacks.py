"""An attacker who knows everything but the answers of four businesses tries to recover them.

The attacker has every published table of two releases (weights, register, who answers in which
business and what the others answered), may add and subtract their rows with any factors, and wins
if a combination depends on one to four businesses alone. With four businesses left out of the
sums, that is so exactly where the rows then depend on each other in more ways than before.
"""

import itertools
import random
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reporting.sheets import (
    AREAS,
    JOBS,
    REGISTER,
    SECTORS,
    SIZES,
    SKILL_AREAS,
    SKILLS,
    World,
    changed_world,
    make_frame,
    make_sheet,
    random_world,
)
from tests.reporting.test_releases import FIRST, SECOND, THIRD, plain_world
from uprest.reporting.intervals import share_interval
from uprest.reporting.releases.choosing import Published, choose_rows, may_reweigh
from uprest.reporting.services.calculation import calculate
from uprest.reporting.types import SHARE_ENDS, Table

TABLES = (Table.OCCUPATIONS, Table.SECTORS, Table.SIZES, Table.SKILLS, Table.AREAS)
HIDDEN = 4


class City:
    """A world on a day with its calculation, and the rows that were published."""

    def __init__(self, world, day, *, before=None, guarded=True):
        self.world, self.day, self.before = world, day, before
        old = before.rows if before else []
        self._calculate(None)
        self.rows = self._choose(old) if guarded else self._new()
        if guarded and before and not may_reweigh(old=old, new=self.rows):
            self._calculate(before.done.weighting)
            self.rows = self._choose(old)
        if not any(one.basis is self.done.basis for one in self.rows):
            self.done = before.done  # there is no new release

    def _calculate(self, weighting):
        self.done = calculate(
            sheet=make_sheet(self.world),
            frame=make_frame(),
            register=REGISTER,
            municipality="x",
            as_of=self.day,
            weighting=weighting,
        )

    def _new(self):
        return [Published(row, self.done.basis) for row in self.done.report.rows]

    def _choose(self, old):
        return choose_rows(old=old, new=self._new(), earlier=self._list_earlier())

    def _list_earlier(self):
        city = self.before and self.before.before
        while city:
            yield city.rows
            city = city.before

    def weigh(self):
        sheet = make_sheet(self.world)
        return dict(
            zip(sheet.business_ids.tolist(), self.done.weighting.of(sheet).tolist(), strict=True)
        )


def contributions(city, row, table):
    """What each business puts into a row: its weight times counts of single facts."""
    found, weights, world = {}, city.weigh(), city.world
    for reply in world.replies:
        inside = {
            Table.OCCUPATIONS: JOBS[reply.job],
            Table.SECTORS: SECTORS[world.sectors[reply.business]],
            Table.SIZES: SIZES[world.size_of(reply.business)],
        }.get(table)
        if inside is not None and row.units and inside not in row.units:
            continue
        facts = [("answer", reply.job, *one) for one in reply.answers if shows(row, table, one[0])]
        if facts:
            counter = found.setdefault(reply.business, Counter())
            for fact in facts:
                counter[fact] += weights[reply.business]
    return found


def shows(row, table, skill):
    unit = {Table.SKILLS: SKILLS[skill], Table.AREAS: AREAS[SKILL_AREAS[skill]]}.get(table)
    return not row.units or unit is None or unit in row.units


def recovers(rows):
    """Whether a combination of rows depends on one to four businesses alone."""
    businesses = sorted({b for row in rows for b in row})
    facts = {
        fact: index
        for index, fact in enumerate(
            sorted({f for r in rows for c in r.values() for f in c}, key=str)
        )
    }
    parts = np.zeros((len(businesses), len(rows), len(facts)))
    for line, row in enumerate(rows):
        for business, counter in row.items():
            for fact, number in counter.items():
                parts[businesses.index(business), line, facts[fact]] = number
    grams = parts @ parts.transpose(0, 2, 1)
    whole = grams.sum(axis=0)
    hidden = np.array(list(itertools.combinations(range(len(businesses)), HIDDEN)), dtype=int)
    rest = whole - grams[hidden].sum(axis=1) if len(hidden) else whole[None] * 0
    return bool((count_ranks(rest, whole) < count_ranks(whole[None], whole)).any())


def count_ranks(grams, whole):
    scale = np.sqrt(np.maximum(np.diag(whole), 1e-300))
    values = np.linalg.eigvalsh(grams / scale[:, None] / scale[None, :])
    return (values > 1e-9).sum(axis=1)


def attack(*releases, table):
    """Whether successive releases let a small cell of one table be recovered."""
    cities = {one.day: one for one in releases}
    tables = (table,) if table == Table.AREAS else (table, Table.TOTAL)
    seen = dict.fromkeys(one for city in releases for one in city.rows if one.row.table in tables)
    rows = [contributions(cities[one.row.published_on], one.row, table) for one in seen]
    return bool(rows) and recovers(rows)


def two_releases(seed, touched, *, guarded=True, jobs=3):
    dice = random.Random(seed)
    one = random_world(dice, jobs=jobs)
    first = City(one, FIRST)
    two = changed_world(dice, one, touched=touched, jobs=jobs)
    return first, City(two, SECOND, before=first, guarded=guarded)


@pytest.mark.parametrize("table", TABLES)
@given(seed=st.integers(0, 10**6), touched=st.integers(0, 14))
@settings(max_examples=25, deadline=None)
def test_no_table_of_two_releases_gives_a_small_cell_away(table, seed, touched):
    before, after = two_releases(seed, touched)
    assert not attack(before, after, table=table)


@pytest.mark.parametrize("table", TABLES)
def test_without_the_rule_the_attack_succeeds(table):
    found = [attack(*two_releases(seed, 3, guarded=False), table=table) for seed in range(12)]
    assert any(found)


@pytest.mark.parametrize("table", TABLES)
def test_firms_that_come_and_go_are_not_found_between_the_first_and_the_third_release(table):
    """Five firms join, then four of them leave and another one changes: five each time, and two."""
    old = plain_world({number: number % 4 for number in range(20)})
    five = newcomers(5, sector=0, start=30)
    two = World({**old.sectors, **five.sectors}, old.replies + five.replies)
    left = tuple(one for one in two.replies if one.business not in range(30, 34))
    other = plain_world({0: 5}).replies
    three = World(two.sectors, tuple(one for one in left if one.business) + other)
    sizes = dict.fromkeys(range(40), 0)
    old, two, three = (replace(one, sizes=sizes) for one in (old, two, three))
    first = City(old, FIRST)
    second = City(two, SECOND, before=first)
    assert any(one.row.published_on == SECOND for one in second.rows)
    third = City(three, THIRD, before=second)
    assert not attack(first, second, third, table=table)
    # beside the second release alone the third is allowed
    second.before = None
    careless = City(three, THIRD, before=second)
    assert {one.row.published_on for one in careless.rows} & {THIRD}
    assert attack(first, second, careless, table=table)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("seed", range(4))
def test_no_table_of_three_releases_gives_a_small_cell_away(table, seed):
    dice = random.Random(seed)
    worlds = [random_world(dice)]
    for _ in range(2):
        worlds.append(changed_world(dice, worlds[-1], touched=dice.randint(4, 9)))
    # some answer as they did at first
    back = dice.sample(sorted(worlds[0].sectors), 7)
    once, last = worlds[0], worlds[2]
    kept = [one for one in last.replies if one.business not in back]
    again = [one for one in once.replies if one.business in back]
    worlds[2] = World(
        {**last.sectors, **{one: once.sectors[one] for one in back}},
        tuple(kept + again),
        {**last.sizes, **{one: once.sizes[one] for one in back}},
    )
    releases = []
    for world, day in zip(worlds, (FIRST, SECOND, THIRD), strict=True):
        releases.append(City(world, day, before=releases[-1] if releases else None))
    assert not attack(*releases, table=table)


def newcomers(businesses, *, sector, start):
    world = plain_world(dict.fromkeys(range(start, start + businesses), 1))
    return World(dict.fromkeys(world.sectors, sector), world.replies)


def test_other_weights_do_not_let_a_kept_row_be_computed_anew():
    """Six newcomers in one sector change every weight, and nobody's answers in the other.

    In the other sector two of ten businesses are large: their weight changes in its own way.
    """
    old = plain_world({number: number % 4 for number in range(20)})
    sizes = {number: 2 if number in (0, 1, 3) else 0 for number in range(40)}
    new = newcomers(6, sector=0, start=30)
    both = World({**old.sectors, **new.sectors}, old.replies + new.replies, sizes)
    first = City(World(old.sectors, old.replies, sizes), FIRST)
    second = City(both, SECOND, before=first)
    kept = [
        one
        for one in second.rows
        if one.row.published_on == FIRST and one.row.table == Table.SECTORS
    ]
    assert [one.row.units for one in kept] == [("food",)]
    assert second.done.weighting is first.done.weighting
    assert not attack(first, second, table=Table.SECTORS)
    # had the weights been renewed, the total less the new row would tell the kept one twice
    careless = City(both, SECOND)
    careless.rows = [
        Published(row, careless.done.basis)
        for row in careless.done.report.rows
        if row.units != kept[0].row.units
    ] + kept
    assert attack(first, careless, table=Table.SECTORS)


def test_weights_are_renewed_with_every_row():
    old = plain_world({number: number % 4 for number in range(20)})
    later = plain_world({number: (number + 1) % 4 for number in range(26)})
    first = City(old, FIRST)
    second = City(later, SECOND, before=first)
    assert {one.row.published_on for one in second.rows} == {SECOND}
    assert second.done.weighting is not first.done.weighting


@given(seed=st.integers(0, 10**6), touched=st.integers(0, 14))
@settings(max_examples=30, deadline=None)
def test_numbers_beside_the_figures_tell_nothing_of_their_own(seed, touched):
    """A kept row keeps all its numbers, and intervals follow from whole effective numbers."""
    before, after = two_releases(seed, touched)
    old = {one.name: one.row for one in before.rows}
    population = int(REGISTER.counts.sum())
    for one in after.rows:
        row = one.row
        if row.published_on == FIRST:
            assert row == old[one.name]
        for share, interval in (
            (row.share_with_gap, row.share_interval),
            (row.important_low, row.important_low_interval),
        ):
            assert share is None or SHARE_ENDS[0] <= share <= SHARE_ENDS[1]
            if interval is None:
                continue
            assert row.effective == int(row.effective)
            if row.table in (Table.SECTORS, Table.SIZES):
                continue  # the part of the register that the row stands for
            told = share_interval(share, effective=row.effective, population=population)
            assert interval.low == pytest.approx(max(told.low, SHARE_ENDS[0]), abs=1e-12)
            assert interval.high == pytest.approx(min(told.high, SHARE_ENDS[1]), abs=1e-12)


def test_figures_at_the_ends_have_no_interval():
    for level in (0, 5):
        for one in City(plain_world(dict.fromkeys(range(20), level)), FIRST).rows:
            row = one.row
            for share in (row.share_with_gap, row.important_low):
                assert share in (None, *SHARE_ENDS) or SHARE_ENDS[0] < share < SHARE_ENDS[1]
            if row.share_with_gap in SHARE_ENDS:
                assert row.share_interval is None
            if row.important_low in SHARE_ENDS:
                assert row.important_low_interval is None
            if row.mean_gap_interval:
                width = row.mean_gap_interval.high - row.mean_gap_interval.low
                assert width >= 0.1 - 1e-9
