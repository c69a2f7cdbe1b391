"""Time the planning of paths beside the greedy choice.

40 learners with 26 gaps in 36 skills and six hours; 200 and 2,000 modules that teach one to three
skills, in one to four languages, a fifth of them after another module. Fixed seeds.
"""

import random
import statistics
import time

from skills_gap.planning.types import Gap, LearningPath, Module, Profile, Teaching
from skills_gap.recommending import choose_exactly, plan_path

SKILLS = 36
LEARNERS = 40
MINUTES = 6 * 60
LANGUAGES = ("en", "sv", "it", "hr")


def run() -> list[dict[str, str | int | float]]:
    """Return and print one row per size and way: milliseconds, and gain against the best one."""
    rows: list[dict[str, str | int | float]] = []
    for size in (200, 2_000):
        modules = make_catalogue(size, seed=size)
        learners = [make_learner(seed=seed) for seed in range(LEARNERS)]
        best, best_times = _plan_all(learners, modules, greedy=False)
        greedy, greedy_times = _plan_all(learners, modules, greedy=True)
        rows.append(_row("milp", size, best_times, best, best))
        rows.append(_row("greedy", size, greedy_times, greedy, best))
    print(
        f"{'way':8}{'modules':>8}{'median ms':>11}{'p95 ms':>9}{'max ms':>9}{'gain':>8}{'worst':>8}"
    )
    for row in rows:
        print(
            f"{row['way']:8}{row['modules']:8}{row['median_ms']:11.1f}{row['p95_ms']:9.1f}"
            f"{row['max_ms']:9.1f}{row['gain']:8.3f}{row['worst_gain']:8.3f}"
        )
    return rows


def make_catalogue(size: int, *, seed: int) -> list[Module]:
    """Make modules up."""
    rng = random.Random(seed)
    modules = []
    for i in range(size):
        skills = rng.sample(range(SKILLS), rng.choices((1, 2, 3), (6, 3, 1))[0])
        teaches = []
        for skill in skills:
            low = rng.choices(range(5), (4, 4, 3, 2, 1))[0]
            teaches.append(Teaching(f"s{skill}", low, min(5, low + rng.choice((1, 1, 2)))))
        modules.append(
            Module(
                id=f"m{i}",
                minutes=rng.randrange(15, 121, 5),
                languages=tuple(rng.sample(LANGUAGES, rng.randint(1, 4))),
                teaches=tuple(teaches),
                requires=(f"m{rng.randrange(i)}",) if i and rng.random() < 0.2 else (),
            )
        )
    return modules


def make_learner(*, seed: int) -> Profile:
    """Make a person up."""
    rng = random.Random(seed)
    gaps = tuple(
        Gap(f"s{skill}", rng.randint(0, 4), rng.randint(1, 5), rng.randint(1, 3))
        for skill in rng.sample(range(SKILLS), 26)
    )
    return Profile(gaps, tuple(rng.sample(LANGUAGES, rng.randint(1, 2))))


def _plan_all(
    learners: list[Profile], modules: list[Module], *, greedy: bool
) -> tuple[list[LearningPath], list[float]]:
    optimiser = None if greedy else choose_exactly
    paths, times = [], []
    for learner in learners:
        start = time.perf_counter()
        paths.append(plan_path(learner, modules, minutes=MINUTES, optimiser=optimiser))
        times.append(1_000 * (time.perf_counter() - start))
    return paths, times


def _row(
    way: str, size: int, times: list[float], paths: list[LearningPath], best: list[LearningPath]
) -> dict[str, str | int | float]:
    shares = [path.gain / other.gain for path, other in zip(paths, best, strict=True)]
    return {
        "way": way,
        "modules": size,
        "median_ms": statistics.median(times),
        "p95_ms": statistics.quantiles(times, n=20)[-1],
        "max_ms": max(times),
        "gain": statistics.fmean(shares),
        "worst_gain": min(shares),
        "optimal": sum(path.optimal for path in paths),
    }


if __name__ == "__main__":
    run()
