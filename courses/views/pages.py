"""The pages of the catalogue at their Wagtail addresses."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from wagtail.views import serve

from courses.selectors.routing import find_route


def serve_catalogue(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve a page as Wagtail does, privacy and hooks included, once we have found it ourselves."""
    route = find_route(path=path, language=get_language() or "")
    if route is not None:
        request._wagtail_route_for_request = route  # type: ignore[attr-defined]  # noqa: SLF001
    response: HttpResponseBase = serve(request, path)
    return response
