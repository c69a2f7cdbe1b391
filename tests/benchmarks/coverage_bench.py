"""Count how often the interval of a share covers the truth: 83 in the register, 31 answering.

Towns are made up and answer, all of it from a fixed seed: 83 businesses in seven sectors and three
sizes; whether a business has a gap depends on its size and sector; the larger ones answer more
often. The 31 that answer are raked to the register, and the share with a gap gets its interval of
90 per cent. It must hold the share of all 83 in at least 88 of 100 towns, at every share. Beside
it stand an interval after Wald, and Wilson's without weights.
"""

import os
import time
from typing import Any

import numpy as np

from uprest.reporting.intervals import Z, find_share_bounds
from uprest.reporting.types import Flags, Floats, Ints
from uprest.reporting.weighting import effective_size, rake

RUNS = int(os.environ.get("BENCH_RUNS", "10000"))
SEED = 20260512
BATCH = 2_500
SHARES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
BUSINESSES, ANSWERING = 83, 31
WANTED = 0.88

SECTORS, SIZES = 4, 3
"""Sectors are merged to four, as a city of this size would have to."""

PER_SECTOR = (28, 30, 15, 10)
PER_SIZE = (0.66, 0.26, 0.08)
ANSWERS = (1.0, 2.2, 4.0)
"""How much more readily a larger business answers."""

SIZE_EFFECT = (0.35, -0.4, -0.9)
SECTOR_EFFECT = (0.25, -0.15, 0.1, -0.3)
"""By how much a gap is more likely, in logits: small businesses have it more often."""


def run(runs: int = RUNS) -> list[dict[str, Any]]:
    """Return and print one row a share: how often each interval covers, and its width."""
    start = time.perf_counter()
    rng = np.random.default_rng(SEED)
    tallies = [_cover(rng, min(BATCH, runs - done)) for done in range(0, runs, BATCH)]
    rows = []
    print(f"{'share':>6}{'raked':>8}{'width':>8}{'wald':>8}{'plain':>8}{'bias':>9}{'n eff':>7}")
    for index, share in enumerate(SHARES):
        found = {name: np.concatenate([tally[name][index] for tally in tallies])
                 for name in tallies[0]}  # fmt: skip
        row = {"share": share, **{name: float(values.mean()) for name, values in found.items()}}
        rows.append(row)
        print(
            f"{share:6.1f}{row['raked']:8.3f}{row['width']:8.3f}{row['wald']:8.3f}"
            f"{row['plain']:8.3f}{row['bias']:9.4f}{row['effective']:7.1f}"
            + ("" if row["raked"] >= WANTED else "  BELOW THE BOUND")
        )
    print(f"{runs} towns in {time.perf_counter() - start:.1f} s")
    return rows


def _cover(rng: np.random.Generator, runs: int) -> dict[str, list[Floats]]:
    sector = np.repeat(np.arange(SECTORS), PER_SECTOR)[None, :].repeat(runs, axis=0)
    size = rng.choice(SIZES, p=PER_SIZE, size=sector.shape)
    answers = _draw_answering(rng, size)
    weights, effective = _rake_all(sector, size, answers)
    even = answers / ANSWERING
    names = ("raked", "width", "wald", "plain", "bias", "effective")
    tally: dict[str, list[Floats]] = {name: [] for name in names}
    for share in SHARES:
        gap = _draw_gaps(rng, sector, size, share)
        truth = gap.mean(axis=1)
        estimate = np.clip((weights * gap).sum(axis=1), 0.0, 1.0)
        low, high = _bounds(estimate, effective)
        tally["raked"].append(_holds(low, truth, high))
        tally["width"].append(high - low)
        half = Z * np.sqrt(
            estimate * (1 - estimate) / ANSWERING * (BUSINESSES - ANSWERING) / (BUSINESSES - 1)
        )
        tally["wald"].append(_holds(estimate - half, truth, estimate + half))
        low, high = _bounds((even * gap).sum(axis=1), np.full(runs, float(ANSWERING)))
        tally["plain"].append(_holds(low, truth, high))
        tally["bias"].append(estimate - truth)
        tally["effective"].append(effective)
    return tally


def _draw_answering(rng: np.random.Generator, size: Ints) -> Flags:
    """Return who answers: 31 of each town, drawn without putting back, the larger more often."""
    # the smallest exponential times win with probabilities by their rates
    turn = rng.exponential(size=size.shape) / np.array(ANSWERS)[size]
    last = np.partition(turn, ANSWERING - 1, axis=1)[:, ANSWERING - 1 : ANSWERING]
    answers: Flags = turn <= last
    return answers


def _draw_gaps(rng: np.random.Generator, sector: Ints, size: Ints, share: float) -> Floats:
    logit = np.log(share / (1 - share))
    effect = np.array(SIZE_EFFECT)[size] + np.array(SECTOR_EFFECT)[sector]
    centre = effect.mean()
    chance = 1 / (1 + np.exp(-(logit + effect - centre)))
    gaps: Floats = (rng.random(size.shape) < chance).astype(np.float64)
    return gaps


def _rake_all(sector: Ints, size: Ints, answers: Flags) -> tuple[Floats, Floats]:
    """Return the weights of the businesses (with the sum 1) and the effective numbers."""
    runs = sector.shape[0]
    cell = (np.arange(runs)[:, None] * SECTORS + sector) * SIZES + size
    shape = (runs, SECTORS, SIZES)
    everybody = np.bincount(cell.ravel(), minlength=runs * SECTORS * SIZES).reshape(shape)
    answering = np.bincount(cell[answers], minlength=runs * SECTORS * SIZES).reshape(shape)
    sectors, sizes = everybody.sum(axis=2).astype(float), everybody.sum(axis=1).astype(float)
    _merge_silent(sectors, answering.sum(axis=2))
    _merge_silent(sizes, answering.sum(axis=1))
    raked = rake(answering=answering.astype(np.float64), sectors=sectors, sizes=sizes).weights
    weights = np.where(answers, raked.reshape(-1)[cell], 0.0)
    effective = np.floor(effective_size(weights) + 1e-9)
    return weights / weights.sum(axis=1, keepdims=True), effective


def _merge_silent(margins: Floats, answering: Ints) -> None:
    """Move the businesses of a category in which nobody answers to the one before it."""
    for column in range(margins.shape[1] - 1, 0, -1):
        silent = answering[:, column] == 0
        margins[silent, column - 1] += margins[silent, column]
        margins[silent, column] = 0
    silent = answering[:, 0] == 0
    margins[silent, 1] += margins[silent, 0]
    margins[silent, 0] = 0


def _bounds(share: Floats, effective: Floats) -> tuple[Floats, Floats]:
    return find_share_bounds(
        np.clip(share, 0.0, 1.0),
        effective=effective,
        population=np.array(float(BUSINESSES)),
    )


def _holds(low: Floats, truth: Floats, high: Floats) -> Floats:
    # a share of 83 may equal an end but for rounding
    holds: Floats = ((low <= truth + 1e-9) & (truth <= high + 1e-9)).astype(np.float64)
    return holds


if __name__ == "__main__":
    run()
