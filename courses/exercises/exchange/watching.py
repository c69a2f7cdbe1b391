"""What an importer has never looked at: no settings and no words on buttons, so it is lost."""

import re
from collections.abc import Callable, Iterator, Mapping

from courses.exercises.base import Json
from courses.exercises.exchange.base import Imported, Losses, Package
from courses.exercises.exchange.html import to_line

Reader = Callable[[Mapping[str, Json], Package], Imported]

HTML = re.compile(r"<\w[^>]*>")
MEDIA = {"H5P.Image", "H5P.Video", "H5P.Audio"}
SETTINGS = {"behaviour", "override", "UI", "l10n", "metadata", "copyright", "overrideSettings"}
"""Names of settings, labels and rights, which ``lose_settings`` and ``labels`` speak of."""


class Watched(dict[str, Json]):
    """An object of a package that remembers which of its fields were read."""

    def __init__(self, source: Mapping[str, Json]) -> None:
        super().__init__({name: _watch(value) for name, value in source.items()})
        self.read: set[str] = set()

    def get(self, key: str, default: Json = None) -> Json:
        """Return a field, and remember that it was asked for."""
        self.read.add(key)
        return super().get(key, default)

    def list_unread(self) -> Iterator[Json]:
        """Yield what was never asked for, here and in whatever was read.

        What was asked for without asking for any of its fields was looked at as a whole. So was
        content of which the library was read, and what it holds was not.
        """
        for name, value in self.items():
            if name in SETTINGS:
                continue
            if name not in self.read:
                if not (name == "params" and "library" in self.read):
                    yield {name: value}
            else:
                for inner in value if isinstance(value, list) else [value]:
                    if isinstance(inner, Watched) and inner.read:
                        yield from inner.list_unread()


def _watch(value: Json) -> Json:
    if isinstance(value, Mapping):
        return Watched(value)
    return [_watch(one) for one in value] if isinstance(value, list) else value


def tell_unread(read: Reader) -> Reader:
    """Return an importer like ``read`` that also tells what it has not looked at."""

    def read_and_tell(params: Mapping[str, Json], package: Package) -> Imported:
        watched = Watched(params)
        found = read(watched, package)
        losses = Losses(found.losses)
        for rest in watched.list_unread():
            _lose(rest, losses)
        return Imported(found.value, losses.all)

    return read_and_tell


def _lose(value: Json, losses: Losses) -> None:
    """Note every text with formats, file and content in ``value``."""
    if isinstance(value, str) and HTML.search(value):
        text = to_line(value, losses)
        losses.add_if(text, "unread-text", text)
    elif isinstance(value, list):
        for one in value:
            _lose(one, losses)
    elif isinstance(value, dict):
        _lose_object(value, losses)


def _lose_object(value: dict[str, Json], losses: Losses) -> None:
    library, path = value.get("library"), value.get("path")
    if isinstance(library, str) and library and "params" in value:
        name = library.split(" ")[0]
        losses.add_if(name in MEDIA, "media")
        losses.add_if(name not in MEDIA, "other-content", name)
    elif isinstance(path, str) and path:
        losses.add("media")
    else:
        for name, inner in value.items():
            if name not in SETTINGS:
                _lose(inner, losses)
