"""Between the html of H5P's fields and the plain texts of ours."""

import re
from collections.abc import Mapping
from html import escape, unescape
from html.parser import HTMLParser

from courses.exercises.base import Json
from courses.exercises.exchange.base import Losses, as_text

LINES = {"p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table"}
PLAIN = LINES - {"li", "ul", "ol", "tr", "table"} | {"br", "span"}
HIDDEN = {"script", "style"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.other: set[str] = set()
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in PLAIN:
            self.other.add(tag)
        self._hidden += tag in HIDDEN
        if tag == "br":
            self.parts.append("\n")
        elif tag in LINES:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        self._hidden = max(0, self._hidden - (tag in HIDDEN))
        if tag in LINES:
            self._break()

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(re.sub(r"[\n\t\r ]+", " ", data))

    def _break(self) -> None:
        """End the line, once, whatever ends and begins here."""
        while self.parts and self.parts[-1] == " ":
            self.parts.pop()
        if self.parts and self.parts[-1] != "\n\n":
            self.parts.append("\n\n")


def to_plain(html: Json, losses: Losses) -> str:
    """Return the words of ``html``; note where it had pictures, links or other formats.

    Paragraphs are parted by an empty line, ``br`` by a line.
    """
    reader = _Reader()
    reader.feed(as_text(html))
    reader.close()
    losses.add_if(reader.other & {"img", "audio", "video", "iframe", "object"}, "media")
    losses.add_if(reader.other - {"img", "audio", "video", "iframe", "object"}, "formats")
    lines = "".join(reader.parts).replace("\xa0", " ").split("\n")
    return "\n".join(line.strip() for line in lines).strip()


def to_line(html: Json, losses: Losses) -> str:
    """Return the words of ``html`` on one line."""
    return " ".join(to_plain(html, losses).split())


def to_html(text: str) -> str:
    """Return ``text`` as html: a paragraph for each stretch between empty lines."""
    stretches = re.split(r"\n\n", text)
    return "".join(f"<p>{_break(stretch)}</p>" for stretch in stretches) if text else ""


def to_inline(text: str) -> str:
    """Return ``text`` as html without a paragraph around it."""
    return _break(text)


def _break(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>")


def to_field(text: str) -> str:
    """Return ``text`` for a field of plain text, which H5P keeps escaped."""
    return escape(text, quote=False)


def from_field(value: Json) -> str:
    """Return what a field of plain text says."""
    return unescape(as_text(value)).strip()


def has_media(params: Mapping[str, Json]) -> bool:
    """Return whether a picture or a video stands above the question."""
    media = params.get("media")
    kind = media.get("type") if isinstance(media, Mapping) else None
    return isinstance(kind, Mapping) and bool(kind.get("library"))
