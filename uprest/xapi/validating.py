"""Whether a statement is what xAPI 1.0.3 allows, to the letter.

Written after Part Two of the specification (https://github.com/adlnet/xAPI-Spec). Stricter than
most record stores in nothing, laxer in one thing: SCORM's regular expressions for answer patterns
are not looked into. Everything is reported at once, as a path and what is wrong there.
"""

import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from uprest.xapi.durations import read_duration
from uprest.xapi.verbs import VERBS

Check = Callable[[Any, str], Iterator[str]]

INTERACTION_TYPES = frozenset(
    {
        "true-false", "choice", "fill-in", "long-fill-in", "matching", "performance", "sequencing",
        "likert", "numeric", "other",
    }
)  # fmt: skip
# Which lists of components each type of interaction may have.
COMPONENTS = {
    "choices": {"choice", "sequencing"},
    "scale": {"likert"},
    "source": {"matching"},
    "target": {"matching"},
    "steps": {"performance"},
}
IDENTIFIERS = ("mbox", "mbox_sha1sum", "openid", "account")

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]+")
_LANGUAGE = re.compile(
    r"(?:[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}|[A-Za-z]{4,8}|[xi](?=-))"
    r"(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?(?:-(?:[A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3}))*"
    r"(?:-[A-Za-z0-9](?:-[A-Za-z0-9]{1,8})+)*",
    re.ASCII,
)
_NO_OFFSET = ("-00", "-00:00", "-0000")  # means that the offset is unknown: not allowed
_TIME = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d(?::?\d\d)?)", re.ASCII
)


def find_problems(statement: object) -> list[str]:
    """Return all that keeps ``statement`` (parsed JSON) from being one; nothing if it is valid."""
    return list(_statement(statement, "statement"))


def find_agent_problems(agent: object) -> list[str]:
    """Return all that keeps ``agent`` (parsed JSON) from being an agent or an identified group."""
    return list(_actor(agent, "agent"))


def is_iri(text: str) -> bool:
    """Return whether ``text`` is an IRI with a scheme."""
    return not list(_iri(text, ""))


def is_time(text: str) -> bool:
    """Return whether ``text`` is a moment as ISO 8601 writes it, with its offset."""
    return not list(_time(text, ""))


# --- Kinds of value -----------------------------------------------------------------------------


def _text(value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, str):
        yield f"{path}: not a text"


def _flag(value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield f"{path}: not true or false"


def _number(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        yield f"{path}: not a number"


def _count(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        yield f"{path}: not a whole number from 0"


def _match(pattern: re.Pattern[str], what: str) -> Check:
    def check(value: Any, path: str) -> Iterator[str]:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            yield f"{path}: not {what}"

    return check


_iri = _match(_IRI, "an IRI with a scheme")
_language = _match(_LANGUAGE, "a language tag of RFC 5646")
_mbox = _match(re.compile(r"mailto:[^\s@]+@[^\s@]+"), "a mailto address")
_sha1 = _match(re.compile(r"[0-9a-fA-F]{40}"), "a SHA-1 sum")
_sha2 = _match(re.compile(r"[0-9a-fA-F]{56}|[0-9a-fA-F]{64}|[0-9a-fA-F]{96}|[0-9a-fA-F]{128}"),
               "a SHA-2 sum")  # fmt: skip
_version = _match(re.compile(r"1\.0(?:\.\d+)?"), "version 1.0.x")
_media_type = _match(re.compile(r"[\w.+-]+/[\w.+-]+(?:\s*;.*)?"), "a media type")


def _uuid(value: Any, path: str) -> Iterator[str]:
    try:
        is_uuid = isinstance(value, str) and str(uuid.UUID(value)) == value.lower()
    except ValueError:
        is_uuid = False
    if not is_uuid:
        yield f"{path}: not a UUID"


def _time(value: Any, path: str) -> Iterator[str]:
    is_text = isinstance(value, str) and _TIME.fullmatch(value)
    if not is_text or value.endswith(_NO_OFFSET):
        yield f"{path}: not an ISO 8601 time with its offset"
        return
    try:
        datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError):  # before the first year or after the last, in UTC
        yield f"{path}: no such time"


def _duration(value: Any, path: str) -> Iterator[str]:
    try:
        read_duration(value if isinstance(value, str) else "")
    except ValueError:
        yield f"{path}: not an ISO 8601 duration"


def _one_of(*allowed: str) -> Check:
    def check(value: Any, path: str) -> Iterator[str]:
        if not isinstance(value, str) or value not in allowed:
            yield f"{path}: none of {', '.join(allowed)}"

    return check


def _list_of(check: Check, *, may_be_single: bool = False) -> Check:
    def check_all(value: Any, path: str) -> Iterator[str]:
        if may_be_single and isinstance(value, dict):
            value = [value]
        if not isinstance(value, list):
            yield f"{path}: not a list"
            return
        for number, one in enumerate(value):
            yield from check(one, f"{path}[{number}]")

    return check_all


def _map(key: Check, value: Check) -> Check:
    def check(mapping: Any, path: str) -> Iterator[str]:
        if not isinstance(mapping, dict):
            yield f"{path}: not an object"
            return
        for name, one in mapping.items():
            yield from key(name, f"{path} key {name!r}")
            yield from value(one, f"{path}[{name!r}]")

    return check


def _anything(value: Any, path: str) -> Iterator[str]:
    yield from ()


def _shape(required: Mapping[str, Check], optional: Mapping[str, Check]) -> Check:
    """Return a check of an object with exactly these properties; none of them may be null."""
    known = {**required, **optional}

    def check(value: Any, path: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{path}: not an object"
            return
        for name in required:
            if name not in value:
                yield f"{path}.{name}: missing"
        for name, one in value.items():
            if name in known:
                yield from known[name](one, f"{path}.{name}")
            else:
                yield f"{path}.{name}: unknown"

    return check


_language_map = _map(_language, _text)
_extensions = _map(_iri, _anything)

# --- Who ----------------------------------------------------------------------------------------

_account = _shape({"homePage": _iri, "name": _text}, {})
_identified: dict[str, Check] = {
    "name": _text, "mbox": _mbox, "mbox_sha1sum": _sha1, "openid": _iri, "account": _account,
}  # fmt: skip
_agent_shape = _shape({}, {"objectType": _one_of("Agent"), **_identified})


def _agent(value: Any, path: str) -> Iterator[str]:
    yield from _agent_shape(value, path)
    if isinstance(value, dict) and _count_identifiers(value) != 1:
        yield f"{path}: an agent has exactly one of {', '.join(IDENTIFIERS)}"


_group_shape = _shape({"objectType": _one_of("Group")}, {"member": _list_of(_agent), **_identified})


def _group(value: Any, path: str) -> Iterator[str]:
    yield from _group_shape(value, path)
    count = _count_identifiers(value)
    if count > 1:
        yield f"{path}: a group has at most one of {', '.join(IDENTIFIERS)}"
    if not count and "member" not in value:
        yield f"{path}.member: missing in a group without an identifier"


def _count_identifiers(value: dict[str, Any]) -> int:
    return sum(name in value for name in IDENTIFIERS)


def _actor(value: Any, path: str) -> Iterator[str]:
    is_group = isinstance(value, dict) and value.get("objectType") == "Group"
    yield from (_group if is_group else _agent)(value, path)


def _authority(value: Any, path: str) -> Iterator[str]:
    yield from _actor(value, path)
    if isinstance(value, dict) and value.get("objectType") == "Group":
        members = value.get("member")
        if _count_identifiers(value) or not isinstance(members, list) or len(members) != 2:
            yield f"{path}: a group is an authority with two members and no identifier"


# --- What ---------------------------------------------------------------------------------------

_verb = _shape({"id": _iri}, {"display": _language_map})
_component = _shape({"id": _text}, {"description": _language_map})
_definition_shape = _shape(
    {},
    {
        "name": _language_map,
        "description": _language_map,
        "type": _iri,
        "moreInfo": _iri,
        "extensions": _extensions,
        "interactionType": _one_of(*sorted(INTERACTION_TYPES)),
        "correctResponsesPattern": _list_of(_text),
        **{name: _list_of(_component) for name in COMPONENTS},
    },
)


def _definition(value: Any, path: str) -> Iterator[str]:
    yield from _definition_shape(value, path)
    if not isinstance(value, dict):
        return
    kind = value.get("interactionType")
    for name in ("correctResponsesPattern", *COMPONENTS):
        if name in value and (kind is None or kind not in COMPONENTS.get(name, {kind})):
            yield f"{path}.{name}: not for this interactionType"
        elif name in COMPONENTS:
            yield from _find_doubles(value.get(name, []), f"{path}.{name}")


def _find_doubles(components: Any, path: str) -> Iterator[str]:
    rows = components if isinstance(components, list) else []
    ids = [str(row.get("id")) for row in rows if isinstance(row, dict)]
    if len(set(ids)) != len(ids):
        yield f"{path}: the same id twice"


_activity = _shape({"id": _iri}, {"objectType": _one_of("Activity"), "definition": _definition})
_reference = _shape({"objectType": _one_of("StatementRef"), "id": _uuid}, {})


def _object(value: Any, path: str) -> Iterator[str]:
    kind = value.get("objectType", "Activity") if isinstance(value, dict) else "Activity"
    check = _OBJECTS.get(kind) if isinstance(kind, str) else None
    if check is None:
        yield f"{path}.objectType: unknown"
    else:
        yield from check(value, path)


# --- How it went, and around what ---------------------------------------------------------------

_score_shape = _shape({}, dict.fromkeys(("scaled", "raw", "min", "max"), _number))


def _score(value: Any, path: str) -> Iterator[str]:
    problems = list(_score_shape(value, path))
    yield from problems
    if problems:
        return
    low, high = value.get("min", float("-inf")), value.get("max", float("inf"))
    if not -1 <= value.get("scaled", 0) <= 1:
        yield f"{path}.scaled: not between -1 and 1"
    if {"min", "max"} <= value.keys() and low >= high:
        yield f"{path}.max: not above min"
    if "raw" in value and not low <= value["raw"] <= high:
        yield f"{path}.raw: not between min and max"


_result = _shape(
    {},
    {
        "score": _score, "success": _flag, "completion": _flag, "response": _text,
        "duration": _duration, "extensions": _extensions,
    },
)  # fmt: skip
_context = _shape(
    {},
    {
        "registration": _uuid,
        "instructor": _actor,
        "team": _group,
        "contextActivities": _shape(
            {},
            dict.fromkeys(
                ("parent", "grouping", "category", "other"),
                _list_of(_activity, may_be_single=True),
            ),
        ),
        "revision": _text,
        "platform": _text,
        "language": _language,
        "statement": _reference,
        "extensions": _extensions,
    },
)
_attachment = _shape(
    {
        "usageType": _iri, "display": _language_map, "contentType": _media_type, "length": _count,
        "sha2": _sha2,
    },
    {"description": _language_map, "fileUrl": _iri},
)  # fmt: skip

# --- The whole ----------------------------------------------------------------------------------

_core: dict[str, Check] = {"actor": _actor, "verb": _verb, "object": _object}
_around: dict[str, Check] = {
    "result": _result, "context": _context, "timestamp": _time,
    "attachments": _list_of(_attachment),
}  # fmt: skip
_statement_shape = _shape(
    _core, {**_around, "id": _uuid, "stored": _time, "authority": _authority, "version": _version}
)
_sub_shape = _shape({"objectType": _one_of("SubStatement"), **_core}, _around)


def _statement(value: Any, path: str) -> Iterator[str]:
    yield from _statement_shape(value, path)
    if isinstance(value, dict):
        yield from _find_contradictions(value, path)


def _sub_statement(value: Any, path: str) -> Iterator[str]:
    yield from _sub_shape(value, path)
    if (
        isinstance(value.get("object"), dict)
        and value["object"].get("objectType") == "SubStatement"
    ):
        yield f"{path}.object: a SubStatement within another"
    yield from _find_contradictions(value, path)


def _find_contradictions(value: dict[str, Any], path: str) -> Iterator[str]:
    """Yield what is allowed by itself and not together."""
    thing, context, verb = (value.get(name) for name in ("object", "context", "verb"))
    kind = thing.get("objectType", "Activity") if isinstance(thing, dict) else "Activity"
    for name in ("revision", "platform"):
        if kind != "Activity" and isinstance(context, dict) and name in context:
            yield f"{path}.context.{name}: only about an activity"
    is_voiding = isinstance(verb, dict) and verb.get("id") == VERBS["voided"].id
    if is_voiding and kind != "StatementRef":
        yield f"{path}.object: what is voided is a StatementRef"


_OBJECTS: dict[str, Check] = {
    "Activity": _activity,
    "Agent": _agent,
    "Group": _group,
    "StatementRef": _reference,
    "SubStatement": _sub_statement,
}
