import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reporting.sheets import REGISTER, SECTORS, SIZES, World, make_frame, make_sheet, near
from tests.reporting.test_figures import many
from uprest.reporting.intervals import find_share_bounds, mean_interval, share_interval
from uprest.reporting.types import Register
from uprest.reporting.weighting import (
    LEAST,
    MOST,
    effective_size,
    list_weights,
    merge_empty,
    rake,
    restore_weights,
    weigh,
)

TIGHT = 1e-9
EVEN = settings(max_examples=100, deadline=None)


@st.composite
def surveys(draw):
    """Register and answers by sector and size; in each margin somebody answers."""
    shape = (draw(st.integers(1, 5)), draw(st.integers(1, 3)))
    cells = shape[0] * shape[1]
    answering = np.array(draw(st.lists(st.integers(0, 6), min_size=cells, max_size=cells)))
    answering = answering.reshape(shape)
    answering[:, 0] += 1
    answering[0, :] += 1
    silent = np.array(draw(st.lists(st.integers(0, 20), min_size=cells, max_size=cells)))
    return answering.astype(float), (answering + silent.reshape(shape)).astype(float)


def rake_to(answering, register):
    return rake(answering=answering, sectors=register.sum(axis=1), sizes=register.sum(axis=0))


# --- Weights --------------------------------------------------------------------------------------


@given(survey=surveys())
@EVEN
def test_weights_keep_their_bounds_and_their_mean(survey):
    answering, register = survey
    raking = rake_to(answering, register)
    given_to = raking.weights[answering > 0]
    assert given_to.min() >= LEAST - TIGHT
    assert given_to.max() <= MOST + TIGHT
    assert (raking.weights * answering).sum() == pytest.approx(answering.sum())
    assert not raking.weights[answering == 0].any()


@given(survey=surveys())
@EVEN
def test_the_margins_of_the_register_are_met_or_the_weights_say_not(survey):
    answering, register = survey
    raking = rake_to(answering, register)
    scale = register.sum() / answering.sum()
    by_sector = (raking.weights * answering).sum(axis=1) * scale
    by_size = (raking.weights * answering).sum(axis=0) * scale
    off = max(
        np.abs(by_sector / register.sum(axis=1) - 1).max(),
        np.abs(by_size / register.sum(axis=0) - 1).max(),
    )
    assert off == pytest.approx(float(raking.deviation), abs=1e-6)
    assert bool(raking.converged) == (raking.deviation < 0.01)
    inside = raking.weights[answering > 0]
    if inside.min() > LEAST + 1e-6 and inside.max() < MOST - 1e-6 and raking.converged:
        assert off < 0.01


def test_margins_are_met_closely_where_no_bound_holds():
    answering = np.array([[4, 3, 2], [6, 2, 1]], dtype=float)
    register = np.array([[14, 6, 3], [22, 5, 2]], dtype=float)
    raking = rake_to(answering, register)
    scaled = raking.weights * answering * register.sum() / answering.sum()
    assert scaled.sum(axis=1) == pytest.approx(register.sum(axis=1), rel=1e-9)
    assert scaled.sum(axis=0) == pytest.approx(register.sum(axis=0), rel=1e-9)


@given(survey=surveys(), seed=st.integers(0, 1000))
@EVEN
def test_the_order_of_sectors_does_not_matter(survey, seed):
    answering, register = survey
    order = np.random.default_rng(seed).permutation(answering.shape[0])
    one = rake_to(answering, register).weights
    other = rake_to(answering[order], register[order]).weights
    assert other == pytest.approx(one[order], rel=1e-9, abs=1e-12)


@given(survey=surveys())
@EVEN
def test_several_cities_are_raked_as_each_by_itself(survey):
    answering, register = survey
    both = rake(
        answering=np.stack([answering, answering[::-1]]),
        sectors=np.stack([register.sum(axis=1), register.sum(axis=1)[::-1]]),
        sizes=np.stack([register.sum(axis=0), register.sum(axis=0)]),
    )
    alone = rake_to(answering, register).weights
    assert both.weights[0] == pytest.approx(alone, rel=1e-6, abs=1e-9)


def test_answers_like_the_register_weigh_one():
    answering = np.array([[2, 1], [4, 3]], dtype=float)
    assert rake_to(answering, answering * 3).weights == pytest.approx(np.ones((2, 2)))


@given(weights=st.lists(st.floats(0.1, 10), min_size=1, max_size=40))
def test_the_effective_number_lies_between_one_and_all(weights):
    size = float(effective_size(np.array(weights)))
    assert 1 - TIGHT <= size <= len(weights) + TIGHT
    assert float(effective_size(np.array(weights) * 7)) == pytest.approx(size)
    assert float(effective_size(np.ones(len(weights)))) == pytest.approx(len(weights))
    assert float(effective_size(np.zeros(3))) == 0.0


def test_a_sector_in_which_nobody_answers_goes_with_the_nearest():
    units = near(("a", "b", "c", "d"))  # nearest is the next one
    assert merge_empty(answering=np.array([2, 0, 0, 1]), units=units).tolist() == [0, 3, 3, 3]
    assert merge_empty(answering=np.array([0, 0, 0, 0]), units=units).tolist() == [0, 1, 2, 3]


def test_the_weights_of_a_city_stand_for_its_whole_register():
    world = many(businesses=6)  # all of one sector
    sheet, frame = make_sheet(world), make_frame()
    weighting = weigh(sheet=sheet, frame=frame, register=REGISTER)
    assert weighting.register_size == 46
    assert weighting.is_weighted
    weights = weighting.of(sheet)
    assert weights.mean() == pytest.approx(1)
    # two answering of each size; the register has 31 small, 10 middle and 5 large
    assert weights[0] / weights[1] == pytest.approx(3.1, rel=1e-6)
    stored = restore_weights(
        list_weights(weighting, frame), frame, register_size=46, converged=True
    )
    assert stored.by_stratum == pytest.approx(weighting.by_stratum)
    assert list(list_weights(weighting, frame)) == list(SECTORS)


def test_without_a_register_everybody_weighs_one():
    sheet, frame = make_sheet(many()), make_frame()
    nothing = Register(counts=np.zeros((3, 3), dtype=np.int64))
    weighting = weigh(sheet=sheet, frame=frame, register=nothing)
    assert not weighting.is_weighted
    assert weighting.of(sheet).tolist() == [1.0] * 6
    assert restore_weights({}, frame, register_size=0, converged=True).of(sheet).tolist() == [1] * 6


def test_who_is_not_in_the_register_belongs_to_the_city_too():
    world = many(businesses=6)
    outside = World(world.sectors, world.replies, outside=frozenset({2, 5}))  # the large ones
    sheets = [make_sheet(one) for one in (world, outside)]
    weights = [weigh(sheet=one, frame=make_frame(), register=REGISTER).of(one) for one in sheets]
    assert weights[1][2] > weights[0][2]
    assert len(SIZES) == 3


# --- Intervals ------------------------------------------------------------------------------------

SHARES = st.floats(0, 1)


@given(share=SHARES, effective=st.floats(1, 200), silent=st.floats(0, 500))
@EVEN
def test_the_interval_of_a_share_is_a_share_and_holds_the_estimate(share, effective, silent):
    found = share_interval(share, effective=effective, population=effective + silent)
    assert 0 <= found.low <= share <= found.high <= 1


@given(share=SHARES, effective=st.floats(1, 150))
@EVEN
def test_the_interval_of_a_share_mirrors_and_narrows(share, effective):
    def width(effective, population):
        found = share_interval(share, effective=effective, population=population)
        return found.high - found.low

    one = share_interval(share, effective=effective, population=300)
    mirror = share_interval(1 - share, effective=effective, population=300)
    assert mirror.low == pytest.approx(1 - one.high, abs=1e-9)
    assert mirror.high == pytest.approx(1 - one.low, abs=1e-9)
    assert width(effective * 2, 300) <= width(effective, 300) + TIGHT
    assert width(effective, 300) <= width(effective, math.inf) + TIGHT
    # a census: everybody has answered, and all weigh the same
    assert width(effective, effective) == pytest.approx(0, abs=1e-12)


def test_the_interval_of_a_share_equals_published_values():
    # Wilson's interval of 8 of 10 at 95 per cent is .4902 to .9433 in every textbook; at 90:
    z = 1.6448536269514722
    low, high = find_share_bounds(
        np.array(0.8),
        effective=np.array(10.0),
        population=np.array(math.inf),
    )
    for end in (float(low), float(high)):
        # the ends solve (p - end)^2 = z^2 end (1 - end) / n
        assert (0.8 - end) ** 2 == pytest.approx(z * z * end * (1 - end) / 10)
    assert share_interval(0.5, effective=0.0, population=9) is None


@st.composite
def contributions(draw):
    count = draw(st.integers(2, 30))
    bottoms = np.array(draw(st.lists(st.floats(0.1, 5), min_size=count, max_size=count)))
    values = np.array(draw(st.lists(st.floats(0, 5), min_size=count, max_size=count)))
    weights = np.array(draw(st.lists(st.floats(0.3, 3), min_size=count, max_size=count)))
    return values * bottoms, bottoms, weights


@given(given_by=contributions(), silent=st.integers(0, 100), seed=st.integers(0, 99))
@EVEN
def test_the_interval_of_a_mean_holds_it_and_ignores_the_order(given_by, silent, seed):
    tops, bottoms, weights = given_by
    population = tops.size + silent
    found = mean_interval(tops, bottoms, weights, population=population, highest=5.0)
    mean = (weights * tops).sum() / (weights * bottoms).sum()
    assert -TIGHT <= found.low <= mean + TIGHT
    assert mean - TIGHT <= found.high <= 5
    order = np.random.default_rng(seed).permutation(tops.size)
    other = mean_interval(
        tops[order], bottoms[order], weights[order], population=population, highest=5.0
    )
    assert other.low == pytest.approx(found.low, abs=1e-9)
    assert other.high == pytest.approx(found.high, abs=1e-9)
    if not silent:
        assert found.high - found.low == pytest.approx(0, abs=1e-9)
    wider = mean_interval(tops, bottoms, weights, population=math.inf, highest=5.0)
    assert wider.low <= found.low + TIGHT
    assert found.high <= wider.high + TIGHT


def test_the_interval_of_a_plain_mean_is_the_textbooks():
    values = np.array([1.0, 2.0, 4.0, 1.0, 2.0])
    ones = np.ones(5)
    found = mean_interval(values, ones, ones, population=math.inf, highest=5.0)
    # mean 2, standard deviation sqrt(1.5), t of 4 degrees of freedom at .95 is 2.1318
    assert found.high == pytest.approx(2 + 2.1318467863 * math.sqrt(1.5 / 5))
    assert mean_interval(values[:1], ones[:1], ones[:1], population=9, highest=5.0) is None
