"""The case of 83 businesses of which 31 answer, and a published table of the union rule.

The first is computed a second time answer by answer, in plain Python.
"""

import datetime as dt
import math
import random

import numpy as np
import pytest
from scipy import stats

from tests.reporting.sheets import AREAS, SKILL_AREAS, Reply, World, make_frame, make_sheet, near
from uprest.reporting.intervals import share_interval
from uprest.reporting.services.calculation import calculate
from uprest.reporting.types import NOT_MY_JOB, Frame, Register, Sheet, SkillUnit

DAY = dt.date(2026, 5, 12)
IN_REGISTER = [[12, 9, 4], [20, 8, 2], [17, 8, 3]]
ANSWERING = [[2, 4, 3], [6, 4, 2], [5, 3, 2]]


def make_case():
    """31 of 83 answer, the larger ones more often; some questions came by chance."""
    dice = random.Random(83)
    sectors, sizes, replies = {}, {}, []
    for sector, line in enumerate(ANSWERING):
        for size, count in enumerate(line):
            for _ in range(count):
                business = len(sectors)
                sectors[business], sizes[business] = sector, size
                for number in range(dice.randint(1 + size, 3 + 2 * size)):
                    answers = tuple(
                        (
                            skill,
                            dice.choice([0, 1, 2, 3, 4, 5, 3, 2, 8, 9]),
                            dice.choice([1, 3 / 11]),
                        )
                        for skill in range(5)
                        if dice.random() < 0.8
                    )
                    if answers:
                        job = min(2, dice.randint(0, 2))
                        replies.append(Reply(business, business * 100 + number, job, answers))
    return World(sectors, tuple(replies), sizes)


# --- The second computation -----------------------------------------------------------------------


def plain_weights(world):
    """Raking, sector by sector and size by size, until nothing moves any more."""
    weight = dict.fromkeys(world.sectors, 1.0)
    for _ in range(2000):
        for kinds, wanted in (
            (world.sectors, [sum(line) for line in IN_REGISTER]),
            (world.sizes, [sum(line[size] for line in IN_REGISTER) for size in range(3)]),
        ):
            for kind, target in enumerate(wanted):
                members = [one for one in weight if kinds[one] == kind]
                factor = target / sum(weight[one] for one in members)
                for one in members:
                    weight[one] *= factor
    mean = sum(weight.values()) / len(weight)
    return {one: value / mean for one, value in weight.items()}


def plain_sums(world, frame, keep, skills):
    """Top of the gap, top of the share, and bottom, by business."""
    found = {}
    for reply in world.replies:
        if not keep(reply):
            continue
        for skill, value, chance in reply.answers:
            required = int(frame.required[reply.job, skill])
            if skill not in skills or value >= NOT_MY_JOB or not required:
                continue
            base = 0
            for other in world.replies:
                said = {asked: value for asked, value, _ in other.answers}
                base += (
                    other.business == reply.business
                    and keep(other)
                    and frame.required[other.job, skill] > 0
                    and said.get(skill, 0) < NOT_MY_JOB
                )
            gap, short, bottom = found.get(reply.business, (0.0, 0.0, 0.0))
            part = 1 / (chance * base)
            found[reply.business] = (
                gap + part * max(0, required - value),
                short + part * (value < required),
                bottom + part,
            )
    return found


def plain_row(world, frame, weight, *, keep=lambda reply: True, skills=range(5), population):
    sums = plain_sums(world, frame, keep, skills)
    bottom = sum(weight[one] * x for one, (_, _, x) in sums.items())
    gap = sum(weight[one] * y for one, (y, _, _) in sums.items()) / bottom
    share = sum(weight[one] * y for one, (_, y, _) in sums.items()) / bottom
    squares = sum((weight[one] * (y - gap * x) / bottom) ** 2 for one, (y, _, x) in sums.items())
    n = len(sums)
    half = stats.t.ppf(0.95, n - 1) * math.sqrt((1 - n / population) * n / (n - 1) * squares)
    pull = [weight[one] * x for one, (_, _, x) in sums.items()]
    effective = math.floor(sum(pull) ** 2 / sum(one * one for one in pull) + 1e-9)
    return {
        "gap": gap,
        "gap_ends": (gap - half, gap + half),
        "share": share,
        "share_ends": plain_wilson(share, effective, population),
        "effective": effective,
    }


def plain_wilson(share, effective, population):
    """The two roots of (share - p)^2 = z^2 p (1 - p) / m, found by halving."""
    z = stats.norm.ppf(0.95)
    m = effective * (population - 1) / (population - effective)

    def far(p):
        return (share - p) ** 2 - z * z * p * (1 - p) / m

    def root(out, inside):
        for _ in range(200):
            middle = (out + inside) / 2
            out, inside = (middle, inside) if far(middle) > 0 else (out, middle)
        return inside

    return root(0.0, share), root(1.0, share)


def plain_important(world, frame, weight, area):
    """The share of people with an important skill below the need, and its effective number."""
    top, bottom, pulls = 0.0, 0.0, {}
    skills = [skill for skill in range(5) if SKILL_AREAS[skill] == area]
    for reply in world.replies:
        given = [
            (skill, value, chance)
            for skill, value, chance in reply.answers
            if skill in skills and value < NOT_MY_JOB and frame.required[reply.job, skill]
        ]
        if not given:
            continue
        base = 0
        for other in world.replies:
            if other.business != reply.business:
                continue
            asks = [skill for skill in skills if frame.required[other.job, skill]]
            said = [value for skill, value, _ in other.answers if skill in asks]
            base += bool(asks) and (not said or any(value < NOT_MY_JOB for value in said))
        low = any(
            value < frame.required[reply.job, skill] and frame.importance[reply.job, skill] >= 2
            for skill, value, _ in given
        )
        part = weight[reply.business] / (max(chance for _, _, chance in given) * base)
        top, bottom = top + part * low, bottom + part
        pulls[reply.business] = pulls.get(reply.business, 0.0) + part
    squares = sum(one * one for one in pulls.values())
    return top / bottom, math.floor(bottom**2 / squares + 1e-9)


def assert_row(row, plain):
    assert row.mean_gap == pytest.approx(plain["gap"], abs=1e-7)
    assert row.share_with_gap == pytest.approx(plain["share"], abs=1e-7)
    assert row.effective == plain["effective"]
    ends = (row.mean_gap_interval.low, row.mean_gap_interval.high)
    assert ends == pytest.approx(plain["gap_ends"], abs=1e-6)
    ends = (row.share_interval.low, row.share_interval.high)
    assert ends == pytest.approx(plain["share_ends"], abs=1e-6)


def test_31_of_83_answer():
    world, frame = make_case(), make_frame()
    sheet = make_sheet(world)
    assert (sum(map(sum, IN_REGISTER)), sheet.business_ids.size) == (83, 31)
    done = calculate(
        sheet=sheet,
        frame=frame,
        register=Register(counts=np.array(IN_REGISTER)),
        municipality="ystad",
        as_of=DAY,
    )
    report, weight = done.report, plain_weights(world)
    assert done.weighting.converged
    assert report.register_size == 83
    assert list(done.weighting.of(sheet)) == pytest.approx(
        [weight[one] for one in range(31)], abs=1e-7
    )
    assert max(weight.values()) > 1.5  # there is something to weigh

    assert_row(report.total, plain_row(world, frame, weight, population=83))
    assert report.total.effective < 31
    for row in report.skills:
        skills = {("d1", "d2", "g1", "g2", "c1").index(unit) for unit in row.units}
        assert_row(row, plain_row(world, frame, weight, skills=skills, population=83))
    assert len(report.sectors) == len(report.sizes) == 3
    for sector, row in enumerate(report.sectors):
        plain = plain_row(
            world, frame, weight, population=sum(IN_REGISTER[sector]),
            keep=lambda reply, sector=sector: world.sectors[reply.business] == sector,
        )  # fmt: skip
        assert_row(row, plain)
    for size, row in enumerate(report.sizes):
        plain = plain_row(
            world, frame, weight, population=sum(line[size] for line in IN_REGISTER),
            keep=lambda reply, size=size: world.sizes[reply.business] == size,
        )  # fmt: skip
        assert_row(row, plain)
    assert [row.units for row in report.areas] == [(code,) for code in AREAS]
    for area, row in enumerate(report.areas):
        share, effective = plain_important(world, frame, weight, area)
        assert row.important_low == pytest.approx(share, abs=1e-7)
        assert row.effective == effective
        ends = (row.important_low_interval.low, row.important_low_interval.high)
        assert ends == pytest.approx(plain_wilson(share, effective, 83), abs=1e-6)


def test_an_interval_tells_no_more_than_the_whole_effective_number():
    world = make_case()
    report = calculate(
        sheet=make_sheet(world),
        frame=make_frame(),
        register=Register(counts=np.array(IN_REGISTER)),
        municipality="ystad",
        as_of=DAY,
    ).report
    for row in (report.total, *report.skills, *report.occupations):
        assert row.effective == int(row.effective)
        told = share_interval(row.share_with_gap, effective=row.effective, population=83)
        assert told.low == pytest.approx(row.share_interval.low, abs=1e-12)
        assert told.high == pytest.approx(row.share_interval.high, abs=1e-12)


# --- A published table ----------------------------------------------------------------------------

# "High importance, low skill" of the public health workforce, in per cent, of PH WINS 2017:
# staff, supervisors and managers, executives, everybody.
PUBLISHED = {
    "Effective communication": (19, 14, 5, 17),
    "Data for decision making": (25, 22, 23, 24),
    "Cultural competency": (30, 36, 34, 32),
    "Budget and financial management": (53, 49, 47, 52),
    "Change management": (40, 35, 25, 38),
    "Systems and strategic thinking": (44, 49, 41, 45),
    "Develop a vision for a healthy community": (40, 44, 36, 41),
    "Cross-sectoral partnerships": (34, 35, 26, 34),
}
STAFF = (6_800, 2_900, 300)  # of 10,000, as shares of everybody that give the last column
PLACES = 100
HIGH, LOW, REQUIRED = 4, 1, 3
EACH = 3  # skills in an area: very important, important, and one that is not


def survey_frame():
    importance = np.tile([3, 2, 1], len(PUBLISHED))
    return Frame(
        areas=tuple(PUBLISHED),
        skills=tuple(
            SkillUnit(f"{area} {number}", index)
            for index, area in enumerate(PUBLISHED)
            for number in range(EACH)
        ),
        occupations=near(("staff", "supervisor", "executive")),
        sectors=near(("health",)),
        sizes=near(("any",)),
        required=np.full((3, len(PUBLISHED) * EACH), REQUIRED),
        importance=np.stack([importance] * 3),
    )


def answer_survey(groups):
    """Answers of ``groups``: so many of each have an important and low skill as was published.

    One third of them lacks the first skill, one third the second, one third both: neither a sum
    nor a mean of the two shares is the share of people. Half of the others lack only the third,
    which is not important.
    """
    value, job = [], []
    for group in groups:
        count = STAFF[group]
        answers = np.full((count, len(PUBLISHED) * EACH), HIGH, dtype=np.int8)
        for area, row in enumerate(PUBLISHED.values()):
            people = np.roll(np.arange(count), 37 * area)
            lacking = people[: count * row[group] // 100]
            assert len(lacking) * 100 == count * row[group]
            answers[lacking[::3], area * EACH] = LOW
            answers[lacking[1::3], area * EACH + 1] = LOW
            answers[np.ix_(lacking[2::3], [area * EACH, area * EACH + 1])] = LOW
            answers[people[len(lacking) :][::2], area * EACH + 2] = LOW
        value.append(answers)
        job += [group] * count
    value = np.concatenate(value)
    return Sheet(
        business_ids=np.arange(PLACES),
        sector=np.zeros(PLACES, dtype=np.int64),
        size=np.zeros(PLACES, dtype=np.int64),
        stratum=np.zeros(PLACES, dtype=np.int64),
        outside=np.zeros(PLACES, dtype=bool),
        business=np.concatenate([np.arange(STAFF[group]) % PLACES for group in groups]),
        occupation=np.array(job),
        person=np.arange(len(job)),
        value=value,
        weight=np.ones(value.shape),
    )


@pytest.mark.parametrize(
    ("groups", "column"), [((0,), 0), ((1,), 1), ((2,), 2), ((0, 1, 2), 3)],
    ids=["staff", "supervisors", "executives", "everybody"],
)  # fmt: skip
def test_the_published_table_of_the_union_rule(groups, column):
    sheet = answer_survey(groups)
    rows = calculate(
        sheet=sheet,
        frame=survey_frame(),
        register=Register(counts=np.zeros((1, 1), dtype=np.int64)),
        municipality="survey",
        as_of=DAY,
    ).report.areas
    found = {row.units[0]: round(100 * row.important_low) for row in rows}
    assert found == {area: row[column] for area, row in PUBLISHED.items()}
    if len(groups) == 1:
        for row in rows:
            assert row.important_low == pytest.approx(
                PUBLISHED[row.units[0]][column] / 100, abs=1e-12
            )
    # the mean of the shares of the important skills is another figure
    low = sheet.value.reshape(-1, len(PUBLISHED), EACH)[:, :, :2] == LOW
    assert (low.mean(axis=(0, 2)) < [row.important_low - 0.01 for row in rows]).all()
