"""The stylesheet of a city's colours."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from uprest.ecosystem.selectors import find_city
from uprest.ecosystem.services.cities import get_default_theme

DEFAULT_SLUG = "default"
# The address carries the hash of what it serves, so that it never changes.
FOREVER = "public, max-age=31536000, immutable"
SHORTLY = "public, max-age=60"


@require_safe
def show_theme(request: HttpRequest, slug: str, digest: str) -> HttpResponse:
    """Serve the theme of a city; an address of an earlier theme leads to the present one."""
    city = find_city(slug=slug)
    if city and city.theme_hash:
        css, present = city.theme_css, city.theme_hash
    elif city or slug == DEFAULT_SLUG:
        css, present = get_default_theme()
    else:
        raise Http404
    if digest != present:
        response: HttpResponse = HttpResponseRedirect(reverse("theme", args=(slug, present)))
        response["Cache-Control"] = SHORTLY
        return response
    response = HttpResponse(css, content_type="text/css; charset=utf-8")
    response["Cache-Control"] = FOREVER
    return response
