"""The files of the sample courses: drawings as images, sheets and videos as documents."""

from collections.abc import Mapping, Sequence
from hashlib import sha1
from typing import Any

from django.core.files.base import ContentFile
from wagtail.documents.models import Document
from wagtail.images.models import Image

from uprest.demo.drawings import HEIGHT, WIDTH, draw
from uprest.demo.samples import read_video

# What the template of the picture block asks for: made here, so that the first reader is not
# the one who waits for it.
SHOWN = "width-1280"


def keep_picture(name: str) -> Image:
    """Return the image of the drawing ``name``, drawn where it is missing or has changed."""
    content = draw(name)
    image = Image.objects.filter(title=name).first() or Image(title=name)
    if image.file_hash != _hash(content):
        image.file = ContentFile(content, name=f"{name}.png")
        image.file_size, image.file_hash = len(content), _hash(content)
        image.width, image.height = WIDTH, HEIGHT
        image.save()
        image.get_rendition(SHOWN)
    return image


def keep_documents(block: Mapping[str, Any]) -> dict[str, Document]:
    """Return the sheets of a download block of a course's file, by language."""
    return {
        language: _keep_document(block["title"][language], f"{language}-{block['file']}", text)
        for language, text in block["lines"].items()
    }


def keep_video(
    block: Mapping[str, Any], languages: Sequence[str]
) -> dict[tuple[str, str], Document]:
    """Return video and captions of a block of a course's file, by file name and language.

    The video is the same in all languages; of the captions there is a file for each.
    """
    video = _keep_file(block["video"], block["video"], read_video(block["video"]))
    files = {(block["video"], language): video for language in languages}
    for language in languages:
        name = f"{language}-{block['captions']}"
        files[block["captions"], language] = _keep_file(name, name, read_video(name))
    return files


def _keep_document(title: str, name: str, text: str) -> Document:
    return _keep_file(title, name, (text.rstrip() + "\n").encode())


def _keep_file(title: str, name: str, content: bytes) -> Document:
    document = Document.objects.filter(title=title).first() or Document(title=title)
    if document.file_hash != _hash(content):
        document.file = ContentFile(content, name=name)
        document.file_size, document.file_hash = len(content), _hash(content)
        document.save()
    return document


def _hash(content: bytes) -> str:
    """Return what Wagtail compares files by."""
    return sha1(content, usedforsecurity=False).hexdigest()
