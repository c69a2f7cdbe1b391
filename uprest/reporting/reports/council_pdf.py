"""The council report as an accessible PDF (PDF/UA-1), from first to last page in one language."""

from collections.abc import Callable

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from uprest.core.pdf import OwnFile, make_pdf
from uprest.core.theme import WHITE, build_theme
from uprest.credentials.pictures import Colours, draw_mark
from uprest.reporting.models import CouncilReport
from uprest.reporting.reports.council import build_council
from uprest.reporting.selectors.releases import get_release

READ, WRITTEN, DRAWN = 20, 40, 95
"""Percent after each step. Drawing takes the most, and tells nothing on its way."""


def draw_council_report(report: CouncilReport, tell: Callable[[int], None]) -> bytes:
    """Return the PDF of a report that was ordered, and tell the progress in percent.

    :raises BusyError: if another PDF is being drawn.
    :raises CannotMakePdfError: if this machine cannot.
    :raises LookupError: if the release has no rows any more.
    """
    city = report.release.municipality
    stored = get_release(release_id=report.release_id)
    if stored is None:
        raise LookupError(report.release_id)
    theme = build_theme(city.brand_colour)
    colours = Colours(ground=WHITE, quiet=theme.brand, stairs=theme.brand, goal=theme.brand)
    with override(report.language):
        council = build_council(stored=stored, municipality=city)
        tell(READ)
        context = {
            "council": council,
            "language": report.language,
            "colours": theme,
            "base_url": settings.BASE_URL.rstrip("/"),
        }
        html = render_to_string("reporting/council/pdf.html", context)
        css = render_to_string("reporting/council/pdf.css", context)
    tell(WRITTEN)
    mark = OwnFile(draw_mark(colours).encode(), "image/svg+xml")
    content = make_pdf(html=html, css=css, pictures={"mark.svg": mark})
    tell(DRAWN)
    return content
