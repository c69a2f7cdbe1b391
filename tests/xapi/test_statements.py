"""Statements are what xAPI 1.0.3 asks for: by our own check, and by a schema written apart."""

import copy
import json
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uprest.xapi.statements import (
    Site,
    build_statement,
    make_id,
    make_registration,
    show_canonical,
    show_ids,
    write_time,
)
from uprest.xapi.types import Event, Outcome, Thing
from uprest.xapi.validating import INTERACTION_TYPES, find_problems
from uprest.xapi.verbs import CODES, VERBS

SCHEMA = jsonschema.Draft202012Validator(
    json.loads((Path(__file__).parent / "statement.schema.json").read_text(encoding="utf-8"))
)
SITE = Site("https://learn.example.org")
ANNA = uuid.UUID("6f1c1f5e-6d0e-4a4b-9c39-0d6f4a1f2b11")
COURSE = uuid.UUID("0d8cf8a4-9a5d-4f6b-8a43-4bb2e2d35c55")
WHEN = datetime(2026, 5, 4, 10, tzinfo=UTC)

COURSE_THING = Thing(
    kind="course",
    key=str(COURSE),
    type="http://adlnet.gov/expapi/activities/course",
    names={"en": "Food allergies", "sv": "Matallergier"},
)
EVENT = Event(
    row="attempt:1",
    account=ANNA,
    verb="answered",
    happened_at=WHEN,
    thing=Thing(
        kind="exercise",
        key="5",
        type="http://adlnet.gov/expapi/activities/cmi.interaction",
        names={"en": "Ask the kitchen · 1", "sv": "Fråga köket · 1"},
        interaction="choice",
    ),
    outcome=Outcome(score=0.5, success=False, completion=True, seconds=61.5),
    parent=Thing(kind="lesson", key="4", type="http://adlnet.gov/expapi/activities/lesson"),
    grouping=COURSE_THING,
    course_key=COURSE,
    cycle=1,
    language="sv",
    facts={"rule-version": 2, "content-hash": "abc"},
)


def build():
    return build_statement(EVENT, SITE)


def agree(statement):
    """Return whether both checks accept ``statement``; they must not differ."""
    ours, theirs = find_problems(statement), list(SCHEMA.iter_errors(statement))
    assert bool(ours) == bool(theirs), (ours, [error.message for error in theirs])
    return not ours


def test_a_statement_says_who_did_what_and_how_it_went():
    assert build() == {
        "id": str(make_id("attempt:1")),
        "actor": {
            "objectType": "Agent",
            "account": {"homePage": "https://learn.example.org", "name": str(ANNA)},
        },
        "verb": {"id": "http://adlnet.gov/expapi/verbs/answered",
                 "display": {"en": "answered", "sv": "svarade på", "it": "ha risposto a",
                             "hr": "je odgovorio na"}},
        "object": {
            "objectType": "Activity",
            "id": "https://learn.example.org/xapi/activities/exercise/5",
            "definition": {
                "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
                "name": {"en": "Ask the kitchen · 1", "sv": "Fråga köket · 1"},
                "interactionType": "choice",
            },
        },
        "result": {"score": {"scaled": 0.5}, "success": False, "completion": True,
                   "duration": "PT61.5S"},
        "context": {
            "registration": str(make_registration(ANNA, COURSE, 1)),
            "platform": "UPREST",
            "language": "sv",
            "contextActivities": {
                "parent": [{
                    "objectType": "Activity",
                    "id": "https://learn.example.org/xapi/activities/lesson/4",
                    "definition": {"type": "http://adlnet.gov/expapi/activities/lesson"},
                }],
                "grouping": [{
                    "objectType": "Activity",
                    "id": f"https://learn.example.org/xapi/activities/course/{COURSE}",
                    "definition": {"type": "http://adlnet.gov/expapi/activities/course",
                                   "name": {"en": "Food allergies", "sv": "Matallergier"}},
                }],
            },
            "extensions": {
                "https://learn.example.org/xapi/extensions/rule-version": 2,
                "https://learn.example.org/xapi/extensions/content-hash": "abc",
            },
        },
        "timestamp": "2026-05-04T10:00:00.000000Z",
        "authority": {
            "objectType": "Agent",
            "account": {"homePage": "https://learn.example.org", "name": "uprest"},
        },
        "version": "1.0.3",
    }  # fmt: skip
    assert agree(build())


def test_ids_never_change():
    """They are in record stores of others: another namespace would send everything again."""
    assert str(make_id("attempt:1")) == "e8ab53db-a1d5-5d7b-aea5-88ebc16c7b97"


def test_a_registration_is_one_run_of_one_person_through_one_course():
    other = uuid.uuid4()
    runs = {
        make_registration(person, course, cycle)
        for person in (ANNA, other)
        for course in (COURSE, other)
        for cycle in (1, 2)
    }
    assert len(runs) == 8


def test_what_no_longer_holds_is_voided():
    statement = build_statement(
        replace(EVENT, row="void:1", verb="voided", outcome=Outcome(), voids="attempt:1"), SITE
    )
    assert statement["object"] == {"objectType": "StatementRef", "id": str(make_id("attempt:1"))}
    assert "platform" not in statement["context"]
    assert agree(statement)


@given(
    verb=st.sampled_from([code for code in VERBS if code != "voided"]),
    happened_at=st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=5.5))])),
    names=st.dictionaries(st.sampled_from(["en", "sv", "it", "hr"]), st.text()),
    kind=st.sampled_from(["", *sorted(INTERACTION_TYPES)]),
    score=st.none() | st.floats(min_value=0, max_value=1),
    flags=st.tuples(*[st.none() | st.booleans()] * 2),
    seconds=st.none() | st.integers(min_value=0, max_value=10**6),
    language=st.sampled_from(["", "en", "hr"]),
    facts=st.dictionaries(st.from_regex(r"[a-z-]+", fullmatch=True), st.integers() | st.text()),
    cycle=st.integers(min_value=1, max_value=99),
)
def test_whatever_happened_makes_a_valid_statement(
    verb, happened_at, names, kind, score, flags, seconds, language, facts, cycle
):
    thing = Thing(kind="exercise", key=str(uuid.uuid4()), type="urn:x:y", names=names,
                  interaction=kind)  # fmt: skip
    event = Event(
        row="attempt:7", account=ANNA, verb=verb, happened_at=happened_at, thing=thing,
        outcome=Outcome(score, *flags, seconds), grouping=COURSE_THING, course_key=COURSE,
        cycle=cycle, language=language, facts=facts,
    )  # fmt: skip
    statement = build_statement(event, SITE)
    assert agree(statement), find_problems(statement)
    assert agree(show_ids(statement))
    assert agree(show_canonical(statement, ["hr", "en"]))
    assert json.loads(json.dumps(statement)) == statement


def test_times_are_in_utc():
    east = timezone(timedelta(hours=2))
    assert write_time(datetime(2026, 5, 4, 12, 0, 0, 250, tzinfo=east)) == (
        "2026-05-04T10:00:00.000250Z"
    )


# --- What is refused ----------------------------------------------------------------------------

DROPPED = object()
WRONG = [
    ("actor", DROPPED),
    ("verb", DROPPED),
    ("object", DROPPED),
    ("id", "1"),
    ("id", str(ANNA).replace("-", "")),
    ("id", None),
    ("extra", 1),
    ("version", "1.1"),
    ("version", "2.0"),
    ("timestamp", "2026-05-04"),
    ("timestamp", "2026-05-04T10:00:00"),
    ("timestamp", "2026-05-04T10:00:00-00:00"),
    ("timestamp", "2026-13-04T10:00:00Z"),
    ("timestamp", 5),
    ("actor.mbox", "mailto:anna@example.org"),
    ("actor.account", DROPPED),
    ("actor.account.homePage", DROPPED),
    ("actor.account.homePage", "learn"),
    ("actor.account.name", 7),
    ("actor.account.password", "x"),
    ("actor.objectType", "Person"),
    ("verb.id", "answered"),
    ("verb.id", DROPPED),
    ("verb.display", "answered"),
    ("verb.display", {"e": "answered"}),
    ("verb.display", {"en": None}),
    ("verb.id", VERBS["voided"].id),
    ("object.id", DROPPED),
    ("object.id", "exercise 5"),
    ("object.objectType", "activity"),
    ("object.objectType", None),
    ("object.definition.interactionType", "multiple choice"),
    ("object.definition.name", {"en": 5}),
    ("object.definition.type", "exercise"),
    ("object.definition.extensions", {"rule": 1}),
    ("result", None),
    ("result.score.scaled", 1.1),
    ("result.score.scaled", "1"),
    ("result.score.scaled", True),
    ("result.score.points", 1),
    ("result.success", "true"),
    ("result.completion", 1),
    ("result.duration", "5 minutes"),
    ("result.duration", "PT"),
    ("result.extensions", []),
    ("context.registration", "1"),
    ("context.language", "en_GB"),
    ("context.language", ""),
    ("context.platform", 1),
    ("context.contextActivities.above", []),
    ("context.contextActivities.parent", "x"),
    ("context.contextActivities.parent", [{"id": "x"}]),
    ("context.extensions", {"rule": 1}),
    ("authority", {"objectType": "Agent"}),
]  # fmt: skip


def change(path, value):
    statement = build()
    *above, last = path.split(".")
    place = statement
    for name in above:
        place = place.setdefault(name, {})
    if value is DROPPED:
        del place[last]
    else:
        place[last] = value
    return statement


@pytest.mark.parametrize(("path", "value"), WRONG)
def test_what_the_specification_forbids_is_found_by_both_checks(path, value):
    assert not agree(change(path, value))


@pytest.mark.parametrize("statement", [None, [], "x", 1, {}])
def test_what_is_no_statement_is_found(statement):
    assert find_problems(statement)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("result.score", {"raw": 5, "min": 0, "max": 4}),
        ("result.score", {"min": 4, "max": 4}),
        ("result.score.raw", float("nan")),
        ("timestamp", "2026-02-30T10:00:00Z"),
        ("object.definition.choices", [{"id": "a"}, {"id": "a"}]),
        ("object.definition.scale", [{"id": "a"}]),
        ("object.definition.choices", [{"description": {"en": "a"}}]),
        ("object", {"objectType": "SubStatement", "actor": 1, "verb": 1, "object": 1, "id": "x"}),
        ("object", {"objectType": "Group", "member": [{"objectType": "Group"}]}),
        ("object", {"objectType": "Group"}),
        ("context.team", {"objectType": "Agent", "mbox": "mailto:a@example.org"}),
        ("context.instructor", {"name": "Anna"}),
        ("authority", {"objectType": "Group", "member": []}),
        ("attachments", [{"usageType": "urn:x:y"}]),
    ],
)
def test_rules_that_the_schema_does_not_tell_are_held_too(path, value):
    assert find_problems(change(path, value))


def test_all_that_xapi_allows_is_let_through():
    """Everything that UPREST itself does not write and a statement may have."""
    agent = {"mbox": "mailto:a@example.org", "name": "A"}
    statement = change(
        "object.definition",
        {
            "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
            "moreInfo": "https://example.org/",
            "interactionType": "choice",
            "correctResponsesPattern": ["a[,]b"],
            "choices": [{"id": "a", "description": {"en-GB": "A"}}, {"id": "b"}],
        },
    )
    statement["result"]["duration"] = "P1DT2H"
    statement["context"] |= {
        "instructor": agent,
        "team": {"objectType": "Group", "member": [agent]},
        "statement": {"objectType": "StatementRef", "id": str(ANNA)},
        "revision": "3",
    }
    statement["context"]["contextActivities"]["other"] = {"id": "urn:x:y"}
    statement["attachments"] = [
        {
            "usageType": "urn:x:y", "display": {"en": "A"}, "contentType": "image/png",
            "length": 27, "sha2": "0" * 64,
        }
    ]  # fmt: skip
    statement["authority"] = {"objectType": "Group", "member": [agent, {"openid": "https://a.b/"}]}
    assert find_problems(statement) == []
    sub = copy.deepcopy(statement)
    for name in ("id", "authority", "version"):
        del sub[name]
    around = {**build(), "object": {**sub, "objectType": "SubStatement"}}
    del around["context"]["platform"]
    assert find_problems(around) == []
    around["object"]["object"] = {**sub, "objectType": "SubStatement"}
    assert find_problems(around)


# --- Shown shorter ------------------------------------------------------------------------------


def test_ids_alone():
    shown = show_ids(build())
    assert shown["verb"] == {"id": "http://adlnet.gov/expapi/verbs/answered"}
    assert shown["object"] == {
        "objectType": "Activity",
        "id": "https://learn.example.org/xapi/activities/exercise/5",
    }
    assert "definition" not in shown["context"]["contextActivities"]["grouping"][0]
    assert build_statement(EVENT, SITE)["verb"]["display"], "the statement itself is left alone"


@pytest.mark.parametrize(
    ("languages", "expected"),
    [
        (["sv"], {"sv": "Matallergier"}),
        (["sv-FI"], {"sv": "Matallergier"}),
        (["de", "sv"], {"sv": "Matallergier"}),
        (["de"], {"en": "Food allergies"}),
        ([], {"en": "Food allergies"}),
    ],
)
def test_one_language_alone(languages, expected):
    shown = show_canonical(build(), languages)
    around = shown["context"]["contextActivities"]
    assert around["grouping"][0]["definition"]["name"] == expected
    assert len(shown["verb"]["display"]) == 1


def test_every_verb_has_a_name_in_every_language():
    for verb in VERBS.values():
        assert set(verb.display) == {"en", "sv", "it", "hr"}
        assert all(verb.display.values())
    assert len(CODES) == len(VERBS)
