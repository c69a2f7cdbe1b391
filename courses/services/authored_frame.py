"""What the blocks of a course's data file are built with: words, ids and files."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage

from uprest.h5p.models import Content

Block = Mapping[str, Any]


class CourseDataError(ValueError):
    """A course's data cannot be made into pages; the text says what is wrong."""


@dataclass(frozen=True, slots=True)
class Media:
    """The files that a course uses: pictures by name, the others by name and language."""

    pictures: Mapping[str, AbstractImage] = field(default_factory=dict)
    documents: Mapping[tuple[str, str], AbstractDocument] = field(default_factory=dict)
    modules: Mapping[tuple[str, str], Content] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Frame:
    """A block's id and language, and the files of its course."""

    block_id: UUID
    language: str
    media: Media
    place: str

    def say(self, texts: Mapping[str, str]) -> str:
        """Return the text in the page's language."""
        return texts[self.language]

    def list(self, values: Iterable[Any], *, under: str = "") -> list[dict[str, Any]]:
        """Return a list with ids that are the same in every language.

        ``under`` tells one list of a block from another.
        """
        return [
            {
                "type": "item",
                "id": str(uuid.uuid5(self.block_id, f"{under}{number}")),
                "value": value,
            }
            for number, value in enumerate(values)
        ]

    def picture(self, name: str) -> int:
        """Return the key of the picture ``name``.

        :raises CourseDataError: if it is missing.
        """
        picture = self.media.pictures.get(name)
        if picture is None:
            raise CourseDataError(f"{self.place}: the picture {name!r} is missing.")
        return int(picture.pk)

    def document(self, name: str) -> int:
        """Return the key of the file ``name`` in the page's language.

        :raises CourseDataError: if it is missing.
        """
        document = self.media.documents.get((name, self.language))
        if document is None:
            raise CourseDataError(f"{self.place}: the file {name!r} is missing in {self.language}.")
        return int(document.pk)

    def module(self, name: str) -> int:
        """Return the key of the H5P content ``name`` in the page's language.

        :raises CourseDataError: if it is missing.
        """
        content = self.media.modules.get((name, self.language))
        if content is None:
            raise CourseDataError(
                f"{self.place}: the module {name!r} is missing in {self.language}."
            )
        return int(content.pk)
