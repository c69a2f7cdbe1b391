"""GreenComp, the European sustainability competence framework, from a CSV of its competences."""

from pathlib import Path

from django.db import transaction

from uprest.core.loading import DataFileError, load_row
from uprest.skills.importers.reading import Row, need_columns, read_csv
from uprest.skills.models import Area, Framework, Skill

COLUMNS = ("id", "area", "competence")


@transaction.atomic
def import_greencomp(*, paths: list[Path], language: str) -> int:
    """Load the 12 competences (columns ``id, area, competence, descriptor_<language>``).

    :returns: how many rows were written.
    :raises DataFileError: naming line and reason; nothing is loaded then.
    """
    framework, changed = load_row(
        Framework, {"code": "greencomp"}, {"version": "2022", f"name_{language}": "GreenComp"}
    )
    written = int(changed)
    for path in paths:
        rows = read_csv(path)
        need_columns(path, rows, *COLUMNS)
        seen: set[str] = set()
        for position, row in enumerate(rows):
            number = row.need("id")
            if number in seen:
                raise DataFileError(f"{row.place}: the id {number} stands twice.")
            seen.add(number)
            area, changed = load_row(
                Area,
                {"code": f"greencomp:{number.split('.')[0]}"},
                {
                    "framework": framework,
                    "position": _area_number(row) - 1,
                    f"name_{language}": row.need("area"),
                },
            )
            written += changed
            _, changed = load_row(
                Skill,
                {"code": f"greencomp:{number}"},
                {
                    "framework": framework,
                    "area": area,
                    "position": position,
                    "greencomp_id": number,
                    f"name_{language}": row.need("competence"),
                    f"description_{language}": row.get(f"descriptor_{language}", "descriptor"),
                },
            )
            written += changed
    return written


def _area_number(row: Row) -> int:
    """Return the number before the dot of an id such as ``2.3``."""
    head, _, tail = row.need("id").partition(".")
    if not (head.isdigit() and tail.isdigit()):
        raise DataFileError(f"{row.place}: {row.need('id')!r} is no id such as 2.3.")
    return int(head)
