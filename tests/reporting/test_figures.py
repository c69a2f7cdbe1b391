import datetime as dt

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
    make_frame,
    make_sheet,
    plain_contributors,
    plain_means,
    worlds,
)
from uprest.reporting.figures import pool, sum_by_group
from uprest.reporting.releases.ends import bound
from uprest.reporting.services.calculation import calculate
from uprest.reporting.types import LEVEL_ENDS, SHARE_ENDS

DAY = dt.date(2026, 5, 12)
EVERYBODY = range(len(SKILLS))


def report_of(world, frame=None, register=NO_REGISTER):
    sheet = make_sheet(world)
    return calculate(
        sheet=sheet,
        frame=frame or make_frame(),
        register=register,
        municipality="ystad",
        as_of=DAY,
    ).report


def as_published(name, value):
    return bound(value, SHARE_ENDS if name == "share_with_gap" else LEVEL_ENDS)


def assert_same(row, plain, names, seen=as_published):
    for name in names:
        expected = seen(name, plain[name])
        actual = getattr(row, name)
        assert (actual is None) == (expected is None), name
        if expected is not None:
            assert actual == pytest.approx(expected, abs=1e-12), name


@pytest.mark.parametrize("kind", ["sector", "size", "job"])
@pytest.mark.parametrize("people", [1, 12])
def test_no_row_tells_by_its_name_whether_the_only_business_of_a_kind_answered(kind, people):
    """Of sectors, sizes and jobs all but the first and the second stand empty, but for one."""

    def make(business, place, people):
        answers = tuple((skill, 1 + place, 1.0) for skill in EVERYBODY)
        job = place if kind == "job" else 0
        return [Reply(business, 100 * business + one, job, answers) for one in range(people)]

    places = {business: business % 2 for business in range(14)}
    with_one = {**places, 14: 2}

    def find(places):
        replies = [one for business, place in places.items()
                   for one in make(business, place, people if place == 2 else 2)]  # fmt: skip
        none = dict.fromkeys(places, 0)
        sectors, sizes = (places if kind == one else none for one in ("sector", "size"))
        report = report_of(World(sectors, tuple(replies), sizes))
        return [[row.units for row in rows]
                for rows in (report.sectors, report.sizes, report.occupations)]  # fmt: skip

    assert find(places) == find(with_one)


@given(world=worlds())
@settings(max_examples=150, deadline=None)
def test_the_estimator_equals_the_plain_sums(world):
    if not world.replies:
        return
    frame, sheet = make_frame(), make_sheet(world)
    weights = np.ones(sheet.business_ids.size)
    for group in (np.zeros_like(sheet.business), sheet.occupation):
        sums = sum_by_group(sheet, frame, group)
        for index in range(int(group.max()) + 1):
            line_of = dict(zip(map(id, world.replies), group.tolist(), strict=True))
            for skills in [*((skill,) for skill in EVERYBODY), tuple(EVERYBODY), (0, 1)]:
                plain = plain_means(
                    world,
                    frame,
                    keep=lambda reply, line_of=line_of, index=index: line_of[id(reply)] == index,
                    skills=skills,
                )
                pooled = pool(sums, group=index, skills=skills, weights=weights)
                assert_same(pooled, plain, plain, seen=lambda name, value: value)


@given(world=worlds(businesses=14, most=4))
@settings(max_examples=150, deadline=None)
def test_every_row_and_cell_is_large_enough_and_right(world):
    frame, report = make_frame(), report_of(world)
    codes = {code: index for index, code in enumerate(SKILLS)}
    for row in report.skills:
        skills = {codes[unit] for unit in row.units}
        levels = plain_contributors(
            world, frame, keep=lambda reply: True, skills=skills, with_need=False
        )
        needs = plain_contributors(
            world, frame, keep=lambda reply: True, skills=skills, with_need=True
        )
        assert levels >= (5, 10)
        assert levels[1] >= 10
        assert needs[1] == 0 or (needs[0] >= 5 and needs[1] >= 10)
        plain = plain_means(world, frame, keep=lambda reply: True, skills=skills)
        assert_same(row, plain, plain)
        assert (
            row.areas == tuple(dict.fromkeys(AREAS[SKILL_AREAS[skill]] for skill in sorted(skills)))
            or len(skills) == 1
        )
    for row in report.occupations:
        check_occupation(world, frame, row)
    for row in report.sectors:
        inside = {SECTORS.index(unit) for unit in row.units}
        keep = lambda reply, inside=inside: world.sectors[reply.business] in inside  # noqa: E731
        contributors = plain_contributors(world, frame, keep=keep, skills=EVERYBODY, with_need=True)
        assert contributors[0] >= 5
        assert contributors[1] >= 10
        plain = plain_means(world, frame, keep=keep, skills=EVERYBODY)
        assert_same(row, plain, ["mean_gap"])


def check_occupation(world, frame, row):
    jobs = {JOBS.index(unit) for unit in row.units}
    chosen = [reply for reply in world.replies if reply.job in jobs]
    assert row.people == len({reply.person for reply in chosen}) >= 10
    assert row.businesses == len({reply.business for reply in chosen}) >= 5
    plain = plain_means(world, frame, keep=lambda reply: reply.job in jobs, skills=EVERYBODY)
    assert_same(row, plain, ["mean_gap"])
    assert [area for cell in row.cells for area in cell.areas] == list(AREAS)
    for cell in row.cells:
        skills = {s for s in EVERYBODY if AREAS[SKILL_AREAS[s]] in cell.areas}
        businesses, people = plain_contributors(
            world, frame, keep=lambda reply: reply.job in jobs, skills=skills, with_need=True
        )
        needed = any(frame.required[job, skill] for job in jobs for skill in skills)
        assert (cell.mean_gap is None) == (not needed)
        assert not needed or (businesses >= 5 and people >= 10)
        plain = plain_means(world, frame, keep=lambda reply: reply.job in jobs, skills=skills)
        assert_same(cell, plain, ["mean_gap"])


@given(world=worlds(businesses=14, most=4))
@settings(max_examples=150, deadline=None)
def test_no_rows_taken_from_the_total_leave_one_to_four_businesses(world):
    report = report_of(world)
    if report.total is None:
        return
    for rows, unit_of in (
        (report.occupations, lambda reply: JOBS[reply.job]),
        (report.sectors, lambda reply: SECTORS[world.sectors[reply.business]]),
    ):
        for choice in range(2 ** len(rows)):
            taken = {u for i, row in enumerate(rows) if choice >> i & 1 for u in row.units}
            rest = {reply.business for reply in world.replies if unit_of(reply) not in taken}
            # without any row there is nothing to take from
            assert len(rest) == 0 or len(rest) >= 5 or not rows


def many(*, businesses=6, people=2, level=2, jobs=(0,), sector=0):
    """A world in which everybody gives the same level to everything."""
    replies = [
        Reply(b, b * 100 + p, job, tuple((s, level, 1.0) for s in EVERYBODY))
        for b in range(businesses)
        for p in range(people)
        for job in jobs
    ]
    return World(dict.fromkeys(range(businesses), sector), tuple(replies))


@pytest.mark.parametrize(("businesses", "people"), [(4, 9), (5, 1), (9, 1), (0, 0)])
def test_a_city_that_is_too_small_has_no_figures(businesses, people):
    report = report_of(many(businesses=businesses, people=people))
    assert report.total is None
    assert not report.rows
    assert report.crowd.businesses == businesses
    assert report.crowd.people == businesses * people


def test_somebody_with_two_works_is_one_of_the_people():
    report = report_of(many(businesses=6, people=2, jobs=(0, 1)))
    assert report.total.people == 12
    assert [row.people for row in report.occupations] == [12, 12]


def test_a_business_with_many_people_weighs_as_much_as_one_with_few():
    few = many(businesses=5, people=2, level=0)
    crowd = tuple(Reply(9, 900 + p, 0, tuple((s, 5, 1.0) for s in EVERYBODY)) for p in range(200))
    report = report_of(World({**few.sectors, 9: 0}, few.replies + crowd))
    assert report.skills[0].mean_level == pytest.approx(5 / 6)


def test_rows_of_skills_begin_with_the_largest_gap():
    report = report_of(many(level=2))
    gaps = [row.mean_gap for row in report.skills if row.mean_gap is not None]
    assert gaps == sorted(gaps, reverse=True)
    assert report.skills[0].units == ("c1",)


@given(level=st.integers(0, 5))
def test_the_ends_of_the_scale_are_not_told(level):
    row = report_of(many(level=level)).skills[0]
    assert row.mean_level == pytest.approx(min(max(level, 0.05), 4.95), abs=1e-12)
    assert 0.005 <= row.share_with_gap <= 0.995
    assert row.share_interval is None
