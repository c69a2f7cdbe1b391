"""Choose the modules of the best path exactly, by mixed-integer linear programming (HiGHS).

Variables: one binary x per module (taken or not) and one binary y per skill and level above the
start (reached or not). The first module that reaches a level has its entry level below it, so

    y[skill, level] <= sum of x over the modules with from < level <= to
    y[skill, level + 1] <= y[skill, level]
    x[module] <= y[skill, from]            for each entry level above the start
    x[module] <= x[required]
    sum of minutes x <= the person's minutes

maximise the sum of worth x y. Within one skill this needs no order in time. Modules of several
skills, or with requirements, could still wait for each other in a circle. Circles are cut off when
they turn up: let C be levels (of different skills) that the modules chosen only reach by way of
each other. The first module to reach one of them waits for none of them, so

    y[each of C] <= sum of x over the modules that reach one of C and wait for none of C.

Small costs for minutes, modules and second languages break ties. All of them together stay below
half of the smallest difference that two gains can have, so they never change the gain.

Most modules cannot be in the best choice. The linear relaxation tells by how much the objective
falls at least when a module is forced in (its reduced cost), so the search first leaves out those
by which it falls a good deal. If the choice found is closer than that to the relaxation's bound,
this was right; if not, the search is repeated without what the bound does exclude.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import TypeAlias

import numpy as np
import scipy  # loads its parts when they are first used: 50 MB that only planning needs
from numpy.typing import NDArray

from skills_gap.planning.rules import (
    Task,
    is_second_language,
    level_worth,
    order_takeable,
    reach_levels,
)
from skills_gap.planning.types import Choice, Module

MODULE_COST = 1.0
"""Minutes that one module less is worth where the gain is the same."""
SECOND_LANGUAGE_COST = 5.0
"""Minutes that the language the person likes best is worth where the gain is the same."""
SMALLEST_DIFFERENCE = 1e-4
"""Where gains may differ by less, ties are not broken by costs: the solver could mix them up."""
FIRST_MARGIN = 0.01
"""Share of all worth by which a module may lower the bound and still be searched at first."""
TOLERANCE = 1e-6
TAKEN = 0.5
SOLVED = 0

Row: TypeAlias = dict[int, float]
Vector: TypeAlias = NDArray[np.float64]


@dataclass(slots=True)
class _Model:
    """Rows of `row . variables <= limit`; the variables are the modules, then the levels."""

    task: Task
    columns: dict[str, int]
    levels: dict[tuple[str, int], int]
    rows: list[Row] = field(default_factory=list)
    limits: list[float] = field(default_factory=list)

    def add(self, row: Row, limit: float = 0.0) -> None:
        """Add a constraint."""
        self.rows.append(row)
        self.limits.append(limit)

    def constraint(self) -> "scipy.optimize.LinearConstraint":
        """Return all rows as one sparse constraint."""
        ends = np.cumsum([0, *(len(row) for row in self.rows)])
        columns = np.fromiter((column for row in self.rows for column in row), dtype=np.int64)
        values = np.fromiter((value for row in self.rows for value in row.values()), dtype=float)
        shape = len(self.rows), len(self.columns) + len(self.levels)
        return scipy.optimize.LinearConstraint(
            scipy.sparse.csr_array((values, columns, ends), shape=shape),
            -np.inf,
            np.array(self.limits),
        )


def choose_modules(task: Task, *, time_limit: float, first_margin: float = FIRST_MARGIN) -> Choice:
    """Choose the modules of largest worth within the minutes, and of those choices the cheapest.

    Every module of the task is one that can be taken with enough minutes, as `narrow` leaves them.
    `time_limit` is in seconds, for everything; when it runs out the last choice found comes back,
    perhaps none, as not optimal. `first_margin` changes only how long it takes.
    """
    if not task.modules:
        return Choice((), optimal=True)
    deadline = time.monotonic() + time_limit
    model = _model(task)
    objective = _objective(model)
    found: tuple[Module, ...] = ()
    margin = first_margin * float(-objective.sum(where=objective < 0))
    while time.monotonic() < deadline:
        bound, losses = _relax(model, objective, deadline)
        result = _solve(model, objective, losses <= margin + TOLERANCE, deadline)
        if result.x is None:
            break
        chosen = [m for m, x in zip(task.modules, result.x, strict=False) if x > TAKEN]
        found = tuple(order_takeable(task, chosen))
        if result.status != SOLVED:
            break
        if len(found) < len(chosen):
            _cut_off_circles(model, chosen, found)
        elif result.fun - bound <= margin + TOLERANCE:
            return Choice(found, optimal=True)
        else:
            margin = result.fun - bound
    return Choice(found, optimal=False)


def _model(task: Task) -> _Model:
    columns = {module.id: column for column, module in enumerate(task.modules)}
    supporters = _supporters(task)
    levels = {step: len(columns) + row for row, step in enumerate(supporters)}
    model = _Model(task, columns, levels)
    model.add({columns[module.id]: float(module.minutes) for module in task.modules}, task.minutes)
    for (skill, level), modules in supporters.items():
        column = levels[skill, level]
        model.add({column: 1.0} | {columns[module.id]: -1.0 for module in modules})
        if (skill, level - 1) in levels:
            model.add({column: 1.0, levels[skill, level - 1]: -1.0})
    for module in task.modules:
        for before in _columns_before(model, module):
            model.add({columns[module.id]: 1.0, before: -1.0})
    return model


def _supporters(task: Task) -> dict[tuple[str, int], list[Module]]:
    """Return, by skill and level above the start, the modules that can be first to reach it."""
    found: dict[tuple[str, int], list[Module]] = {}
    for module in task.modules:
        for teach in module.teaches:
            lowest = max(teach.from_level, task.start.get(teach.skill, 0)) + 1
            for level in range(lowest, teach.to_level + 1):
                found.setdefault((teach.skill, level), []).append(module)
    return found


def _columns_before(model: _Model, module: Module) -> list[int]:
    """Return the variables that must be 1 before a module can be taken."""
    task = model.task
    required = [model.columns[name] for name in module.requires if name not in task.done]
    entries = [
        model.levels[teach.skill, teach.from_level]
        for teach in module.teaches
        if teach.from_level > task.start.get(teach.skill, 0)
    ]
    return required + entries


def _objective(model: _Model) -> Vector:
    """Return what each variable adds to the objective: minus its worth, plus its small cost."""
    task = model.task
    costs = [
        module.minutes + MODULE_COST + SECOND_LANGUAGE_COST * is_second_language(task, module)
        for module in task.modules
    ]
    shortest = min(module.minutes for module in task.modules)
    most = min(len(costs), task.minutes // shortest)
    dearest = task.minutes + most * (MODULE_COST + SECOND_LANGUAGE_COST)
    unit = _smallest_difference(task) / (2 * dearest + 1)
    worths = [-level_worth(task, *step) for step in model.levels]
    return np.array([unit * cost for cost in costs] + worths)


def _smallest_difference(task: Task) -> float:
    """Return a number that all differences of gains are multiples of, 0 if it is too small to use.

    All worths are whole multiples of 1 / the least common multiple of their denominators.
    """
    steps = [
        Fraction(repr(worths[0])) / k
        for worths in task.worths.values()
        for k in range(1, len(worths) + 1)
    ]
    smallest = 1 / lcm(*(step.denominator for step in steps))
    return smallest if smallest >= SMALLEST_DIFFERENCE else 0.0


def _relax(model: _Model, objective: Vector, deadline: float) -> tuple[float, Vector]:
    """Solve without whole numbers: a bound of the objective, and what each variable loses at 1.

    Where that fails, nothing is known: no bound, no losses.
    """
    constraint = model.constraint()
    result = scipy.optimize.linprog(
        objective,
        A_ub=constraint.A,
        b_ub=constraint.ub,
        bounds=(0, 1),
        method="highs",
        options={"time_limit": _left(deadline)},
    )
    if result.status != SOLVED:
        return -np.inf, np.zeros(len(objective))
    return float(result.fun), np.asarray(result.lower.marginals)


def _solve(
    model: _Model, objective: Vector, allowed: NDArray[np.bool_], deadline: float
) -> "scipy.optimize.OptimizeResult":
    """Minimise the objective over the modules allowed; a level may be reached in any case."""
    modules = np.arange(len(objective)) < len(model.columns)
    return scipy.optimize.milp(
        objective,
        integrality=np.ones(len(objective)),
        bounds=scipy.optimize.Bounds(0, (allowed | ~modules).astype(int)),
        constraints=model.constraint(),
        options={"time_limit": _left(deadline), "mip_rel_gap": 0.0},
    )


def _left(deadline: float) -> float:
    return max(1e-3, deadline - time.monotonic())


def _cut_off_circles(model: _Model, chosen: Sequence[Module], taken: Sequence[Module]) -> None:
    """Cut off the circles among the modules chosen of which only some can be taken.

    Around each level that is waited for, the smallest circle gives the strongest cut.
    """
    levels = reach_levels(model.task, taken)
    awaited: dict[str, int] = {}
    for module in chosen:
        for teach in module.teaches:
            if levels.get(teach.skill, 0) < teach.from_level:
                level = min(teach.from_level, awaited.get(teach.skill, teach.from_level))
                awaited[teach.skill] = level
    for kept in awaited:
        circle = dict(awaited)
        for skill in awaited:
            smaller = {name: level for name, level in circle.items() if name != skill}
            if skill != kept and not _ways_in(chosen, smaller):
                circle = smaller
        row = {model.columns[module.id]: -1.0 for module in _ways_in(model.task.modules, circle)}
        for step in circle.items():
            model.add(row | {model.levels[step]: 1.0})


def _ways_in(modules: Sequence[Module], circle: Mapping[str, int]) -> list[Module]:
    """Return the modules that reach one of these levels and wait for none of them."""
    waiting = {
        module.id
        for module in modules
        if any(teach.from_level >= circle.get(teach.skill, 6) for teach in module.teaches)
    }
    before = -1
    while before != len(waiting):
        before = len(waiting)
        waiting.update(m.id for m in modules if not waiting.isdisjoint(m.requires))
    return [
        module
        for module in modules
        if module.id not in waiting
        and any(teach.to_level >= circle.get(teach.skill, 6) for teach in module.teaches)
    ]
