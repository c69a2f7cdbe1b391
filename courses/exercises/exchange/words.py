"""Fill the blanks, drag the words and mark the words."""

import re
from collections.abc import Mapping

from courses.exercises.base import Json, list_items
from courses.exercises.drag_words import DragWords
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
from courses.exercises.exchange.html import (
    from_field,
    to_field,
    to_html,
    to_inline,
    to_line,
    to_plain,
)
from courses.exercises.exchange.whole import (
    ask_for_skill,
    lose_pass_mark,
    lose_settings,
    lose_skill,
    read_overall,
    write_behaviour,
    write_overall,
)
from courses.exercises.fill_blanks import FillBlanks
from courses.exercises.mark_words import MarkWords
from courses.exercises.marked import STAR, list_marks
from uprest.h5p.types import LibraryName

WORD_FEEDBACK = re.compile(r"\\[+-].*?(?=\*|\\[+-])")


def fill_blanks_to_h5p(value: Mapping[str, Json], files: OutgoingFiles) -> Exported:
    """Return the params of a Blanks."""
    losses = Losses()
    lose_skill(value, losses)
    lose_pass_mark(value, losses)
    params = {
        "text": to_html(value["instruction"]),
        "questions": [to_html(value["text"])],
        "overallFeedback": write_overall(value),
        "behaviour": write_behaviour(
            {}, caseSensitive=not value.get("ignores_case", True), separateLines=False
        ),
    }
    return Exported(params, losses.all)


def fill_blanks_from_h5p(params: Mapping[str, Json], package: Package) -> Imported:
    """Return the value of a fill the blanks. Its questions become one text."""
    losses = Losses()
    value = ask_for_skill(losses)
    behaviour = as_dict(params.get("behaviour"))
    texts = [to_plain(question, losses) for question in as_list(params.get("questions"))]
    losses.add_if(behaviour.get("acceptSpellingErrors") is True, "spelling-errors")
    lose_settings(params, losses, "caseSensitive", "acceptSpellingErrors")
    value |= {
        "instruction": to_line(params.get("text"), losses),
        "text": "\n\n".join(texts),
        "ignores_case": behaviour.get("caseSensitive") is False,
        **read_overall(params, losses),
    }
    _warn_without_marks(value, losses)
    return Imported(value, losses.all)


def drag_words_to_h5p(value: Mapping[str, Json], files: OutgoingFiles) -> Exported:
    """Return the params of a DragText."""
    losses = Losses()
    lose_skill(value, losses)
    lose_pass_mark(value, losses)
    words = [f"*{word}*" for _, word in list_items(value["distractors"])]
    params = {
        "taskDescription": to_html(value["instruction"]),
        "textField": to_field(value["text"]),
        "distractors": to_field(" ".join(words)),
        "overallFeedback": write_overall(value),
        "behaviour": write_behaviour({}, instantFeedback=False),
    }
    return Exported(params, losses.all)


def drag_words_from_h5p(params: Mapping[str, Json], package: Package) -> Imported:
    """Return the value of a drag the words."""
    losses = Losses()
    value = ask_for_skill(losses)
    text = from_field(params.get("textField"))
    losses.add_if(WORD_FEEDBACK.search(text), "word-feedback")
    others = list_marks(from_field(params.get("distractors")))
    lose_settings(params, losses)
    value |= {
        "instruction": to_line(params.get("taskDescription"), losses),
        "text": WORD_FEEDBACK.sub("", text),
        "distractors": make_items(mark.word for mark in others),
        **read_overall(params, losses),
    }
    _warn_without_marks(value, losses)
    return Imported(value, losses.all)


def mark_words_to_h5p(value: Mapping[str, Json], files: OutgoingFiles) -> Exported:
    """Return the params of a MarkTheWords, in which every right word has stars of its own."""
    losses = Losses()
    lose_skill(value, losses)
    lose_pass_mark(value, losses)
    params = {
        "taskDescription": to_html(value["instruction"]),
        "textField": to_inline(star_single_words(value)),
        "overallFeedback": write_overall(value),
        "behaviour": write_behaviour({}),
    }
    return Exported(params, losses.all)


def star_single_words(value: Mapping[str, Json]) -> str:
    """Return the text of a mark the words with stars around single words."""
    spec = MarkWords.read(value)
    words = (
        f"*{word.text}*{word.after}" if word.is_right else f"{word.text}{word.after}"
        for word in spec.words
    )
    return spec.before + "".join(words)


def mark_words_from_h5p(params: Mapping[str, Json], package: Package) -> Imported:
    """Return the value of a mark the words."""
    losses = Losses()
    value = ask_for_skill(losses)
    lose_settings(params, losses)
    value |= {
        "instruction": to_line(params.get("taskDescription"), losses),
        "text": to_plain(params.get("textField"), losses),
        **read_overall(params, losses),
    }
    _warn_without_marks(value, losses)
    return Imported(value, losses.all)


def _warn_without_marks(value: Value, losses: Losses) -> None:
    losses.add_if(STAR not in value["text"], "no-marks")


CONVERTERS = (
    Converter(
        kind=FillBlanks.kind,
        library=LibraryName("H5P.Blanks", 1, 14),
        to_h5p=fill_blanks_to_h5p,
        from_h5p=fill_blanks_from_h5p,
    ),
    Converter(
        kind=DragWords.kind,
        library=LibraryName("H5P.DragText", 1, 10),
        to_h5p=drag_words_to_h5p,
        from_h5p=drag_words_from_h5p,
    ),
    Converter(
        kind=MarkWords.kind,
        library=LibraryName("H5P.MarkTheWords", 1, 9),
        to_h5p=mark_words_to_h5p,
        from_h5p=mark_words_from_h5p,
    ),
)
