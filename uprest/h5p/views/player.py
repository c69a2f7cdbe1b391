"""The page in the player's frame."""

from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from uprest.h5p.admission import RefusedError, admit
from uprest.h5p.conf import get_player_origin
from uprest.h5p.policy import build_policy
from uprest.h5p.selectors.playing import NotPlayableError, get_player
from uprest.h5p.tickets import Ticket

REFUSAL_POLICY = "default-src 'none'; sandbox"


@require_safe
@xframe_options_exempt
def play(request: HttpRequest, ticket: str) -> HttpResponse:
    """Draw the page that the frame around a content asks for.

    Whoever has no right to it any more gets the same answer as whoever never had.
    """
    try:
        admitted = admit(ticket, at=timezone.now())
        response = _draw(request, ticket, admitted)
    except (RefusedError, NotPlayableError):
        return refuse()
    # Its address is as good as a key, so it goes nowhere else.
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, no-store"
    return response


def _draw(request: HttpRequest, text: str, ticket: Ticket) -> HttpResponse:
    origin = get_player_origin() or f"{request.scheme}://{request.get_host()}"
    files_url = urljoin(origin, make_files_path(text))
    player = get_player(ticket, files_url=files_url)
    response = render(request, "h5p/player.html", {"player": player})
    response["Content-Security-Policy"] = build_policy(
        page=urljoin(origin, request.path),
        static=urljoin(origin, settings.STATIC_URL),
        files=f"{files_url}/",
        site=ticket.site,
        needs_eval=player.needs_eval,
        media_hosts=player.media_hosts,
    )
    return response


def make_files_path(ticket: str) -> str:
    """Return the path below which a ticket's files lie, without a slash at the end."""
    return reverse("h5p:content_file", args=[ticket, "-"]).removesuffix("/content/-")


def refuse() -> HttpResponse:
    """Say, in the frame, that it is not open, and what to do."""
    text = _("This exercise is not open to you at the moment. Load the lesson again.")
    response = HttpResponse(text, status=403, content_type="text/plain; charset=utf-8")
    response["Content-Security-Policy"] = REFUSAL_POLICY
    response["Cache-Control"] = "no-store"
    return response
