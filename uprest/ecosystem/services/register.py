"""A file becomes a city's register: kept, understood, looked at, and imported at once."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import PurePath

from django.db import transaction

from uprest.accounts.models import User
from uprest.ecosystem.models import Municipality, RegisterEntry, RegisterImport
from uprest.ecosystem.register_files.guessing import guess_columns
from uprest.ecosystem.register_files.sheets import clean_text, read_sheet
from uprest.ecosystem.register_files.types import Columns, Entry, Words
from uprest.ecosystem.selectors.register_imports import KEPT, check_import, is_over
from uprest.ecosystem.types import ImportOverError, RegisterMovedError

MAX_FILE_NAME = 200
BATCH = 500
SAID = ("name", "sector", "size_class")


@transaction.atomic
def keep_upload(
    *, municipality: Municipality, user: User, file_name: str, content: bytes, at: datetime
) -> RegisterImport:
    """Keep the lines of a file until they are imported; an earlier one of theirs is cancelled.

    :raises RegisterFileError: if the file cannot be read as a table.
    """
    sheet = read_sheet(content)
    _end(municipality_id=municipality.pk, user=user, at=at)
    guess = guess_columns(sheet.headings)
    return RegisterImport.objects.create(
        municipality=municipality,
        uploaded_by=user,
        uploaded_at=at,
        file_name=clean_text(PurePath(file_name).name)[:MAX_FILE_NAME] or "register",
        headings=list(sheet.headings),
        rows=[[row.line, *row.cells] for row in sheet.rows],
        result={"guess": guess},
    )


def _end(*, municipality_id: int, user: User, at: datetime) -> None:
    RegisterImport.objects.filter(
        municipality_id=municipality_id, uploaded_by=user, state=RegisterImport.State.OPEN
    ).update(state=RegisterImport.State.CANCELLED, finished_at=at, headings=[], rows=[], words=None)


@transaction.atomic
def save_columns(*, upload: RegisterImport, columns: Columns, at: datetime) -> None:
    """Keep which column holds what; what was said of words in other columns is forgotten.

    :raises ImportOverError: if it was imported or cancelled already, or is too old.
    """
    locked = _lock(upload, at)
    said = asdict(columns)
    if locked.columns != said:
        locked.columns, locked.words = said, None
        locked.save(update_fields=["columns", "words"])


@transaction.atomic
def save_words(*, upload: RegisterImport, words: Words, at: datetime) -> None:
    """Keep what the words of a file mean.

    :raises ImportOverError: if it was imported or cancelled already, or is too old.
    """
    locked = _lock(upload, at)
    locked.words = asdict(words)
    locked.save(update_fields=["words"])


@transaction.atomic
def import_register(
    *, upload: RegisterImport, digest: str, removes: bool, at: datetime
) -> dict[str, int]:
    """Make a register what the upload says, all at once, and return what that changed.

    With ``removes``, entries that the file does not have are in the register no longer. They stay
    in the table: which of them a business is matched to is not for the officer to learn, neither
    from what goes nor from what stays. No business stops counting by it.

    :raises ImportOverError: if it was imported or cancelled already, or is too old.
    :raises RegisterMovedError: if ``digest`` is not that of what would change now.
    """
    # two imports into one register come one after the other
    Municipality.objects.select_for_update().get(pk=upload.municipality_id)
    locked = _lock(upload, at)
    check = check_import(locked)
    if check.digest != digest:
        raise RegisterMovedError
    difference = check.difference
    _add(locked.municipality_id, difference.new)
    _change(locked.municipality_id, [wanted for _present, wanted in difference.changed])
    if removes:
        _remove(locked.municipality_id, difference.gone, at)
    result = {
        "new": len(difference.new),
        "changed": len(difference.changed),
        "removed": len(difference.gone) if removes else 0,
    }
    locked.state, locked.finished_at = RegisterImport.State.DONE, at
    locked.headings, locked.rows, locked.words, locked.result = [], [], None, result
    locked.save()
    return result


def _add(municipality_id: int, entries: Sequence[Entry]) -> None:
    """Add entries; one that was there once comes back as itself, with whatever hangs on it."""
    wanted = {entry.number: entry for entry in entries}
    gone = RegisterEntry.everything.filter(municipality_id=municipality_id).exclude(removed_at=None)
    back: dict[str, RegisterEntry] = {}
    for row in gone.order_by("removed_at", "pk").iterator(chunk_size=2000):
        if row.number in wanted:
            back[row.number] = row
    for number, row in back.items():
        _write(row, wanted[number])
        row.removed_at = None
    RegisterEntry.everything.bulk_update(back.values(), [*SAID, "removed_at"], batch_size=BATCH)
    RegisterEntry.everything.bulk_create(
        (
            _write(RegisterEntry(municipality_id=municipality_id, number=entry.number), entry)
            for entry in entries
            if entry.number not in back
        ),
        batch_size=BATCH,
    )


def _change(municipality_id: int, entries: Sequence[Entry]) -> None:
    wanted = {entry.number: entry for entry in entries}
    rows = [
        _write(row, wanted[row.number])
        for row in RegisterEntry.objects.filter(municipality_id=municipality_id)
        if row.number in wanted
    ]
    RegisterEntry.objects.bulk_update(rows, SAID, batch_size=BATCH)


def _remove(municipality_id: int, entries: Sequence[Entry], at: datetime) -> None:
    numbers = [entry.number for entry in entries]
    for start in range(0, len(numbers), BATCH):
        RegisterEntry.objects.filter(
            municipality_id=municipality_id, number__in=numbers[start : start + BATCH]
        ).update(removed_at=at)


def _write(row: RegisterEntry, entry: Entry) -> RegisterEntry:
    row.name, row.sector, row.size_class = entry.name, entry.sector, entry.size_class
    return row


@transaction.atomic
def cancel_import(*, upload: RegisterImport, at: datetime) -> None:
    """Forget an upload that was not imported. Over already, nothing happens."""
    try:
        locked = _lock(upload, at)
    except ImportOverError:
        return
    locked.state, locked.finished_at = RegisterImport.State.CANCELLED, at
    locked.headings, locked.rows, locked.words = [], [], None
    locked.save()


def forget_old_imports(*, at: datetime) -> int:
    """Cancel uploads that nobody imported within a day, with their lines; return how many."""
    return RegisterImport.objects.filter(
        state=RegisterImport.State.OPEN, uploaded_at__lte=at - KEPT
    ).update(state=RegisterImport.State.CANCELLED, finished_at=at, headings=[], rows=[], words=None)


def _lock(upload: RegisterImport, at: datetime) -> RegisterImport:
    locked = RegisterImport.objects.select_for_update().get(pk=upload.pk)
    if is_over(locked, at=at):
        raise ImportOverError
    return locked
