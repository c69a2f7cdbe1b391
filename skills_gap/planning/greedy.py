"""Choose modules one good step after the other, where the best path cannot be searched for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import TypeAlias

from skills_gap.planning.narrowing import least_minutes
from skills_gap.planning.rules import Task, added_worth, gain_of_modules, raise_levels
from skills_gap.planning.types import Module

Value: TypeAlias = Callable[[float, int], float]


def choose_greedily(task: Task) -> tuple[Module, ...]:
    """Return modules that fit the minutes, in an order in which they can be taken.

    Again and again the best bundle is taken: a module with all that must come before it. Best is
    once the worth a minute and once the worth alone; the better of the two choices comes back.
    """
    costs = least_minutes(task)
    reachable = [module for module in task.modules if costs.get(module.id, inf) < inf]
    ways = _cheapest_ways(reachable, costs)
    by_minute = _take_bundles(task, reachable, ways, lambda worth, minutes: worth / minutes)
    by_worth = _take_bundles(task, reachable, ways, lambda worth, _: worth)
    return max(by_minute, by_worth, key=lambda modules: gain_of_modules(task, modules))


@dataclass(slots=True)
class _Bundle:
    """A module and what must come before it, gathered from where the path stands."""

    task: Task
    by_id: Mapping[str, Module]
    ways: Mapping[tuple[str, int], Module]
    levels: dict[str, int]
    before: set[str]
    steps: list[Module] = field(default_factory=list)
    worth: float = 0.0
    minutes: int = 0

    def add(self, module: Module) -> None:
        """Add a module after everything that it needs; the way to a level is the cheapest one."""
        if module.id in self.before:
            return
        for name in module.requires:
            if name not in self.before:
                self.add(self.by_id[name])
        for teach in module.teaches:
            if self.levels.get(teach.skill, 0) < teach.from_level:
                self.add(self.ways[teach.skill, teach.from_level])
        self.before.add(module.id)
        self.steps.append(module)
        self.worth += added_worth(self.task, module, self.levels)
        self.minutes += module.minutes
        raise_levels(self.levels, module)


def _cheapest_ways(
    modules: list[Module], costs: Mapping[str, float]
) -> dict[tuple[str, int], Module]:
    """Return, by skill and level, the module that can be reached in the fewest minutes.

    Its own entry levels can be reached in fewer still, so following the ways back comes to an end.
    """
    ways: dict[tuple[str, int], Module] = {}
    for module in sorted(modules, key=lambda module: costs[module.id], reverse=True):
        for teach in module.teaches:
            for level in range(1, teach.to_level + 1):
                ways[teach.skill, level] = module
    return ways


def _take_bundles(
    task: Task,
    modules: list[Module],
    ways: Mapping[tuple[str, int], Module],
    value: Value,
) -> tuple[Module, ...]:
    by_id = {module.id: module for module in modules}
    levels = dict(task.start)
    before = set(task.done)
    taken: list[Module] = []
    left = task.minutes
    while True:
        best: _Bundle | None = None
        best_value = 0.0
        for module in modules:
            if module.id in before or not added_worth(task, module, levels):
                continue
            bundle = _Bundle(task, by_id, ways, dict(levels), set(before))
            bundle.add(module)
            found = value(bundle.worth, bundle.minutes)
            if bundle.minutes <= left and found > best_value:
                best, best_value = bundle, found
        if best is None:
            return tuple(taken)
        taken += best.steps
        levels, before = best.levels, best.before
        left -= best.minutes
