"""Read JSON files of a documented form, and say in one line where they depart from it."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

SHOWN = 40
"""Characters of a wrong value that a message shows."""


class FileFormatError(ValueError):
    """A file cannot be read or is not of its documented form; the message is one line."""


def load_json(path: Path) -> object:
    """Return what a JSON file holds.

    Raise FileFormatError if it cannot be read, is not UTF-8 or not JSON, has a key twice in one
    object, or NaN or Infinity, which JSON does not have.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise FileFormatError(f"the file cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise FileFormatError(f"the file is not UTF-8, see byte {error.start}") from error
    return parse_json(text)


def parse_json(text: str) -> object:
    """Return what a JSON text holds; raise FileFormatError as `load_json`."""
    try:
        return json.loads(text, object_pairs_hook=_refuse_twice, parse_constant=_refuse_constant)
    except FileFormatError:
        raise
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise FileFormatError(f"the file is not JSON: {error.msg} at {place}") from error
    except RecursionError as error:
        raise FileFormatError("the file is nested too deeply") from error
    except ValueError as error:  # a number with thousands of digits
        raise FileFormatError("the file has a number that is too long") from error


def refuse(where: str, demand: str, value: object) -> NoReturn:
    """Raise FileFormatError: what stands where, what it must be, and what it is."""
    if isinstance(value, dict | list):
        shown = "an object" if isinstance(value, dict) else "a list"
    else:
        shown = json.dumps(value)
    if len(shown) > SHOWN:
        shown = f"{shown[:SHOWN]}..."
    raise FileFormatError(f"{where} must be {demand}, not {shown}")


def read_object(value: object, where: str, keys: Iterable[str] = ()) -> dict[str, Any]:
    """Return an object that has these keys; others are left alone."""
    if not isinstance(value, dict):
        refuse(where, "an object", value)
    for key in keys:
        if key not in value:
            raise FileFormatError(f"{where} has no {json.dumps(key)}")
    return value


def read_list(value: object, where: str) -> list[tuple[str, object]]:
    """Return the members of a list, each with where it stands."""
    if not isinstance(value, list):
        refuse(where, "a list", value)
    return [(f"{where}[{position}]", member) for position, member in enumerate(value)]


def read_text(value: object, where: str) -> str:
    """Return a text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        refuse(where, "a text that is not empty", value)
    return value


def read_texts(value: object, where: str) -> tuple[str, ...]:
    """Return a list of texts, each once."""
    texts = [read_text(member, place) for place, member in read_list(value, where)]
    return tuple(dict.fromkeys(texts))


def read_whole(value: object, where: str, demand: str, *, low: int, high: int) -> int:
    """Return a whole number between two bounds; 2.0 is one, true is none."""
    number = read_number(value, where, demand, low=low, high=high)
    if number != int(number):
        refuse(where, demand, value)
    return int(number)


def read_level(value: object, where: str) -> int:
    """Return a level, 0 to 5."""
    return read_whole(value, where, "a whole number from 0 to 5", low=0, high=5)


def read_number(value: object, where: str, demand: str, *, low: float, high: float) -> float:
    """Return a finite number between two bounds."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        refuse(where, demand, value)
    if not low <= value <= high:
        refuse(where, demand, value)
    return value


def _refuse_twice(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise FileFormatError(f"the file has the key {json.dumps(key)} twice in one object")
        found[key] = value
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise FileFormatError(f"the file has {name}, which JSON does not have")
