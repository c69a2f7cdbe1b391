"""Raking: weights that make the answering businesses look like the register.

The frame is the city's register, counted by sector and by size. Raking (iterative proportional
fitting) scales the weights to the sectors, then to the sizes, and again, until both fit::

    w <- w * N_s / sum of w in sector s
    w <- w * N_k / sum of w in size k

Source: Deming and Stephan (1940), "On a least squares adjustment of a sampled frequency table when
the expected marginal totals are known", Annals of Mathematical Statistics 11, 427-444; for weights
of a survey Deville, Särndal and Sautory (1993), "Generalized raking procedures in survey
sampling", Journal of the American Statistical Association 88, 1013-1020.

Weights are trimmed to 0.3 to 3 times their mean. Trimming moves the margins, so what was trimmed
is raked again, some rounds, and trimmed at last; the mean is 1 and the bounds hold exactly, and
where a bound holds a weight the margins may stay off. ``deviation`` says by how much and
``converged`` whether by less than a hundredth. (Renormalising alone would leave every other
category short by what the trimmed one gave up.)

A sector or size of the register in which nobody answered cannot be weighted up. It is merged with
the nearest one in which somebody did, in the order that small rows are merged in; nothing is
dropped, so that the weights stand for the whole register.

A weight depends on the sector and size of a business alone, never on what was answered there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from uprest.reporting.types import Flags, Floats, Frame, Ints, NearUnit, Register, Sheet, Weighting

LEAST, MOST = 0.3, 3.0
"""Bounds of a weight, as multiples of the mean weight."""

ROUNDS = 12
SWEEPS = 40
HALVINGS = 60
CLOSE_ENOUGH = 0.01
"""Largest share by which a margin may be off for the raking to count as converged."""


@dataclass(frozen=True)
class Raking:
    """Weights by cell (..., sectors, sizes): mean 1 over the businesses, 0 in empty cells.

    ``deviation`` is by how much the worst margin is off, as a share of it, and ``converged``
    whether that is close enough; both have the shape of the leading dimensions.
    """

    weights: Floats
    deviation: Floats
    converged: Flags


def rake(*, answering: Floats, sectors: Floats, sizes: Floats) -> Raking:
    """Return the raked and trimmed weight of a business in each cell.

    ``answering`` counts the answering businesses by sector and size, shape (..., S, K); any
    leading dimensions are raked side by side. ``sectors`` (..., S) and ``sizes`` (..., K) are
    those of the frame and have the same sum. A margin in which nobody answers must be merged
    before, see ``merge_empty``; its target is taken as met.
    """
    counts = np.asarray(answering, dtype=np.float64)
    weights = np.where(counts > 0, 1.0, 0.0)
    for _ in range(ROUNDS):
        for _ in range(SWEEPS):
            weights = weights * _ratio(sectors, (weights * counts).sum(axis=-1))[..., :, None]
            weights = weights * _ratio(sizes, (weights * counts).sum(axis=-2))[..., None, :]
        trimmed = trim(weights, counts)
        if np.allclose(trimmed, _scale(weights, counts), rtol=1e-12, atol=0.0):
            break
        weights = trimmed
    weights = trim(weights, counts)
    deviation = np.maximum(
        _deviate(sectors, (weights * counts).sum(axis=-1)),
        _deviate(sizes, (weights * counts).sum(axis=-2)),
    )
    return Raking(weights=weights, deviation=deviation, converged=deviation < CLOSE_ENOUGH)


def _ratio(wanted: Floats, found: Floats) -> Floats:
    ratio: Floats = np.where(found > 0, wanted / np.where(found > 0, found, 1.0), 1.0)
    return ratio


def _deviate(wanted: Floats, found: Floats) -> Floats:
    """Return by how much the worst margin is off, after both are scaled to the same sum."""
    present = found > 0
    target = np.where(present, wanted, 0.0)
    total = np.maximum(target.sum(axis=-1, keepdims=True), 1e-300)
    share = found / np.maximum(found.sum(axis=-1, keepdims=True), 1e-300)
    off = np.abs(share - target / total) / np.where(present, target / total, 1.0)
    worst: Floats = np.where(present, off, 0.0).max(axis=-1)
    return worst


def _scale(weights: Floats, counts: Floats) -> Floats:
    """Return the weights with the mean 1 over the businesses."""
    totals = (weights * counts).sum(axis=(-2, -1), keepdims=True)
    scaled: Floats = weights * counts.sum(axis=(-2, -1), keepdims=True) / np.maximum(totals, 1e-300)
    return scaled


def trim(weights: Floats, counts: Floats) -> Floats:
    """Return the weights in their bounds, with the mean 1 over the businesses.

    They are multiplied by one number and cut off at the bounds; the number is found by halving,
    as the mean grows with it (Potter, 1990, "A study of procedures to identify and trim extreme
    sampling weights", cuts off and shares out what was cut, to the same end).
    """
    scaled = _scale(weights, counts)
    present = counts > 0
    businesses = counts.sum(axis=(-2, -1), keepdims=True)
    positive = np.where(present & (scaled > 0), scaled, 1.0)
    low = LEAST / positive.max(axis=(-2, -1), keepdims=True)
    high = MOST / positive.min(axis=(-2, -1), keepdims=True)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        mean = (np.clip(middle * scaled, LEAST, MOST) * counts).sum(axis=(-2, -1), keepdims=True)
        is_low = mean < businesses
        low, high = np.where(is_low, middle, low), np.where(is_low, high, middle)
    inside = ((scaled >= LEAST) & (scaled <= MOST)) | ~present
    factor = np.where(inside.all(axis=(-2, -1), keepdims=True), 1.0, (low + high) / 2)
    trimmed: Floats = np.where(present, np.clip(factor * scaled, LEAST, MOST), 0.0)
    return trimmed


def effective_size(weights: Floats) -> Floats:
    """Return Kish's effective number, (sum w)^2 / sum w^2, along the last axis; 0 of nothing.

    Source: Kish (1965), "Survey Sampling", section 11.7; Kish (1992), "Weighting for unequal Pi",
    Journal of Official Statistics 8, 183-200.
    """
    squares = np.square(weights).sum(axis=-1)
    total = np.square(weights.sum(axis=-1))
    size: Floats = np.where(squares > 0, total / np.where(squares > 0, squares, 1.0), 0.0)
    return size


def merge_empty(*, answering: Ints, units: Sequence[NearUnit]) -> Ints:
    """Return for each unit the unit that it is raked as.

    That is itself, or where nobody answers its nearest unit in which somebody does (in the
    declared order, then in that of the frame).
    """
    codes = [unit.code for unit in units]
    merged = np.arange(len(units), dtype=np.int64)
    for index, unit in enumerate(units):
        near = [codes.index(code) for code in unit.nearest if code in codes]
        candidates = [index, *near, *range(len(units))]
        merged[index] = next((one for one in candidates if answering[one]), index)
    return merged


def weigh(*, sheet: Sheet, frame: Frame, register: Register) -> Weighting:
    """Return the weights of businesses by sector and size, raked to the register.

    Businesses that an administrator approved although they are not in the register belong to
    the city too: each is added to the frame. Without a register every weight is 1.
    """
    shape = (len(frame.sectors), len(frame.sizes))
    if not register.businesses or not sheet.business_ids.size:
        return weigh_alike(frame)
    answering = count_strata(sheet.stratum, shape)
    population = count_population(sheet, frame, register)
    sectors = merge_empty(answering=answering.sum(axis=1), units=frame.sectors)
    sizes = merge_empty(answering=answering.sum(axis=0), units=frame.sizes)
    raking = rake(
        answering=answering.astype(np.float64),
        sectors=_join(sectors, population.sum(axis=1)),
        sizes=_join(sizes, population.sum(axis=0)),
    )
    return Weighting(
        by_stratum=_fill(raking.weights, answering)[sectors][:, sizes],
        register_size=register.businesses,
        converged=bool(raking.converged),
    )


def weigh_alike(frame: Frame) -> Weighting:
    """Return weights of 1 for everybody: there is no register."""
    shape = (len(frame.sectors), len(frame.sizes))
    return Weighting(by_stratum=np.ones(shape), register_size=0, converged=True)


def list_weights(weighting: Weighting, frame: Frame) -> dict[str, dict[str, float]]:
    """Return the weights by code of sector and size, to store them."""
    return {
        sector.code: {
            size.code: float(weighting.by_stratum[line, column])
            for column, size in enumerate(frame.sizes)
        }
        for line, sector in enumerate(frame.sectors)
    }


def restore_weights(
    stored: Mapping[str, Mapping[str, float]],
    frame: Frame,
    *,
    register_size: int,
    converged: bool,
) -> Weighting:
    """Return weights that ``list_weights`` gave; what they do not know weighs 1."""
    weights = [
        [stored.get(sector.code, {}).get(size.code, 1.0) for size in frame.sizes]
        for sector in frame.sectors
    ]
    return Weighting(
        by_stratum=np.array(weights, dtype=np.float64),
        register_size=register_size,
        converged=converged,
    )


def _join(merged: Ints, counts: Ints) -> Floats:
    """Return the counts of a margin with each category's added to the one it is raked as."""
    joined = np.zeros(counts.size)
    np.add.at(joined, merged, counts)
    return joined


def count_population(sheet: Sheet, frame: Frame, register: Register) -> Ints:
    """Return how many businesses the city has by sector and size.

    Those of the register, and those that an administrator approved although they are not in it.
    """
    shape = (len(frame.sectors), len(frame.sizes))
    return register.counts + count_strata(sheet.stratum[sheet.outside], shape)


def count_strata(strata: Ints, shape: tuple[int, int]) -> Ints:
    """Return how many businesses lie in each sector and size, from their strata."""
    return np.bincount(strata, minlength=shape[0] * shape[1]).reshape(shape)


def _fill(weights: Floats, answering: Ints) -> Floats:
    """Return the weights with one for cells in which nobody answers yet.

    A raked weight is a factor of the sector times one of the size: an empty cell gets the mean
    of its sector times the mean of its size, so that a newcomer can be weighed before all
    weights are renewed.
    """

    def mean(axis: int) -> Floats:
        total = (weights * answering).sum(axis=axis, keepdims=True)
        count = answering.sum(axis=axis, keepdims=True)
        found: Floats = np.where(count > 0, total / np.maximum(count, 1), 1.0)
        return found

    guess = np.clip(mean(1) * mean(0), LEAST, MOST)
    filled: Floats = np.where(answering > 0, weights, guess)
    return filled
