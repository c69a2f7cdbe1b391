"""What of a lesson can become H5P, and what a package would become in a lesson."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage

from courses.blocks import LessonBodyBlock, get_extension
from courses.exercises.base import Json
from courses.exercises.exchange.base import OutgoingFiles, Package
from courses.exercises.exchange.pictures import Picture, read_picture
from courses.exercises.exchange.registry import CONVERTERS, find_by_library
from courses.exercises.kinds import KINDS
from courses.models import LessonPage
from courses.selectors.h5p_words import describe_losses
from uprest.h5p.api import (
    DatabaseStore,
    Status,
    describe,
    find_path,
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
    """Return the exercises of the newest draft of ``lesson`` in order. 2 queries for their files.

    Pictures are opened, so that one that cannot go along is said to be lost.
    """
    stored = [
        one
        for one in lesson.get_latest_revision_as_object().body.raw_data
        if one["type"] in KINDS and one["type"] != "h5p"
    ]
    converted = [(CONVERTERS[one["type"]], one["value"]) for one in stored if _can_export(one)]
    files = OutgoingFiles(
        read_pictures(sum((own.list_pictures(value) for own, value in converted), ()))[0],
        name_documents(sum((own.list_documents(value) for own, value in converted), ())),
    )
    return tuple(_read_row(one, files) for one in stored)


def _can_export(stored: Mapping[str, Json]) -> bool:
    return stored["type"] in CONVERTERS


def _read_row(stored: Mapping[str, Json], files: OutgoingFiles) -> ExchangeRow:
    kind, value = stored["type"], stored["value"]
    can_export = _can_export(stored)
    return ExchangeRow(
        block_id=UUID(stored["id"]),
        label=label_of(kind),
        question=KINDS[kind].read(value).question,
        can_export=can_export,
        losses=describe_losses(CONVERTERS[kind].to_h5p(value, files).losses if can_export else ()),
    )


def label_of(kind: str) -> str:
    """Return what the editor calls a kind of block."""
    return str(LessonBodyBlock().child_blocks[kind].label)


def read_pictures(ids: tuple[int, ...]) -> tuple[dict[int, Json], dict[str, bytes]]:
    """Return the pictures with these ids as H5P names them, and their files by path.

    Those that are gone or damaged are left out.
    """
    named: dict[int, Json] = {}
    files: dict[str, bytes] = {}
    for image in get_image_model().objects.filter(pk__in=ids):
        picture = _open_picture(image)
        if picture is not None:
            path = f"images/{image.pk}.{picture.ending}"
            named[image.pk] = make_image(path, picture.data)
            files[path] = picture.data
    return named, files


def _open_picture(image: AbstractImage) -> Picture | None:
    try:
        with image.open_file() as file:
            return read_picture(file.read())
    except OSError:
        return None


def name_documents(ids: tuple[int, ...]) -> dict[int, Json]:
    """Return the documents with these ids as H5P names them.

    Those that are gone, with or without their row, or that a video block does not take, are left
    out.
    """
    return {document.pk: _name_document(document) for document in _find_documents(ids)}


def read_documents(ids: tuple[int, ...]) -> tuple[dict[int, Json], dict[str, bytes]]:
    """Return what ``name_documents`` returns, and the files by path."""
    named: dict[int, Json] = {}
    files: dict[str, bytes] = {}
    for document in _find_documents(ids):
        named[document.pk] = _name_document(document)
        with document.open_file() as file:
            files[named[document.pk]["path"]] = file.read()
    return named, files


def _find_documents(ids: tuple[int, ...]) -> list[AbstractDocument]:
    found = get_document_model().objects.filter(pk__in=ids)
    return [
        document
        for document in found
        if get_extension(document.filename) in MIME_TYPES
        and document.file.storage.exists(document.file.name)
    ]


def _name_document(document: AbstractDocument) -> Json:
    ending = get_extension(document.filename)
    return {
        "path": f"files/{document.pk}.{ending}",
        "mime": MIME_TYPES[ending],
        "copyright": {"license": "U"},
    }


def find_picture(file: BinaryIO, path: str) -> Picture | None:
    """Return the picture that ``path`` means in the content of the package in ``file``.

    Nothing where it lies elsewhere, is damaged, or is no picture.
    """
    with open_package(file) as package:
        inside = [
            name.removeprefix(CONTENT) for name in package.members if name.startswith(CONTENT)
        ]
        found = find_path(path, inside)
        return read_picture(b"".join(package.iterate(CONTENT + found))) if found else None


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

    def look_at_picture(path: str) -> int | None:
        return None if find_picture(file, path) is None else 0

    found = converter.from_h5p(verdict.params, Package(verdict.title, look_at_picture))
    return Preview(
        kind=converter.kind,
        label=label_of(converter.kind),
        question=KINDS[converter.kind].read(found.value).question,
        losses=describe_losses(found.losses),
    )
