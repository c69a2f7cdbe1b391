"""Which city a page is shown for, and which roles the person has who asks for it."""

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import SimpleLazyObject

from uprest.ecosystem.models import Municipality
from uprest.ecosystem.selectors import find_city, get_roles
from uprest.ecosystem.types import Roles

SESSION_KEY = "city"


class CityMiddleware:
    """Puts ``request.city`` and ``request.roles`` on every request, both read when used.

    ``request.city`` is a ``Municipality`` or something false; ``read_city`` gives ``None``
    instead, where the difference matters. ``request.roles`` is a ``Roles``.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Attach the city and the roles."""
        request.city = SimpleLazyObject(lambda: _find_city(request))  # type: ignore[attr-defined]
        request.roles = SimpleLazyObject(  # type: ignore[attr-defined]
            lambda: get_roles(request.user)
        )
        return self.get_response(request)


def _find_city(request: HttpRequest) -> Municipality | None:
    """Return the officer's city that the address names, else the one chosen in this session.

    Without both it is the first one that the person belongs to.
    """
    named = request.resolver_match.kwargs.get("slug") if request.resolver_match else None
    if named and request.user.is_authenticated:
        for role in read_roles(request).municipalities:
            if role.slug == named:
                return role.city
    slug = request.session.get(SESSION_KEY)
    if slug or not request.user.is_authenticated:
        return find_city(slug=slug)
    roles = read_roles(request)
    # they were read with the roles
    cities = [role.city for role in roles.organisations]
    cities += [role.city for role in roles.municipalities]
    return cities[0] if cities else None


def read_city(request: HttpRequest) -> Municipality | None:
    """Return the city that the page is shown for."""
    city: Municipality | None = getattr(request, "city", None)
    return city or None


def read_roles(request: HttpRequest) -> Roles:
    """Return the roles of whoever asks (three queries at the first call, none for visitors)."""
    roles: Roles | None = getattr(request, "roles", None)
    return roles or get_roles(getattr(request, "user", AnonymousUser()))


def choose_city(request: HttpRequest, city: Municipality) -> None:
    """Show ``city``'s name and colours in this session from now on."""
    if request.session.get(SESSION_KEY) != city.slug:
        request.session[SESSION_KEY] = city.slug
    request.city = city  # type: ignore[attr-defined]
