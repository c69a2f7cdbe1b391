"""The ONE access gate for other people's data, and the roles it knows.

``access_organisation`` and ``access_municipality`` are the only ways to other people's data:
whoever reads it takes the organisation or the city from them.
"""

from django.contrib.auth.models import AnonymousUser

from uprest.accounts.models import User
from uprest.ecosystem.models import Membership, Municipality, OfficerRole, Organisation
from uprest.ecosystem.types import (
    ADMINISTRATORS_GROUP,
    NO_ROLES,
    TRAINERS_GROUP,
    AccessDenied,
    MunicipalityRole,
    OrganisationRole,
    Roles,
)

Person = User | AnonymousUser

LEADING_ROLES = (Membership.Role.OWNER, Membership.Role.MANAGER)


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


def access_as_trainer(*, user: Person) -> User:
    """Return ``user`` if they may answer what businesses ask for: a trainer or administrator.

    :raises AccessDenied: for everybody else.
    """
    if not isinstance(user, User) or not user.is_active:
        raise AccessDenied
    if user.groups.filter(name=TRAINERS_GROUP).exists() or is_administrator(user):
        return user
    raise AccessDenied


def is_administrator(user: Person) -> bool:
    """Whether ``user`` is a platform administrator (a query at most)."""
    if not (user.is_authenticated and user.is_active):
        return False
    return user.is_superuser or user.groups.filter(name=ADMINISTRATORS_GROUP).exists()


def is_author(user: Person) -> bool:
    """Whether ``user`` writes courses, or is a platform administrator (a query at most)."""
    if not (user.is_authenticated and user.is_active):
        return False
    groups = (TRAINERS_GROUP, ADMINISTRATORS_GROUP)
    return user.is_superuser or user.groups.filter(name__in=groups).exists()


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
                city=role.municipality,
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
        city=membership.organisation.municipality,
    )
