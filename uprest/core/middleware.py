"""Security headers of every answer."""

from csp.middleware import CSPMiddleware
from django.http import HttpRequest
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
