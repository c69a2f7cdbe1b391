"""Reading official files, with errors that name the file and the line."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from uprest.core.loading import DataFileError

# A framework's file is a few thousand lines; more is another file.
MOST_ROWS = 200_000


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its place for error messages, and its cells by column name."""

    place: str
    cells: dict[str, str]

    def get(self, *names: str) -> str:
        """Return the first of the columns ``names`` that exists, without space around it."""
        for name in names:
            if name in self.cells:
                return self.cells[name].strip()
        return ""

    def need(self, *names: str) -> str:
        """Return a cell that must not be empty.

        :raises DataFileError: if it is.
        """
        value = self.get(*names)
        if not value:
            raise DataFileError(f"{self.place}: {names[0]} is empty.")
        return value


def read_csv(path: Path) -> list[Row]:
    """Return the rows of a UTF-8 CSV file with a head.

    :raises DataFileError: if it is missing, not UTF-8, too long, or a line has another number
        of cells than the head.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(_rows(path.name, csv.reader(file, strict=True)))
    except (FileNotFoundError, IsADirectoryError) as error:
        raise DataFileError(f"{path} is missing or is no file.") from error
    except UnicodeDecodeError as error:
        raise DataFileError(f"{path.name} is not UTF-8 text.") from error
    except csv.Error as error:
        raise DataFileError(f"{path.name} is no CSV file: {error}.") from error


def _rows(name: str, reader: Iterator[list[str]]) -> Iterator[Row]:
    head = next(reader, None)
    if not head:
        raise DataFileError(f"{name} is empty.")
    for number, cells in enumerate(reader, start=2):
        if not any(cells):
            continue
        if len(cells) != len(head):
            raise DataFileError(
                f"{name}, line {number}: {len(cells)} cells where the head has {len(head)}."
            )
        if number > MOST_ROWS:
            raise DataFileError(f"{name} has more than {MOST_ROWS} lines.")
        yield Row(f"{name}, line {number}", dict(zip(head, cells, strict=True)))


def need_columns(path: Path, rows: list[Row], *columns: str) -> None:
    """Refuse a table without rows or without one of ``columns``.

    :raises DataFileError: naming what is missing.
    """
    if not rows:
        raise DataFileError(f"{path.name} has no rows.")
    missing = [column for column in columns if column not in rows[0].cells]
    if missing:
        raise DataFileError(f"{path.name}, line 1: the column {missing[0]!r} is missing.")
