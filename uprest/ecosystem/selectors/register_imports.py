"""Reads of a city's register as its officers see it, and of a file on its way into it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db.models import Count

from uprest.accounts.models import User
from uprest.ecosystem.models import Municipality, RegisterEntry, RegisterImport
from uprest.ecosystem.register_files.lines import FoundWord, compare, list_words, read_lines
from uprest.ecosystem.register_files.types import (
    Columns,
    Difference,
    Entry,
    Lines,
    Row,
    Words,
)
from uprest.ecosystem.types import AccessDenied

KEPT = timedelta(days=1)
HISTORY = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """What a file would do to a register. ``digest`` names exactly this, to confirm it by."""

    lines: Lines
    difference: Difference
    digest: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PastImport:
    """An import that was made, in counts."""

    finished_at: datetime
    file_name: str
    new: int
    changed: int
    removed: int


def get_import(*, municipality: Municipality, user: User, import_id: int) -> RegisterImport:
    """Return an upload of ``user`` in a city that came through the gate, whatever its state.

    :raises AccessDenied: if it is somebody else's or another city's, or there is none.
    """
    found = RegisterImport.objects.filter(
        pk=import_id, municipality=municipality, uploaded_by=user
    ).first()
    if found is None:
        raise AccessDenied
    return found


def is_over(upload: RegisterImport, *, at: datetime) -> bool:
    """Whether the lines of an upload are gone, or about to go."""
    return upload.state != RegisterImport.State.OPEN or upload.uploaded_at + KEPT <= at


def read_rows(upload: RegisterImport) -> list[Row]:
    """Return the lines of an upload."""
    return [Row(line, tuple(cells)) for line, *cells in upload.rows]


def read_columns(upload: RegisterImport) -> Columns | None:
    """Return which column holds what, where that was said."""
    return Columns(**upload.columns) if upload.columns else None


def read_words(upload: RegisterImport) -> Words | None:
    """Return what the words of the file mean, where that was said."""
    return Words(**upload.words) if upload.words else None


def find_words(upload: RegisterImport) -> tuple[list[FoundWord], list[FoundWord]]:
    """Return the words for sectors and for sizes; what was said before stands as the guess."""
    columns = read_columns(upload)
    assert columns is not None  # noqa: S101  # for the type checker: the views see to it
    sectors, sizes = list_words(read_rows(upload), columns)
    said = read_words(upload) or Words()
    return (
        [FoundWord(one.word, one.count, said.sector.get(one.word, one.guess)) for one in sectors],
        [FoundWord(one.word, one.count, said.size.get(one.word, one.guess)) for one in sizes],
    )


def check_import(upload: RegisterImport) -> Check:
    """Return what would change if the upload were imported now (one query)."""
    columns, words = read_columns(upload), read_words(upload)
    assert columns is not None  # noqa: S101  # for the type checker: the views see to it
    lines = read_lines(read_rows(upload), columns, words or Words())
    difference = compare(list_entries(municipality_id=upload.municipality_id), lines.entries)
    return Check(lines=lines, difference=difference, digest=_digest(difference))


def _digest(difference: Difference) -> str:
    parts = (difference.new, difference.changed, difference.gone)
    return sha256(repr(parts).encode()).hexdigest()[:32]


def list_entries(*, municipality_id: int) -> list[Entry]:
    """Return the register as it stands, by number (one query)."""
    rows = RegisterEntry.objects.filter(municipality_id=municipality_id).order_by("number", "pk")
    return [Entry(*values) for values in rows.values_list("number", "name", "sector", "size_class")]


def count_entries(*, municipality: Municipality) -> dict[tuple[str, str], int]:
    """Return how many entries the register has by sector and size (one query)."""
    rows = (
        RegisterEntry.objects.filter(municipality=municipality)
        .order_by()
        .values_list("sector", "size_class")
        .annotate(number=Count("pk"))
    )
    return {(sector, size): number for sector, size, number in rows}


def list_past_imports(*, municipality: Municipality) -> list[PastImport]:
    """Return the last imports of a city, newest first (one query)."""
    done = RegisterImport.objects.filter(
        municipality=municipality, state=RegisterImport.State.DONE
    ).defer("rows", "headings", "words")
    return [
        PastImport(
            finished_at=row.finished_at or row.uploaded_at,
            file_name=row.file_name,
            new=row.result.get("new", 0),
            changed=row.result.get("changed", 0),
            removed=row.result.get("removed", 0),
        )
        for row in done.order_by("-finished_at", "-pk")[:HISTORY]
    ]


def list_matched_but_gone(*, municipality: Municipality) -> list[str]:
    """Return the names of businesses whose entry is in the register no longer, for administrators.

    One query. Officers never see them: the list would say who takes part.
    """
    return list(
        RegisterEntry.everything.filter(municipality=municipality, organisation__isnull=False)
        .exclude(removed_at=None)
        .order_by("name", "pk")
        .values_list("organisation__name", flat=True)
    )
