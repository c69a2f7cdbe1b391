"""Prints: one number for what a business contributes to a unit, see ``leaks``.

The print of a response in a skill depends on the occupation, the answer and the chance. It is
multiplied out modulo 2 to the power of 64, which keeps it linear. ``1 / chance`` is counted in
steps of 2 to the power of -20: chances are fractions of small whole numbers, whose inverses never
lie half-way between two steps, so that another order of summing cannot change a print.
"""

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from uprest.reporting.releases.leaks import Basis, Vector
from uprest.reporting.types import Flags, Floats, Frame, Prints, Sheet, Table

WEIGHT_STEPS = 2**20
SLOTS = 10
"""Values of an answer: the levels 0 to 5, and the two codes that are no level."""

CELLS = "CELLS"
"""Key of the prints of an occupation's areas; their units are named by ``cell_unit``."""

WEIGHTED = {
    Table.SKILLS: "WEIGHTED SKILLS",
    CELLS: "WEIGHTED CELLS",
    Table.AREAS: "WEIGHTED AREAS",
}
"""Keys of a second kind of prints, of the answers with the number of people that divides them.

A new colleague who did not answer for a skill changes what a business contributes to it, but not
its answers. Five businesses must have changed in either sense.
"""

PLAIN = (Table.SKILLS, Table.OCCUPATIONS, Table.SECTORS, Table.SIZES, Table.AREAS, CELLS)
RAKED = {table: f"RAKED {table}" for table in PLAIN}
"""Keys of a third kind of prints, of the answers times the raked weight of the business.

A business that turns out to be of another sector or size changes its weight, and so what it
contributes, without any new answer. These prints are not stored: ``WEIGHTS`` gives the factors.
"""

WEIGHTS = "WEIGHTS"
"""Key of a basis of one unit, "": by business the weight in steps, as an odd number."""

STORED = (*PLAIN, *WEIGHTED.values(), WEIGHTS)

UNKNOWN_SIZE = ""
"""The one unit of sizes of a snapshot that was stored before sizes were told."""

Snapshot = Mapping[str, Basis]
"""The private basis of a release: prints by table (and ``CELLS``) and unit."""


def cell_unit(occupation: str, area: str) -> str:
    """Return the name of the unit of one occupation and area."""
    return f"{occupation}\t{area}"


def job_of_cell(unit: str) -> str:
    """Return the occupation of a unit that ``cell_unit`` named."""
    return unit.split("\t")[0]


def take_prints(sheet: Sheet, frame: Frame, weights: "Floats | None" = None) -> Snapshot:
    """Return the prints of all units: skills, occupations, their areas, areas, sectors, sizes.

    ``weights`` are those of the businesses, 1 by default.
    """
    answers = _print_answers(sheet, frame)
    people = _print_people(sheet, frame)
    work = answers.sum(axis=1, dtype=np.uint64) + people
    occupations = {
        unit.code: _sum_by_business(sheet, work, sheet.occupation == index)
        for index, unit in enumerate(frame.occupations)
    }
    sectors = {
        unit.code: _sum_by_business(sheet, work, sheet.sector[sheet.business] == index)
        for index, unit in enumerate(frame.sectors)
    }
    sizes = {
        unit.code: _sum_by_business(sheet, work, sheet.size[sheet.business] == index)
        for index, unit in enumerate(frame.sizes)
    }
    everybody = np.ones(people.size, dtype=bool)
    skills = {
        unit.code: _Part(answers[:, index], everybody) for index, unit in enumerate(frame.skills)
    }
    cells = _list_cells(sheet, frame, answers)
    areas = {
        code: _Part(_sum_area(frame, answers, area), everybody)
        for area, code in enumerate(frame.areas)
    }
    factors = np.ones(sheet.business_ids.size) if weights is None else weights
    plain = {
        Table.SKILLS: _drop_empty(_print_parts(sheet, skills)),
        WEIGHTED[Table.SKILLS]: _drop_empty(_print_parts(sheet, skills, people)),
        CELLS: _drop_empty(_print_parts(sheet, cells)),
        WEIGHTED[CELLS]: _drop_empty(_print_parts(sheet, cells, people)),
        Table.OCCUPATIONS: _drop_empty(occupations),
        Table.SECTORS: _drop_empty(sectors),
        Table.SIZES: _drop_empty(sizes),
        Table.AREAS: _drop_empty(_print_parts(sheet, areas)),
        WEIGHTED[Table.AREAS]: _drop_empty(_print_parts(sheet, areas, people)),
        WEIGHTS: {"": Vector(businesses=sheet.business_ids, prints=_count_steps(factors))},
    }
    return add_raked(plain)


def _count_steps(weights: Floats) -> Prints:
    """Return weights in steps, odd: a product with an odd number loses nothing."""
    steps: Prints = np.rint(weights * WEIGHT_STEPS).astype(np.uint64) | np.uint64(1)
    return steps


def add_raked(plain: Snapshot) -> Snapshot:
    """Return the snapshot with the prints times the weights of their businesses."""
    weights = plain[WEIGHTS][""]
    raked = {RAKED[table]: _multiply(plain[table], weights) for table in PLAIN}
    return {**plain, **raked}


def _multiply(basis: Basis, weights: Vector) -> dict[str, Vector]:
    return {
        unit: Vector(
            businesses=vector.businesses,
            prints=vector.prints
            * weights.prints[np.searchsorted(weights.businesses, vector.businesses)],
        )
        for unit, vector in basis.items()
    }


def pack(snapshot: Snapshot) -> bytes:
    """Return the snapshot as bytes to store, without what ``add_raked`` adds."""
    kept = {table: basis for table, basis in snapshot.items() if table in STORED}
    units = [(table, unit) for table, basis in kept.items() for unit in basis]
    vectors = [basis[unit] for basis in kept.values() for unit in basis]
    stream = io.BytesIO()
    np.savez(
        stream,
        units=np.array([f"{table}\n{unit}" for table, unit in units], dtype=np.str_),
        lengths=np.array([vector.businesses.size for vector in vectors], dtype=np.int64),
        businesses=_join([vector.businesses for vector in vectors], np.int64),
        prints=_join([vector.prints for vector in vectors], np.uint64),
    )
    return stream.getvalue()


def unpack(packed: bytes) -> Snapshot:
    """Return the snapshot that ``pack`` stored."""
    snapshot: dict[str, dict[str, Vector]] = {table: {} for table in STORED}
    with np.load(io.BytesIO(packed), allow_pickle=False) as columns:
        ends = np.cumsum(columns["lengths"])[:-1]
        businesses = np.split(columns["businesses"], ends)
        prints = np.split(columns["prints"], ends)
        units = columns["units"].tolist()
    for name, ids, numbers in zip(units, businesses, prints, strict=False):
        table, unit = name.split("\n")
        snapshot[table][unit] = Vector(businesses=ids, prints=numbers)
    return add_raked(_complete(snapshot))


def _complete(snapshot: dict[str, dict[str, Vector]]) -> dict[str, dict[str, Vector]]:
    """Return a snapshot of before there were weights and sizes as one with weights of 1.

    All businesses are of one unknown size in it: as the whole is the same, sums of newer sizes
    can be compared with it.
    """
    if snapshot[WEIGHTS]:
        return snapshot
    sectors = list(snapshot[Table.SECTORS].values())
    ids = _join([vector.businesses for vector in sectors], np.int64)
    order = np.argsort(ids, kind="stable")
    ids, prints = ids[order], _join([vector.prints for vector in sectors], np.uint64)[order]
    return {
        **snapshot,
        Table.SIZES: {UNKNOWN_SIZE: Vector(businesses=ids, prints=prints)} if ids.size else {},
        WEIGHTS: {"": Vector(businesses=ids, prints=_count_steps(np.ones(ids.size)))},
    }


def _join(arrays: list[Any], dtype: type[np.generic]) -> npt.NDArray[Any]:
    return np.concatenate([np.zeros(0, dtype=dtype), *arrays])


def _number(*words: object) -> int:
    """Return a number that depends on ``words`` as if drawn at random; odd, so never a divisor."""
    text = "|".join(str(word) for word in words).encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big") | 1


def _print_answers(sheet: Sheet, frame: Frame) -> Prints:
    """Return the print of every answer, by response and skill; 0 where there is none."""
    shape = (len(frame.occupations), len(frame.skills), SLOTS)
    names = [
        (job.code, skill.code, slot)
        for job in frame.occupations
        for skill in frame.skills
        for slot in range(SLOTS)
    ]
    each = np.array([_number("answer", *name) for name in names], dtype=np.uint64).reshape(shape)
    stands_for = np.array([_number("weight", *name) for name in names], dtype=np.uint64)
    stands_for = stands_for.reshape(shape)
    steps = np.rint(np.where(sheet.levels, sheet.weight, 0.0) * WEIGHT_STEPS).astype(np.uint64)
    job = sheet.occupation[:, None]
    skill = np.arange(len(frame.skills))[None, :]
    slot = np.clip(sheet.value, 0, SLOTS - 1)
    prints: Prints = np.where(
        sheet.answered, each[job, skill, slot] + stands_for[job, skill, slot] * steps, np.uint64(0)
    )
    return prints


def _print_people(sheet: Sheet, frame: Frame) -> Prints:
    numbers = [_number("person", unit.code) for unit in frame.occupations]
    prints: Prints = np.array(numbers, dtype=np.uint64)[sheet.occupation]
    return prints


@dataclass(frozen=True)
class _Part:
    """The prints of a part of the answers by response, and the responses that it is of."""

    answers: Prints
    chosen: Flags


def _sum_area(frame: Frame, answers: Prints, area: int) -> Prints:
    prints: Prints = answers[:, list(frame.skills_of((area,)))].sum(axis=1, dtype=np.uint64)
    return prints


def _list_cells(sheet: Sheet, frame: Frame, answers: Prints) -> dict[str, _Part]:
    cells = {}
    for area, area_code in enumerate(frame.areas):
        in_area = _sum_area(frame, answers, area)
        for job, unit in enumerate(frame.occupations):
            cells[cell_unit(unit.code, area_code)] = _Part(in_area, sheet.occupation == job)
    return cells


def _print_parts(
    sheet: Sheet, parts: Mapping[str, _Part], people: "Prints | None" = None
) -> dict[str, Vector]:
    """Return the prints by business, with those of its people if they are given."""
    prints = {}
    for unit, part in parts.items():
        vector = _sum_by_business(sheet, part.answers, part.chosen)
        if people is not None:
            base = _sum_by_business(sheet, people * np.uint64(_number("base", unit)), part.chosen)
            numbers = np.where(vector.prints != 0, vector.prints + base.prints, np.uint64(0))
            vector = Vector(businesses=vector.businesses, prints=numbers)
        prints[unit] = vector
    return prints


def _sum_by_business(sheet: Sheet, prints: Prints, chosen: Flags) -> Vector:
    """Return the sums of ``prints`` over the chosen responses of each business."""
    sums = np.zeros(sheet.business_ids.size, dtype=np.uint64)
    np.add.at(sums, sheet.business[chosen], prints[chosen])
    touched = np.unique(sheet.business[chosen])
    return Vector(businesses=sheet.business_ids[touched], prints=sums[touched])


def _drop_empty(basis: Mapping[str, Vector]) -> dict[str, Vector]:
    """Return the basis without what nobody contributes to."""
    kept = {}
    for unit, vector in basis.items():
        has_any = vector.prints != 0
        if has_any.any():
            kept[unit] = Vector(vector.businesses[has_any], vector.prints[has_any])
    return kept
