"""A handbook of courses as an accessible PDF."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from courses.reports.certificates import COLOURS, SVG, THEME
from courses.selectors.handbooks import HandbookCourse
from uprest.core.pdf import OwnFile, make_pdf
from uprest.credentials.pictures import draw_mark
from uprest.ecosystem.services.invitations import draw_qr

ROWS = range(10)
"""So many lines the list to sign has."""


@dataclass(frozen=True, slots=True)
class PrintedCourse:
    """A course with the code that leads to it. ``shown`` is its address for people."""

    number: int
    course: HandbookCourse
    shown: str
    qr: SafeString
    picture: str


def print_courses(
    courses: Sequence[HandbookCourse], *, absolute: Callable[[str], str]
) -> list[PrintedCourse]:
    """Return courses with their codes; ``absolute`` makes a whole address of a path."""
    return [
        PrintedCourse(
            number=number,
            course=course,
            shown=absolute(course.url).split("://", 1)[-1].rstrip("/"),
            # segno's drawing of an address that we made ourselves
            qr=mark_safe(draw_qr(absolute(course.url))),  # noqa: S308
            picture=f"qr-{number}.svg",
        )
        for number, course in enumerate(courses, start=1)
    ]


def get_handbook_pdf(courses: Sequence[PrintedCourse], *, business: str, language: str) -> bytes:
    """Return the handbook as a PDF file, its own words in ``language``.

    :raises BusyError: if another PDF is being drawn.
    :raises CannotMakePdfError: if this machine cannot.
    """
    pictures = {"mark.svg": OwnFile(draw_mark(COLOURS).encode(), SVG)}
    for one in courses:
        drawing = one.qr.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
        pictures[one.picture] = OwnFile(drawing.encode(), SVG)
    context = {
        "courses": courses,
        "business": business,
        "language": language,
        "rows": ROWS,
        "is_pdf": True,
        "colours": THEME,
    }
    with override(language):
        html = render_to_string("courses/handbook/pdf.html", context)
    return make_pdf(
        html=html, css=render_to_string("courses/handbook/pdf.css", context), pictures=pictures
    )
