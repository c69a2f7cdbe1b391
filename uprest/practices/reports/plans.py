"""The result of a self-check as an accessible PDF."""

from django.template.loader import render_to_string
from django.utils.translation import get_language

from uprest.core.pdf import OwnFile, make_pdf
from uprest.core.theme import DEFAULT_BRAND, WHITE, build_theme
from uprest.credentials.pictures import Colours, draw_mark
from uprest.practices.selectors.plans import PlanView

THEME = build_theme(DEFAULT_BRAND)
COLOURS = Colours(ground=THEME.brand_deep, quiet=THEME.brand_glow, stairs=THEME.loud, goal=WHITE)


def get_plan_pdf(view: PlanView) -> bytes:
    """Return the PDF of the result of a round in the language of the request.

    :raises BusyError: if another PDF is being drawn.
    :raises CannotMakePdfError: if this machine cannot.
    """
    context = {"view": view, "language": get_language(), "colours": THEME}
    return make_pdf(
        html=render_to_string("practices/plan_pdf.html", context),
        css=render_to_string("practices/plan_pdf.css", context),
        pictures={"mark.svg": OwnFile(draw_mark(COLOURS).encode(), "image/svg+xml")},
    )
