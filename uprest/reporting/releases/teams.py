"""What an owner may read of a team's gaps, so that nobody can compute a single person.

A row (an area or a skill) is a mean over people: of each person the mean gap in the row. It is
published from ``MIN_TEAM`` people up, and again only when at least ``MIN_TEAM`` people's part in it
is another one than in **every** earlier publication of the row, also in any sum or difference of
them with the coefficients -1, 0 and 1. Until then the row repeats its dated value.

What is compared is how often each part occurs, not whose it is: the mean knows no more than that,
somebody who leaves and comes back with the same answers has changed nothing, and nothing has
to be kept of who took part.

Means are told in steps of half a level, open at both ends: a gap of "less than half a level" and
of "three levels or more". With five people no single answer follows from a step.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import product
from math import ceil, fsum

MIN_TEAM = 5
STEP = 0.5
LARGEST_STEP = 6
"""The step of three levels or more."""
COMBINED = 4
"""So many of the newest publications are tried in all combinations; older ones one by one."""

Parts = Mapping[str, int]
"""How many people had a part; the parts are opaque."""


def find_step(gaps: Sequence[float]) -> int:
    """Return the mean of people's gaps in half levels, from 0 (under half) to 6 (three or more).

    :raises ValueError: for fewer than ``MIN_TEAM`` people.
    """
    if len(gaps) < MIN_TEAM:
        raise ValueError(len(gaps))
    mean = fsum(gaps) / len(gaps)
    if mean < STEP:
        return 0
    return min(LARGEST_STEP, int(mean / STEP + 0.5))


def mean_gap(answers: Sequence[tuple[int, float]]) -> float:
    """Return one person's mean gap in a row, of gaps and the chances with which they were asked.

    The ratio estimator of Hájek: each gap stands for 1/chance of those that were not asked.
    """
    weights = [1 / chance for _, chance in answers]
    total = fsum(gap * weight for (gap, _), weight in zip(answers, weights, strict=True))
    return total / fsum(weights)


def may_publish(new: Parts, *, earlier: Sequence[Parts], least: int = MIN_TEAM) -> bool:
    """Tell whether a row of these people may be published after the ``earlier`` ones, newest last.

    ``least`` is the number of people that it, and any combination with it, must be about: one more
    for each reader who may have been in an earlier one, since they know their own part.
    Counted is the least number of people that a combination can be about.
    """
    if sum(new.values()) < MIN_TEAM:
        return False
    old, newest = earlier[:-COMBINED], earlier[-COMBINED:]
    if any(count_exposed([new, one], (1, -1)) < least for one in old):
        return False
    return all(
        count_exposed([new, *newest], (1, *signs)) >= least
        for signs in product((-1, 0, 1), repeat=len(newest))
    )


def count_exposed(published: Sequence[Parts], signs: Sequence[int]) -> int:
    """Return how many people at least a sum or difference of publications is about.

    One person can add their part once for each publication that is added, and take it away once for
    each that is taken away.
    """
    left: Counter[str] = Counter()
    for parts, sign in zip(published, signs, strict=True):
        for part, count in parts.items():
            left[part] += sign * count
    ups = sum(count for count in left.values() if count > 0)
    downs = -sum(count for count in left.values() if count < 0)
    added = max(1, sum(sign > 0 for sign in signs))
    taken = max(1, sum(sign < 0 for sign in signs))
    return max(ceil(ups / added), ceil(downs / taken))
