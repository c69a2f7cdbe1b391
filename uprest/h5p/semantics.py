"""Params completed by what a library says of its fields (``semantics.json``).

H5P's flattening rule: a group with exactly one field is stored as that field's value, unless it is
sub-content. The outermost group, the params themselves, is never flattened.
"""

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from uprest.h5p.types import LibraryName

Field = Mapping[str, Any]
Semantics = Sequence[Field]
FindSemantics = Callable[[LibraryName], Semantics | None]
ABSENT = object()


def fill_params(
    params: Mapping[str, Any], semantics: Semantics, find: FindSemantics
) -> dict[str, Any]:
    """Return ``params`` with every field that has a default, and its sub-contents' likewise.

    What is there stays, but for two things that H5P insists on: html is wrapped in a paragraph,
    and a sub-content is of the version that the field offers.

    :param find: returns the semantics of a sub-content's library, ``None`` where it is unknown.
    """
    return _fill_group(params, semantics, find)


def _fill_group(value: Mapping[str, Any], fields: Semantics, find: FindSemantics) -> dict[str, Any]:
    filled = dict(value)
    for field in fields:
        name = field.get("name")
        if not isinstance(name, str):
            continue
        found = _fill_field(filled.get(name, ABSENT), field, find)
        if found is not ABSENT:
            filled[name] = found
    return filled


def _fill_field(value: Any, field: Field, find: FindSemantics) -> Any:
    """Return the value of one field, or ``ABSENT`` where there is none and no default."""
    kind = field.get("type")
    if kind == "group":
        return _fill_inner_group(value, field, find)
    if value is ABSENT:
        return copy.deepcopy(field.get("default", ABSENT)) if "default" in field else ABSENT
    if kind == "list" and isinstance(value, list):
        return [_fill_field(one, field.get("field", {}), find) for one in value]
    if kind == "library" and isinstance(value, dict):
        return _fill_sub_content(value, field, find)
    if kind == "text" and field.get("widget") == "html" and isinstance(value, str):
        return wrap_html(value)
    return value


def is_flattened(field: Field) -> bool:
    """Return whether a group is stored as the value of its only field."""
    return len(field.get("fields", ())) == 1 and not field.get("isSubContent")


def _fill_inner_group(value: Any, field: Field, find: FindSemantics) -> Any:
    if is_flattened(field):
        return _fill_field(value, field["fields"][0], find)
    if value is ABSENT:
        default = field.get("default")
        value = copy.deepcopy(default) if isinstance(default, dict) else {}
    return _fill_group(value, field.get("fields", ()), find) if isinstance(value, dict) else value


def _fill_sub_content(value: dict[str, Any], field: Field, find: FindSemantics) -> dict[str, Any]:
    name = LibraryName.parse(value.get("library"))
    if name is None:
        return value
    name = _choose_offered(name, field.get("options"))
    semantics = find(name)
    params = value.get("params")
    if semantics is not None and isinstance(params, dict):
        params = fill_params(params, semantics, find)
    return {**value, "library": str(name), "params": params if params is not None else {}}


def _choose_offered(name: LibraryName, options: Any) -> LibraryName:
    """Return the version that the field offers: H5P throws away what it does not."""
    offered = [LibraryName.parse(one) for one in options] if isinstance(options, list) else []
    versions = [one for one in offered if one and one.machine_name == name.machine_name]
    return name if name in versions or not versions else max(versions)


def wrap_html(html: str) -> str:
    """Return ``html`` inside a paragraph, unless it is inside some element already."""
    text = html.strip()
    return text if not text or text.startswith("<") else f"<p>{text}</p>"
