"""Models of cities, businesses and who belongs to them."""

from uprest.ecosystem.models.cities import Municipality, OfficerRole, RequirementOverride
from uprest.ecosystem.models.needs import OrganisationRequirement
from uprest.ecosystem.models.organisations import (
    Invitation,
    Membership,
    Organisation,
    RegisterEntry,
    Sector,
    SizeClass,
)
from uprest.ecosystem.models.telling import CityContact, InvitationMailing, RegisterImport

__all__ = [
    "CityContact",
    "Invitation",
    "InvitationMailing",
    "Membership",
    "Municipality",
    "OfficerRole",
    "Organisation",
    "OrganisationRequirement",
    "RegisterEntry",
    "RegisterImport",
    "RequirementOverride",
    "Sector",
    "SizeClass",
]
