"""The files of the command `recommend`: a profile and a catalogue in, a path out.

Profile: `{"gaps": [{"skill", "current", "required", "importance"}], "languages": [...],
"done": [module ids]}`. Catalogue: `{"modules": [{"id", "minutes", "languages": [...],
"teaches": [{"skill", "from", "to"}], "requires": [ids]}]}`. Levels are whole numbers from 0 to 5,
importances numbers from 0, minutes whole numbers above 0. All keys are needed, others ignored.
"""

import ctypes
import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from skills_gap.json_files import (
    FileFormatError,
    load_json,
    read_level,
    read_list,
    read_number,
    read_object,
    read_text,
    read_texts,
    read_whole,
)
from skills_gap.planning.reasons import describe_reason
from skills_gap.planning.types import (
    Gap,
    LearningPath,
    Module,
    Profile,
    RaisesSkill,
    Reason,
    Teaching,
    Uncovered,
)
from skills_gap.planning.uncovered import describe_uncovered

LARGEST_IMPORTANCE = 1_000
MOST_MINUTES = 1_000_000


def read_profile(path: Path) -> Profile:
    """Return the profile of a file; raise FileFormatError if it is not of the form above."""
    return parse_profile(load_json(path))


def read_catalogue(path: Path) -> tuple[Module, ...]:
    """Return the modules of a file; raise FileFormatError if it is not of the form above."""
    return parse_catalogue(load_json(path))


def parse_profile(data: object) -> Profile:
    """Return the profile from JSON that was read.

    Raise FileFormatError if it is not of the form above or a skill has two gaps.
    """
    profile = read_object(data, "the profile", ("gaps", "languages", "done"))
    gaps = tuple(_read_gap(value, where) for where, value in read_list(profile["gaps"], "gaps"))
    _refuse_twice((gap.skill for gap in gaps), "gaps", "skill")
    return Profile(
        gaps=gaps,
        languages=read_texts(profile["languages"], "languages"),
        done=frozenset(read_texts(profile["done"], "done")),
    )


def parse_catalogue(data: object) -> tuple[Module, ...]:
    """Return the modules from JSON that was read.

    Raise FileFormatError if it is not of the form above, two modules share an id, a module teaches
    a skill twice or not upwards, or requires a module that is not in the catalogue.
    """
    catalogue = read_object(data, "the catalogue", ("modules",))
    modules = tuple(
        _read_module(value, where) for where, value in read_list(catalogue["modules"], "modules")
    )
    ids = [module.id for module in modules]
    _refuse_twice(ids, "modules", "id")
    known = set(ids)
    for position, module in enumerate(modules):
        for name in module.requires:
            if name not in known:
                shown = json.dumps(name)
                raise FileFormatError(f"modules[{position}].requires names {shown}, no such module")
    return modules


def path_to_json(path: LearningPath) -> dict[str, Any]:
    """Return a path as the documented output, with the gaps that it leaves as they are."""
    return {
        "steps": [
            {
                "module": step.module.id,
                "minutes": step.module.minutes,
                "reasons": [_reason_to_json(reason) for reason in step.reasons],
            }
            for step in path.steps
        ],
        "minutes": path.minutes,
        "gain": path.gain,
        "optimal": path.optimal,
        "uncovered": [_uncovered_to_json(uncovered) for uncovered in path.uncovered],
    }


@contextmanager
def only_ours_on_stdout() -> Iterator[None]:
    """Send what others write to standard output to standard error meanwhile, C code included.

    HiGHS 1.12 now and then prints a line of its own, whatever it is told, and a command prints one
    JSON document and nothing else. This is for a command's process: it turns round the descriptor
    that all threads share.
    """
    sys.stdout.flush()
    stdout = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        ctypes.CDLL(None).fflush(None)  # or C would hand its lines over later, to the real one
        os.dup2(stdout, 1)
        os.close(stdout)


def _read_gap(value: object, where: str) -> Gap:
    gap = read_object(value, where, ("skill", "current", "required", "importance"))
    return Gap(
        skill=read_text(gap["skill"], f"{where}.skill"),
        current=read_level(gap["current"], f"{where}.current"),
        required=read_level(gap["required"], f"{where}.required"),
        importance=read_number(
            gap["importance"],
            f"{where}.importance",
            f"a number from 0 to {LARGEST_IMPORTANCE}",
            low=0,
            high=LARGEST_IMPORTANCE,
        ),
    )


def _read_module(value: object, where: str) -> Module:
    module = read_object(value, where, ("id", "minutes", "languages", "teaches", "requires"))
    teaches = tuple(
        _read_teaching(member, place)
        for place, member in read_list(module["teaches"], f"{where}.teaches")
    )
    _refuse_twice((teach.skill for teach in teaches), f"{where}.teaches", "skill")
    minutes = module["minutes"]
    demand = "a positive whole number"
    if isinstance(minutes, int | float) and minutes > MOST_MINUTES:
        demand = f"at most {MOST_MINUTES}"
    return Module(
        id=read_text(module["id"], f"{where}.id"),
        minutes=read_whole(minutes, f"{where}.minutes", demand, low=1, high=MOST_MINUTES),
        languages=read_texts(module["languages"], f"{where}.languages"),
        teaches=teaches,
        requires=read_texts(module["requires"], f"{where}.requires"),
    )


def _read_teaching(value: object, where: str) -> Teaching:
    teaching = read_object(value, where, ("skill", "from", "to"))
    low = read_level(teaching["from"], f"{where}.from")
    high = read_level(teaching["to"], f"{where}.to")
    if high <= low:
        raise FileFormatError(
            f"{where}.to must be above {where}.from, but {high} is not above {low}"
        )
    return Teaching(read_text(teaching["skill"], f"{where}.skill"), low, high)


def _refuse_twice(names: Iterable[str], where: str, key: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise FileFormatError(f"{where} has the {key} {json.dumps(name)} twice")
        seen.add(name)


def _reason_to_json(reason: Reason) -> dict[str, Any]:
    text = describe_reason(reason)
    if isinstance(reason, RaisesSkill):
        return {
            "kind": "raises",
            "skill": reason.skill,
            "from": reason.from_level,
            "to": reason.to_level,
            "required": reason.required,
            "importance": reason.importance,
            "text": text,
        }
    return {"kind": "needed_before", "module": reason.module, "text": text}


def _uncovered_to_json(uncovered: Uncovered) -> dict[str, Any]:
    return {
        "skill": uncovered.gap.skill,
        "current": uncovered.gap.current,
        "required": uncovered.gap.required,
        "why": uncovered.obstacle.lower(),
        "nearest": uncovered.module.id if uncovered.module else None,
        "text": describe_uncovered(uncovered),
    }
