"""Pages as accessible PDF files (PDF/UA-1), made by WeasyPrint from our own words and files.

WeasyPrint draws with Pango, a library of the operating system. Where it is missing the site runs
all the same, and ``can_make_pdf`` says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache as remember
from importlib import import_module

from django.core.cache import cache

DRAWING = "uprest.core.pdf_drawing"
"""What draws takes 30 MB, so it is loaded with the first file and not with every process."""
LOCK = "pdf-being-drawn"
LONGEST_DRAWING = 60
"""Seconds after which a drawing that never ended no longer holds up the next."""


class CannotMakePdfError(RuntimeError):
    """What draws PDF files is missing on this machine."""


class ForeignFileError(RuntimeError):
    """A page asked for a file that is not its own."""


class BusyError(RuntimeError):
    """Another file is being drawn; that takes the whole of a processor for half a second."""


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A picture or typeface that a page reaches as ``own:<name>``."""

    content: bytes
    content_type: str


@remember
def can_make_pdf() -> bool:
    """Return whether Pango and all that it needs is on this machine."""
    try:
        import_module(DRAWING)
    except OSError:
        return False
    return True


def make_pdf(*, html: str, css: str, pictures: Mapping[str, OwnFile]) -> bytes:
    """Return the page as a PDF file. The site draws one at a time, however many ask.

    It reaches ``own:<name>`` of ``pictures`` and the site's typefaces, "Figtree" and "Bricolage"
    with their letters beyond Latin 1 as "Figtree ext" and "Bricolage ext". If it asks for
    anything else, on the network or on the disk, nothing is drawn.

    :raises CannotMakePdfError: if Pango is missing.
    :raises BusyError: if another file is being drawn.
    :raises ForeignFileError: if the page asks for a file that is not its own.
    """
    if not can_make_pdf():
        raise CannotMakePdfError("PDF files need Pango: see docs/deployment.md.")
    if not cache.add(LOCK, "", LONGEST_DRAWING):
        raise BusyError
    try:
        content: bytes = import_module(DRAWING).draw(html=html, css=css, pictures=pictures)
    finally:
        cache.delete(LOCK)
    return content
