"""The icons of Lucide, as markup to put straight into a page."""

import re
from functools import cache
from importlib.resources import files
from io import BytesIO
from zipfile import ZipFile

OPENING_TAG = re.compile(r"<svg\b[^>]*>", re.DOTALL)


class UnknownIconError(ValueError):
    """There is no icon of that name."""


@cache
def _archive() -> ZipFile:
    return ZipFile(BytesIO(files("lucide").joinpath("lucide.zip").read_bytes()))


@cache
def icon_names() -> frozenset[str]:
    """Return the names of all icons, for instance "clock"."""
    return frozenset(name.removesuffix(".svg") for name in _archive().namelist())


@cache
def icon_svg(name: str) -> str:
    """Return an icon as inline SVG, hidden from assistive technology: the words beside it speak.

    Raises ``UnknownIconError`` if there is no such icon.
    """
    if name not in icon_names():
        raise UnknownIconError(f"There is no icon {name!r}. The names are those of lucide.dev.")
    source = _archive().read(f"{name}.svg").decode()
    drawing = OPENING_TAG.sub("", source).replace("</svg>", "")
    shapes = "".join(line.strip() for line in drawing.splitlines())
    return (
        '<svg class="icon" viewBox="0 0 24 24" width="24" height="24" fill="none"'
        ' stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
        f' aria-hidden="true" focusable="false">{shapes}</svg>'
    )
