"""Reads of cities and businesses, and the ONE access gate for other people's data.

``access_organisation`` and ``access_municipality`` are the only ways to other people's data:
whoever reads it takes the organisation or the city from them.
"""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from uprest.accounts.models import User
from uprest.ecosystem.models import (
    Invitation,
    Membership,
    Municipality,
    OfficerRole,
    Organisation,
    RequirementOverride,
)
from uprest.ecosystem.types import (
    ADMINISTRATORS_GROUP,
    NO_ROLES,
    TRAINERS_GROUP,
    AccessDenied,
    MunicipalityRole,
    OrganisationRole,
    Roles,
)
from uprest.skills.models import Occupation
from uprest.skills.selectors import RequiredLevel, build_required_level
from uprest.skills.selectors import get_required_levels as get_shipped_levels

Person = User | AnonymousUser

LEADING_ROLES = (Membership.Role.OWNER, Membership.Role.MANAGER)
INVITATION_KEY = "invitation"


# --- The gate -------------------------------------------------------------------------------


def access_organisation(
    *, user: Person, organisation_id: int, owner_only: bool = False
) -> Organisation:
    """Return the business, with its city, if ``user`` may read or act on its people's data.

    That is its owner or manager (with ``owner_only``: its owner), or a platform administrator.
    One query for owners and managers.

    :raises AccessDenied: for everybody else, and where there is no such business.
    """
    roles = (Membership.Role.OWNER,) if owner_only else LEADING_ROLES
    businesses = Organisation.objects.select_related("municipality").filter(pk=organisation_id)
    organisation = None
    if user.is_authenticated and user.is_active:
        organisation = businesses.filter(
            memberships__user=user, memberships__left_at=None, memberships__role__in=roles
        ).first()
        if organisation is None and is_administrator(user):
            organisation = businesses.first()
    if organisation is None:
        raise AccessDenied
    return organisation


def access_municipality(*, user: Person, slug: str) -> Municipality:
    """Return the city if ``user`` may read its figures: its officer, or an administrator.

    One query for officers.

    :raises AccessDenied: for everybody else, and where there is no such city.
    """
    cities = Municipality.objects.filter(slug=slug)
    city = None
    if user.is_authenticated and user.is_active:
        city = cities.filter(officer_roles__user=user).first()
        if city is None and is_administrator(user):
            city = cities.first()
    if city is None:
        raise AccessDenied
    return city


def is_administrator(user: Person) -> bool:
    """Whether ``user`` is a platform administrator (a query at most)."""
    if not (user.is_authenticated and user.is_active):
        return False
    return user.is_superuser or user.groups.filter(name=ADMINISTRATORS_GROUP).exists()


def is_officer(*, user: Person, municipality_id: int) -> bool:
    """Whether ``user`` reads the figures of the city (one query)."""
    return (
        user.is_authenticated
        and OfficerRole.objects.filter(user=user, municipality_id=municipality_id).exists()
    )


def get_roles(user: Person) -> Roles:
    """Return all roles of ``user`` in three queries; nobody and the inactive have none."""
    if not (user.is_authenticated and user.is_active):
        return NO_ROLES
    memberships = (
        Membership.objects.filter(user=user, left_at=None)
        .select_related("organisation__municipality")
        .order_by("organisation__name", "pk")
    )
    officer_roles = (
        OfficerRole.objects.filter(user=user)
        .select_related("municipality")
        .order_by("municipality__name")
    )
    groups = set(user.groups.values_list("name", flat=True))
    return Roles(
        organisations=tuple(build_organisation_role(membership) for membership in memberships),
        municipalities=tuple(
            MunicipalityRole(
                municipality_id=role.municipality.pk,
                slug=role.municipality.slug,
                name=role.municipality.name,
            )
            for role in officer_roles
        ),
        is_trainer=TRAINERS_GROUP in groups,
        is_administrator=user.is_superuser or ADMINISTRATORS_GROUP in groups,
    )


def build_organisation_role(membership: Membership) -> OrganisationRole:
    """Return the value for a membership read with its business and city."""
    return OrganisationRole(
        organisation_id=membership.organisation_id,
        name=membership.organisation.name,
        role=membership.role,
        city_slug=membership.organisation.municipality.slug,
        leads=membership.role in LEADING_ROLES,
    )


# --- Cities ---------------------------------------------------------------------------------


def find_city(*, slug: str | None) -> Municipality | None:
    """Return the city with ``slug``, if there is one."""
    return Municipality.objects.filter(slug=slug).first() if slug else None


def list_cities() -> list[Municipality]:
    """Return all cities by name."""
    return list(Municipality.objects.order_by("name"))


def get_required_levels(
    *, occupation: Occupation, municipality: Municipality | None
) -> list[RequiredLevel]:
    """Return what ``occupation`` asks for in ``municipality``, in the framework's order.

    The city's own levels replace the shipped ones skill by skill; its level 0 removes a skill.
    One query without a city, two with one.
    """
    levels = {row.skill_id: row for row in get_shipped_levels(occupation=occupation)}
    if municipality:
        overrides = RequirementOverride.objects.filter(
            municipality_id=municipality.pk, occupation=occupation
        ).select_related("skill__area")
        for row in overrides:
            levels[row.skill_id] = build_required_level(
                skill=row.skill, level=row.level, importance=row.importance
            )
    needed = (row for row in levels.values() if row.level > 0)
    return sorted(needed, key=lambda row: (row.position, row.code))


# --- Businesses and their links ---------------------------------------------------------------


def find_invitation(*, token: str) -> Invitation | None:
    """Return the invitation that ``token`` opens today, with its business and city."""
    return (
        Invitation.objects.filter(token=token, revoked_at=None)
        .select_related("organisation__municipality")
        .first()
    )


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
