"""A player's statement is read as the claim of a stranger."""

import copy
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uprest.xapi.durations import read_duration, write_duration
from uprest.xapi.reported import OTHER, BadReportError, ReportedResult, read_result

# What H5P core sends at the end of a question set, as its XAPIEvent builds it.
QUESTION_SET = {
    "actor": {"name": "Anna", "mbox": "mailto:anna@example.org", "objectType": "Agent"},
    "verb": {
        "id": "http://adlnet.gov/expapi/verbs/completed",
        "display": {"en-US": "completed"},
    },
    "object": {
        "id": "https://example.org/h5p/12",
        "objectType": "Activity",
        "definition": {
            "extensions": {"http://h5p.org/x-api/h5p-local-content-id": 12},
            "name": {"en-US": "Allergies"},
        },
    },
    "context": {
        "contextActivities": {
            "category": [
                {"id": "http://h5p.org/libraries/H5P.QuestionSet-1.20", "objectType": "Activity"}
            ]
        }
    },
    "result": {
        "score": {"min": 0, "max": 3, "raw": 2, "scaled": 0.6667},
        "completion": True,
        "success": False,
        "duration": "PT61.27S",
    },
}


def changed(path, value):
    """Return the statement with the value at a path like ``result.score.raw`` replaced."""
    statement = copy.deepcopy(QUESTION_SET)
    *above, last = path.split(".")
    place = statement
    for name in above:
        place = place.setdefault(name, {})
    place[last] = value
    return statement


def test_the_result_of_a_module_is_read():
    assert read_result(QUESTION_SET) == ReportedResult(
        verb="completed",
        score=0.6667,
        raw=2,
        least=0,
        most=3,
        success=False,
        completion=True,
        seconds=61.27,
    )
    assert read_result(QUESTION_SET).is_final


def test_a_part_of_a_module_is_told_from_the_whole():
    parent = [{"id": "https://example.org/h5p/12", "objectType": "Activity"}]
    by_parent = read_result(changed("context.contextActivities.parent", parent))
    assert (by_parent.is_child, by_parent.is_final) == (True, False)
    statement = copy.deepcopy(QUESTION_SET)
    extensions = statement["object"]["definition"]["extensions"]
    extensions["http://h5p.org/x-api/h5p-subContentId"] = "3b6ff6a5"
    by_id = read_result(statement)
    assert (by_id.is_child, by_id.part_id) == (True, "3b6ff6a5")


def test_points_alone_make_a_score():
    assert read_result(changed("result.score", {"raw": 3, "min": 1, "max": 5})).score == 0.5
    assert read_result(changed("result.score", {"raw": 3, "max": 4})).score == 0.75


def test_no_points_to_win_is_no_score():
    found = read_result(changed("result.score", {"raw": 0, "min": 0, "max": 0}))
    assert (found.score, found.raw, found.most) == (None, 0, 0)


def test_points_taken_away_are_no_less_than_nothing():
    assert read_result(changed("result.score", {"scaled": -0.5})).score == 0


def test_a_verb_that_is_unknown_is_read_and_is_no_result():
    found = read_result(changed("verb.id", "http://h5p.org/expapi/verbs/copied"))
    assert (found.verb, found.is_final) == (OTHER, False)


def test_something_opened_is_no_result():
    assert not read_result(changed("verb.id", "http://adlnet.gov/expapi/verbs/attempted")).is_final


def test_a_verb_without_a_result_is_no_result():
    statement = {name: value for name, value in QUESTION_SET.items() if name != "result"}
    assert not read_result(statement).is_final


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("verb", "completed"),
        ("verb", None),
        ("verb.id", 7),
        ("verb.id", "x" * 2_001),
        ("result", []),
        ("result.success", "yes"),
        ("result.completion", 1),
        ("result.duration", "61 seconds"),
        ("result.duration", "P1Y"),
        ("result.duration", "P31D"),
        ("result.duration", "PT"),
        ("result.duration", 61),
        ("result.score", 2),
        ("result.score.raw", 4),
        ("result.score.raw", -1),
        ("result.score.raw", True),
        ("result.score.raw", float("nan")),
        ("result.score.max", 10**400),
        ("result.score.max", -1),
        ("result.score.scaled", 1.01),
        ("result.score.scaled", float("-inf")),
        ("object", "https://example.org/h5p/12"),
        ("object.definition", []),
        ("object.definition.extensions", 1),
        ("context", 1),
        ("context.contextActivities", "parent"),
        ("context.contextActivities.parent", "parent"),
    ],
)
def test_what_xapi_does_not_allow_is_refused(path, value):
    with pytest.raises(BadReportError):
        read_result(changed(path, value))


@pytest.mark.parametrize("statement", [None, 1, "text", [], [QUESTION_SET], {}])
def test_what_is_no_statement_is_refused(statement):
    with pytest.raises(BadReportError):
        read_result(statement)


PATHS = (
    "verb", "verb.id", "result", "result.score", "result.score.raw", "result.score.min",
    "result.score.max", "result.score.scaled", "result.success", "result.completion",
    "result.duration", "object", "object.definition", "object.definition.extensions", "context",
    "context.contextActivities", "context.contextActivities.parent",
)  # fmt: skip
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.from_regex(r"P[0-9WDTHMS.]{0,12}"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


@given(path=st.sampled_from(PATHS), value=JSON)
def test_whatever_comes_is_read_within_limits_or_refused(path, value):
    try:
        found = read_result(changed(path, value))
    except BadReportError:
        return
    assert found.score is None or 0 <= found.score <= 1
    assert found.seconds is None or 0 <= found.seconds <= 30 * 24 * 3600
    assert {type(found.success), type(found.completion)} <= {bool, type(None)}


@given(value=JSON)
def test_anything_at_all_is_refused_or_read(value):
    with suppress(BadReportError):
        read_result(json.loads(json.dumps(value)))


@given(st.floats(min_value=0, max_value=10**9, allow_nan=False))
def test_a_duration_written_is_read_again(seconds):
    assert read_duration(write_duration(seconds)) == pytest.approx(seconds, abs=0.006)


@pytest.mark.parametrize("seconds", [-1, float("nan"), float("inf")])
def test_what_is_no_length_of_time_is_not_written(seconds):
    with pytest.raises(ValueError):
        write_duration(seconds)


def test_long_durations_are_added_up():
    assert read_duration("P1DT2H3M4.5S") == 86_400 + 7_200 + 180 + 4.5
    assert read_duration("P2W") == 14 * 86_400
