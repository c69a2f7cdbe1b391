"""What can be taken when, and what it is worth: the rules that every way of planning shares."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from skills_gap.planning.types import Module, Profile


@dataclass(frozen=True, slots=True)
class Task:
    """A planning task: the modules that may enter the path, and what levels are worth.

    `start` has the level now by skill, 0 for any other. `worths` has the worth of each missing
    level of a skill in turn, importance / k for the k-th. `done` holds ids of modules done before.
    """

    modules: tuple[Module, ...]
    start: Mapping[str, int]
    worths: Mapping[str, tuple[float, ...]]
    done: frozenset[str]
    languages: tuple[str, ...]
    minutes: int


def make_task(profile: Profile, modules: Sequence[Module], *, minutes: int) -> Task:
    """State what is to be planned.

    Raise ValueError if a skill has two gaps, two modules share an id, a module takes no time, or
    the minutes are negative.
    """
    _refuse_twice([gap.skill for gap in profile.gaps], "gap")
    _refuse_twice([module.id for module in modules], "module")
    if minutes < 0 or any(module.minutes <= 0 for module in modules):
        raise ValueError("the minutes of a path are 0 or more, those of a module above 0")
    return Task(
        modules=tuple(modules),
        start={gap.skill: gap.current for gap in profile.gaps},
        worths={
            gap.skill: tuple(gap.importance / k for k in range(1, gap.required - gap.current + 1))
            for gap in profile.gaps
        },
        done=profile.done,
        languages=profile.languages,
        minutes=min(minutes, sum(module.minutes for module in modules)),
    )


def can_take(module: Module, levels: Mapping[str, int], before: Collection[str]) -> bool:
    """Tell whether a module can be taken at these levels, with the modules `before` behind it.

    Its language is not looked at.
    """
    return all(required in before for required in module.requires) and all(
        levels.get(teach.skill, 0) >= teach.from_level for teach in module.teaches
    )


def raise_levels(levels: dict[str, int], module: Module) -> None:
    """Raise the levels to what a module teaches, in place; a level is never lowered."""
    for teach in module.teaches:
        levels[teach.skill] = max(levels.get(teach.skill, 0), teach.to_level)


def order_takeable(task: Task, modules: Iterable[Module]) -> list[Module]:
    """Return those modules that can be taken with nothing but each other, in a possible order.

    Levels only rise, so taking whatever can be taken, until nothing can, finds all of them.
    """
    waiting = list(modules)
    levels = dict(task.start)
    before = set(task.done)
    taken: list[Module] = []
    while True:
        blocked = []
        for module in waiting:
            if can_take(module, levels, before):
                raise_levels(levels, module)
                before.add(module.id)
                taken.append(module)
            else:
                blocked.append(module)
        if len(blocked) == len(waiting):
            return taken
        waiting = blocked


def reach_levels(task: Task, modules: Iterable[Module]) -> dict[str, int]:
    """Return the levels after some modules that can be taken."""
    levels = dict(task.start)
    for module in modules:
        raise_levels(levels, module)
    return levels


def level_worth(task: Task, skill: str, level: int) -> float:
    """Return what reaching one level of a skill is worth: importance / k for the k-th missing."""
    missing = task.worths.get(skill, ())
    k = level - task.start.get(skill, 0)
    return missing[k - 1] if 1 <= k <= len(missing) else 0.0


def gain_of(task: Task, levels: Mapping[str, int]) -> float:
    """Return the worth of levels over those at the start, not rounded."""
    return fsum(
        worth
        for skill, worths in task.worths.items()
        for worth in worths[: max(0, levels.get(skill, 0) - task.start[skill])]
    )


def gain_of_modules(task: Task, modules: Iterable[Module]) -> float:
    """Return the worth of some modules that can be taken."""
    return gain_of(task, reach_levels(task, modules))


def added_worth(task: Task, module: Module, levels: Mapping[str, int]) -> float:
    """Return what a module adds at these levels."""
    return fsum(
        level_worth(task, teach.skill, level)
        for teach in module.teaches
        for level in range(levels.get(teach.skill, 0) + 1, teach.to_level + 1)
    )


def speaks(task: Task, module: Module) -> bool:
    """Tell whether a module is in one of the person's languages."""
    return not set(task.languages).isdisjoint(module.languages)


def is_second_language(task: Task, module: Module) -> bool:
    """Tell whether a module is not in the language that the person likes best."""
    return not task.languages or task.languages[0] not in module.languages


def drop_redundant(task: Task, modules: Sequence[Module]) -> list[Module]:
    """Leave out modules without which the rest can be taken and is worth the same.

    Tried from the dearest: a later one in order, then more minutes, first.
    """
    kept = list(modules)
    worth = gain_of_modules(task, kept)
    for module in sorted(
        modules, key=lambda one: (is_second_language(task, one), one.minutes), reverse=True
    ):
        rest = [other for other in kept if other is not module]
        if len(order_takeable(task, rest)) == len(rest) and gain_of_modules(task, rest) >= worth:
            kept = rest
    return kept


def _refuse_twice(names: Sequence[str], what: str) -> None:
    if len(set(names)) != len(names):
        raise ValueError(f"there are two {what}s of one name")
