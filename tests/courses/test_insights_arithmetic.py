"""What trainers are told, and what not, for any numbers of people."""

import statistics
from itertools import chain, repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.insights import (
    MIN_ALIKE,
    MIN_PEOPLE,
    Share,
    Tries,
    build_share,
    find_median,
    find_most_chosen,
    find_steps,
    find_wilson_interval,
    list_tellable,
    may_tell,
    rank_worst,
)

COUNTS = st.dictionaries(st.integers(0, 3600), st.integers(1, 40), max_size=12)
TRIES = st.dictionaries(st.none() | st.integers(1, 9), st.integers(1, 30), max_size=8)
WHOLE = st.integers(1, 5_000)


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    # by R's binom.confint(..., methods = "wilson")
    [
        (0, 10, 0.0, 0.2775),
        (5, 10, 0.2366, 0.7634),
        (9, 10, 0.5958, 0.9821),
        (81, 263, 0.2553, 0.3662),
    ],
)
def test_wilsons_interval_is_that_of_the_books(part, whole, low, high):
    found = find_wilson_interval(part=part, whole=whole)
    assert found == pytest.approx((low, high), abs=1e-4)


@given(whole=WHOLE, data=st.data())
def test_the_interval_holds_the_share_and_narrows_with_people(whole, data):
    part = data.draw(st.integers(0, whole))
    low, high = find_wilson_interval(part=part, whole=whole)
    assert 0 <= low <= part / whole <= high <= 1
    closer = find_wilson_interval(part=4 * part, whole=4 * whole)
    assert closer[1] - closer[0] < high - low


@pytest.mark.parametrize(("part", "whole"), [(-1, 5), (6, 5), (0, 0)])
def test_no_interval_of_what_is_no_share(part, whole):
    with pytest.raises(ValueError):
        find_wilson_interval(part=part, whole=whole)


@given(people=st.integers(0, 20))
def test_nothing_is_told_of_fewer_than_five(people):
    assert may_tell(people) == (people >= MIN_PEOPLE)
    assert (build_share(0, people) is None) == (people < MIN_PEOPLE)


@given(people=st.dictionaries(st.sampled_from(["en", "hr", "it", "sv"]), st.integers(0, 12)))
def test_nobody_is_found_by_subtraction(people):
    told = list_tellable(people)
    assert all(people[name] >= MIN_PEOPLE for name in told)
    rest = sum(n for name, n in people.items() if name not in told)
    assert rest == 0 or rest >= MIN_PEOPLE or not told
    large = {name for name, n in people.items() if n >= MIN_PEOPLE}
    assert len(large - told) <= 1, "no more is kept back than must be"


@given(counts=COUNTS)
def test_the_median_is_that_of_the_values_one_by_one(counts):
    values = list(chain.from_iterable(repeat(value, n) for value, n in counts.items()))
    assert find_median(counts) == (statistics.median(values) if values else None)


@given(until_right=TRIES, seconds=COUNTS)
def test_tries_tell_nothing_of_fewer_than_five(until_right, seconds):
    tries = Tries(until_right, seconds)
    assert tries.people == sum(until_right.values())
    for share in (tries.right_at_first, tries.right_at_last):
        assert (share is None) == (tries.people < MIN_PEOPLE)
    if tries.right_at_first and tries.right_at_last:
        assert tries.right_at_first.part <= tries.right_at_last.part
    ever = tries.people - until_right.get(None, 0)
    assert (tries.median_tries is None) == (ever < MIN_PEOPLE)
    assert (tries.median_seconds is None) == (sum(seconds.values()) < MIN_PEOPLE)


def test_percentages_are_rounded_halves_up():
    assert [Share(n, 8).percentage for n in range(9)] == [0, 13, 25, 38, 50, 63, 75, 88, 100]


CHOSEN = st.tuples(st.sampled_from("abc"), st.tuples(st.sampled_from("xyz")))


@given(wrong=st.lists(st.tuples(CHOSEN, st.integers(1, 4))))
def test_an_answer_of_one_or_two_people_is_not_told(wrong):
    found = find_most_chosen(wrong)
    totals = {chosen: sum(n for other, n in wrong if other == chosen) for chosen, _ in wrong}
    most = max(totals.values(), default=0)
    assert (found is None) == (most < MIN_ALIKE)
    if found:
        assert found == (min(c for c, n in totals.items() if n == most), most)


def test_few_people_do_not_put_an_exercise_on_top():
    few, many, good = Share(1, 5), Share(60, 200), Share(190, 200)
    assert sorted([good, None, few, many], key=rank_worst) == [many, few, good, None]


@given(
    lessons=st.integers(1, 6),
    data=st.data(),
)
def test_fewer_and_fewer_get_to_each_lesson(lessons, data):
    furthest = data.draw(st.dictionaries(st.integers(0, lessons - 1), st.integers(0, 20)))
    numbers = data.draw(st.lists(st.integers(0, 20), min_size=lessons, max_size=lessons))
    steps = find_steps(furthest=furthest, read=numbers, finished=numbers)
    reached = [step.reached or 0 for step in steps]
    assert reached == sorted(reached, reverse=True)
    for step in steps:
        for told in (step.reached, step.read, step.finished):
            assert told is None or told >= MIN_PEOPLE
    if sum(furthest.values()) >= MIN_PEOPLE:
        assert steps[0].reached == sum(furthest.values())
