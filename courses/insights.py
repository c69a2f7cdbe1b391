"""What trainers see of how people get on with exercises and lessons. Arithmetic alone.

The unit is people. No figure is told of fewer than five of them, no answer that fewer than three
have given; and no part of a figure (one language) where what is left of the whole would be the
figure of one to four people, who could then be found by subtraction.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

MIN_PEOPLE = 5
MIN_ALIKE = 3
Z_95 = 1.959963984540054
"""The normal deviate of a two-sided interval of 95 per cent."""


@dataclass(frozen=True, slots=True)
class Share:
    """``part`` of ``whole`` people."""

    part: int
    whole: int

    @property
    def percentage(self) -> int:
        """The share in whole per cent, halves up."""
        return (200 * self.part + self.whole) // (2 * self.whole)

    @property
    def interval(self) -> tuple[int, int]:
        """Wilson's 95 per cent interval, in whole per cent."""
        low, high = find_wilson_interval(part=self.part, whole=self.whole)
        return round(100 * low), round(100 * high)


def find_wilson_interval(*, part: int, whole: int, z: float = Z_95) -> tuple[float, float]:
    """Return the interval in which the true share lies with the confidence of ``z``, each 0 to 1.

    The score interval of E. B. Wilson, "Probable inference, the law of succession, and statistical
    inference", JASA 22 (1927), 209-212; for small numbers recommended by Brown, Cai and DasGupta,
    "Interval estimation for a binomial proportion", Statistical Science 16 (2001), 101-133.

    :raises ValueError: unless 0 <= part <= whole and whole > 0.
    """
    if not 0 <= part <= whole or not whole:
        raise ValueError("A share is of somebody, and at most of all of them.")
    share = part / whole
    middle = share + z * z / (2 * whole)
    reach = z * sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    below = 1 + z * z / whole
    low = 0.0 if part == 0 else max(0.0, (middle - reach) / below)
    high = 1.0 if part == whole else min(1.0, (middle + reach) / below)
    return low, high


def may_tell(people: int) -> bool:
    """Return whether a figure of so many people may be told."""
    return people >= MIN_PEOPLE


def list_tellable(people: Mapping[str, int]) -> frozenset[str]:
    """Return the groups whose figures may be told beside those of all, by the people in each.

    What is left of all of them is nobody or five again: else the smallest group that could be
    told is not, so that a few people cannot be found by subtraction.
    """
    told = sorted((n, name) for name, n in people.items() if may_tell(n))
    rest = sum(people.values()) - sum(n for n, _name in told)
    if told and 0 < rest < MIN_PEOPLE:
        told = told[1:]
    return frozenset(name for _n, name in told)


def build_share(part: int, whole: int) -> Share | None:
    """Return a share, or nothing where too few people are behind it."""
    return Share(part, whole) if may_tell(whole) else None


def find_median(counts: Mapping[int, int]) -> float | None:
    """Return the median of values by how often each occurs; nothing where there are none."""
    total = sum(counts.values())
    if not total:
        return None
    return (_find_place(counts, (total - 1) // 2) + _find_place(counts, total // 2)) / 2


def _find_place(counts: Mapping[int, int], place: int) -> int:
    """Return the value at ``place`` (from 0), were all of them sorted."""
    seen = 0
    for value in sorted(counts):
        seen += counts[value]
        if seen > place:
            return value
    raise IndexError(place)


Chosen = tuple[str, tuple[str, ...]]
"""What was chosen in a part of an exercise: the part's id, and the ids chosen."""


def find_most_chosen(wrong: Iterable[tuple[Chosen, int]]) -> tuple[Chosen, int] | None:
    """Return what most people chose wrongly, and how many did; nothing where too few agree.

    ``wrong`` has each wrong choice with the number of people who made it in their first try, as
    often as it occurs in different answers. Of several the same, the first in order is returned.
    """
    counts: Counter[Chosen] = Counter()
    for chosen, people in wrong:
        counts[chosen] += people
    if not counts:
        return None
    found = min(counts, key=lambda chosen: (-counts[chosen], chosen))
    return (found, counts[found]) if counts[found] >= MIN_ALIKE else None


@dataclass(frozen=True, slots=True)
class Tries:
    """How people got on with one exercise.

    ``until_right`` counts people by the number of tries until their first right one, and under
    None those who have not been right. ``seconds`` counts first tries by how long they took.
    """

    until_right: Mapping[int | None, int]
    seconds: Mapping[int, int]

    @property
    def people(self) -> int:
        """How many people tried."""
        return sum(self.until_right.values())

    @property
    def right_at_first(self) -> Share | None:
        """Those who were right in their first try."""
        return build_share(self.until_right.get(1, 0), self.people)

    @property
    def right_at_last(self) -> Share | None:
        """Those who were right in any try."""
        return build_share(self.people - self.until_right.get(None, 0), self.people)

    @property
    def median_tries(self) -> float | None:
        """The median number of tries until right, of those who were; nothing of too few."""
        counts = {tries: n for tries, n in self.until_right.items() if tries is not None}
        return find_median(counts) if may_tell(sum(counts.values())) else None

    @property
    def median_seconds(self) -> int | None:
        """The median time of first tries; nothing of too few."""
        if not may_tell(sum(self.seconds.values())):
            return None
        median = find_median(self.seconds)
        return None if median is None else round(median)


def rank_worst(share: Share | None) -> tuple[float, float]:
    """Return what to sort by, so that what is surely wrong for most comes first.

    By the upper end of the interval: a few people do not put an exercise on top by chance.
    Exercises of too few people come last.
    """
    if share is None:
        return (2.0, 0.0)
    return (find_wilson_interval(part=share.part, whole=share.whole)[1], share.part / share.whole)


@dataclass(frozen=True, slots=True)
class Step:
    """Of those who began a course: how many got to a lesson, read it, finished it.

    Each is nothing where it is fewer than five people, so that nobody can be found.
    """

    reached: int | None
    read: int | None
    finished: int | None


def find_steps(
    *, furthest: Mapping[int, int], read: Sequence[int], finished: Sequence[int]
) -> list[Step]:
    """Return the steps of a course with as many lessons as ``read`` and ``finished`` have.

    ``furthest`` counts people by the last lesson (from 0) in which they have done or opened
    something: whoever got there has got to all lessons before it.
    """
    lessons = len(read)
    reached = [sum(n for last, n in furthest.items() if last >= place) for place in range(lessons)]
    return [
        Step(*(n if n >= MIN_PEOPLE else None for n in numbers))
        for numbers in zip(reached, read, finished, strict=True)
    ]
