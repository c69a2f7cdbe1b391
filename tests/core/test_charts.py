import pytest
from hypothesis import given
from hypothesis import strategies as st

from uprest.core.charts import (
    Share,
    SkillLevels,
    bars,
    dumbbell,
    heat_cell,
    heat_step,
    radar,
    spark,
    track_position,
)

levels = st.one_of(st.none(), st.floats(min_value=0, max_value=5))


def skill(now, required=4.0, **more):
    return SkillLevels(name="Booking", icon="calendar-check", now=now, required=required, **more)


def pairs(points):
    return [tuple(float(number) for number in pair.split(",")) for pair in points.split()]


@pytest.mark.parametrize(("level", "position"), [(0, "6"), (1, "23.6"), (2.5, "50"), (5, "94")])
def test_levels_lie_on_the_track_between_the_paddings(level, position):
    assert track_position(level) == position


@pytest.mark.parametrize("level", [-0.1, 5.1])
def test_a_level_outside_the_scale_is_refused(level):
    with pytest.raises(ValueError, match="between 0 and 5"):
        dumbbell([skill(level)])


def test_dumbbell_row_knows_gap_and_whether_it_is_closed():
    short, met, above = dumbbell([skill(2.6, 3.8), skill(3, 3), skill(5, 4)])
    assert short.gap == pytest.approx(1.2)
    assert not short.is_met
    assert (met.gap, met.is_met) == (0, True)
    assert (above.gap, above.is_met) == (0, True)
    assert len(short.ticks) == 6


def test_dumbbell_row_of_a_skill_not_asked_yet_claims_no_level():
    (row,) = dumbbell([skill(None)])
    assert (row.now, row.gap, row.x_now, row.is_met) == (None, None, "", False)
    assert row.x_required == "76.4"


def test_dumbbell_shows_the_way_gone_only_upwards():
    moved, fallen = dumbbell([skill(3, before=2), skill(2, before=3)])
    assert moved.x_before == "41.2"
    assert fallen.x_before == ""


@pytest.mark.parametrize("count", [2, 13])
def test_radar_refuses_too_few_and_too_many_spokes(count):
    with pytest.raises(ValueError, match="3 to 12 spokes"):
        radar([skill(1)] * count)


@given(st.lists(levels, min_size=3, max_size=12))
def test_radar_stays_inside_its_box_and_draws_only_what_is_known(values):
    shape = radar([skill(value) for value in values])
    size = float(shape.size)
    for points in (*shape.rings, shape.required, *shape.areas, *shape.outlines):
        assert all(0 <= number <= size for pair in pairs(points) for number in pair)
    for mark, value in zip(shape.marks, values, strict=True):
        # the badge at the spoke has a radius of 19
        assert 19 <= float(mark.badge_x) <= size - 19
        assert 19 <= float(mark.badge_y) <= size - 19
        assert (mark.dot_x == "") == (value is None)


def test_radar_of_a_whole_profile_is_one_closed_shape():
    shape = radar([skill(3)] * 7)
    assert len(shape.areas) == len(shape.outlines) == 1
    outline = pairs(shape.outlines[0])
    assert outline[0] == outline[-1]
    assert len(outline) == 8


def test_radar_draws_no_edge_across_a_spoke_that_was_not_asked():
    shape = radar([skill(value) for value in (2, None, 3, 4, None, 1)])
    # round the top: the last and the first are neighbours
    assert [len(pairs(outline)) for outline in shape.outlines] == [2, 2]
    centre = float(shape.centre)
    assert all(pairs(area)[-1] == (centre, centre) for area in shape.areas)


def test_radar_of_nothing_asked_yet_has_no_shape():
    shape = radar([skill(None)] * 3)
    assert shape.areas == shape.outlines == ()


@pytest.mark.parametrize(
    ("missing", "step"),
    [(None, "x"), (0, "0"), (0.29, "0"), (0.3, "1"), (0.8, "2"), (1.3, "3"), (1.9, "4"), (5, "4")],
)
def test_heat_steps_are_fixed(missing, step):
    assert heat_step(missing) == step
    assert heat_cell(missing, people=12).step == step


def test_spark_runs_from_edge_to_edge():
    line = spark([212, 248, 381])
    assert pairs(line.points) == [(4, 30), (60, pytest.approx(24.46)), (116, 4)]
    assert (line.last_x, line.last_y) == ("116", "4")


def test_spark_of_one_value_is_a_point_and_of_none_is_refused():
    assert len(pairs(spark([3]).points)) == 1
    with pytest.raises(ValueError, match="at least one value"):
        spark([])


def test_bars_are_drawn_in_percent_with_the_goal():
    bar, full = bars([Share(name="Hotels", value=0.41), Share(name="Guides", value=1)], goal=0.5)
    assert (bar.width, bar.percent, bar.goal) == ("41", pytest.approx(41), "50")
    assert full.width == "100"
    assert bars([Share(name="Hotels", value=0)])[0].goal == ""
    with pytest.raises(ValueError, match="between 0 and 1"):
        bars([Share(name="Hotels", value=41)])
