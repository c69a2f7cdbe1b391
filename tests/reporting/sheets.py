"""Small worlds of answers for the tests of the figures, and a second, plain calculation."""

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
from hypothesis import strategies as st

from uprest.reporting.types import (
    NO_ANSWER,
    NOT_MY_JOB,
    UNKNOWN,
    Frame,
    NearUnit,
    Register,
    Sheet,
    SkillUnit,
)

AREAS = ("digital", "green", "care")
SKILLS = ("d1", "d2", "g1", "g2", "c1")
SKILL_AREAS = (0, 0, 1, 1, 2)
JOBS = ("desk", "kitchen", "guide")
SECTORS = ("stay", "food", "visit")
SIZES = ("small", "middle", "large")
NO_REGISTER = Register(counts=np.zeros((3, 3), dtype=np.int64))
REGISTER = Register(counts=np.array([[9, 4, 2], [14, 3, 1], [8, 3, 2]], dtype=np.int64))


def near(codes):
    return tuple(
        NearUnit(code=code, nearest=tuple(codes[index + 1 :] + codes[:index]))
        for index, code in enumerate(codes)
    )


def make_frame(required=None, importance=None):
    important = [[3, 2, 1, 0, 2], [0, 1, 2, 3, 3], [2, 0, 0, 2, 1]]
    default = [[4, 3, 2, 0, 5], [0, 2, 3, 4, 4], [3, 0, 0, 5, 3]]
    return Frame(
        areas=AREAS,
        skills=tuple(SkillUnit(*pair) for pair in zip(SKILLS, SKILL_AREAS, strict=True)),
        occupations=near(JOBS),
        sectors=near(SECTORS),
        sizes=near(SIZES),
        required=np.array(default if required is None else required, dtype=np.int64),
        importance=np.array(important if importance is None else importance, dtype=np.int64),
    )


@dataclass(frozen=True)
class Reply:
    """One response: indices of business, person (unique in all) and job, answers by skill."""

    business: int
    person: int
    job: int
    answers: tuple  # of (skill, value, chance)


@dataclass(frozen=True)
class World:
    sectors: dict  # of business -> index of its sector
    replies: tuple
    sizes: dict = field(default_factory=dict)  # of business -> index of its size
    outside: frozenset = frozenset()  # businesses that are not in the register

    def size_of(self, business):
        return self.sizes.get(business, business % len(SIZES))


def make_sheet(world):
    businesses = sorted({reply.business for reply in world.replies})
    shape = (len(world.replies), len(SKILLS))
    value = np.full(shape, NO_ANSWER, dtype=np.int8)
    weight = np.zeros(shape)
    for line, reply in enumerate(world.replies):
        for skill, answer, chance in reply.answers:
            value[line, skill] = answer
            weight[line, skill] = 1 / chance
    sector = np.array([world.sectors[one] for one in businesses], dtype=np.int64)
    size = np.array([world.size_of(one) for one in businesses], dtype=np.int64)
    return Sheet(
        business_ids=np.array(businesses, dtype=np.int64),
        sector=sector,
        size=size,
        stratum=sector * len(SIZES) + size,
        outside=np.array([one in world.outside for one in businesses], dtype=bool),
        business=np.array([businesses.index(r.business) for r in world.replies], dtype=np.int64),
        occupation=np.array([reply.job for reply in world.replies], dtype=np.int64),
        person=np.array([reply.person for reply in world.replies], dtype=np.int64),
        value=value,
        weight=weight,
    )


@st.composite
def replies(draw, *, businesses=8, most=3):
    found = []
    for business in range(businesses):
        for number in range(draw(st.integers(0, most))):
            asked = draw(st.lists(st.integers(0, 4), min_size=1, max_size=5, unique=True))
            answers = tuple(
                (
                    skill,
                    draw(st.sampled_from([0, 1, 2, 3, 4, 5, NOT_MY_JOB, UNKNOWN])),
                    draw(st.sampled_from([1.0, 0.5, 3 / 7])),
                )
                for skill in sorted(asked)
            )
            # now and then the same person answers for a second work
            person = business * 100 + draw(st.integers(0, number))
            job = draw(st.integers(0, 2))
            if any((one.person, one.job) == (person, job) for one in found):
                continue
            found.append(Reply(business, person, job, answers))
    return tuple(found)


@st.composite
def worlds(draw, *, businesses=8, most=3):
    sectors = {business: draw(st.integers(0, 2)) for business in range(businesses)}
    return World(sectors, draw(replies(businesses=businesses, most=most)))


def plain_means(world, frame, *, keep, skills, weigh=lambda business: 1.0):
    """The four statistics of the replies that ``keep`` chooses, answer by answer."""
    top, bottom = defaultdict(float), defaultdict(float)
    chosen = [reply for reply in world.replies if keep(reply)]
    for skill in skills:
        for reply in chosen:
            found = [one for one in reply.answers if one[0] == skill and one[1] < NOT_MY_JOB]
            if not found:
                continue
            _, level, chance = found[0]
            colleagues = [other for other in chosen if other.business == reply.business]
            in_base = [other for other in colleagues if not _is_out(other, skill)]
            weight = weigh(reply.business) / (chance * len(in_base))
            top["mean_level"] += weight * level
            bottom["mean_level"] += weight
            required = int(frame.required[reply.job, skill])
            if required:
                in_base = [other for other in in_base if frame.required[other.job, skill]]
                weight = weigh(reply.business) / (chance * len(in_base))
                values = {
                    "mean_required": required,
                    "mean_gap": max(0, required - level),
                    "share_with_gap": int(level < required),
                }
                for name, y in values.items():
                    top[name] += weight * y
                    bottom[name] += weight
    names = ("mean_level", "mean_required", "mean_gap", "share_with_gap")
    return {name: top[name] / bottom[name] if bottom[name] else None for name in names}


def _is_out(reply, skill):
    return any(one[0] == skill and one[1] >= NOT_MY_JOB for one in reply.answers)


def plain_contributors(world, frame, *, keep, skills, with_need):
    """Businesses and people that gave a level (for a skill that their job asks for)."""
    found = [
        reply
        for reply in world.replies
        if keep(reply)
        and any(
            skill in skills
            and value < NOT_MY_JOB
            and (not with_need or frame.required[reply.job, skill])
            for skill, value, _ in reply.answers
        )
    ]
    return len({reply.business for reply in found}), len({reply.person for reply in found})


def random_world(random, *, businesses=14, most=3, jobs=3):
    """A world drawn by ``random``: quicker than a strategy where worlds must be large."""
    sectors = {business: random.choice([0, 0, 0, 1, 1, 2]) for business in range(businesses)}
    sizes = {business: random.choice([0, 0, 0, 1, 1, 2]) for business in range(businesses)}
    found = [one for b in range(businesses) for one in random_replies(random, b, most, jobs)]
    return World(sectors, tuple(found), sizes)


def random_replies(random, business, most, jobs):
    found = []
    for number in range(random.randint(0, most)):
        asked = [skill for skill in range(5) if random.random() < 0.8] or [0]
        answers = tuple(
            (skill, random.choice([0, 1, 2, 3, 4, 5, 8, 9]), random.choice([1.0, 0.5]))
            for skill in asked
        )
        job = min(random.randint(0, jobs - 1), random.randint(0, jobs - 1))
        found.append(Reply(business, business * 100 + number, job, answers))
    return found


def changed_world(random, world, *, touched, most=3, jobs=3):
    """The same world after ``touched`` businesses answered anew, joined, left or moved."""
    chosen = set(random.sample(sorted(world.sectors), touched))
    sectors, sizes = dict(world.sectors), dict(world.sizes)
    replies = [reply for reply in world.replies if reply.business not in chosen]
    for business in sorted(chosen):
        old = [reply for reply in world.replies if reply.business == business]
        what = random.choice(["new", "one more", "moved", "grown", "left"])
        if what == "new":
            replies += random_replies(random, business, most, jobs)
        elif what == "one more":
            newcomer = business * 100 + 50
            replies += [*old, Reply(business, newcomer, random.randrange(jobs), ((0, 3, 1.0),))]
        elif what == "moved":
            sectors[business] = random.randrange(3)
            replies += old
        elif what == "grown":
            sizes[business] = random.randrange(3)
            replies += old
    return World(sectors, tuple(replies), sizes)
