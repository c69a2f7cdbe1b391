"""A host of its own for the player: it knows the player's page and files, and nothing else."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseNotFound
from django.http.response import HttpResponseBase
from django.urls import reverse

from uprest.h5p.conf import get_player_origin


class PlayerHostMiddleware:
    """Parts the site's host from the player's, where ``UPREST_PLAYER_ORIGIN`` names one.

    On the player's host nothing else is answered and no cookie is set; on the site's, no script
    of a package is handed out. Without the setting it does nothing. It comes first, so that no
    other middleware answers before it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or say that there is no such page on this host."""
        origin = get_player_origin()
        if not origin:
            return self.get_response(request)
        is_player = request.get_host() == urlsplit(origin).netloc
        if not self._belongs(request.path_info, is_player=is_player):
            return HttpResponseNotFound(content_type="text/plain; charset=utf-8")
        response = self.get_response(request)
        if is_player:
            response.cookies.clear()
        return response

    def _belongs(self, path: str, *, is_player: bool) -> bool:
        if path.startswith(settings.STATIC_URL):
            return True
        return is_player == path.startswith(tuple(_list_player_paths()))


def _list_player_paths() -> list[str]:
    """Return the beginnings of the player's addresses."""
    return [
        reverse("h5p:play", args=["-"]).removesuffix("-/"),
        reverse("h5p:content_file", args=["-", "-"]).removesuffix("-/content/-"),
    ]
