"""Loading the vocabulary that UPREST ships: reviewed data files in ``uprest/skills/data``."""

from pathlib import Path
from typing import Any, TypeVar

from django.db import models, transaction

from uprest.core.loading import DataFileError, load_row, read_json, texts
from uprest.skills.models import Area, Framework, Occupation, Requirement, Skill
from uprest.skills.types import LEVELS

T = TypeVar("T", bound=models.Model)

DATA = Path(__file__).resolve().parent.parent / "data"


@transaction.atomic
def load_vocabulary(*, folder: Path = DATA) -> int:
    """Load the shipped framework, its skills and occupations; return how many rows changed.

    Loading again changes nothing. A row that an editor has changed in Wagtail stays as it is; a
    newer file changes the others.

    :raises DataFileError: if a file is missing or wrong; nothing is loaded then.
    """
    head = read_json(folder / "framework.json")
    framework, is_new = _load(
        Framework,
        {"code": head["code"]},
        {
            "version": head["version"],
            **texts("name", head["name"]),
            **texts("description", head["description"]),
        },
    )
    changed = int(is_new)
    for position, area in enumerate(head["areas"]):
        changed += _load_area(folder, framework, area, position)
    changed += _load_occupations(folder, framework)
    return changed


def _load_area(folder: Path, framework: Framework, data: dict[str, Any], position: int) -> int:
    area, is_changed = _load(
        Area,
        {"code": data["code"]},
        {
            "framework": framework,
            "position": position,
            "icon": data["icon"],
            **texts("name", data["name"]),
            **texts("short_name", data["short_name"]),
            **texts("description", data["description"]),
        },
    )
    changed = int(is_changed)
    skills = read_json(folder / "skills" / f"{data['code']}.json")["skills"]
    for place, skill in enumerate(skills):
        fields: dict[str, Any] = {
            "framework": framework,
            "area": area,
            "position": position * 100 + place,
            "icon": skill["icon"],
            "esco_uri": skill["esco_uri"] or "",
            "digcomp_id": skill["digcomp_id"] or "",
            "greencomp_id": skill["greencomp_id"] or "",
        }
        for name in ("name", "short_name", "description"):
            fields |= texts(name, skill[name])
        for level in LEVELS:
            fields |= texts(f"level_{level}", skill["levels"][level])
        changed += _load(Skill, {"code": skill["code"]}, fields)[1]
    return changed


def _load_occupations(folder: Path, framework: Framework) -> int:
    path = folder / "occupations.json"
    skills = {skill.code: skill for skill in Skill.objects.filter(framework=framework)}
    changed = 0
    for position, data in enumerate(read_json(path)["occupations"]):
        fields: dict[str, Any] = {
            "framework": framework,
            "position": position,
            "icon": data["icon"],
            "esco_uri": data["esco_uri"] or "",
            "nearest": data["nearest"],
        }
        for name in ("name", "short_name", "description"):
            fields |= texts(name, data[name])
        occupation, count = _load(Occupation, {"code": data["code"]}, fields)
        changed += count
        for row in data["requirements"]:
            if row["skill"] not in skills:
                raise DataFileError(
                    f"{path.name}: {data['code']} requires the unknown skill {row['skill']!r}."
                )
            changed += _load(
                Requirement,
                {"occupation": occupation, "skill": skills[row["skill"]]},
                {"level": row["level"], "importance": row["importance"]},
            )[1]
    return changed


def _load(model: type[T], key: dict[str, Any], fields: dict[str, Any]) -> tuple[T, bool]:
    return load_row(model, key, fields, keep_edits=True)
