"""What the pages of a business share."""

from django.http import QueryDict

from uprest.accounts.types import SignedInRequest
from uprest.ecosystem.middleware import read_roles
from uprest.ecosystem.models import Membership, Organisation

MISTAKEN = 422


def is_owner(request: SignedInRequest, organisation: Organisation) -> bool:
    """Tell whether somebody sees what is for owners alone in the navigation of a business."""
    roles = read_roles(request)
    return roles.is_administrator or any(
        role.organisation_id == organisation.pk and role.role == Membership.Role.OWNER
        for role in roles.organisations
    )


def read_post(request: SignedInRequest) -> QueryDict | None:
    """Return what a form sent, also when it sent nothing; None where nothing was sent."""
    return request.POST if request.method == "POST" else None
