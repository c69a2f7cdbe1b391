"""The change of people and businesses measured twice: arithmetic, and what may be published."""

import random
from collections import Counter, defaultdict

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reporting.sheets import JOBS, SKILLS, make_frame
from uprest.reporting.changes import (
    Answers,
    build_shift,
    count_rest,
    estimate_difference,
    estimate_mean,
    list_changes,
    match_businesses,
    match_people,
    measure_change,
    print_changes,
    print_members,
)
from uprest.reporting.types import MIN_BUSINESSES, MIN_PEOPLE

ALL = tuple(range(len(SKILLS)))
KEY = b"secret"


def build(rows):
    """Answers of (business, person, job, skill, level, chance)."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * 6
    whole = [np.array(column, dtype=np.int64) for column in columns[:4]]
    level = np.array(columns[4], dtype=np.float64)
    return Answers(*whole, level, 1 / np.array(columns[5], dtype=np.float64))


def random_rows(dice, people, *, drift=0):
    rows = []
    for person, (business, job) in people.items():
        for skill in range(len(SKILLS)):
            if dice.random() < 0.8:
                level = min(5, max(0, dice.randint(0, 5) + drift))
                rows.append((business, person, job, skill, level, dice.choice([1.0, 0.5])))
    return rows


def random_people(dice, businesses=9, most=4):
    people = {}
    for business in range(businesses):
        for _ in range(dice.randint(0, most)):
            people[len(people)] = (business, dice.randrange(len(JOBS)))
    return people


# --- Estimates -----------------------------------------------------------------------------------


values_of = st.lists(st.floats(-5, 5).map(lambda x: round(x, 2)), min_size=3, max_size=40)


@given(values=values_of)
@settings(max_examples=40, deadline=None)
def test_with_one_person_a_business_it_is_the_paired_t_test(values):
    found = estimate_mean(values=np.array(values), clusters=np.arange(len(values)))
    if len(set(values)) == 1:
        assert found is None
        return
    low, high = scipy.stats.ttest_rel(values, np.zeros(len(values))).confidence_interval(0.9)
    assert found.mean == pytest.approx(np.mean(values))
    assert (found.interval.low, found.interval.high) == pytest.approx((low, high), abs=1e-9)


@given(values=values_of, others=values_of)
@settings(max_examples=40, deadline=None)
def test_a_difference_has_the_standard_error_of_welch(values, others):
    found = estimate_difference(
        values=np.array(values),
        clusters=np.arange(len(values)),
        others=np.array(others),
        other_clusters=np.arange(len(others)) + len(values),
    )
    if found is None:
        assert len(set(values)) == len(set(others)) == 1
        return
    freedom = min(len(values), len(others)) - 1
    error = (found.interval.high - found.mean) / scipy.stats.t.ppf(0.95, freedom)
    plain = np.sqrt(np.var(values, ddof=1) / len(values) + np.var(others, ddof=1) / len(others))
    assert error == pytest.approx(plain, abs=1e-9)
    low, high = scipy.stats.ttest_ind(values, others, equal_var=False).confidence_interval(0.9)
    assert found.interval.low <= low + 1e-9
    assert found.interval.high >= high - 1e-9


@given(seed=st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_clusters_are_summed_before_they_are_squared(seed):
    dice = random.Random(seed)
    clusters = [dice.randrange(6) for _ in range(20)] + [6, 7]
    values = [dice.uniform(-2, 2) for _ in clusters]
    found = estimate_mean(values=np.array(values), clusters=np.array(clusters))
    mean = sum(values) / len(values)
    sums = defaultdict(float)
    for cluster, value in zip(clusters, values, strict=True):
        sums[cluster] += value - mean
    groups = len(sums)
    variance = groups / (groups - 1) * sum(one**2 for one in sums.values()) / len(values) ** 2
    reach = scipy.stats.t.ppf(0.95, groups - 1) * variance**0.5
    assert found.interval.low == pytest.approx(mean - reach)
    assert found.interval.high == pytest.approx(mean + reach)


def test_nothing_is_said_of_one_business_or_of_people_who_all_changed_alike():
    assert estimate_mean(values=np.array([1.0, 2.0]), clusters=np.array([3, 3])) is None
    assert estimate_mean(values=np.array([1.0, 1.0]), clusters=np.array([0, 1])) is None


# --- Pairs ---------------------------------------------------------------------------------------


def plain_people(old, new, frame, skills):
    """The mean change of each person in one work, answer by answer."""
    before = {(r[1], r[2], r[3]): r for r in old}
    sums = defaultdict(lambda: [0.0, 0.0, 0.0])
    for business, person, job, skill, level, chance in new:
        first = before.get((person, job, skill))
        need = int(frame.required[job, skill])
        if first is None or not need or skill not in skills:
            continue
        weight = 1 / (chance * first[5])
        one = sums[business, person, job]
        one[0] += weight * (level - first[4])
        one[1] += weight * (max(0, need - level) - max(0, need - first[4]))
        one[2] += weight
    return {key: (one[0] / one[2], one[1] / one[2]) for key, one in sums.items()}


@given(seed=st.integers(0, 10**6), area=st.integers(0, 2))
@settings(max_examples=40, deadline=None)
def test_the_change_of_people_is_that_of_a_plain_computation(seed, area):
    dice, frame = random.Random(seed), make_frame()
    people = random_people(dice)
    old, new = random_rows(dice, people), random_rows(dice, people, drift=1)
    skills = frame.skills_of((area,))
    pairs = match_people(old=build(old), new=build(new), frame=frame)
    plain = plain_people(old, new, frame, skills)
    for position, values in enumerate((pairs.change, pairs.gap_change)):
        found, businesses = list_changes(pairs, values, skills=skills)
        assert sorted(found) == pytest.approx(sorted(one[position] for one in plain.values()))
        assert Counter(businesses.tolist()) == Counter(key[0] for key in plain)
    shift = build_shift(pairs, skills=skills)
    if shift:
        assert shift.level.mean == pytest.approx(np.mean([one[0] for one in plain.values()]))
        assert shift.crowd.people == len({key[1] for key in plain})
        assert shift.crowd.businesses == len({key[0] for key in plain})


@given(seed=st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_the_change_of_businesses_compares_the_same_works(seed):
    dice, frame = random.Random(seed), make_frame()
    people = random_people(dice)
    others = {person + 1000: who for person, who in random_people(dice).items()}
    old, new = random_rows(dice, people), random_rows(dice, others)
    counted = build(new)
    pairs = match_businesses(old=build(old), new=counted, counted=counted, frame=frame)
    sides = []
    for rows in (old, new):
        cells = defaultdict(list)
        for business, _person, job, skill, level, chance in rows:
            if frame.required[job, skill]:
                cells[business, job, skill].append((level, 1 / chance))
        sides.append(cells)
    plain = defaultdict(lambda: [0.0, 0.0])
    for key in sides[0].keys() & sides[1].keys():
        means = [sum(y * w for y, w in s[key]) / sum(w for _, w in s[key]) for s in sides]
        weight = np.prod([np.mean([w for _, w in s[key]]) for s in sides])
        plain[key[0]][0] += weight * (means[1] - means[0])
        plain[key[0]][1] += weight
    found, businesses = list_changes(pairs, pairs.change, skills=ALL)
    assert dict(zip(businesses.tolist(), found, strict=True)) == pytest.approx(
        {business: one[0] / one[1] for business, one in plain.items()}
    )
    answered = {row[0] for row in new if frame.required[row[2], row[3]]}
    assert count_rest(pairs, skills=ALL) == len(answered - set(plain))


@given(seed=st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_nobody_is_measured_below_the_limits(seed):
    dice, frame = random.Random(seed), make_frame()
    people = random_people(dice)
    old, new = random_rows(dice, people), random_rows(dice, people)
    pairs = match_people(old=build(old), new=build(new), frame=frame)
    crowd = measure_change(pairs, skills=ALL)
    if crowd.is_enough:
        plain = plain_people(old, new, frame, ALL)
        assert len({key[0] for key in plain}) >= MIN_BUSINESSES
        assert len({key[1] for key in plain}) >= MIN_PEOPLE
        assert not 0 < count_rest(pairs, skills=ALL) < MIN_BUSINESSES


def test_no_pairs_at_all():
    frame, none = make_frame(), build([])
    pairs = match_people(old=none, new=none, frame=frame)
    assert build_shift(pairs, skills=ALL) is None
    assert not measure_change(pairs, skills=ALL).is_enough
    businesses, prints = print_changes(pairs, skills=ALL, key=KEY)
    assert not businesses.size
    assert not prints.size


@given(seed=st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_a_print_is_another_exactly_where_a_business_put_in_something_else(seed):
    dice, frame = random.Random(seed), make_frame()
    people = random_people(dice)
    old, new = random_rows(dice, people), random_rows(dice, people)
    renewed = dict.fromkeys(dice.sample(range(9), 4))
    again = [row for row in new if row[0] not in renewed] + random_rows(
        dice, {person: who for person, who in people.items() if who[0] in renewed}
    )
    plain = [plain_records(old, rows, frame) for rows in (new, again)]
    found = []
    for rows in (new, again):
        pairs = match_people(old=build(old), new=build(rows), frame=frame)
        found.append(dict(zip(*(one.tolist() for one in print_changes(pairs, skills=ALL, key=KEY)),
                              strict=True)))  # fmt: skip
    for business in range(9):
        same = plain[0].get(business) == plain[1].get(business)
        assert (found[0].get(business) == found[1].get(business)) == same


def plain_records(old, new, frame):
    before = {(r[1], r[2], r[3]): r for r in old}
    lines = defaultdict(list)
    for business, person, job, skill, level, chance in new:
        first = before.get((person, job, skill))
        if first is not None and frame.required[job, skill]:
            lines[business, person, job].append((job, skill, first[4], first[5], level, chance))
    found = defaultdict(Counter)
    for (business, _, _), records in lines.items():
        found[business][tuple(sorted(records))] += 1
    return found


def test_members_are_told_apart_whatever_they_answered():
    dice, frame = random.Random(1), make_frame()
    people = random_people(dice)
    old, new = random_rows(dice, people), random_rows(dice, people)
    pairs = match_people(old=build(old), new=build(new), frame=frame)
    names = np.arange(100, 100 + len(people))
    everyone = np.ones(pairs.unit_business.size, dtype=bool)
    first = everyone.copy()
    first[0] = False
    whole = print_members(pairs, skills=ALL, key=KEY, chosen=everyone, names=names)
    part = print_members(pairs, skills=ALL, key=KEY, chosen=first, names=names)
    other = print_members(pairs, skills=ALL, key=b"x", chosen=everyone, names=names)
    assert (whole[1] != part[1]).sum() == 1
    assert (whole[1] != other[1]).all()
