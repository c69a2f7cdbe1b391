"""Plan the best path for a person: the modules that close the most of their gaps in their minutes.

A module can be taken when its language is one of the person's, what it requires is done or earlier
in the path, and each skill it teaches has reached its entry level; it raises the skill to its
level. Two modules that each need the other's result cannot be taken. A skill without a gap starts
at 0 and is worth nothing. The k-th missing level of a skill is worth importance / k, up to the
required level, and the path has the largest worth that fits the minutes.

The choice is searched for exactly (`skills_gap.optimising`); where that cannot run or runs out of
time, the better of its last choice and a greedy one is taken, and the path says that it may not be
the best. No path is returned that breaks a rule.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import Protocol

from skills_gap.planning.greedy import choose_greedily
from skills_gap.planning.narrowing import least_minutes, narrow
from skills_gap.planning.reasons import explain_steps, order_steps
from skills_gap.planning.rules import (
    Task,
    drop_redundant,
    gain_of,
    gain_of_modules,
    make_task,
    order_takeable,
    reach_levels,
)
from skills_gap.planning.types import Choice, LearningPath, Module, Profile
from skills_gap.planning.uncovered import find_uncovered


class Optimiser(Protocol):
    """Something that chooses modules; see `skills_gap.optimising.choose_modules`."""

    def __call__(self, task: Task, *, time_limit: float) -> Choice:
        """Choose modules within a time limit in seconds."""


TIME_LIMIT = 2.0
OPTIMISING = "skills_gap.optimising"
"""It takes NumPy along, so it is loaded when a path is planned and not with every process."""


def choose_exactly(task: Task, *, time_limit: float) -> Choice:
    """Choose the best modules; choose none, as not the best, where SciPy has no build."""
    try:
        optimising = import_module(OPTIMISING)
    except ImportError:
        return Choice((), optimal=False)
    choice: Choice = optimising.choose_modules(task, time_limit=time_limit)
    return choice


def plan_path(
    profile: Profile,
    modules: Sequence[Module],
    *,
    minutes: int,
    time_limit: float = TIME_LIMIT,
    optimiser: Optimiser | None = choose_exactly,
) -> LearningPath:
    """Plan the path of the largest worth within the minutes.

    Of paths of the same worth, one with fewer minutes, fewer modules and more of the language the
    person likes best is preferred; no step is redundant. Gaps that the path leaves as they are come
    with their nearest module. `time_limit` is in seconds; without an `optimiser` the choice is
    greedy.

    Raise ValueError if a skill has two gaps, two modules share an id, a module takes no time, or
    the minutes are negative.
    """
    everything = make_task(profile, modules, minutes=minutes)
    costs = least_minutes(everything)
    task = narrow(everything, costs)
    choice = _choose(task, optimiser, time_limit)
    ordered = order_steps(task, drop_redundant(task, choice.modules))
    levels = reach_levels(task, ordered)
    return LearningPath(
        steps=explain_steps(task, ordered, profile.gaps),
        minutes=sum(module.minutes for module in ordered),
        gain=gain_of(task, levels),
        optimal=choice.optimal,
        uncovered=find_uncovered(everything, profile.gaps, levels=levels, costs=costs),
    )


def _choose(task: Task, optimiser: Optimiser | None, time_limit: float) -> Choice:
    """Search for the best choice; take the better of it and a greedy one where it may not be."""
    if not task.modules:
        return Choice((), optimal=True)
    exact = Choice((), optimal=False)
    if optimiser is not None:
        exact = optimiser(task, time_limit=time_limit)
    if exact.optimal and _is_possible(task, exact.modules):
        return exact
    greedy = Choice(choose_greedily(task), optimal=False)
    candidates = [choice for choice in (exact, greedy) if _is_possible(task, choice.modules)]
    best = max(candidates, key=lambda choice: gain_of_modules(task, choice.modules))
    return Choice(best.modules, optimal=False)


def _is_possible(task: Task, modules: Sequence[Module]) -> bool:
    """Tell whether modules can all be taken, each once, within the minutes."""
    return (
        len({module.id for module in modules}) == len(modules)
        and len(order_takeable(task, modules)) == len(modules)
        and sum(module.minutes for module in modules) <= task.minutes
    )
