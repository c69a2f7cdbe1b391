"""Loading data files into rows so that loading again changes nothing."""

import hashlib
import json
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.db import models

T = TypeVar("T", bound=models.Model)


class DataFileError(Exception):
    """A data file is missing or wrong; the message names the file and the place in it."""


def read_json(path: Path) -> dict[str, Any]:
    """Return the object in the JSON file at ``path``.

    :raises DataFileError: if the file is missing or is no JSON.
    """
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise DataFileError(f"{path.name} is missing.") from error
    except json.JSONDecodeError as error:
        raise DataFileError(f"{path.name}, line {error.lineno}: {error.msg}.") from error
    return content


def texts(name: str, by_language: dict[str, str]) -> dict[str, str]:
    """Return ``{"name_en": ..., "name_sv": ...}`` for every language of the site."""
    return {f"{name}_{code}": by_language[code] for code, _ in settings.LANGUAGES}


def load_row(
    model: type[T], key: dict[str, Any], fields: dict[str, Any], *, keep_edits: bool = False
) -> tuple[T, bool]:
    """Make or change the row with ``key``; return it, and whether anything was written.

    With ``keep_edits`` the row remembers in ``shipped_digest`` what the file said, and a row
    that an editor has changed since then stays as the editor has it.
    """
    row = model._default_manager.filter(**key).first()  # noqa: SLF001
    extra = {"shipped_digest": _digest(fields)} if keep_edits else {}
    if row is None:
        return model._default_manager.create(**key, **fields, **extra), True  # noqa: SLF001
    different = [name for name, value in fields.items() if getattr(row, name) != value]
    if not different:
        return row, False
    if keep_edits and _is_edited(row, fields):
        return row, False
    fields, different = {**fields, **extra}, [*different, *extra]
    for name in different:
        setattr(row, name, fields[name])
    row.save(update_fields=different)
    return row, True


def _is_edited(row: models.Model, fields: dict[str, Any]) -> bool:
    """Return whether the row no longer says what a file once made it say."""
    present = {name: getattr(row, name) for name in fields}
    shipped: str = row.shipped_digest  # type: ignore[attr-defined]
    return shipped != _digest(present)


def _digest(fields: dict[str, Any]) -> str:
    """Return a fingerprint of a row's values, in which a related row stands for its key."""
    plain = {
        name: value.pk if isinstance(value, models.Model) else value
        for name, value in sorted(fields.items())
    }
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False).encode()).hexdigest()
