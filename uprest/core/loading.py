"""Loading data files into rows so that loading again changes nothing."""

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


def load_row(model: type[T], key: dict[str, Any], fields: dict[str, Any]) -> tuple[T, bool]:
    """Make or change the row with ``key``; return it, and whether anything was written."""
    row = model._default_manager.filter(**key).first()  # noqa: SLF001
    if row is None:
        return model._default_manager.create(**key, **fields), True  # noqa: SLF001
    different = [name for name, value in fields.items() if getattr(row, name) != value]
    for name in different:
        setattr(row, name, fields[name])
    if different:
        row.save(update_fields=different)
    return row, bool(different)
