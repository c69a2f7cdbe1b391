"""Content and libraries as the authors' screens show them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Sum

from uprest.h5p.models import Content, ContentFile, Library, Pin
from uprest.h5p.selectors.usage import Usage, list_usage
from uprest.h5p.types import Problem
from uprest.h5p.wording import describe


@dataclass(frozen=True)
class PinnedLibrary:
    """A library of a content."""

    library_id: int
    name: str
    title: str
    digest: str
    files: int
    is_waiting: bool
    is_played: bool


@dataclass(frozen=True)
class ContentDetails:
    """All that is shown of one content."""

    libraries: tuple[PinnedLibrary, ...]
    problems: tuple[str, ...]
    usage: tuple[Usage, ...]
    files: int
    size: int

    @property
    def new_libraries(self) -> tuple[PinnedLibrary, ...]:
        """Those that somebody must approve."""
        return tuple(one for one in self.libraries if one.is_waiting)


def get_content_details(*, content: Content) -> ContentDetails:
    """Return what is shown of ``content``, in five queries."""
    pins = (
        Pin.objects.filter(content=content)
        .select_related("library")
        .defer("library__manifest")
        .annotate(file_count=Count("library__files"))
        .order_by("library__machine_name", "library__major", "library__minor")
    )
    files = ContentFile.objects.filter(content=content).aggregate(
        count=Count("pk"), size=Sum("blob__size", default=0)
    )
    return ContentDetails(
        libraries=tuple(_to_pinned(pin) for pin in pins),
        problems=describe_stored(content.problems),
        usage=list_usage([content.pk]).get(content.pk, ()),
        files=files["count"],
        size=files["size"],
    )


def _to_pinned(pin: Any) -> PinnedLibrary:
    library = pin.library
    return PinnedLibrary(
        library_id=library.pk,
        name=str(library),
        title=library.title,
        digest=library.digest,
        files=pin.file_count,
        is_waiting=library.status == Library.Status.WAITING,
        is_played=pin.position is not None,
    )


def describe_stored(problems: list[dict[str, Any]]) -> tuple[str, ...]:
    """Return the sentences for stored problems in the reader's language."""
    return tuple(describe(Problem(one["code"], one["values"])) for one in problems)


def list_contents() -> QuerySet[Content]:
    """Return all content without what is big of it."""
    return Content.objects.defer("params", "manifest")


def list_waiting_for_approval() -> QuerySet[Content]:
    """Return the content that came with libraries nobody has approved, oldest first."""
    waiting = list_contents().filter(libraries__status=Library.Status.WAITING)
    return waiting.annotate(new_libraries=Count("libraries")).order_by("created_at", "pk")


def list_libraries() -> QuerySet[Library]:
    """Return all libraries, with how much content runs each."""
    return Library.objects.defer("manifest").annotate(content_count=Count("pins"))


def find_library_in_use(library: Library) -> Library | None:
    """Return the library of the same major.minor that new content gets."""
    return (
        Library.objects.defer("manifest")
        .filter(
            machine_name=library.machine_name,
            major=library.major,
            minor=library.minor,
            is_current=True,
        )
        .first()
    )
