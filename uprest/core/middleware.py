"""Security headers of every answer, and addresses that cannot be."""

import re
from collections.abc import Callable

from csp.middleware import CSPMiddleware
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

# Wagtail's editor writes styles and scripts into its pages. The wider rule holds for the
# signed-in authors' admin alone; no page of the site is served under this path.
ADMIN_PATH = "/admin/"
ADMIN_POLICY = {
    "script-src": ["'self'", "'unsafe-inline'", "'unsafe-eval'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "frame-src": ["'self'"],
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
