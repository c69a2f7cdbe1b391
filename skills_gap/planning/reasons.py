"""Put the chosen modules into an order, and say of each why it is there."""

from collections.abc import Iterator, Mapping, Sequence

from skills_gap.planning.rules import Task, added_worth, can_take, raise_levels
from skills_gap.planning.types import (
    Gap,
    Module,
    NeededBefore,
    RaisesSkill,
    Reason,
    Step,
)


def order_steps(task: Task, modules: Sequence[Module]) -> list[Module]:
    """Return modules that can be taken together in a possible order, the most valuable first.

    A module's value is the most that it, or one that it leads to, adds where the path stands; the
    shorter one of two equals comes first, then the order given.
    """
    leads_to = {module.id: _led_to(module, modules) for module in modules}
    levels = dict(task.start)
    before = set(task.done)
    waiting = list(modules)
    ordered: list[Module] = []

    def value(module: Module) -> tuple[float, int]:
        led_to = [other for other in leads_to[module.id] if other.id not in before]
        return max(added_worth(task, one, levels) for one in (module, *led_to)), -module.minutes

    while waiting:
        module = max((one for one in waiting if can_take(one, levels, before)), key=value)
        raise_levels(levels, module)
        before.add(module.id)
        ordered.append(module)
        waiting.remove(module)
    return ordered


def explain_steps(task: Task, ordered: Sequence[Module], gaps: Sequence[Gap]) -> tuple[Step, ...]:
    """Give each step of an ordered path its reasons: what it raises, and what it is needed for."""
    by_skill = {gap.skill: gap for gap in gaps}
    levels = dict(task.start)
    steps = []
    for position, module in enumerate(ordered):
        after = dict(levels)
        raise_levels(after, module)
        raised = _raised(module, levels, after, by_skill)
        needed = [
            NeededBefore(later.id)
            for later in ordered[position + 1 :]
            if module.id in later.requires or _opens(later, levels, after)
        ]
        reasons: tuple[Reason, ...] = (*raised, *needed)
        steps.append(Step(module, reasons))
        levels = after
    return tuple(steps)


def describe_reason(reason: Reason, names: Mapping[str, str] | None = None) -> str:
    """Return a reason in plain English; `names` has names of skills and modules by their codes."""
    names = names or {}
    match reason:
        case RaisesSkill():
            skill = names.get(reason.skill, reason.skill)
            return (
                f"raises {skill} from {reason.from_level} to {reason.to_level}; "
                f"the job needs {reason.required}, importance {reason.importance:g}"
            )
        case NeededBefore():
            return f"needed before {names.get(reason.module, reason.module)}"


def _raised(
    module: Module, levels: Mapping[str, int], after: Mapping[str, int], gaps: Mapping[str, Gap]
) -> Iterator[RaisesSkill]:
    for teach in module.teaches:
        gap = gaps.get(teach.skill)
        if gap is None or gap.importance <= 0:
            continue
        level = levels[teach.skill]
        if level < min(after[teach.skill], gap.required):
            yield RaisesSkill(teach.skill, level, after[teach.skill], gap.required, gap.importance)


def _opens(later: Module, levels: Mapping[str, int], after: Mapping[str, int]) -> bool:
    """Tell whether a step reaches an entry level of a later one that was not reached before it."""
    return any(
        levels.get(teach.skill, 0) < teach.from_level <= after.get(teach.skill, 0)
        for teach in later.teaches
    )


def _led_to(module: Module, modules: Sequence[Module]) -> list[Module]:
    """Return the modules that a module is needed for, by name or by level, near and far."""
    found: list[Module] = []
    frontier = [module]
    while frontier:
        step = frontier.pop()
        given = {teach.skill: teach.to_level for teach in step.teaches}
        for other in modules:
            if other is module or other in found:
                continue
            if step.id in other.requires or _opens(other, {}, given):
                found.append(other)
                frontier.append(other)
    return found
