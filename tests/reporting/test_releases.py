import datetime as dt
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
    NO_REGISTER,
    SECTORS,
    SKILL_AREAS,
    SKILLS,
    Reply,
    World,
    changed_world,
    make_frame,
    make_sheet,
    random_world,
)
from uprest.reporting.releases.choosing import Published, choose_rows
from uprest.reporting.releases.leaks import Change, Part, Vector, count_changed, find_leak
from uprest.reporting.releases.prints import pack, take_prints, unpack
from uprest.reporting.services.calculation import calculate
from uprest.reporting.types import Table

FIRST, SECOND, THIRD = (dt.date(2026, month, 12) for month in (1, 3, 5))
WORLDS = {}


def release(world, day, *, old=()):
    """The rows of ``world`` published on ``day`` after the rows ``old``."""
    WORLDS[day] = world
    done = calculate(
        sheet=make_sheet(world),
        frame=make_frame(),
        register=NO_REGISTER,
        municipality="x",
        as_of=day,
    )
    return choose_rows(old=old, new=[Published(row, done.basis) for row in done.report.rows])


# --- What an attacker can compute, from the raw answers -------------------------------------------


def contributions(world, row, table):
    """What each business puts into a row, as counts of single facts."""
    found = {}
    for reply in world.replies:
        inside = {
            Table.OCCUPATIONS: not row.units or JOBS[reply.job] in row.units,
            Table.SECTORS: not row.units or SECTORS[world.sectors[reply.business]] in row.units,
            Table.SKILLS: True,
        }[table]
        if inside:
            facts = found.setdefault(reply.business, Counter())
            facts.update(facts_of(reply, row, table))
    return {business: facts for business, facts in found.items() if facts}


def facts_of(reply, row, table):
    if table != Table.SKILLS:
        return [("person", reply.job)] + [("answer", reply.job, *one) for one in reply.answers]
    return [
        ("answer", reply.job, *one)
        for one in reply.answers
        if not row.units or SKILLS[one[0]] in row.units
    ]


def exposed_counts(signed):
    """Numbers of businesses exposed by every combination; one line a published row."""
    businesses = sorted({b for row in signed for b in row})
    facts = sorted({fact for row in signed for one in row.values() for fact in one}, key=str)
    block = np.zeros((len(signed), len(businesses) * len(facts)), dtype=np.int8)
    place = {fact: index for index, fact in enumerate(facts)}
    for line, row in enumerate(signed):
        for business, counter in row.items():
            for fact, number in counter.items():
                block[line, businesses.index(business) * len(facts) + place[fact]] = number
    signs = np.array(list(itertools.product((-1, 0, 1), repeat=len(signed))), dtype=np.int8)
    combined = (signs @ block).reshape(len(signs), len(businesses), len(facts))
    return signs, combined.any(axis=2).sum(axis=1)


def assert_nobody_is_exposed(before, after, table, limit=9):
    """Try every sum and difference of old and new rows of a table, with the totals."""
    old = [one for one in before if one.row.table in (table, Table.TOTAL)]
    new = [one for one in after if one not in before and one.row.table in (table, Table.TOTAL)]
    if not new or len(old) + len(new) > limit:
        return
    rows = [contributions(WORLDS[one.row.published_on], one.row, table) for one in (*new, *old)]
    signs, counts = exposed_counts(rows)
    takes_part = signs[:, : len(new)].any(axis=1)
    assert not (takes_part & (counts > 0) & (counts < 5)).any()


@given(seed=st.integers(0, 10**6), touched=st.integers(0, 14), again=st.integers(0, 14))
@settings(max_examples=120, deadline=None)
def test_no_combination_of_releases_exposes_one_to_four_businesses(seed, touched, again):
    dice = random.Random(seed)
    one = random_world(dice)
    two = changed_world(dice, one, touched=touched)
    three = changed_world(dice, two, touched=again)
    first = release(one, FIRST)
    second = release(two, SECOND, old=first)
    third = release(three, THIRD, old=second)
    for before, after in (((), first), (first, second), (second, third)):
        for table in (Table.OCCUPATIONS, Table.SECTORS, Table.SKILLS):
            assert_nobody_is_exposed(list(before), after, table)


@given(seed=st.integers(0, 10**6), touched=st.integers(0, 14))
@settings(max_examples=100, deadline=None)
def test_pairs_of_an_occupation_and_a_sector_expose_nobody(seed, touched):
    dice = random.Random(seed)
    one = random_world(dice)
    first = release(one, FIRST)
    second = release(changed_world(dice, one, touched=touched), SECOND, old=first)
    jobs = [row for row in {*first, *second} if row.row.table == Table.OCCUPATIONS]
    sectors = [row for row in {*first, *second} if row.row.table == Table.SECTORS]
    for job, sector in itertools.product(jobs, sectors):
        rows = [
            contributions(WORLDS[job.row.published_on], job.row, Table.OCCUPATIONS),
            contributions(WORLDS[sector.row.published_on], sector.row, Table.SECTORS),
        ]
        _signs, counts = exposed_counts(rows)
        assert not ((counts > 0) & (counts < 5)).any()


@given(seed=st.integers(0, 10**6), touched=st.integers(0, 14))
@settings(max_examples=100, deadline=None)
def test_every_part_of_a_table_is_shown_once(seed, touched):
    dice = random.Random(seed)
    one = random_world(dice)
    first = release(one, FIRST)
    second = release(changed_world(dice, one, touched=touched), SECOND, old=first)
    for rows in (first, second):
        for table in Table:
            units = [unit for one in rows if one.row.table == table for unit in one.row.units]
            assert len(units) == len(set(units))
    shown = {one.name for one in first if one.row.table == Table.TOTAL}
    assert shown <= {one.name for one in second}


@given(seed=st.integers(0, 10**6), touched=st.integers(0, 14))
@settings(max_examples=100, deadline=None)
def test_cells_of_a_new_row_expose_nobody(seed, touched):
    dice = random.Random(seed)
    one = random_world(dice, jobs=2)
    first = release(one, FIRST)
    second = release(changed_world(dice, one, touched=touched, jobs=2), SECOND, old=first)
    old = {row.name: row for row in first}
    for new in second:
        if new.row.table != Table.OCCUPATIONS or new in first or new.name not in old:
            continue
        cells = [(new.row, cell) for cell in new.row.cells]
        cells += [(old[new.name].row, cell) for cell in old[new.name].row.cells]
        rows = [cell_contributions(row, cell) for row, cell in cells]
        signs, counts = exposed_counts(rows)
        takes_part = signs[:, : len(new.row.cells)].any(axis=1)
        assert not (takes_part & (counts > 0) & (counts < 5)).any()


def cell_contributions(row, cell):
    found = {}
    for reply in WORLDS[row.published_on].replies:
        if JOBS[reply.job] in row.units:
            facts = [
                ("answer", reply.job, *one)
                for one in reply.answers
                if AREAS[SKILL_AREAS[one[0]]] in cell.areas
            ]
            found.setdefault(reply.business, Counter()).update(facts)
    return {business: facts for business, facts in found.items() if facts}


# --- Plain cases ----------------------------------------------------------------------------------


def plain_world(levels, *, job=0):
    """Businesses of two people each, all with one level."""
    replies = [
        Reply(business, business * 100 + person, job, tuple((s, level, 1.0) for s in range(5)))
        for business, level in levels.items()
        for person in range(2)
    ]
    return World({business: business % 2 for business in levels}, tuple(replies))


def dates(rows, table):
    return {one.row.published_on for one in rows if one.row.table == table}


@pytest.mark.parametrize(("changed", "day"), [(0, FIRST), (1, FIRST), (4, FIRST), (5, SECOND)])
def test_a_row_waits_for_five_changed_businesses(changed, day):
    before = plain_world(dict.fromkeys(range(20), 2))
    after = plain_world({b: 3 if b < changed else 2 for b in range(20)})
    first = release(before, FIRST)
    second = release(after, SECOND, old=first)
    assert dates(second, Table.TOTAL) == {day}
    assert dates(second, Table.OCCUPATIONS) == {day}
    assert dates(second, Table.SKILLS) == {day}


def test_five_changes_in_all_do_not_renew_a_sector_with_three():
    before = plain_world(dict.fromkeys(range(20), 2))
    after = plain_world({b: 3 if b in (0, 2, 4, 1, 3) else 2 for b in range(20)})
    first = release(before, FIRST)
    second = release(after, SECOND, old=first)
    assert dates(second, Table.SECTORS) == {FIRST}
    assert dates(second, Table.TOTAL) == {SECOND}


def test_changes_add_up_over_the_releases_that_a_row_sat_out():
    first = release(plain_world(dict.fromkeys(range(20), 2)), FIRST)
    second = release(plain_world({b: 3 if b < 3 else 2 for b in range(20)}), SECOND, old=first)
    third = release(plain_world({b: 3 if b < 6 else 2 for b in range(20)}), THIRD, old=second)
    assert dates(second, Table.TOTAL) == {FIRST}
    assert dates(third, Table.TOTAL) == {THIRD}


def test_a_row_that_shrinks_below_five_repeats_its_dated_value():
    # six restaurants' kitchens leave but for two; the desks stay as they are
    desks = plain_world(dict.fromkeys(range(10), 2))
    kitchens = plain_world(dict.fromkeys(range(20, 26), 1), job=1)
    both = World({**desks.sectors, **kitchens.sectors}, desks.replies + kitchens.replies)
    fewer = World(both.sectors, desks.replies + kitchens.replies[:4])
    first = release(both, FIRST)
    second = release(fewer, SECOND, old=first)
    assert [one.row.units for one in first if one.row.table == Table.OCCUPATIONS] == [
        ("desk", "guide"),
        ("kitchen",),
    ]
    # one merged row would be the old desks and two kitchens more
    kept = [one for one in second if one.row.table == Table.OCCUPATIONS]
    assert [one.row.units for one in kept] == [("desk", "guide"), ("kitchen",)]
    assert dates(second, Table.OCCUPATIONS) == {FIRST}


def test_a_merged_row_is_split_when_both_parts_have_changed_enough():
    desks = plain_world(dict.fromkeys(range(10), 2))
    two = plain_world(dict.fromkeys(range(20, 22), 1), job=1)
    many = plain_world(dict.fromkeys(range(20, 30), 1), job=1)
    first = release(World({**desks.sectors, **two.sectors}, desks.replies + two.replies), FIRST)
    after = World({**desks.sectors, **many.sectors}, desks.replies + many.replies)
    second = release(after, SECOND, old=first)
    assert [one.row.units for one in first if one.row.table == Table.OCCUPATIONS] == [
        ("desk", "kitchen", "guide")
    ]
    # the difference of the merged row and the new desks is the two kitchens of the first release
    assert dates(second, Table.OCCUPATIONS) == {FIRST}


def test_a_business_that_moves_is_no_change_of_the_total():
    before = plain_world(dict.fromkeys(range(20), 2))
    after = World({**before.sectors, 0: 1, 2: 1, 4: 1, 6: 1, 8: 1, 10: 1}, before.replies)
    first = release(before, FIRST)
    second = release(after, SECOND, old=first)
    assert dates(second, Table.TOTAL) == {FIRST}


def test_what_the_city_requires_is_no_change_of_a_business():
    world = plain_world(dict.fromkeys(range(20), 2))
    first = release(world, FIRST)
    frame = make_frame(required=[[5] * 5] * 3)
    done = calculate(
        sheet=make_sheet(world),
        frame=frame,
        register=NO_REGISTER,
        municipality="x",
        as_of=SECOND,
    )
    second = choose_rows(old=first, new=[Published(row, done.basis) for row in done.report.rows])
    assert {one.row.published_on for one in second} == {FIRST}


# --- Prints ---------------------------------------------------------------------------------------


@given(seed=st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_the_stored_basis_is_the_same_after_reading_it(seed):
    world = random_world(random.Random(seed))
    taken = take_prints(make_sheet(world), make_frame())
    read = unpack(pack(taken))
    assert {table: set(basis) for table, basis in taken.items()} == {
        table: set(basis) for table, basis in read.items()
    }
    for table, basis in taken.items():
        assert count_changed(units=basis, old=basis, new=read[table]) == 0
        for unit, vector in basis.items():
            assert np.array_equal(vector.businesses, read[table][unit].businesses)
            assert np.array_equal(vector.prints, read[table][unit].prints)


def test_an_empty_basis_can_be_stored():
    empty = World({}, ())
    read = unpack(pack(take_prints(make_sheet(empty), make_frame())))
    assert not any(vector.prints.size for basis in read.values() for vector in basis.values())


@given(seed=st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_prints_do_not_depend_on_the_order_of_responses(seed):
    dice = random.Random(seed)
    world = random_world(dice)
    mixed = list(world.replies)
    dice.shuffle(mixed)
    one = take_prints(make_sheet(world), make_frame())
    other = take_prints(make_sheet(replace(world, replies=tuple(mixed))), make_frame())
    for table, basis in one.items():
        assert count_changed(units=basis, old=basis, new=other[table]) == 0


def vector(prints):
    return Vector(
        businesses=np.array(sorted(prints), dtype=np.int64),
        prints=np.array([prints[b] for b in sorted(prints)], dtype=np.uint64),
    )


def test_a_table_whose_merging_changed_too_much_is_not_tried_out():
    units = [f"u{number}" for number in range(11)]
    basis = {unit: vector(dict.fromkeys(range(9), 7)) for unit in units}
    new = tuple(Part(name=u, units=frozenset({u}), basis=basis) for u in units)
    whole = Part(name="all", units=frozenset(units), basis=basis)
    assert find_leak(Change(old=(whole,), new=new)) == frozenset(units)
    assert find_leak(Change(old=(), new=new)) is None
