"""The blocks of a lesson, from a course's data file to what Wagtail stores."""

import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage

# The root of the ids of blocks: the same file gives the same ids, in every language.
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://uprest.eu/courses/")
Block = Mapping[str, Any]


class CourseDataError(ValueError):
    """A course's data cannot be made into pages; the text says what is wrong."""


@dataclass(frozen=True, slots=True)
class Media:
    """The files that a course uses: pictures by name, documents by file name and language."""

    pictures: Mapping[str, AbstractImage] = field(default_factory=dict)
    documents: Mapping[tuple[str, str], AbstractDocument] = field(default_factory=dict)


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
        value = BUILDERS[kind](block, _Frame(block_id, language, media, place))
        body.append({"type": kind, "id": str(block_id), "value": value})
    return body


@dataclass(frozen=True, slots=True)
class _Frame:
    block_id: UUID
    language: str
    media: Media
    place: str

    def say(self, texts: Mapping[str, str]) -> str:
        """Return the text in the page's language."""
        return texts[self.language]

    def list(self, values: Iterable[Any]) -> list[dict[str, Any]]:
        """Return a list with ids that are the same in every language."""
        return [
            {"type": "item", "id": str(uuid.uuid5(self.block_id, str(number))), "value": value}
            for number, value in enumerate(values)
        ]


def _text(block: Block, frame: _Frame) -> str:
    return frame.say(block["html"])


def _note(block: Block, frame: _Frame) -> dict[str, Any]:
    return {"heading": frame.say(block["heading"]), "text": frame.say(block["text"])}


def _phrase(block: Block, frame: _Frame) -> dict[str, Any]:
    lines = [{"language": code, "text": text} for code, text in block["lines"].items()]
    return {"heading": frame.say(block["heading"]), "lines": frame.list(lines)}


def _checklist(block: Block, frame: _Frame) -> dict[str, Any]:
    items = [frame.say(item) for item in block["items"]]
    return {"heading": frame.say(block["heading"]), "items": frame.list(items)}


def _picture(block: Block, frame: _Frame) -> dict[str, Any]:
    picture = frame.media.pictures.get(block["drawing"])
    if picture is None:
        raise CourseDataError(f"{frame.place}: the picture {block['drawing']!r} is missing.")
    return {
        "image": picture.pk,
        "is_decoration": False,
        "alt_text": frame.say(block["alt"]),
        "caption": frame.say(block["caption"]),
    }


def _download(block: Block, frame: _Frame) -> dict[str, Any]:
    document = frame.media.documents.get((block["file"], frame.language))
    if document is None:
        raise CourseDataError(
            f"{frame.place}: the file {block['file']!r} is missing in {frame.language}."
        )
    return {"title": frame.say(block["title"]), "document": document.pk}


def _multiple_choice(block: Block, frame: _Frame) -> dict[str, Any]:
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


def _true_false(block: Block, frame: _Frame) -> dict[str, Any]:
    return {
        "skill": block["skill"],
        "level": str(block["level"]),
        "statement": frame.say(block["statement"]),
        "is_true": block["answer"],
        "feedback_right": frame.say(block["feedback_right"]),
        "feedback_wrong": frame.say(block["feedback_wrong"]),
    }


BUILDERS: dict[str, Callable[[Block, _Frame], Any]] = {
    "text": _text,
    "tip": _note,
    "never": _note,
    "phrase": _phrase,
    "checklist": _checklist,
    "picture": _picture,
    "download": _download,
    "multiple_choice": _multiple_choice,
    "true_false": _true_false,
}
