"""A certificate as an accessible PDF of one page, and its picture."""

import hashlib
from collections.abc import Iterable
from io import BytesIO
from uuid import UUID

import segno
from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.translation import get_language

from courses.selectors.certificates import CertificateView
from uprest.core.pdf import OwnFile, make_pdf
from uprest.core.theme import DEFAULT_BRAND, WHITE, build_theme
from uprest.credentials.pictures import Colours, draw_badge, draw_mark, draw_scene

SVG = "image/svg+xml"
REMEMBERED = 600
"""Seconds that a PDF is kept, so that a second reader does not have it drawn again."""

ROOMY = 620
"""Letters up to which the page is set in its large form."""

LARGE_LETTERS = 2
"""A letter of the name or the title takes as much room as so many of the others."""

SKILL_LETTERS = 60
"""What a skill takes up besides its words."""

SCENE_WIDTH, SCENE_HEIGHT = 420, 250
THEME = build_theme(DEFAULT_BRAND)
COLOURS = Colours(ground=THEME.brand_deep, quiet=THEME.brand_glow, stairs=THEME.loud, goal=WHITE)


def get_certificate_pdf(certificate: CertificateView) -> bytes:
    """Return the PDF of a certificate in the language of the request.

    :raises BusyError: if another PDF is being drawn.
    :raises CannotMakePdfError: if this machine cannot.
    """
    key = _name(certificate.id, get_language() or "en")
    stamp = hashlib.sha256(repr(certificate).encode()).hexdigest()
    known, content = cache.get(key, ("", b""))
    if known != stamp:
        content = _draw(certificate)
        cache.set(key, (stamp, content), REMEMBERED)
    return bytes(content)


def forget_pdfs(certificate_ids: Iterable[UUID]) -> None:
    """Let go of the PDFs that are kept of certificates: they have a name in them."""
    cache.delete_many(
        [_name(one, language) for one in certificate_ids for language, _ in settings.LANGUAGES]
    )


def _name(certificate_id: UUID, language: str) -> str:
    return f"certificate-pdf:{certificate_id}:{language}"


def draw_picture(*, title: str) -> str:
    """Return the picture of all certificates as an SVG file."""
    return draw_badge(COLOURS, title=title)


def _draw(certificate: CertificateView) -> bytes:
    context = {
        "certificate": certificate,
        "language": get_language(),
        "colours": THEME,
        "density": "dense" if _count_letters(certificate) > ROOMY else "roomy",
        "shown_url": certificate.page_url.partition("://")[2],
    }
    return make_pdf(
        html=render_to_string("courses/certificates/pdf.html", context),
        css=render_to_string("courses/certificates/pdf.css", context),
        pictures={
            "scene.svg": _picture(draw_scene(COLOURS, width=SCENE_WIDTH, height=SCENE_HEIGHT)),
            "mark.svg": _picture(draw_mark(COLOURS)),
            "qr.svg": OwnFile(_draw_code(certificate.page_url), SVG),
        },
    )


def _count_letters(certificate: CertificateView) -> int:
    large = LARGE_LETTERS * (len(certificate.holder) + len(certificate.title))
    return large + sum(len(s.name) + len(s.behaviour) + SKILL_LETTERS for s in certificate.skills)


def _picture(svg: str) -> OwnFile:
    return OwnFile(svg.encode(), SVG)


def _draw_code(url: str) -> bytes:
    target = BytesIO()
    segno.make(url, error="m", micro=False).save(
        target, kind="svg", border=2, dark="#1b2424", light="#ffffff", xmldecl=False
    )
    return target.getvalue()
