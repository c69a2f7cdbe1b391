"""What ``content.json`` points to: files of the package, other hosts, libraries."""

import ipaddress
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from uprest.h5p.names import find_name_problem
from uprest.h5p.types import LibraryName, Problem

ADDRESS_FIELDS = ("path", "url", "src", "href", "source", "link")
FORBIDDEN_SCHEMES = ("javascript:", "vbscript:", "data:")
TEMPORARY = "#tmp"
PLAYED = ("http", "https")


@dataclass(frozen=True)
class Pointer:
    """A text of content.json that points somewhere."""

    field: str
    value: str


def walk_objects(params: Any) -> Iterator[dict[str, Any]]:
    """Yield every object of content.json, outer ones and earlier ones first."""
    rest = [params]
    while rest:
        one = rest.pop()
        if isinstance(one, dict):
            yield one
            rest.extend(reversed(one.values()))
        elif isinstance(one, list):
            rest.extend(reversed(one))


def list_sub_libraries(params: Any) -> list[LibraryName]:
    """Return the libraries of all sub-contents, in the order in which they first appear.

    An object that names a library without params is an empty choice, not a sub-content.
    """
    found: dict[LibraryName, None] = {}
    for one in walk_objects(params):
        name = LibraryName.parse(one.get("library"))
        if name is not None and "params" in one:
            found[name] = None
    return list(found)


def judge_addresses(
    params: Any, *, paths: Collection[str], media_hosts: tuple[str, ...] | None
) -> Iterator[Problem]:
    """Yield what is wrong with paths and addresses in content.json.

    ``paths`` are the files of the package's content; ``media_hosts`` are the hosts that media may
    be loaded from, ``None`` for every host with a public name.
    """
    for pointer in _list_pointers(params):
        plain = "".join(c for c in pointer.value if c > " ").lower()
        if plain.startswith(FORBIDDEN_SCHEMES):
            yield Problem("path-scheme", {"path": pointer.value[:80]})
        elif pointer.field == "path" and (code := _judge_path(pointer.value, paths, media_hosts)):
            yield Problem(code, {"path": pointer.value[:200]})


def _list_pointers(params: Any) -> list[Pointer]:
    """Return all paths and addresses, each once, in their order."""
    found: dict[Pointer, None] = {}
    for one in walk_objects(params):
        for field in ADDRESS_FIELDS:
            value = one.get(field)
            if isinstance(value, str) and value:
                found[Pointer(field, value)] = None
    return list(found)


def _judge_path(
    path: str, paths: Collection[str], media_hosts: tuple[str, ...] | None
) -> str | None:
    """Return the code of what is wrong with a ``path``."""
    if ":" in path.split("/")[0] or path.startswith("//"):
        return _judge_address(path, media_hosts)
    if find_name_problem(strip_temporary(path)):
        return "path-unsafe"
    return None if find_path(path, paths) is not None else "path-missing"


def find_path(path: str, paths: Collection[str]) -> str | None:
    """Return which of the package's ``paths`` a ``path`` of content.json means, if any."""
    path = strip_temporary(path)
    return next((one for one in (path, unquote(path)) if one in paths), None)


def strip_temporary(path: str) -> str:
    """Return ``path`` without the mark that H5P's editor leaves on files it has not saved yet."""
    return path.removesuffix(TEMPORARY)


def _judge_address(address: str, media_hosts: tuple[str, ...] | None) -> str | None:
    """Return the code of what is wrong with an address of another site."""
    host = find_host(address)
    if host is None:
        return "path-scheme"
    if media_hosts is None:
        return None if _has_public_name(host) else "path-host"
    is_listed = any(host == one or host.endswith(f".{one}") for one in media_hosts)
    return None if is_listed else "path-host"


def find_host(address: str) -> str | None:
    """Return the host of an http(s) address without user and password, else ``None``."""
    try:
        parts = urlsplit(address)
        if parts.scheme.lower() not in PLAYED or "@" in parts.netloc or not parts.hostname:
            return None
        return parts.hostname.lower()
    except ValueError:
        return None


def _has_public_name(host: str) -> bool:
    """Return whether ``host`` is a name in the public name system, and no number."""
    if "." not in host.strip(".") or host.rsplit(".", 1)[-1] in ("local", "localhost", "internal"):
        return False
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return not host.rsplit(".", 1)[-1].isdigit()
    return False


def list_hosts(params: Any) -> tuple[str, ...]:
    """Return the other hosts that media are loaded from, sorted."""
    values = (pointer.value for pointer in _list_pointers(params) if pointer.field == "path")
    return tuple(sorted({host for value in values if (host := find_host(value))}))


def list_paths(params: Mapping[str, Any]) -> set[str]:
    """Return the package's own files that content.json names."""
    values = (pointer.value for pointer in _list_pointers(params) if pointer.field == "path")
    return {strip_temporary(value) for value in values if find_host(value) is None}
