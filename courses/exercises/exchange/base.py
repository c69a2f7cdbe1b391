"""What every converter takes and returns."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import NAMESPACE_URL, uuid5

from courses.exercises.base import Json
from uprest.h5p.types import LibraryName

Value = dict[str, Json]
"""A block as Wagtail stores it. Items that come from H5P have no id yet: saving gives them one."""


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that is not carried over. ``code`` says what, ``detail`` names it.

    The sentences for the codes are in ``courses.selectors.h5p_words``.
    """

    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Exported:
    """Params for ``Converter.library``, and what they do not say."""

    params: dict[str, Json]
    losses: tuple[Loss, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """The value of a block, and what of the params it does not have."""

    value: Value
    losses: tuple[Loss, ...] = ()


@dataclass(frozen=True, slots=True)
class OutgoingFiles:
    """What an exported block may refer to.

    An H5P picture (path, mime, size) by its image's id, and an H5P file (path, mime) by its
    document's.
    """

    pictures: Mapping[int, Json] = field(default_factory=dict)
    documents: Mapping[int, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Package:
    """What a converter is told of a package beside its params.

    ``keep_picture`` takes a path in the package and returns the id of the image that it becomes;
    nothing where it cannot be carried over. A mere preview may return any id.
    """

    title: str = ""
    keep_picture: Callable[[str], int | None] = lambda path: 0


@dataclass(frozen=True, slots=True)
class Converter:
    """Both ways between the block ``kind`` and ``library``."""

    kind: str
    library: LibraryName
    to_h5p: Callable[[Mapping[str, Json], OutgoingFiles], Exported]
    from_h5p: Callable[[Mapping[str, Json], Package], Imported]
    list_pictures: Callable[[Mapping[str, Json]], tuple[int, ...]] = lambda value: ()
    """Returns the ids of the images in a value, for ``OutgoingFiles``."""
    list_documents: Callable[[Mapping[str, Json]], tuple[int, ...]] = lambda value: ()
    """The same of its documents: videos and captions."""


def make_items(values: Iterable[Json]) -> list[Value]:
    """Return ``values`` as a list block stores them, without ids."""
    return [{"type": "item", "value": value} for value in values]


class Losses:
    """Collects losses, each once, in the order in which they are met."""

    def __init__(self, found: Iterable[Loss] = ()) -> None:
        self._found: dict[Loss, None] = dict.fromkeys(found)

    def __iter__(self) -> Iterator[Loss]:
        return iter(self._found)

    def add(self, code: str, detail: str = "") -> None:
        """Note that something is lost."""
        self._found[Loss(code, detail)] = None

    def add_if(self, condition: object, code: str, detail: str = "") -> None:
        """Note that something is lost where ``condition`` holds."""
        if condition:
            self.add(code, detail)

    @property
    def all(self) -> tuple[Loss, ...]:
        """What was noted."""
        return tuple(self)


def as_dict(value: Json) -> Mapping[str, Json]:
    """Return ``value`` if it is an object, else an empty one: packages hold anything."""
    return value if isinstance(value, Mapping) else {}


def as_list(value: Json) -> Sequence[Json]:
    """Return ``value`` if it is a list, else an empty one."""
    return value if isinstance(value, list) else ()


def as_text(value: Json) -> str:
    """Return ``value`` if it is a text, else an empty one."""
    return value if isinstance(value, str) else ""


def as_number(value: Json) -> float:
    """Return ``value`` if it is a number, else 0: drafts may be half finished."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number else 0.0


def make_part(library: str, params: Value, *, name: str, title: str) -> Value:
    """Return content inside other content. ``name`` gives it its id: the same each time."""
    kind = {"H5P.AdvancedText": "Text", "H5P.Image": "Image"}.get(library.split(" ")[0], title)
    return {
        "library": library,
        "params": params,
        "subContentId": str(uuid5(NAMESPACE_URL, f"h5p {library} {name}")),
        "metadata": {"contentType": kind, "license": "U", "title": title},
    }
