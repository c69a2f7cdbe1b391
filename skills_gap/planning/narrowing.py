"""Leave out the modules that no best path needs, so that the rest can be searched fast."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf

from skills_gap.planning.rules import Task, is_second_language, speaks
from skills_gap.planning.types import Module


def narrow(task: Task, costs: Mapping[str, float]) -> Task:
    """Return the task with only the modules that can matter; the best gain stays the same.

    Out go modules done before, in other languages, out of reach within the minutes (`costs` is from
    `least_minutes`), leading to nothing of worth, and no better in any way than a cheaper one.
    """
    reachable = [module for module in task.modules if costs.get(module.id, inf) <= task.minutes]
    tops = useful_tops(task, reachable)
    useful = _leading_to_worth(task, reachable)
    return replace(task, modules=tuple(_without_dominated(task, useful, tops)))


def least_minutes(task: Task) -> dict[str, float]:
    """Return a lower bound of the minutes that a path up to each module takes, inf if none does.

    Modules done before or in other languages are left out. The others cost their own minutes and at
    least the dearest of what must come before: the modules required and the cheapest way to each
    entry level. Finite costs are those of the modules that can be taken with enough minutes.
    """
    modules = [m for m in task.modules if m.id not in task.done and speaks(task, m)]
    costs = {module.id: inf for module in modules}
    level_costs: dict[tuple[str, int], float] = {}

    def cost(module: Module) -> float:
        before = [costs.get(name, inf) for name in module.requires if name not in task.done]
        before += [
            level_costs.get((teach.skill, teach.from_level), inf)
            for teach in module.teaches
            if teach.from_level > task.start.get(teach.skill, 0)
        ]
        return module.minutes + max(before, default=0.0)

    changed = True
    while changed:
        changed = False
        for module in modules:
            found = cost(module)
            if found < costs[module.id]:
                costs[module.id] = found
                changed = True
                for teach in module.teaches:
                    for level in range(1, teach.to_level + 1):
                        step = teach.skill, level
                        level_costs[step] = min(found, level_costs.get(step, inf))
    return costs


def useful_tops(task: Task, modules: Iterable[Module]) -> dict[str, int]:
    """Return the highest level of each skill that has a worth or lets a module be taken."""
    tops = {skill: task.start[skill] + len(worths) for skill, worths in task.worths.items()}
    for module in modules:
        for teach in module.teaches:
            tops[teach.skill] = max(tops.get(teach.skill, 0), teach.from_level)
    return tops


def _leading_to_worth(task: Task, modules: Sequence[Module]) -> list[Module]:
    """Keep modules that raise a level of worth, or that one of those kept needs before it."""
    wanted_levels = {
        (skill, task.start[skill] + k)
        for skill, worths in task.worths.items()
        for k, worth in enumerate(worths, start=1)
        if worth > 0
    }
    wanted_modules: set[str] = set()
    kept: dict[str, Module] = {}
    before = -1
    while before != len(kept):
        before = len(kept)
        for module in modules:
            if module.id in kept or not (
                module.id in wanted_modules or _raises_any(task, module, wanted_levels)
            ):
                continue
            kept[module.id] = module
            wanted_modules.update(module.requires)
            wanted_levels.update(
                (teach.skill, level)
                for teach in module.teaches
                for level in range(task.start.get(teach.skill, 0) + 1, teach.from_level + 1)
            )
    return [module for module in modules if module.id in kept]


def _raises_any(task: Task, module: Module, levels: set[tuple[str, int]]) -> bool:
    return any(
        (teach.skill, level) in levels
        for teach in module.teaches
        for level in range(
            max(teach.from_level, task.start.get(teach.skill, 0)) + 1, teach.to_level + 1
        )
    )


@dataclass(frozen=True, slots=True)
class _Offer:
    """What a module gives and asks for beyond the levels at the start."""

    module: Module
    second: bool
    gives: Mapping[str, int]
    asks: Mapping[str, int]
    requires: frozenset[str]

    def dominates(self, other: "_Offer") -> bool:
        """Tell whether this one can always stand in for the other, at no more cost."""
        return (
            self.module.minutes <= other.module.minutes
            and self.second <= other.second
            and self.requires <= other.requires
            and all(other.asks.get(skill, 0) >= level for skill, level in self.asks.items())
            and all(self.gives.get(skill, 0) >= level for skill, level in other.gives.items())
        )


def _without_dominated(
    task: Task, modules: Sequence[Module], tops: Mapping[str, int]
) -> list[Module]:
    """Leave out each module that another one dominates, unless a third requires it by name."""
    required = {name for module in modules for name in module.requires}
    offers = [_offer(task, module, tops) for module in modules]
    # a dominating offer sorts before what it dominates; of two equal ones the first is kept
    offers.sort(
        key=lambda offer: (
            offer.module.minutes,
            offer.second,
            len(offer.requires),
            -sum(offer.gives.values()),
            sum(offer.asks.values()),
        )
    )
    by_skill: dict[str, list[_Offer]] = {}
    kept: set[str] = set()
    for offer in offers:
        rivals = min((by_skill.get(skill, []) for skill in offer.gives), key=len, default=[])
        if offer.module.id in required or not any(rival.dominates(offer) for rival in rivals):
            kept.add(offer.module.id)
            for skill in offer.gives:
                by_skill.setdefault(skill, []).append(offer)
    return [module for module in modules if module.id in kept]


def _offer(task: Task, module: Module, tops: Mapping[str, int]) -> _Offer:
    start = task.start
    raised = {teach.skill: min(teach.to_level, tops[teach.skill]) for teach in module.teaches}
    return _Offer(
        module=module,
        second=is_second_language(task, module),
        gives={skill: level for skill, level in raised.items() if level > start.get(skill, 0)},
        asks={
            teach.skill: teach.from_level
            for teach in module.teaches
            if teach.from_level > start.get(teach.skill, 0)
        },
        requires=frozenset(module.requires) - task.done,
    )
