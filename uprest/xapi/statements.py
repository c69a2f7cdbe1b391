"""Statements of xAPI 1.0.3: written from events, and shown shorter.

Ids are made from what the statement is about, so that the same row gives the same statement
wherever and whenever it is written. Nothing here knows a name, an address or an answer.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from uprest.xapi.durations import write_duration
from uprest.xapi.types import Event, Outcome, Thing
from uprest.xapi.verbs import VERBS

VERSION = "1.0.3"
PLATFORM = "UPREST"
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "uprest/xapi/statements")
"""Of all ids made here. It never changes: the ids of statements would change with it."""

Statement = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Site:
    """Who vouches for statements, and under which address the things in them have their ids.

    ``home`` is the address of the site without a slash at the end.
    """

    home: str

    def name_activity(self, thing: Thing) -> str:
        """Return the IRI of an activity."""
        return f"{self.home}/xapi/activities/{thing.kind}/{thing.key}"

    def name_extension(self, name: str) -> str:
        """Return the IRI of a fact that xAPI has no place for."""
        return f"{self.home}/xapi/extensions/{name}"

    def describe_account(self, name: str) -> Statement:
        """Return an agent that is known by an account of this site and nothing else."""
        return {"objectType": "Agent", "account": {"homePage": self.home, "name": name}}


def make_id(row: str) -> UUID:
    """Return the id of the statement about a row of the learning record."""
    return uuid.uuid5(NAMESPACE, row)


def make_registration(account: UUID, course_key: UUID, cycle: int) -> UUID:
    """Return the registration: one person's one run through one course."""
    return uuid.uuid5(NAMESPACE, f"registration:{account}:{course_key}:{cycle}")


def make_lookup(iri: str) -> UUID:
    """Return a short key of an activity's IRI, to look statements up by."""
    return uuid.uuid5(uuid.NAMESPACE_URL, iri)


def write_time(moment: datetime) -> str:
    """Return a moment as ISO 8601 in UTC, to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def build_statement(event: Event, site: Site) -> Statement:
    """Return the statement about ``event``, all but when it was stored."""
    verb = VERBS[event.verb]
    statement: Statement = {
        "id": str(make_id(event.row)),
        "actor": site.describe_account(str(event.account)),
        "verb": {"id": verb.id, "display": verb.display},
        "object": _build_object(event, site),
        "context": _build_context(event, site),
        "timestamp": write_time(event.happened_at),
        "authority": site.describe_account("uprest"),
        "version": VERSION,
    }
    result = _build_result(event.outcome)
    if result:
        statement["result"] = result
    return statement


def _build_object(event: Event, site: Site) -> Statement:
    if event.voids:
        return {"objectType": "StatementRef", "id": str(make_id(event.voids))}
    return _build_activity(event.thing, site)


def _build_activity(thing: Thing, site: Site) -> Statement:
    """Return an activity with its name in every language, and never with what is right in it."""
    definition: Statement = {"type": thing.type}
    if thing.names:
        definition["name"] = dict(thing.names)
    if thing.interaction:
        definition["interactionType"] = thing.interaction
    return {
        "objectType": "Activity",
        "id": site.name_activity(thing),
        "definition": definition,
    }


def _build_context(event: Event, site: Site) -> Statement:
    around = {
        name: [_build_activity(thing, site)]
        for name, thing in (("parent", event.parent), ("grouping", event.grouping))
        if thing is not None
    }
    context: Statement = {
        "extensions": {site.name_extension(name): value for name, value in event.facts.items()}
    }
    if event.course_key is not None:
        registration = make_registration(event.account, event.course_key, event.cycle)
        context["registration"] = str(registration)
    if not event.voids:
        context["platform"] = PLATFORM
    if event.language:
        context["language"] = event.language
    if around:
        context["contextActivities"] = around
    return context


def _build_result(outcome: Outcome) -> Statement:
    values = {"success": outcome.success, "completion": outcome.completion}
    result: Statement = {name: value for name, value in values.items() if value is not None}
    if outcome.score is not None:
        result["score"] = {"scaled": outcome.score}
    if outcome.seconds is not None:
        result["duration"] = write_duration(outcome.seconds)
    return result


# --- Shown otherwise ----------------------------------------------------------------------------


def show_ids(statement: Statement) -> Statement:
    """Return the statement with only what identifies agents, verbs and activities."""
    shown = {
        **statement,
        "verb": {"id": statement["verb"]["id"]},
        "object": _keep_id(statement["object"]),
    }
    return _map_context(shown, _keep_id)


def show_canonical(statement: Statement, languages: Sequence[str]) -> Statement:
    """Return the statement with each text in the one language that the reader likes best."""

    def choose(activity: Statement) -> Statement:
        definition = activity.get("definition")
        if definition is None or "name" not in definition:
            return activity
        name = _choose(definition["name"], languages)
        return {**activity, "definition": {**definition, "name": name}}

    verb = statement["verb"]
    shown = {
        **statement,
        "verb": {**verb, "display": _choose(verb["display"], languages)},
        "object": choose(statement["object"]),
    }
    return _map_context(shown, choose)


def _keep_id(thing: Statement) -> Statement:
    return {name: thing[name] for name in ("objectType", "id") if name in thing}


def _map_context(statement: Statement, change: Any) -> Statement:
    context = statement.get("context", {})
    around = context.get("contextActivities")
    if not around:
        return statement
    changed = {name: [change(one) for one in things] for name, things in around.items()}
    return {**statement, "context": {**context, "contextActivities": changed}}


def _choose(texts: Mapping[str, str], languages: Sequence[str]) -> dict[str, str]:
    """Return the one text in the first language that there is, else the first text."""
    for wished in languages:
        for language, text in texts.items():
            if language.lower() == wished.lower() or language == wished.split("-")[0].lower():
                return {language: text}
    return dict([next(iter(texts.items()))]) if texts else {}
