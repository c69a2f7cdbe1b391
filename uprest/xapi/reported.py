"""What an interactive module says about itself in the browser, read as a claim of a stranger.

A player's statement comes from a page that the learner controls. Nothing in it names the person,
the activity or the time: those the server knows. What is left are a verb, a score and a duration,
each read only if it is what xAPI 1.0.3 says it is. Whatever else the statement has is not looked
at, so that neither its depth nor its size costs anything.
"""

import math
from dataclasses import dataclass
from typing import Any

from uprest.xapi.durations import read_duration
from uprest.xapi.verbs import CODES

LONGEST_ID = 2_000
LONGEST_SECONDS = 30 * 24 * 3600
LARGEST_SCORE = 1_000_000
OTHER = "other"
"""Stands for a verb that UPREST has no name for."""

RESULT_VERBS = frozenset({"answered", "passed", "failed", "completed", "mastered"})
SUB_CONTENT_ID = "http://h5p.org/x-api/h5p-subContentId"


class BadReportError(ValueError):
    """A player's statement is not what xAPI 1.0.3 allows; the message names the part."""


@dataclass(frozen=True, slots=True)
class ReportedResult:
    """What a player's statement claims.

    ``verb`` is a code of ``uprest.xapi.verbs`` or ``OTHER``. ``score`` lies between 0 and 1; below
    is 0, as some modules take points away. ``raw``, ``least`` and ``most`` are the points.
    ``is_child`` says that it is about a part of the module, not the whole; ``part_id`` which one.
    What was not said is ``None``.
    """

    verb: str
    score: float | None = None
    raw: float | None = None
    least: float | None = None
    most: float | None = None
    success: bool | None = None
    completion: bool | None = None
    seconds: float | None = None
    is_child: bool = False
    part_id: str | None = None

    @property
    def is_final(self) -> bool:
        """Whether it is the result of the whole module: the only kind that is worth recording."""
        return not self.is_child and self.verb in RESULT_VERBS and self._says_something

    @property
    def _says_something(self) -> bool:
        return self.score is not None or self.success is not None or self.completion is True


def read_result(statement: object) -> ReportedResult:
    """Return what a statement of an H5P player claims. ``statement`` is parsed JSON of any kind.

    :raises BadReportError: if a part that is read is not what xAPI 1.0.3 allows.
    """
    whole = _read_object(statement, "statement")
    verb = _read_text(_read_object(whole.get("verb"), "verb").get("id"), "verb.id")
    result = _read_object(whole.get("result", {}), "result")
    raw, least, most, score = _read_score(_read_object(result.get("score", {}), "result.score"))
    part_id = _read_part_id(whole)
    return ReportedResult(
        verb=CODES.get(verb, OTHER),
        score=score,
        raw=raw,
        least=least,
        most=most,
        success=_read_flag(result, "success"),
        completion=_read_flag(result, "completion"),
        seconds=_read_seconds(result.get("duration")),
        is_child=part_id is not None or _has_parent(whole),
        part_id=part_id,
    )


def _read_object(value: object, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadReportError(f"{name} is not an object")
    return value


def _read_text(value: object, name: str) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_ID:
        raise BadReportError(f"{name} is not a text of at most {LONGEST_ID} characters")
    return value


def _read_flag(result: dict[str, Any], name: str) -> bool | None:
    value = result.get(name)
    if value is not None and not isinstance(value, bool):
        raise BadReportError(f"result.{name} is not true or false")
    return value


def _read_number(score: dict[str, Any], name: str, limit: float) -> float | None:
    value = score.get(name)
    if value is None:
        return None
    # true is a number in Python, and JSON of other programs has NaN and numbers of any length
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadReportError(f"result.score.{name} is not a number")
    if not -limit <= value <= limit or math.isnan(value):
        raise BadReportError(f"result.score.{name} lies beyond {limit}")
    return float(value)


def _read_score(
    score: dict[str, Any],
) -> tuple[float | None, float | None, float | None, float | None]:
    """Return raw, min, max, and the score between 0 and 1."""
    raw, least, most = (_read_number(score, name, LARGEST_SCORE) for name in ("raw", "min", "max"))
    scaled = _read_number(score, "scaled", 1)
    if least is not None and most is not None and least > most:
        raise BadReportError("result.score.min lies above max")
    if raw is not None and not _or(least, raw) <= raw <= _or(most, raw):
        raise BadReportError("result.score.raw does not lie between min and max")
    if scaled is None and raw is not None and most is not None and most > _or(least, 0):
        scaled = (raw - _or(least, 0)) / (most - _or(least, 0))
    return raw, least, most, None if scaled is None else min(max(scaled, 0.0), 1.0)


def _or(value: float | None, other: float) -> float:
    return other if value is None else value


def _read_seconds(value: object) -> float | None:
    if value is None:
        return None
    try:
        seconds = read_duration(_read_text(value, "result.duration"))
    except ValueError as error:
        raise BadReportError("result.duration is not a duration") from error
    if seconds > LONGEST_SECONDS:
        raise BadReportError("result.duration is longer than thirty days")
    return seconds


def _read_part_id(statement: dict[str, Any]) -> str | None:
    """Return the id of the part of a module that the statement is about, if it is about one."""
    thing = _read_object(statement.get("object", {}), "object")
    definition = _read_object(thing.get("definition", {}), "object.definition")
    extensions = _read_object(definition.get("extensions", {}), "object.definition.extensions")
    value = extensions.get(SUB_CONTENT_ID)
    return None if value is None else _read_text(value, SUB_CONTENT_ID)


def _has_parent(statement: dict[str, Any]) -> bool:
    context = _read_object(statement.get("context", {}), "context")
    around = _read_object(context.get("contextActivities", {}), "context.contextActivities")
    parent = around.get("parent", [])
    if not isinstance(parent, list | dict):
        raise BadReportError("context.contextActivities.parent is not a list")
    return bool(parent)
