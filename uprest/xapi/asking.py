"""What a request for statements asks, read strictly as xAPI 1.0.3 has it (Part Three, 2.1.3)."""

import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from uprest.xapi.types import BadQueryError, Query
from uprest.xapi.validating import find_agent_problems, is_iri, is_time

MOST = 200
"""A page holds no more statements, whatever limit is asked for."""

FORMATS = ("exact", "ids", "canonical")
WITH_ONE = {"statementId", "voidedStatementId", "format", "attachments"}
CURSOR = "after"
"""Our own parameter, in the address of the next page alone."""


def read_query(params: Mapping[str, Sequence[str]], *, home: str) -> Query:
    """Return what the parameters of a request ask for; ``home`` is the home page of accounts.

    :raises BadQueryError: if a parameter is unknown, there twice or not what it should be, or two
        contradict each other.
    """
    values: dict[str, Any] = {}
    for name, texts in params.items():
        if name == "agent":
            values |= _read_agent(_only(name, texts), home)
        elif name in _READERS:
            field, read = _READERS[name]
            values[field] = read(name, _only(name, texts))
        elif name == "related_agents":
            # Who did it is the only person in a statement, so looking wider finds the same.
            _read_flag(name, _only(name, texts))
        else:
            raise BadQueryError(f"The parameter “{name}” is unknown.")
    if {"statementId", "voidedStatementId"} & params.keys():
        _check_single(params)
    values["limit"] = min(values.get("limit") or MOST, MOST)
    return Query(**values)


def _only(name: str, texts: Sequence[str]) -> str:
    if len(texts) != 1:
        raise BadQueryError(f"The parameter “{name}” is there more than once.")
    return texts[0]


def _check_single(params: Mapping[str, Sequence[str]]) -> None:
    if {"statementId", "voidedStatementId"} <= params.keys():
        raise BadQueryError("Ask for “statementId” or for “voidedStatementId”, not for both.")
    others = sorted(params.keys() - WITH_ONE)
    if others:
        raise BadQueryError(f"“{others[0]}” does not go with the id of one statement.")


def _read_agent(text: str, home: str) -> dict[str, Any]:
    """Return whose statements are asked for. Agents are the same if they have the same account."""
    try:
        agent = json.loads(text)
        # half of a surrogate pair is JSON, and can be written down nowhere
        json.dumps(agent, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise BadQueryError("“agent” is not JSON.") from error
    problems = find_agent_problems(agent)
    if problems:
        raise BadQueryError(f"“agent” is not an agent: {problems[0][:200]}.")
    account = agent.get("account", {})
    try:
        name = uuid.UUID(account.get("name", ""))
    except ValueError:
        return {"is_stranger": True}
    is_ours = account["homePage"] == home and str(name) == account["name"]
    return {"account": name} if is_ours else {"is_stranger": True}


def _read_uuid(name: str, text: str) -> UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise BadQueryError(f"“{name}” is not a UUID.") from error


def _read_iri(name: str, text: str) -> str:
    if not is_iri(text):
        raise BadQueryError(f"“{name}” is not an IRI.")
    return text


def _read_time(name: str, text: str) -> datetime:
    # a plus sign that was not escaped has become a space on its way here
    text = text.replace(" ", "+")
    if not is_time(text):
        raise BadQueryError(f"“{name}” is not a time such as 2026-05-04T10:00:00Z.")
    return datetime.fromisoformat(text)


def _read_flag(name: str, text: str) -> bool:
    if text not in ("true", "false"):
        raise BadQueryError(f"“{name}” is neither true nor false.")
    return text == "true"


def _read_limit(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise BadQueryError(f"“{name}” is not a whole number from 0.")
    return int(text)


def _read_format(name: str, text: str) -> str:
    if text not in FORMATS:
        raise BadQueryError(f"“{name}” is none of exact, ids, canonical.")
    return text


# By the name of the parameter: the field of the query, and how its text is read.
_READERS: dict[str, tuple[str, Callable[[str, str], Any]]] = {
    "statementId": ("statement_id", _read_uuid),
    "voidedStatementId": ("voided_id", _read_uuid),
    "verb": ("verb", _read_iri),
    "activity": ("activity", _read_iri),
    "registration": ("registration", _read_uuid),
    "related_activities": ("related_activities", _read_flag),
    "since": ("since", _read_time),
    "until": ("until", _read_time),
    "limit": ("limit", _read_limit),
    "format": ("format", _read_format),
    "attachments": ("attachments", _read_flag),
    "ascending": ("ascending", _read_flag),
    CURSOR: ("after", _read_time),
}
