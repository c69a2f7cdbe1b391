"""Security headers of every answer, and addresses that cannot be."""

import re
from collections.abc import Callable

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils.cache import patch_vary_headers

# Wagtail's editor writes styles and scripts into its pages. The wider rule holds for the
# signed-in authors' admin alone; no page of the site is served under this path.
ADMIN_PATH = "/admin/"
ADMIN_POLICY = {
    "script-src": ["'self'", "'unsafe-inline'", "'unsafe-eval'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "frame-src": ["'self'", *filter(None, [settings.UPREST_PLAYER_ORIGIN])],
}
# More digits than any id has: SQLite refuses such a number with an error.
IMPOSSIBLE_ID = re.compile(r"/\d{19,}(/|$)")


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """The site's strict policy, widened below Wagtail's admin only."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Add the header that fits the path."""
        if request.path.startswith(ADMIN_PATH):
            response._csp_update = ADMIN_POLICY  # type: ignore[attr-defined]  # noqa: SLF001
        answer: HttpResponseBase = super().process_response(request, response)
        return answer


class LanguageMiddleware(LocaleMiddleware):
    """Django's, but for what has an address without a language and is not there.

    Django sends whoever asks for it on to the same path below a language, where Wagtail would
    answer: a program that asks for a file or a statement is to hear 404 instead.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Leave a 404 of a view as it is; only what no view answers can lack a language."""
        if response.status_code == 404 and request.resolver_match is not None:
            patch_vary_headers(response, ("Accept-Language",))
            return response
        answer: HttpResponseBase = super().process_response(request, response)
        return answer


class ImpossibleAddressMiddleware:
    """Says "not found" to addresses that no link has and that a database answers with an error.

    PostgreSQL takes no NUL, and SQLite no number beyond eight bytes. Forms refuse both already.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with 404, or go on."""
        path, query = request.path_info, request.META.get("QUERY_STRING", "")
        if "\0" in path or "%00" in query or IMPOSSIBLE_ID.search(path):
            raise Http404
        return self.get_response(request)
