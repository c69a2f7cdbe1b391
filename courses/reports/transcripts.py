"""A learner's transcript as an accessible PDF."""

from django.template.loader import render_to_string
from django.utils.translation import get_language

from courses.reports.certificates import COLOURS, SVG, THEME
from courses.selectors.transcripts import Transcript
from uprest.core.pdf import OwnFile, make_pdf
from uprest.credentials.pictures import draw_mark


def get_transcript_pdf(transcript: Transcript) -> bytes:
    """Return the PDF of a transcript in the language of the request.

    :raises BusyError: if another PDF is being drawn.
    :raises CannotMakePdfError: if this machine cannot.
    """
    context = {"transcript": transcript, "language": get_language(), "colours": THEME}
    return make_pdf(
        html=render_to_string("courses/transcript/pdf.html", context),
        css=render_to_string("courses/transcript/pdf.css", context),
        pictures={"mark.svg": OwnFile(draw_mark(COLOURS).encode(), SVG)},
    )
