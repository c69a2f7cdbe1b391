"""Take the skills check with answers from a file; see docs/commands.md."""

import secrets
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from skills_gap.check_files import check_to_json, read_answers
from skills_gap.json_files import FileFormatError
from skills_gap.management.strict import StrictCommand, refuse
from skills_gap.measuring import Requirement, take_check
from uprest.skills.models import Occupation
from uprest.skills.selectors import get_required_levels, list_occupations, list_skills

SEED_BITS = 62


class Command(StrictCommand):
    """``skills_check --occupation CODE --answers FILE.json [--all] [--seed N] --format json``."""

    help = "Print which questions the skills check asks, why, where it stops, and the top five."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--occupation", required=True, metavar="CODE")
        parser.add_argument("--answers", required=True, type=Path, metavar="FILE.json")
        parser.add_argument("--all", action="store_true", help="ask every skill of the job")
        parser.add_argument("--seed", type=int, metavar="N", help="fixes the random extras")
        parser.add_argument("--format", choices=["json"], default="json")

    def run(self, **options: Any) -> None:
        """Take the check and print it."""
        requirements = _find_requirements(options["occupation"])
        known = {skill.code for skill in list_skills()}
        seed = options["seed"] if options["seed"] is not None else secrets.randbits(SEED_BITS)
        path = options["answers"]
        try:
            answers = read_answers(path, known_skills=known)
        except FileFormatError as error:
            refuse(f"{path}: {error}")
        check, given = take_check(requirements, answers, seed=seed, ask_the_rest=options["all"])
        self.write_json(check_to_json(check, given, requirements))


def _find_requirements(code: str) -> list[Requirement]:
    """Return what the shipped occupation ``code`` asks for, in the framework's order."""
    occupations: dict[str, Occupation] = {one.code: one for one in list_occupations()}
    if not occupations:
        refuse("there are no occupations in the database: run manage.py import_skills first")
    if code not in occupations:
        refuse(f"there is no occupation {code!r}; there are {', '.join(occupations)}")
    return [
        Requirement(row.code, row.level, row.importance)
        for row in get_required_levels(occupation=occupations[code])
    ]
