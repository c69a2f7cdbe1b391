"""Reads of cities and businesses, and the ONE access gate for other people's data."""

from uprest.ecosystem.selectors.businesses import (
    INVITATION_KEY,
    export_person,
    find_business,
    find_invitation,
    fold_name,
    get_invitation,
    get_invited_organisation,
    get_member,
    get_own_membership,
    list_members,
    list_my_businesses,
    was_revoked,
)
from uprest.ecosystem.selectors.cities import (
    find_city,
    get_required_levels,
    list_cities,
)
from uprest.ecosystem.selectors.gate import (
    LEADING_ROLES,
    Person,
    access_municipality,
    access_organisation,
    build_organisation_role,
    get_roles,
    is_administrator,
    is_officer,
)
from uprest.ecosystem.selectors.register import (
    build_free_entry,
    get_waiting_business,
    list_free_entries,
    list_waiting_businesses,
)

__all__ = [
    "INVITATION_KEY",
    "LEADING_ROLES",
    "Person",
    "access_municipality",
    "access_organisation",
    "build_free_entry",
    "build_organisation_role",
    "export_person",
    "find_business",
    "find_city",
    "find_invitation",
    "fold_name",
    "get_invitation",
    "get_invited_organisation",
    "get_member",
    "get_own_membership",
    "get_required_levels",
    "get_roles",
    "get_waiting_business",
    "is_administrator",
    "is_officer",
    "list_cities",
    "list_free_entries",
    "list_members",
    "list_my_businesses",
    "list_waiting_businesses",
    "was_revoked",
]
