"""The single choice set and the summary: in both, H5P has the right answer first."""

from collections.abc import Mapping, Sequence

from courses.exercises.base import Json, list_items
from courses.exercises.choice_sets import SingleChoiceSet, Summary
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
from courses.exercises.exchange.html import to_html, to_line, to_plain
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


def single_choice_set_to_h5p(value: Mapping[str, Json], files: OutgoingFiles) -> Exported:
    """Return the params of a SingleChoiceSet. Its instruction is the package's title."""
    losses = Losses()
    lose_skill(value, losses)
    questions = [question for _, question in list_items(value["questions"])]
    losses.add_if(any(question.get("feedback") for question in questions), "question-feedback")
    choices = [
        {"question": to_html(question["question"]), "answers": _write_answers(question)}
        for question in questions
    ]
    behaviour = write_behaviour(value, autoContinue=True, soundEffectsEnabled=False)
    return Exported({"choices": choices, "behaviour": behaviour}, losses.all)


def single_choice_set_from_h5p(params: Mapping[str, Json], package: Package) -> Imported:
    """Return the value of a single choice set."""
    losses = Losses()
    value = ask_for_skill(losses)
    questions = [
        {
            "question": to_line(as_dict(choice).get("question"), losses),
            **_read_answers(as_dict(choice).get("answers"), losses),
            "feedback": "",
        }
        for choice in as_list(params.get("choices"))
    ]
    lose_overall(params, losses)
    lose_settings(params, losses, "autoContinue", "timeoutCorrect", "timeoutWrong")
    value |= {
        "pass_percentage": read_pass_mark(params),
        "instruction": package.title,
        "questions": make_items(questions),
    }
    return Imported(value, losses.all)


def summary_to_h5p(value: Mapping[str, Json], files: OutgoingFiles) -> Exported:
    """Return the params of a Summary. Its feedback becomes tips."""
    losses = Losses()
    lose_skill(value, losses)
    lose_pass_mark(value, losses)
    sets = [one for _, one in list_items(value["sets"])]
    losses.add_if(any(one.get("feedback") for one in sets), "feedback-as-tip")
    summaries = [
        {"summary": _write_answers(one), "tip": to_html(one.get("feedback") or "")} for one in sets
    ]
    return Exported({"intro": to_html(value["instruction"]), "summaries": summaries}, losses.all)


def summary_from_h5p(params: Mapping[str, Json], package: Package) -> Imported:
    """Return the value of a summary. Its tips become feedback."""
    losses = Losses()
    value = ask_for_skill(losses)
    sets = []
    for one in as_list(params.get("summaries")):
        group = as_dict(one)
        tip = to_plain(group.get("tip"), losses)
        losses.add_if(tip, "tip-as-feedback")
        sets.append({**_read_answers(group.get("summary"), losses), "feedback": tip})
    lose_overall(params, losses)
    lose_settings(params, losses)
    value |= {
        "instruction": to_line(params.get("intro"), losses),
        "sets": make_items(sets),
    }
    return Imported(value, losses.all)


def _write_answers(question: Mapping[str, Json]) -> list[str]:
    wrong = (text for _, text in list_items(question["wrong"]))
    return [to_html(text) for text in (question["right"], *wrong)]


def _read_answers(stored: Json, losses: Losses) -> Value:
    answers: Sequence[str] = [to_line(answer, losses) for answer in as_list(stored)]
    losses.add_if(len(answers) < 2, "nothing-wrong")  # one right, one wrong
    return {"right": answers[0] if answers else "", "wrong": make_items(answers[1:])}


CONVERTERS = (
    Converter(
        kind=SingleChoiceSet.kind,
        library=LibraryName("H5P.SingleChoiceSet", 1, 11),
        to_h5p=single_choice_set_to_h5p,
        from_h5p=single_choice_set_from_h5p,
    ),
    Converter(
        kind=Summary.kind,
        library=LibraryName("H5P.Summary", 1, 10),
        to_h5p=summary_to_h5p,
        from_h5p=summary_from_h5p,
    ),
)
