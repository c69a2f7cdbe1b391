"""Intervals of 90 per cent for a share and for a mean, from businesses of a finite city.

Both narrow as more of the city's businesses answer and are points where all of them have. Where
there is no register nobody knows how many there are: ``population`` is then infinite.
"""

import math
from statistics import NormalDist

import numpy as np
from scipy.special import stdtrit

from uprest.reporting.types import Floats, Interval

CONFIDENCE = 0.9
TAIL = (1 + CONFIDENCE) / 2
Z = NormalDist().inv_cdf(TAIL)


def find_share_bounds(
    share: Floats, *, effective: Floats, population: Floats
) -> tuple[Floats, Floats]:
    """Return the two ends of Wilson's interval on the effective number of a finite population.

    Wilson (1927), "Probable inference, the law of succession, and statistical inference",
    Journal of the American Statistical Association 22, 209-212::

        (p + z^2 / 2m +- z * sqrt(p * (1 - p) / m + z^2 / 4m^2)) / (1 + z^2 / m)

    ``m`` is the effective number ``e`` (Kish, 1965) divided by the finite population correction
    ``(N - e) / (N - 1)`` of a share (Cochran, 1977, "Sampling Techniques", section 3.2), of N
    businesses in the ``population``. The effective number stands in the correction too, not that
    of the answers: answers of uneven weight exhaust the city less than even ones. (With the number
    of answers the interval covered 87 to 88 per cent in the simulation of
    ``tests/benchmarks/coverage_bench.py``.) Wilson's interval on an effective number is what Dean
    and Pagano (2015), "Evaluating confidence interval methods for binomial proportions in
    clustered surveys", Journal of Survey Statistics and Methodology 3, 484-503, recommend. A
    business whose people differ contributes a share between 0 and 1, whose variance is at most
    that of the 0 or 1 assumed here: the interval is then rather too wide.

    All arguments broadcast; ``effective`` must be above 0.
    """
    left = _find_left(effective, population)
    with np.errstate(divide="ignore"):
        # what z^2 / m is, so that a census is nothing to divide by
        per = Z * Z * left / effective
    middle = share + per / 2
    spread = np.sqrt(share * (1 - share) * per + per * per / 4)
    low = np.clip((middle - spread) / (1 + per), 0.0, 1.0)
    high = np.clip((middle + spread) / (1 + per), 0.0, 1.0)
    # at the very ends rounding may leave the estimate a hair outside
    return np.minimum(low, share), np.maximum(high, share)


def _find_left(effective: Floats, population: Floats) -> Floats:
    """Return (N - e) / (N - 1), which is 1 in a population without end and 0 at a census."""
    total = np.asarray(population, dtype=np.float64)
    finite = np.isfinite(total)
    known = np.where(finite, total, 2.0)
    left: Floats = np.where(
        finite, np.clip((known - effective) / np.maximum(known - 1, 1.0), 0.0, 1.0), 1.0
    )
    return left


def share_interval(share: float, *, effective: float, population: float) -> Interval | None:
    """Return the interval of one share, see ``find_share_bounds``; None without a business."""
    if effective <= 0:
        return None
    low, high = find_share_bounds(
        np.array(share),
        effective=np.array(effective),
        population=np.array(population),
    )
    return Interval(low=float(low), high=float(high))


def mean_interval(
    tops: Floats, bottoms: Floats, weights: Floats, *, population: float, highest: float
) -> Interval | None:
    """Return the t interval of the ratio sum(w * top) / sum(w * bottom) over businesses.

    The variance is that of the ratio, linearised (Taylor), between businesses as first stage
    units (Särndal, Swensson and Wretman, 1992, "Model Assisted Survey Sampling", section 5.6;
    Woodruff, 1971, Journal of the American Statistical Association 66, 411-414)::

        u = w * (top - ratio * bottom) / sum(w * bottom)
        variance = (1 - n / N) * n / (n - 1) * sum(u^2)

    with n businesses that contribute, of N in the ``population`` (Cochran, 1977, section 2.6),
    and Student's t with n - 1 degrees of freedom. The gain of raking is not taken off: the
    interval is rather too wide. The ends are kept between 0 and ``highest``. None where fewer
    than two businesses contribute.
    """
    taking_part = (weights * bottoms) > 0
    count = int(np.count_nonzero(taking_part))
    if count < 2:
        return None
    w, y, x = weights[taking_part], tops[taking_part], bottoms[taking_part]
    base = float((w * x).sum())
    ratio = float((w * y).sum()) / base
    residuals = w * (y - ratio * x) / base
    left = max(0.0, 1.0 - count / population) if math.isfinite(population) else 1.0
    variance = left * count / (count - 1) * float(np.square(residuals).sum())
    half = float(stdtrit(count - 1, TAIL)) * math.sqrt(variance)
    return Interval(low=max(0.0, ratio - half), high=min(highest, ratio + half))
