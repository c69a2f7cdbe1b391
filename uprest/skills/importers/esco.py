"""ESCO from its official CSV files: skills, occupations and relations, in any language.

The kind of a file is told by its head. Column names of ESCO's own download and of its common
extracts (one row a relation, with labels) are both known. ESCO has no levels.
"""

from pathlib import Path

from django.db import transaction

from uprest.core.loading import DataFileError, load_row
from uprest.skills.importers.reading import Row, read_csv
from uprest.skills.models import Framework, Occupation, Relation, Skill

SKILL_URI = "http://data.europa.eu/esco/skill/"
OCCUPATION_URI = "http://data.europa.eu/esco/occupation/"
OCCUPATION_COLUMNS = ("occupation_uri", "occupationUri", "conceptUri")
SKILL_COLUMNS = ("skill_uri", "skillUri", "conceptUri")
RELATION_COLUMNS = ("relation", "relationType")
LABEL_COLUMNS = ("preferredLabel", "occupation_name")
KINDS = {"essential": Relation.Kind.ESSENTIAL, "optional": Relation.Kind.OPTIONAL}


@transaction.atomic
def import_esco(*, paths: list[Path], language: str) -> int:
    """Load ESCO files in an order in which relations find what they relate.

    :returns: how many rows were written.
    :raises DataFileError: naming line and reason; nothing is loaded then.
    """
    framework, changed = load_row(
        Framework, {"code": "esco"}, {"version": "1.2", f"name_{language}": "ESCO"}
    )
    written = int(changed)
    files = sorted(((_kind(rows, path), rows) for path in paths for rows in [read_csv(path)]),
                   key=lambda file: file[0])  # fmt: skip
    for kind, rows in files:
        load = (_load_skill, _load_occupation, _load_relation)[kind]
        for position, row in enumerate(rows):
            written += load(framework, row, position, language)
    return written


def _kind(rows: list[Row], path: Path) -> int:
    """Return 0 for a file of skills, 1 for occupations, 2 for relations."""
    if not rows:
        raise DataFileError(f"{path.name} has no rows.")
    columns = rows[0].cells.keys()
    if columns & set(RELATION_COLUMNS) and columns & {"skill_uri", "skillUri"}:
        return 2
    if columns & set(LABEL_COLUMNS) and columns & set(OCCUPATION_COLUMNS):
        first = rows[0].get(*OCCUPATION_COLUMNS)
        return 1 if first.startswith(OCCUPATION_URI) else 0
    raise DataFileError(
        f"{path.name}, line 1: no ESCO file of skills, occupations or relations has this head."
    )


def _load_skill(framework: Framework, row: Row, position: int, language: str) -> int:
    uri = _uri(row, SKILL_URI, *SKILL_COLUMNS)
    _, changed = load_row(
        Skill,
        {"code": _code(uri)},
        {
            "framework": framework,
            "esco_uri": uri,
            f"name_{language}": row.need(*LABEL_COLUMNS),
            f"description_{language}": row.get("description"),
        },
    )
    return int(changed)


def _load_occupation(framework: Framework, row: Row, position: int, language: str) -> int:
    uri = _uri(row, OCCUPATION_URI, *OCCUPATION_COLUMNS)
    _, changed = load_row(
        Occupation,
        {"code": _code(uri)},
        {
            "framework": framework,
            "position": position,
            "esco_uri": uri,
            f"name_{language}": row.need(*LABEL_COLUMNS),
            f"description_{language}": row.get("occupation_description", "description"),
        },
    )
    return int(changed)


def _load_relation(framework: Framework, row: Row, position: int, language: str) -> int:
    kind = KINDS.get(row.need(*RELATION_COLUMNS).lower())
    if kind is None:
        raise DataFileError(f"{row.place}: a relation is essential or optional.")
    skill_uri = _uri(row, SKILL_URI, *SKILL_COLUMNS)
    occupation_uri = _uri(row, OCCUPATION_URI, *OCCUPATION_COLUMNS)
    label = row.get(f"skill_label_{language}")
    skill = Skill.objects.filter(code=_code(skill_uri)).first()
    written = 0
    if skill is None and label:
        skill, _ = load_row(
            Skill,
            {"code": _code(skill_uri)},
            {"framework": framework, "esco_uri": skill_uri, f"name_{language}": label},
        )
        written += 1
    occupation = Occupation.objects.filter(code=_code(occupation_uri)).first()
    if skill is None or occupation is None:
        missing = skill_uri if skill is None else occupation_uri
        raise DataFileError(f"{row.place}: {missing} is in none of the files.")
    _, changed = load_row(Relation, {"occupation": occupation, "skill": skill}, {"kind": kind})
    return written + int(changed)


def _uri(row: Row, start: str, *columns: str) -> str:
    uri = row.need(*columns)
    if not uri.startswith(start):
        raise DataFileError(f"{row.place}: {uri!r} does not start with {start}.")
    return uri


def _code(uri: str) -> str:
    return f"esco:{uri.rsplit('/', 1)[-1]}"
