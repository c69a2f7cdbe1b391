"""Where a page is: a city or a business that came through the gate, and a language."""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from uprest.accounts.types import SignedInRequest
from uprest.ecosystem.middleware import read_roles
from uprest.ecosystem.models import Membership, Municipality, Organisation
from uprest.ecosystem.selectors import access_municipality, access_organisation

CONFLICT, MISTAKEN = HTTPStatus.CONFLICT.value, HTTPStatus.UNPROCESSABLE_ENTITY.value


def open_city(request: SignedInRequest, slug: str) -> Municipality:
    """Return the city if the person may act for it, and show the page in its colours."""
    municipality = access_municipality(user=request.user, slug=slug)
    request.city = municipality  # type: ignore[attr-defined]
    return municipality


def open_business(
    request: SignedInRequest, organisation_id: int, *, owner_only: bool = False
) -> Organisation:
    """Return the business if the person may act for it, and show the page in its city's colours."""
    organisation = access_organisation(
        user=request.user, organisation_id=organisation_id, owner_only=owner_only
    )
    request.city = organisation.municipality  # type: ignore[attr-defined]
    return organisation


def is_owner(request: HttpRequest, organisation: Organisation) -> bool:
    """Whether the person owns the business (or is an administrator)."""
    roles = read_roles(request)
    return roles.is_administrator or any(
        role.organisation_id == organisation.pk and role.role == Membership.Role.OWNER
        for role in roles.organisations
    )


def read_language() -> str:
    """Return the language of the page."""
    return get_language() or settings.LANGUAGE_CODE
