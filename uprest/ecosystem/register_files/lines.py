"""A table to entries of a register, with what is wrong line by line, and what would change."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from uprest.ecosystem.register_files.guessing import guess_sector, guess_size
from uprest.ecosystem.register_files.types import (
    MAX_NAME,
    MAX_NUMBER,
    Columns,
    Difference,
    Entry,
    LineProblem,
    Lines,
    Problem,
    Row,
    Words,
)


@dataclass(frozen=True, slots=True)
class FoundWord:
    """A word that a file has for a sector or a size, how often, and what it may mean."""

    word: str
    count: int
    guess: str


def list_words(rows: Iterable[Row], columns: Columns) -> tuple[list[FoundWord], list[FoundWord]]:
    """Return the words for sectors and those for sizes, the most frequent first."""
    rows = list(rows)
    return (
        _count(rows, columns.sector, guess_sector),
        _count(rows, columns.size, guess_size),
    )


def _count(rows: list[Row], column: int | None, guess: Callable[[str], str]) -> list[FoundWord]:
    if column is None:
        return []
    counts: dict[str, int] = {}
    for row in rows:
        if word := row.cells[column]:
            counts[word] = counts.get(word, 0) + 1
    found = [FoundWord(word, count, guess(word)) for word, count in counts.items()]
    return sorted(found, key=lambda one: (-one.count, one.word))


def read_lines(rows: Iterable[Row], columns: Columns, words: Words) -> Lines:
    """Return the entries of a table, and what is wrong with its other lines.

    A number that comes twice counts once: said again in the same words it is only counted, in
    other words it is a mistake.
    """
    entries: dict[str, tuple[int, Entry]] = {}
    problems: list[LineProblem] = []
    left_out = repeated = 0
    for row in rows:
        found = list(_check(row, columns))
        sector = _translate(row, columns.sector, columns.sector_for_all, words.sector)
        size = _translate(row, columns.size, columns.size_for_all, words.size)
        if found:
            problems += found
            continue
        if not (sector and size):
            left_out += 1
            continue
        entry = Entry(row.cells[columns.number], row.cells[columns.name], sector, size)
        first = entries.setdefault(entry.number, (row.line, entry))
        if first[0] != row.line and first[1] == entry:
            repeated += 1
        elif first[0] != row.line:
            problems.append(LineProblem(row.line, Problem.NUMBER_TWICE, entry.number, first[0]))
    kept = tuple(entry for _line, entry in entries.values())
    return Lines(kept, tuple(problems), left_out, repeated)


def _check(row: Row, columns: Columns) -> Iterable[LineProblem]:
    number, name = row.cells[columns.number], row.cells[columns.name]
    if not number:
        yield LineProblem(row.line, Problem.NUMBER_MISSING)
    elif len(number) > MAX_NUMBER:
        yield LineProblem(row.line, Problem.NUMBER_LONG, number)
    if not name:
        yield LineProblem(row.line, Problem.NAME_MISSING)
    elif len(name) > MAX_NAME:
        yield LineProblem(row.line, Problem.NAME_LONG, name)
    if columns.sector is not None and not row.cells[columns.sector]:
        yield LineProblem(row.line, Problem.SECTOR_MISSING)
    if columns.size is not None and not row.cells[columns.size]:
        yield LineProblem(row.line, Problem.SIZE_MISSING)


def _translate(row: Row, column: int | None, for_all: str, words: Mapping[str, str]) -> str:
    return for_all if column is None else words.get(row.cells[column], "")


def compare(present: Iterable[Entry], wanted: Iterable[Entry]) -> Difference:
    """Return what would change if a register became what a file says, by number."""
    known = {entry.number: entry for entry in present}
    named = {entry.number: entry for entry in wanted}
    both = [(known[number], entry) for number, entry in named.items() if number in known]
    changed = tuple(pair for pair in both if pair[0] != pair[1])
    return Difference(
        new=tuple(entry for number, entry in named.items() if number not in known),
        changed=changed,
        unchanged=len(both) - len(changed),
        gone=tuple(entry for number, entry in known.items() if number not in named),
    )
