"""What exercises of many kinds have: skill, pass mark, feedback on the whole, settings."""

import re
from collections.abc import Mapping

from courses.exercises.base import Json
from courses.exercises.exchange.base import Losses, Value, as_dict, as_list
from courses.exercises.exchange.html import has_media, to_field, to_plain

SCORES = re.compile(r"@(?:score|total|percent)|:(?:num|total|numcorrect|maxscore)\b")
ALL_RIGHT = 100
# What of H5P's settings makes no difference here: everybody may try again, nobody sees solutions.
SAME_HERE = {
    "enableRetry": True,
    "enableSolutionsButton": False,
    "enableCheckButton": True,
    "autoCheck": False,
    "confirmCheckDialog": False,
    "confirmRetryDialog": False,
    "showSolutionsRequiresInput": True,
    "showScorePoints": True,
    "randomAnswers": False,
}


def lose_skill(value: Mapping[str, Json], losses: Losses) -> None:
    """Note that H5P does not know which skill an exercise is about."""
    losses.add_if(value.get("skill"), "skill")


def lose_pass_mark(value: Mapping[str, Json], losses: Losses) -> None:
    """Note that this type of H5P has no pass mark."""
    losses.add_if(value.get("pass_percentage"), "pass-mark")


def ask_for_skill(losses: Losses) -> Value:
    """Return the skill and level of what comes from H5P: none, until the trainer chooses them."""
    losses.add("choose-skill")
    return {"skill": "", "level": ""}


def write_behaviour(value: Mapping[str, Json], **more: Json) -> Value:
    """Return H5P's settings so that it behaves as here, with the pass mark."""
    mark = value.get("pass_percentage") or ALL_RIGHT
    return {**SAME_HERE, **more, "passPercentage": mark}


def read_pass_mark(params: Mapping[str, Json]) -> int | None:
    """Return the pass mark in per cent, or nothing where everything must be right."""
    mark = as_dict(params.get("behaviour")).get("passPercentage")
    is_mark = isinstance(mark, int) and not isinstance(mark, bool) and 0 < mark < ALL_RIGHT
    return mark if is_mark else None


def write_overall(value: Mapping[str, Json]) -> list[Value]:
    """Return the feedback on the whole by per cent."""
    right, wrong = value.get("feedback_right") or "", value.get("feedback_wrong") or ""
    if not right and not wrong:
        return []
    return [
        {"from": 0, "to": ALL_RIGHT - 1, "feedback": to_field(wrong)},
        {"from": ALL_RIGHT, "to": ALL_RIGHT, "feedback": to_field(right)},
    ]


def read_overall(params: Mapping[str, Json], losses: Losses) -> Value:
    """Return the feedback when all is right, and when something is wrong."""
    found = {"feedback_right": "", "feedback_wrong": ""}
    for one in as_list(params.get("overallFeedback")):
        band = as_dict(one)
        text = to_plain(band.get("feedback"), losses)
        if not text:
            continue
        if SCORES.search(text):
            losses.add("score-words", text)
            continue
        name = "feedback_right" if band.get("to") == ALL_RIGHT else "feedback_wrong"
        if found[name]:
            losses.add("more-feedback", text)
            continue
        found[name] = text
        if band.get("to") == ALL_RIGHT and band.get("from") == 0:
            found["feedback_wrong"] = text
    return dict(found)


def lose_overall(params: Mapping[str, Json], losses: Losses) -> None:
    """Note feedback on the whole that this kind has no place for."""
    for text in set(read_overall(params, losses).values()) - {""}:
        losses.add("overall-feedback", text)


def lose_settings(params: Mapping[str, Json], losses: Losses, *known: str) -> None:
    """Note what else a package brings: media, words on buttons, settings but those ``known``."""
    losses.add_if(has_media(params), "media")
    losses.add("labels")
    behaviour = as_dict(params.get("behaviour"))
    ignored = {"passPercentage", *known}
    others = [
        name
        for name, setting in behaviour.items()
        if name not in ignored and SAME_HERE.get(name, False) != setting
    ]
    losses.add_if(others, "settings", ", ".join(sorted(map(str, others))))
