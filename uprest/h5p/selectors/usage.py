"""Which content pages use: published, in drafts, and in every revision that can be brought back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils.module_loading import import_string
from wagtail.fields import StreamField
from wagtail.models import Page, ReferenceIndex, Revision

from uprest.h5p.models import Content


@dataclass(frozen=True)
class Usage:
    """A page that has a content."""

    page_id: int
    title: str


def list_usage(content_ids: Iterable[int]) -> dict[int, tuple[Usage, ...]]:
    """Return the pages that have each content as they stand now, in two queries."""
    references = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(Content),
        to_object_id__in=[str(pk) for pk in content_ids],
        base_content_type=ContentType.objects.get_for_model(Page),
    ).values_list("to_object_id", "object_id")
    pairs = sorted({(int(content), int(page)) for content, page in references})
    titles = dict(
        Page.objects.filter(pk__in={page for _, page in pairs}).values_list("pk", "title")
    )
    found: dict[int, tuple[Usage, ...]] = {}
    for content, page in pairs:
        if page in titles:
            found[content] = (*found.get(content, ()), Usage(page, titles[page]))
    return found


def find_used_contents() -> set[int]:
    """Return the ids of all content that must stay.

    That is what any live object or any revision of one names in a StreamField, and what the
    functions say whose dotted paths are in the setting ``H5P_USED_CONTENTS``.
    """
    live = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(Content)
    ).values_list("to_object_id", flat=True)
    used = {int(pk) for pk in live}
    used.update(_walk_revisions())
    for path in getattr(settings, "H5P_USED_CONTENTS", ()):
        used.update(import_string(path)())
    return used


def _walk_revisions() -> Iterator[int]:
    """Yield what the revisions of everything with a StreamField name."""
    types = [
        kind
        for kind in ContentType.objects.all()
        if (model := kind.model_class()) is not None and _list_stream_fields(model)
    ]
    for revision in Revision.objects.filter(content_type__in=types).iterator(chunk_size=50):
        yield from _walk_object(revision.as_object())


def _list_stream_fields(model: type[Model]) -> list[StreamField]:
    fields = model._meta.get_fields()  # noqa: SLF001
    return [field for field in fields if isinstance(field, StreamField)]


def _walk_object(row: Model) -> Iterator[int]:
    for field in _list_stream_fields(type(row)):
        for reference in field.stream_block.extract_references(getattr(row, field.name)):
            if reference[0] is Content:
                yield int(reference[1])
