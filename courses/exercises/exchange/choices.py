"""Multiple choice and true or false."""

from collections.abc import Mapping

from courses.exercises.base import Json, list_items
from courses.exercises.choices import MultipleChoice, TrueFalse
from courses.exercises.exchange.base import (
    Converter,
    Exported,
    Imported,
    Losses,
    OutgoingFiles,
    Package,
    Value,
    as_dict,
    as_list,
    make_items,
)
from courses.exercises.exchange.html import from_field, to_field, to_html, to_line, to_plain
from courses.exercises.exchange.whole import (
    ask_for_skill,
    lose_overall,
    lose_pass_mark,
    lose_settings,
    lose_skill,
    read_pass_mark,
    write_behaviour,
)
from uprest.h5p.types import LibraryName

MOST_ANSWERS = 6


def multiple_choice_to_h5p(value: Mapping[str, Json], files: OutgoingFiles) -> Exported:
    """Return the params of a MultiChoice."""
    losses = Losses()
    lose_skill(value, losses)
    answers = [
        {
            "text": to_html(option["text"]),
            "correct": bool(option.get("is_correct")),
            "tipsAndFeedback": {
                "tip": "",
                "chosenFeedback": to_html(option.get("feedback") or ""),
                "notChosenFeedback": "",
            },
        }
        for _, option in list_items(value["options"])
    ]
    behaviour = write_behaviour(value, type="auto", singlePoint=False)
    params = {"question": to_html(value["question"]), "answers": answers, "behaviour": behaviour}
    return Exported(params, losses.all)


def multiple_choice_from_h5p(params: Mapping[str, Json], package: Package) -> Imported:
    """Return the value of a multiple choice."""
    losses = Losses()
    value = ask_for_skill(losses)
    options = [_read_option(as_dict(one), losses) for one in as_list(params.get("answers"))]
    losses.add_if(len(options) > MOST_ANSWERS, "too-many-answers", str(MOST_ANSWERS))
    losses.add_if(not any(option["is_correct"] for option in options), "no-right-answer")
    losses.add_if(not all(option["feedback"] for option in options), "add-feedback")
    losses.add_if(as_dict(params.get("behaviour")).get("singlePoint") is True, "single-point")
    lose_overall(params, losses)
    lose_settings(params, losses, "type", "singlePoint")
    value |= {
        "pass_percentage": read_pass_mark(params),
        "question": to_plain(params.get("question"), losses),
        "options": make_items(options),
    }
    return Imported(value, losses.all)


def _read_option(answer: Mapping[str, Json], losses: Losses) -> Value:
    more = as_dict(answer.get("tipsAndFeedback"))
    losses.add_if(to_plain(more.get("tip"), losses), "tips")
    losses.add_if(to_plain(more.get("notChosenFeedback"), losses), "not-chosen-feedback")
    return {
        "text": to_line(answer.get("text"), losses),
        "is_correct": answer.get("correct") is True,
        "feedback": to_plain(more.get("chosenFeedback"), losses),
    }


def true_false_to_h5p(value: Mapping[str, Json], files: OutgoingFiles) -> Exported:
    """Return the params of a TrueFalse. What is right is a word in them, no truth value."""
    losses = Losses()
    lose_skill(value, losses)
    lose_pass_mark(value, losses)
    behaviour = write_behaviour(
        {},
        feedbackOnCorrect=to_field(value.get("feedback_right") or ""),
        feedbackOnWrong=to_field(value.get("feedback_wrong") or ""),
    )
    params = {
        "question": to_html(value["statement"]),
        "correct": "true" if value.get("is_true") else "false",
        "behaviour": behaviour,
    }
    return Exported(params, losses.all)


def true_false_from_h5p(params: Mapping[str, Json], package: Package) -> Imported:
    """Return the value of a true or false."""
    losses = Losses()
    value = ask_for_skill(losses)
    behaviour = as_dict(params.get("behaviour"))
    right = from_field(behaviour.get("feedbackOnCorrect"))
    wrong = from_field(behaviour.get("feedbackOnWrong"))
    losses.add_if(not right or not wrong, "add-feedback")
    words = [
        from_field(as_dict(params.get("l10n")).get(name)) for name in ("trueText", "falseText")
    ]
    losses.add_if(words not in (["True", "False"], ["", ""]), "true-false-words", " / ".join(words))
    lose_settings(params, losses, "feedbackOnCorrect", "feedbackOnWrong")
    value |= {
        "statement": to_plain(params.get("question"), losses),
        "is_true": params.get("correct") in ("true", True),
        "feedback_right": right,
        "feedback_wrong": wrong,
    }
    return Imported(value, losses.all)


CONVERTERS = (
    Converter(
        kind=MultipleChoice.kind,
        library=LibraryName("H5P.MultiChoice", 1, 16),
        to_h5p=multiple_choice_to_h5p,
        from_h5p=multiple_choice_from_h5p,
    ),
    Converter(
        kind=TrueFalse.kind,
        library=LibraryName("H5P.TrueFalse", 1, 8),
        to_h5p=true_false_to_h5p,
        from_h5p=true_false_from_h5p,
    ),
)
