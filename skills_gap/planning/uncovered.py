"""Say of gaps that a path leaves as they are which module is nearest, and why it does not fit."""

from collections.abc import Iterator, Mapping, Sequence
from math import inf

from skills_gap.planning.rules import Task, reach_levels, speaks
from skills_gap.planning.types import Gap, Module, Obstacle, Teaching, Uncovered

NEAREST_FIRST = (
    Obstacle.MINUTES,
    Obstacle.ENTRY_LEVEL,
    Obstacle.REQUIRES,
    Obstacle.LANGUAGE,
    Obstacle.NOT_TAUGHT,
)


def find_uncovered(
    task: Task,
    gaps: Sequence[Gap],
    *,
    levels: Mapping[str, int],
    costs: Mapping[str, float],
) -> tuple[Uncovered, ...]:
    """Return the gaps of importance that a path does not narrow at all, in the order given.

    `task` has all modules; `levels` are those at the end of the path; `costs` is from
    `least_minutes`.
    """
    reachable = _reachable_levels(task, costs)
    return tuple(
        min(
            _candidates(task, gap, costs, reachable),
            key=lambda found: _distance(found, costs, reachable),
        )
        for gap in gaps
        if gap.importance > 0 and levels.get(gap.skill, 0) == gap.current < gap.required
    )


def describe_uncovered(uncovered: Uncovered, names: Mapping[str, str] | None = None) -> str:
    """Say in plain English why no module fits; `names` has names of skills and modules."""
    names = names or {}
    skill = names.get(uncovered.gap.skill, uncovered.gap.skill)
    if uncovered.module is None:
        return f"no module teaches {skill} above {uncovered.gap.current}"
    module = names.get(uncovered.module.id, uncovered.module.id)
    match uncovered.obstacle:
        case Obstacle.MINUTES:
            return f"{module} takes {uncovered.module.minutes} minutes; there are too few for it"
        case Obstacle.ENTRY_LEVEL if uncovered.entry is not None:
            entry = names.get(uncovered.entry.skill, uncovered.entry.skill)
            return (
                f"{module} asks for {entry} at {uncovered.entry.from_level}; no module leads there"
            )
        case Obstacle.REQUIRES if uncovered.requires is not None:
            before = names.get(uncovered.requires, uncovered.requires)
            return f"{module} comes after {before}, which cannot be taken"
        case _:
            return f"{module} is only in {', '.join(uncovered.module.languages) or 'no language'}"


def _candidates(
    task: Task, gap: Gap, costs: Mapping[str, float], reachable: Mapping[str, int]
) -> Iterator[Uncovered]:
    """Go through the modules that would narrow a gap, each with what keeps it out."""
    yield Uncovered(gap, Obstacle.NOT_TAUGHT)
    for module in task.modules:
        if module.id in task.done or not _would_narrow(module, gap):
            continue
        if not speaks(task, module):
            yield Uncovered(gap, Obstacle.LANGUAGE, module)
        elif costs[module.id] < inf:
            yield Uncovered(gap, Obstacle.MINUTES, module)
        elif entry := _unreachable_entry(module, reachable):
            yield Uncovered(gap, Obstacle.ENTRY_LEVEL, module, entry=entry)
        else:
            yield Uncovered(
                gap, Obstacle.REQUIRES, module, requires=_unreachable_module(task, module, costs)
            )


def _would_narrow(module: Module, gap: Gap) -> bool:
    return any(
        teach.skill == gap.skill
        and teach.to_level > gap.current
        and teach.from_level < gap.required
        for teach in module.teaches
    )


def _reachable_levels(task: Task, costs: Mapping[str, float]) -> dict[str, int]:
    """Return the levels after every module that can be taken with enough minutes."""
    return reach_levels(task, (m for m in task.modules if costs.get(m.id, inf) < inf))


def _unreachable_entry(module: Module, reachable: Mapping[str, int]) -> Teaching | None:
    return next(
        (t for t in module.teaches if reachable.get(t.skill, 0) < t.from_level),
        None,
    )


def _unreachable_module(task: Task, module: Module, costs: Mapping[str, float]) -> str:
    """Return the first module required that cannot be taken; there is one."""
    return next(
        name for name in module.requires if name not in task.done and costs.get(name, inf) == inf
    )


def _distance(
    found: Uncovered, costs: Mapping[str, float], reachable: Mapping[str, int]
) -> tuple[int, float, float]:
    """Order what keeps modules out: kind of obstacle, levels that are missing, minutes."""
    kind = NEAREST_FIRST.index(found.obstacle)
    if found.module is None:
        return kind, 0, 0
    missing = max(
        (teach.from_level - reachable.get(teach.skill, 0) for teach in found.module.teaches),
        default=0,
    )
    cost = costs.get(found.module.id, inf)
    return kind, max(0, missing), found.module.minutes if cost == inf else cost
