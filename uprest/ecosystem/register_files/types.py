"""Values of a register's file, and what can be wrong with it."""

from dataclasses import dataclass, field
from enum import StrEnum

MEGABYTE = 1024 * 1024
MAX_BYTES = 5 * MEGABYTE
MAX_UNPACKED = 40 * MEGABYTE
MAX_ROWS = 20_000
MAX_COLUMNS = 60
MAX_NUMBER, MAX_NAME = 60, 200
MAX_TEXT = 300
"""Characters kept of a cell: more than any field takes, so that a text too long is seen as such."""
MAX_VALUES = 200
"""Different words for sectors or sizes that somebody can be asked to translate."""

SECTORS = (
    "accommodation", "food", "activities", "attraction", "transport", "retail", "destination",
)  # fmt: skip
SIZES = ("1-9", "10-49", "50+")


class Fault(StrEnum):
    """Why a file cannot be read at all."""

    EMPTY = "EMPTY"
    TOO_BIG = "TOO_BIG"
    TOO_MANY_ROWS = "TOO_MANY_ROWS"
    TOO_MANY_COLUMNS = "TOO_MANY_COLUMNS"
    NO_TABLE = "NO_TABLE"
    LOCKED = "LOCKED"
    MACROS = "MACROS"
    OLD_EXCEL = "OLD_EXCEL"
    OTHER_KIND = "OTHER_KIND"
    DAMAGED = "DAMAGED"


class RegisterFileError(ValueError):
    """A file cannot be read as a table."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file: its number as a spreadsheet shows it, and its cells as text."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with headings; every row is as wide as the headings, and none is empty."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    sheet_name: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds what, counted from 0; or one sector or size for all lines."""

    number: int
    name: int
    sector: int | None = None
    sector_for_all: str = ""
    size: int | None = None
    size_for_all: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """What the words of a file mean: our code, or nothing where such lines are left out."""

    sector: dict[str, str] = field(default_factory=dict)
    size: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """One business of a register, in our codes."""

    number: str
    name: str
    sector: str
    size_class: str


class Problem(StrEnum):
    """Why a line cannot be taken over."""

    NUMBER_MISSING = "NUMBER_MISSING"
    NUMBER_LONG = "NUMBER_LONG"
    NUMBER_TWICE = "NUMBER_TWICE"
    NAME_MISSING = "NAME_MISSING"
    NAME_LONG = "NAME_LONG"
    SECTOR_MISSING = "SECTOR_MISSING"
    SIZE_MISSING = "SIZE_MISSING"


@dataclass(frozen=True, slots=True)
class LineProblem:
    """What is wrong on a line. ``value`` is what stands there, ``other_line`` where it is too."""

    line: int
    problem: Problem
    value: str = ""
    other_line: int = 0


@dataclass(frozen=True, slots=True)
class Lines:
    """A file as it was understood. ``left_out`` counts lines whose sector or size is not taken."""

    entries: tuple[Entry, ...]
    problems: tuple[LineProblem, ...]
    left_out: int
    repeated: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What a file would change in a register; ``gone`` are the numbers that it does not have."""

    new: tuple[Entry, ...]
    changed: tuple[tuple[Entry, Entry], ...]
    unchanged: int
    gone: tuple[Entry, ...]
