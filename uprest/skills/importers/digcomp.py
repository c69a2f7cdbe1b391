"""DigComp 3.0 from the official data supplement (a spreadsheet of the Joint Research Centre)."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from uprest.core.loading import DataFileError, load_row
from uprest.skills.importers.reading import MOST_ROWS, Row
from uprest.skills.models import Area, Descriptor, Framework, Skill

COMPETENCES = "1 Competence Areas&Competences"
STATEMENTS = "3 Competence Statements"
OUTCOMES = "4 Learning Outcomes"
# sheet, what its rows are, the column of their text, the column of their level
DESCRIPTORS = (
    (STATEMENTS, Descriptor.Kind.STATEMENT, "Competence statement", "Proficiency level name"),
    (OUTCOMES, Descriptor.Kind.OUTCOME, "Learning Outcome", "Proficiency level"),
)


@transaction.atomic
def import_digcomp(*, paths: list[Path], language: str) -> int:
    """Load areas, competences, statements and learning outcomes.

    :returns: how many rows were written.
    :raises DataFileError: naming sheet, line and reason; nothing is loaded then.
    """
    framework, changed = load_row(
        Framework, {"code": "digcomp"}, {"version": "3.0", f"name_{language}": "DigComp 3.0"}
    )
    written = int(changed)
    for path in paths:
        sheets = _read_sheets(path, (COMPETENCES, STATEMENTS, OUTCOMES))
        written += _load_competences(framework, sheets[COMPETENCES], language)
        written += _load_descriptors(
            sheets[STATEMENTS],
            Descriptor.Kind.STATEMENT,
            "Competence statement",
            "Proficiency level name",
        )
        written += _load_descriptors(
            sheets[OUTCOMES], Descriptor.Kind.OUTCOME, "Learning Outcome", "Proficiency level"
        )
    return written


def _load_competences(framework: Framework, rows: list[Row], language: str) -> int:
    written = 0
    for position, row in enumerate(rows):
        number = row.need("Competence area number")
        if not number.isdigit():
            raise DataFileError(f"{row.place}: {number!r} is no number of an area.")
        area, changed = load_row(
            Area,
            {"code": f"digcomp:{number}"},
            {
                "framework": framework,
                "position": int(number) - 1,
                f"name_{language}": row.need("Competence area name"),
                f"description_{language}": row.get("Competence area descriptor"),
            },
        )
        written += changed
        competence = row.need("Competence number")
        _, changed = load_row(
            Skill,
            {"code": f"digcomp:{competence}"},
            {
                "framework": framework,
                "area": area,
                "position": position,
                "digcomp_id": competence,
                f"name_{language}": row.need("Competence name"),
                f"description_{language}": row.get("Competence descriptor"),
            },
        )
        written += changed
    return written


def _load_descriptors(rows: list[Row], kind: Descriptor.Kind, column: str, level: str) -> int:
    skills = {skill.code: skill for skill in Skill.objects.filter(framework__code="digcomp")}
    written = 0
    for row in rows:
        competence = f"digcomp:{row.need('Competence number')}"
        if competence not in skills:
            raise DataFileError(f"{row.place}: there is no competence {competence[8:]}.")
        _, changed = load_row(
            Descriptor,
            {"code": f"digcomp:{row.need(f'{column} ID')}"},
            {
                "skill": skills[competence],
                "kind": kind,
                "level": row.need(level),
                "text": row.need(column),
            },
        )
        written += changed
    return written


def _read_sheets(path: Path, names: tuple[str, ...]) -> dict[str, list[Row]]:
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (FileNotFoundError, IsADirectoryError) as error:
        raise DataFileError(f"{path} is missing or is no file.") from error
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise DataFileError(f"{path.name} is no spreadsheet (.xlsx).") from error
    missing = [name for name in names if name not in book.sheetnames]
    if missing:
        raise DataFileError(f"{path.name} is not DigComp 3.0: the sheet {missing[0]!r} is missing.")
    return {name: list(_sheet_rows(name, book[name].iter_rows(values_only=True))) for name in names}


def _sheet_rows(name: str, lines: Iterator[tuple[object, ...]]) -> Iterator[Row]:
    head = [str(cell or "").strip() for cell in next(lines, ())]
    for number, cells in enumerate(lines, start=2):
        if number > MOST_ROWS:
            raise DataFileError(f"{name} has more than {MOST_ROWS} lines.")
        if any(cells):
            values = ["" if cell is None else str(cell) for cell in cells]
            yield Row(f"{name}, line {number}", dict(zip(head, values, strict=False)))
