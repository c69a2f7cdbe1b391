"""Reads of businesses, of who belongs to them, and of their links."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from uprest.accounts.models import User
from uprest.ecosystem.models import (
    CityContact,
    Invitation,
    InvitationMailing,
    Membership,
    Municipality,
    OfficerRole,
    Organisation,
    RegisterImport,
)
from uprest.ecosystem.selectors.gate import LEADING_ROLES
from uprest.ecosystem.types import AccessDenied, Member, MyBusiness

INVITATION_KEY = "invitation"
TOO_LONG = 19
"""Digits that no id has, and no database takes."""


def find_business(*, municipality: Municipality, name: str) -> Organisation | None:
    """Return the business of that name in the city, whatever its spaces and capitals (2 queries).

    Compared here and not by the database: SQLite knows no capitals but those of English.
    """
    wanted = fold_name(name)
    names = Organisation.objects.filter(municipality=municipality).values_list("pk", "name")
    found = next((pk for pk, known in names if fold_name(known) == wanted), None)
    return Organisation.objects.get(pk=found) if found else None


def fold_name(name: str) -> str:
    """Return a name as it is compared: without spaces too many, without capitals."""
    return " ".join(name.split()).casefold()


def list_my_businesses(*, user: User) -> list[MyBusiness]:
    """Return the businesses that ``user`` belongs to today, by name (one query)."""
    memberships = (
        Membership.objects.filter(user=user, left_at=None)
        .select_related("organisation__municipality")
        .order_by("organisation__name", "pk")
    )
    return [
        MyBusiness(
            organisation_id=row.organisation_id,
            name=row.organisation.name,
            city_name=row.organisation.municipality.name,
            role=row.get_role_display(),
            leads=row.role in LEADING_ROLES,
            is_owner=row.role == Membership.Role.OWNER,
            shares_readiness=row.shares_readiness,
            joined_at=row.joined_at,
            is_waiting=not row.organisation.counts and row.organisation.declined_at is None,
            is_declined=row.organisation.declined_at is not None,
        )
        for row in memberships
    ]


def get_own_membership(*, user: User, organisation_id: int) -> Membership:
    """Return the membership of ``user`` in the business, with the business (one query).

    :raises AccessDenied: if they do not belong to it.
    """
    membership = (
        Membership.objects.filter(user=user, organisation_id=organisation_id, left_at=None)
        .select_related("organisation__municipality")
        .first()
    )
    if membership is None:
        raise AccessDenied
    return membership


def list_members(*, organisation: Organisation) -> list[Member]:
    """Return who belongs to a business that came through the gate, owners first (one query)."""
    order = list(Membership.Role.values)
    memberships = Membership.objects.filter(organisation=organisation, left_at=None).select_related(
        "user"
    )
    members = [
        Member(
            membership_id=row.pk,
            user_id=row.user_id,
            name=row.user.get_public_name(),
            role=row.role,
            role_name=row.get_role_display(),
            joined_at=row.joined_at,
        )
        for row in memberships
    ]
    return sorted(members, key=lambda member: (order.index(member.role), fold_name(member.name)))


def get_member(*, organisation: Organisation, membership_id: int) -> Member:
    """Return one member of a business that came through the gate.

    :raises AccessDenied: if there is no such member.
    """
    for member in list_members(organisation=organisation):
        if member.membership_id == membership_id:
            return member
    raise AccessDenied


def export_person(*, user_id: int) -> dict[str, list[dict[str, Any]]]:
    """Return what this package knows of somebody, ready to be written as JSON (five queries)."""
    memberships = Membership.objects.filter(user_id=user_id).select_related(
        "organisation__municipality"
    )
    roles = OfficerRole.objects.filter(user_id=user_id).select_related("municipality")
    contacts = CityContact.objects.filter(given_by_id=user_id).select_related("organisation")
    mailings = InvitationMailing.objects.filter(sent_by_id=user_id).select_related("organisation")
    imports = RegisterImport.objects.filter(uploaded_by_id=user_id).select_related("municipality")
    return {
        "memberships": [
            {
                "business": row.organisation.name,
                "city": row.organisation.municipality.name,
                "role": row.role,
                "shares_readiness": row.shares_readiness,
                "joined_at": row.joined_at.isoformat(),
                "left_at": row.left_at.isoformat() if row.left_at else None,
            }
            for row in memberships.order_by("joined_at", "pk")
        ],
        "city_officer": [
            {"city": row.municipality.name, "given_at": row.given_at.isoformat()}
            for row in roles.order_by("given_at", "pk")
        ],
        "contacts_for_the_city": [
            {
                "business": row.organisation.name,
                "name": row.name,
                "email": row.email,
                "phone": row.phone,
                "given_at": row.given_at.isoformat(),
            }
            for row in contacts.order_by("given_at", "pk")
        ],
        "invitations_sent": [
            {
                "business": row.organisation.name,
                "addresses": row.addresses,
                "sent_at": row.sent_at.isoformat(),
            }
            for row in mailings.order_by("sent_at", "pk")
        ],
        "registers_uploaded": [
            {
                "city": row.municipality.name,
                "file": row.file_name,
                "state": row.state,
                "uploaded_at": row.uploaded_at.isoformat(),
            }
            for row in imports.defer("rows").order_by("uploaded_at", "pk")
        ],
    }


def name_organisations(*, keys: Iterable[str]) -> dict[str, str]:
    """Return the names of businesses by their ids as text; keys that are no ids are left out."""
    ids = [int(key) for key in keys if key.isdecimal() and len(key) < TOO_LONG]
    rows = Organisation.objects.filter(pk__in=ids).values_list("pk", "name") if ids else ()
    return {str(pk): name for pk, name in rows}


def find_invitation(*, token: str) -> Invitation | None:
    """Return the invitation that ``token`` opens today, with its business and city."""
    return (
        Invitation.objects.filter(token=token, revoked_at=None)
        .select_related("organisation__municipality")
        .first()
    )


def find_invitation_by_code(*, code: str) -> Invitation | None:
    """Return the invitation that ``code`` stands for today (one query)."""
    return Invitation.objects.filter(code=code, revoked_at=None).first()


def was_revoked(*, token: str) -> bool:
    """Whether ``token`` was a link once and is none any more."""
    return Invitation.objects.filter(token=token).exclude(revoked_at=None).exists()


def get_invitation(*, organisation_id: int) -> Invitation | None:
    """Return the one link of a business that works today."""
    return Invitation.objects.filter(organisation_id=organisation_id, revoked_at=None).first()


def get_invited_organisation(request: HttpRequest) -> Organisation | None:
    """Return the business whose link was opened in this session, while the link works.

    One query, and none where no link was opened.
    """
    token = request.session.get(INVITATION_KEY)
    invitation = find_invitation(token=token) if token else None
    return invitation.organisation if invitation else None
