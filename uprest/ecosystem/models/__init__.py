"""Models of cities, businesses and who belongs to them."""

from uprest.ecosystem.models.cities import Municipality, OfficerRole, RequirementOverride
from uprest.ecosystem.models.organisations import (
    Invitation,
    Membership,
    Organisation,
    RegisterEntry,
    Sector,
    SizeClass,
)

__all__ = [
    "Invitation",
    "Membership",
    "Municipality",
    "OfficerRole",
    "Organisation",
    "RegisterEntry",
    "RequirementOverride",
    "Sector",
    "SizeClass",
]
