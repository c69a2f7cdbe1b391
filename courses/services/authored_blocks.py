"""The blocks of a lesson, from a course's data file to what Wagtail stores."""

import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from courses.services.authored_frame import Block, CourseDataError, Frame, Media
from courses.services.authored_scenes import SCENES
from courses.services.authored_words import WORDS

# The root of the ids of blocks: the same file gives the same ids, in every language.
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://uprest.eu/courses/")


def build_body(
    blocks: Iterable[Block], *, place: str, language: str, media: Media
) -> list[dict[str, Any]]:
    """Return the blocks in ``language`` as Wagtail stores them.

    ``place`` names course and lesson. A block is known by its type and its number among those of
    its type, so that its id stays when other blocks come or go.

    :raises CourseDataError: if a type or a file is unknown.
    """
    numbers: Counter[str] = Counter()
    body = []
    for block in blocks:
        kind = block["type"]
        if kind not in BUILDERS:
            raise CourseDataError(f"{place}: there is no block {kind!r}.")
        numbers[kind] += 1
        block_id = uuid.uuid5(NAMESPACE, f"{place}/{kind}/{numbers[kind]}")
        value = BUILDERS[kind](block, Frame(block_id, language, media, place))
        body.append({"type": kind, "id": str(block_id), "value": value})
    return body


def _text(block: Block, frame: Frame) -> str:
    return frame.say(block["html"])


def _note(block: Block, frame: Frame) -> dict[str, Any]:
    return {"heading": frame.say(block["heading"]), "text": frame.say(block["text"])}


def _phrase(block: Block, frame: Frame) -> dict[str, Any]:
    lines = [{"language": code, "text": text} for code, text in block["lines"].items()]
    return {"heading": frame.say(block["heading"]), "lines": frame.list(lines)}


def _checklist(block: Block, frame: Frame) -> dict[str, Any]:
    items = [frame.say(item) for item in block["items"]]
    return {"heading": frame.say(block["heading"]), "items": frame.list(items)}


def _picture(block: Block, frame: Frame) -> dict[str, Any]:
    return {
        "image": frame.picture(block["drawing"]),
        "is_decoration": False,
        "alt_text": frame.say(block["alt"]),
        "caption": frame.say(block["caption"]),
    }


def _download(block: Block, frame: Frame) -> dict[str, Any]:
    return {"title": frame.say(block["title"]), "document": frame.document(block["file"])}


def _multiple_choice(block: Block, frame: Frame) -> dict[str, Any]:
    options = [
        {
            "text": frame.say(option["text"]),
            "is_correct": option["correct"],
            "feedback": frame.say(option["feedback"]),
        }
        for option in block["options"]
    ]
    return {
        "skill": block["skill"],
        "level": str(block["level"]),
        "question": frame.say(block["question"]),
        "options": frame.list(options),
    }


def _true_false(block: Block, frame: Frame) -> dict[str, Any]:
    return {
        "skill": block["skill"],
        "level": str(block["level"]),
        "statement": frame.say(block["statement"]),
        "is_true": block["answer"],
        "feedback_right": frame.say(block["feedback_right"]),
        "feedback_wrong": frame.say(block["feedback_wrong"]),
    }


BUILDERS: dict[str, Callable[[Block, Frame], Any]] = {
    "text": _text,
    "tip": _note,
    "never": _note,
    "phrase": _phrase,
    "checklist": _checklist,
    "picture": _picture,
    "download": _download,
    "multiple_choice": _multiple_choice,
    "true_false": _true_false,
    **WORDS,
    **SCENES,
}
