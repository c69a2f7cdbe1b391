"""Reading a file of answers that were collected elsewhere: rows, and what is wrong with them.

Pure: a row is checked against itself and the rows before it; whether its business is known is
asked of the database by ``services.importing``.
"""

import csv
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

COLUMNS: Final = (
    "business",
    "municipality",
    "sector",
    "size_class",
    "person",
    "occupation",
    "date",
    "skill",
    "level",
)
LONGEST: Final = {"business": 200, "municipality": 60, "person": 200}
SLUG: Final = re.compile(r"[-a-z0-9_]+")
ISO_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
LEVEL_WORDS: Final = ("not_my_job", "unknown")
LEVELS: Final = ("0", "1", "2", "3", "4", "5")


class RowsFileError(Exception):
    """The file as a whole cannot be read; the text says why."""


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with one line (the header is line 1)."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Business:
    """A business by its place and name, which are unique together."""

    municipality: str
    name: str


@dataclass(frozen=True, slots=True)
class Person:
    """One person's answers about one work in one business on one day."""

    business: Business
    person: str
    occupation: str
    day: date


@dataclass(frozen=True, slots=True)
class KnownCodes:
    """The codes that a file may use."""

    sectors: Collection[str]
    size_classes: Collection[str]
    occupations: Collection[str]
    skills: Collection[str]


@dataclass(slots=True)
class Rows:
    """A whole file: its businesses with sector, size and first line, and its answers.

    ``answers`` has for every person their value by skill: a level as text or one of the two words.
    """

    businesses: dict[Business, tuple[str, str, int]] = field(default_factory=dict)
    answers: dict[Person, dict[str, str]] = field(default_factory=dict)
    errors: list[RowError] = field(default_factory=list)


def read_rows(lines: Iterable[str], *, known: KnownCodes, today: date) -> Rows:
    """Read the lines of a CSV file with the columns ``COLUMNS`` in any order.

    A row that says again what an earlier one said is no error; one that contradicts it is.

    Raise RowsFileError if the header is wrong, or where the text is no CSV or not UTF-8.
    """
    rows = Rows()
    try:
        reader = csv.reader(lines, strict=True)
        places = _read_header(next(reader, []))
        for cells in reader:
            if any(cell.strip() for cell in cells):
                _read_row(rows, cells, places, reader.line_num, known, today)
    except UnicodeDecodeError as error:
        raise RowsFileError("The file is not UTF-8. Save it as CSV UTF-8.") from error
    except csv.Error as error:
        raise RowsFileError(f"line {reader.line_num}: this is no CSV: {error}") from error
    if not rows.answers and not rows.errors:
        raise RowsFileError("The file has no rows below its header.")
    return rows


def _read_header(cells: list[str]) -> dict[str, int]:
    names = [cell.strip().lower() for cell in cells]
    if sorted(names) != sorted(COLUMNS):
        raise RowsFileError(
            f"line 1: the columns must be {','.join(COLUMNS)}, not {','.join(names) or 'nothing'}"
        )
    return {name: place for place, name in enumerate(names)}


def _read_row(
    rows: Rows,
    cells: list[str],
    places: dict[str, int],
    line: int,
    known: KnownCodes,
    today: date,
) -> None:
    if len(cells) != len(COLUMNS):
        rows.errors.append(RowError(line, f"{len(cells)} cells instead of {len(COLUMNS)}"))
        return
    values = {name: " ".join(cells[place].split()) for name, place in places.items()}
    reasons = list(_find_faults(values, known, today))
    if not reasons:
        reasons = list(_add(rows, values, line))
    rows.errors.extend(RowError(line, reason) for reason in reasons)


def _find_faults(values: dict[str, str], known: KnownCodes, today: date) -> Iterator[str]:
    for name, longest in LONGEST.items():
        if not values[name]:
            yield f"{name} is empty"
        elif len(values[name]) > longest:
            yield f"{name} is longer than {longest} characters"
        elif not values[name].isprintable():
            yield f"{name} has a character that cannot be printed"
    if values["municipality"] and not SLUG.fullmatch(values["municipality"]):
        yield (
            f"municipality {values['municipality']!r} is no slug: "
            "small letters, digits and hyphens, such as vanersborg"
        )
    yield from _find_unknown_codes(values, known)
    yield from _find_date_faults(values["date"], today)
    if values["level"] not in LEVELS and values["level"] not in LEVEL_WORDS:
        yield f"level {values['level']!r} is none of 0 to 5, {', '.join(LEVEL_WORDS)}"


def _find_unknown_codes(values: dict[str, str], known: KnownCodes) -> Iterator[str]:
    if values["sector"] not in known.sectors:
        yield f"sector {values['sector']!r} is none of {', '.join(known.sectors)}"
    if values["size_class"] not in known.size_classes:
        yield f"size_class {values['size_class']!r} is none of {', '.join(known.size_classes)}"
    if values["occupation"] not in known.occupations:
        yield f"occupation {values['occupation']!r} is unknown"
    if values["skill"] not in known.skills:
        yield f"skill {values['skill']!r} is unknown"


def _find_date_faults(text: str, today: date) -> Iterator[str]:
    try:
        day = date.fromisoformat(text) if ISO_DATE.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        yield f"date {text!r} is no date such as 2026-05-14"
    elif day > today:
        yield f"date {text} is in the future"


def _add(rows: Rows, values: dict[str, str], line: int) -> Iterator[str]:
    """Add a row that is right by itself, or say how it contradicts an earlier one."""
    business = Business(values["municipality"], values["business"])
    kind = values["sector"], values["size_class"]
    sector, size_class, first = rows.businesses.setdefault(business, (*kind, line))
    if (sector, size_class) != kind:
        yield (
            f"{business.name} is {sector} with {size_class} people in line {first}, "
            f"{kind[0]} with {kind[1]} here"
        )
    person = Person(
        business, values["person"], values["occupation"], date.fromisoformat(values["date"])
    )
    answers = rows.answers.setdefault(person, {})
    before = answers.setdefault(values["skill"], values["level"])
    if before != values["level"]:
        yield (
            f"{values['person']} answered {values['skill']} as {before} earlier in the file, "
            f"as {values['level']} here, on the same day"
        )
