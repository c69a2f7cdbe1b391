"""Which city a page is shown for: its name and its colours."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import SimpleLazyObject

from uprest.ecosystem.models import Municipality
from uprest.ecosystem.selectors import find_city

SESSION_KEY = "city"


class CityMiddleware:
    """Puts ``request.city`` on every request: a ``Municipality`` or nothing, read when used."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Attach the city."""
        request.city = SimpleLazyObject(  # type: ignore[attr-defined]
            lambda: find_city(slug=request.session.get(SESSION_KEY))
        )
        return self.get_response(request)


def choose_city(request: HttpRequest, city: Municipality) -> None:
    """Show ``city``'s name and colours in this session from now on."""
    if request.session.get(SESSION_KEY) != city.slug:
        request.session[SESSION_KEY] = city.slug
    request.city = city  # type: ignore[attr-defined]
