"""JSON of strangers, read strictly: small, shallow, and the same to every reader."""

import json
import math
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from uprest.h5p.types import Limits

LARGEST_INTEGER = 2**63 - 1
LONGEST_INTEGER = 20
# Only an escape can write NUL or half of a surrogate pair: UTF-8 and JSON take neither as such.
ESCAPED = re.compile(r"\\u(0000|d[89a-f])", re.IGNORECASE)


class JsonError(Exception):
    """A file is no JSON that we take; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_json(data: bytes, *, limits: Limits) -> Any:
    """Return the value in ``data``.

    :raises JsonError: if it is too big or too deep, not UTF-8, no JSON, or has numbers or
        characters that other readers would change.
    """
    if len(data) > limits.json_size:
        raise JsonError("json-too-big")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise JsonError("json-not-utf8") from error
    try:
        value = json.loads(
            text, parse_constant=_refuse_constant, parse_int=_read_integer, parse_float=_read_float
        )
    except RecursionError as error:
        raise JsonError("json-too-deep") from error
    except json.JSONDecodeError as error:
        raise JsonError("json-broken") from error
    is_nested = text.count("[") + text.count("{") > limits.json_depth
    if is_nested and _measure_depth(value) > limits.json_depth:
        raise JsonError("json-too-deep")
    if ESCAPED.search(text) and any(_is_unsafe_text(one) for one in _walk_texts(value)):
        raise JsonError("json-characters")
    return value


def read_json_object(data: bytes, *, limits: Limits) -> dict[str, Any]:
    """Return the object in ``data``.

    :raises JsonError: as ``read_json`` does, and if the value is no object.
    """
    value = read_json(data, limits=limits)
    if not isinstance(value, dict):
        raise JsonError("json-no-object")
    return value


def _refuse_constant(_written: str) -> NoReturn:
    """Refuse NaN and the infinities, which are no JSON."""
    raise JsonError("json-number")


def _read_integer(written: str) -> int:
    if len(written) > LONGEST_INTEGER or abs(int(written)) > LARGEST_INTEGER:
        raise JsonError("json-number")
    return int(written)


def _read_float(written: str) -> float:
    number = float(written)
    if math.isinf(number):
        raise JsonError("json-number")
    return number


def _measure_depth(value: Any) -> int:
    """Return how deep objects and lists lie in each other."""
    depth, level = 0, [value]
    while level := [one for one in level if isinstance(one, dict | list)]:
        depth += 1
        level = [
            inner for one in level for inner in (one.values() if isinstance(one, dict) else one)
        ]
    return depth


def _walk_texts(value: Any) -> Iterator[str]:
    """Yield every key and every text in ``value``."""
    rest = [value]
    while rest:
        one = rest.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            yield from one
            rest.extend(one.values())
        elif isinstance(one, list):
            rest.extend(one)


def _is_unsafe_text(text: str) -> bool:
    """Return whether a database or a browser would change or refuse ``text``."""
    if "\0" in text:
        return True
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        return True
    return False
