"""Values about roles and the frame of a page, and the error of the access gate."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

if TYPE_CHECKING:
    from uprest.ecosystem.models import Municipality

# Names of Wagtail's groups. Somebody becomes a trainer or an administrator by being put into one.
ADMINISTRATORS_GROUP = "Platform administrators"
TRAINERS_GROUP = "Trainers"


class AccessDenied(PermissionDenied):
    """Somebody asked for other people's data without the role for it (answered with 403)."""


class RefusedError(Exception):
    """What somebody asked for cannot be done; the text says why, in their language."""


class NameTakenError(RefusedError):
    """There already is a business of that name in that city."""


class LastOwnerError(RefusedError):
    """The only owner of a business cannot leave it, nor become something else."""


class OfficerApprovalError(RefusedError):
    """Who reads a city's figures does not decide which businesses count in them."""


class EntryTakenError(RefusedError):
    """The register entry belongs to another business or another city."""


class TooManyInvitationsError(RefusedError):
    """A business would send more invitations by e-mail than it may in a day."""


class ImportOverError(Exception):
    """A file was imported or cancelled already, or its lines are gone."""


class RegisterMovedError(Exception):
    """A register has changed since somebody looked at what a file would do to it."""


@dataclass(frozen=True, slots=True)
class OrganisationRole:
    """Somebody's present place in one business. ``role`` is a value of ``Membership.Role``."""

    organisation_id: int
    name: str
    role: str
    city_slug: str
    leads: bool
    city: "Municipality | None" = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class MunicipalityRole:
    """A city whose figures somebody reads as its officer."""

    municipality_id: int
    slug: str
    name: str
    city: "Municipality | None" = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Roles:
    """All roles of one person. Everybody is a learner beside them."""

    organisations: tuple[OrganisationRole, ...] = ()
    municipalities: tuple[MunicipalityRole, ...] = ()
    is_trainer: bool = False
    is_administrator: bool = False

    @property
    def led_organisations(self) -> tuple[OrganisationRole, ...]:
        """The businesses that the person owns or manages."""
        return tuple(role for role in self.organisations if role.leads)


NO_ROLES = Roles()


@dataclass(frozen=True, kw_only=True, slots=True)
class MyBusiness:
    """One of the businesses that a person belongs to, as their own page shows it."""

    organisation_id: int
    name: str
    city_name: str
    role: str
    leads: bool
    is_owner: bool
    shares_readiness: bool
    joined_at: datetime
    is_waiting: bool
    is_declined: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """Somebody in a business, as its owner sees them: a name, a role, a day. No skills."""

    membership_id: int
    user_id: int
    name: str
    role: str
    role_name: str
    joined_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class FreeEntry:
    """An entry of a city's register that no business is matched to."""

    entry_id: int
    number: str
    name: str
    sector: str
    size: str


@dataclass(frozen=True, kw_only=True, slots=True)
class WaitingBusiness:
    """A business that waits for an administrator, and the register entry it may be."""

    organisation_id: int
    name: str
    city_name: str
    sector: str
    size: str
    created_at: datetime
    suggestion: FreeEntry | None


@dataclass(frozen=True, slots=True)
class NavItem:
    """One place of the main navigation. ``icon`` is a name of Lucide's."""

    url: str
    label: str
    icon: str
    current: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where the navigation can lead. ``short`` is one word, for the bar at the thumb."""

    url: str
    label: str
    short: str
    icon: str


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """A language, under its own name, and the address that shows this page in it."""

    code: str
    name: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class FooterLink:
    """A standing page in the foot of every page."""

    url: str
    label: str
