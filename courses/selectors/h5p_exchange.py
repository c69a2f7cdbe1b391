"""What of a lesson can become H5P, and what a package would become in a lesson."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from courses.blocks import LessonBodyBlock, get_extension
from courses.exercises.base import Json
from courses.exercises.exchange.base import Converter, Loss, OutgoingFiles, Package
from courses.exercises.exchange.registry import CONVERTERS, find_by_library
from courses.exercises.kinds import KINDS
from courses.models import LessonPage
from courses.selectors.h5p_words import describe_losses
from uprest.h5p.api import (
    DatabaseStore,
    Status,
    describe,
    make_image,
    open_package,
    validate_package,
)
from uprest.h5p.types import Verdict

CONTENT = "content/"
MIME_TYPES = {"mp4": "video/mp4", "webm": "video/webm", "vtt": "text/vtt"}
"""Of the files that a video block takes."""


@dataclass(frozen=True, slots=True)
class ExchangeRow:
    """An exercise of a lesson. ``losses`` are sentences on what H5P would not have of it."""

    block_id: UUID
    label: str
    question: str
    can_export: bool
    losses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a package would become. ``problems`` say why it cannot; then nothing else is there."""

    kind: str = ""
    label: str = ""
    question: str = ""
    losses: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def list_exchange_rows(lesson: LessonPage) -> tuple[ExchangeRow, ...]:
    """Return the exercises of the newest draft of ``lesson`` in order."""
    body = lesson.get_latest_revision_as_object().body
    return tuple(
        _read_row(stored)
        for stored in body.raw_data
        if stored["type"] in KINDS and stored["type"] != "h5p"
    )


def _read_row(stored: Mapping[str, Json]) -> ExchangeRow:
    kind, value = stored["type"], stored["value"]
    converter = CONVERTERS.get(kind)
    return ExchangeRow(
        block_id=UUID(stored["id"]),
        label=label_of(kind),
        question=KINDS[kind].read(value).question,
        can_export=converter is not None,
        losses=describe_losses(_list_losses(converter, value) if converter else ()),
    )


def _list_losses(converter: Converter, value: Mapping[str, Json]) -> tuple[Loss, ...]:
    pictures: dict[int, Json] = {number: {} for number in converter.list_pictures(value)}
    documents: dict[int, Json] = {number: {} for number in converter.list_documents(value)}
    return converter.to_h5p(value, OutgoingFiles(pictures, documents)).losses


def label_of(kind: str) -> str:
    """Return what the editor calls a kind of block."""
    return str(LessonBodyBlock().child_blocks[kind].label)


def read_pictures(ids: tuple[int, ...]) -> tuple[dict[int, Json], dict[str, bytes]]:
    """Return the pictures with these ids as H5P names them, and their files by path."""
    named: dict[int, Json] = {}
    files: dict[str, bytes] = {}
    for image in get_image_model().objects.filter(pk__in=ids):
        with image.open_file() as file:
            data = file.read()
        path = f"images/{image.pk}.{image.file.name.rsplit('.', 1)[-1].lower()}"
        named[image.pk] = make_image(path, data)
        files[path] = data
    return named, files


def read_documents(ids: tuple[int, ...]) -> tuple[dict[int, Json], dict[str, bytes]]:
    """Return the documents with these ids as H5P names them, and their files by path."""
    named: dict[int, Json] = {}
    files: dict[str, bytes] = {}
    for document in get_document_model().objects.filter(pk__in=ids):
        ending = get_extension(document.filename)
        with document.open_file() as file:
            data = file.read()
        path = f"files/{document.pk}.{ending}"
        named[document.pk] = {
            "path": path,
            "mime": MIME_TYPES[ending],
            "copyright": {"license": "U"},
        }
        files[path] = data
    return named, files


def judge_package(file: BinaryIO) -> Verdict:
    """Return what is known of the package in ``file``."""
    with open_package(file) as package:
        return validate_package(package, store=DatabaseStore())


def preview_package(file: BinaryIO) -> Preview:
    """Return what the package in ``file`` would become."""
    verdict = judge_package(file)
    if verdict.status is Status.REFUSED:
        return Preview(problems=tuple(map(describe, verdict.problems)))
    name = verdict.main_library.machine_name if verdict.main_library else ""
    converter = find_by_library(name)
    if converter is None:
        sentence = _(
            "UPREST has no exercise of its own for %(name)s. Upload it as an H5P module instead."
        )
        return Preview(problems=(sentence % {"name": name},))
    found = converter.from_h5p(verdict.params, Package(verdict.title))
    return Preview(
        kind=converter.kind,
        label=label_of(converter.kind),
        question=KINDS[converter.kind].read(found.value).question,
        losses=describe_losses(found.losses),
    )
