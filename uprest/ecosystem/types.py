"""Values about roles and the frame of a page, and the error of the access gate."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

# Names of Wagtail's groups. Somebody becomes a trainer or an administrator by being put into one.
ADMINISTRATORS_GROUP = "Platform administrators"
TRAINERS_GROUP = "Trainers"


class AccessDenied(PermissionDenied):
    """Somebody asked for other people's data without the role for it (answered with 403)."""


class BusinessError(Exception):
    """Something a person asked for cannot be done; the text says why, in their language."""


@dataclass(frozen=True, slots=True)
class OrganisationRole:
    """Somebody's present place in one business. ``role`` is a value of ``Membership.Role``."""

    organisation_id: int
    name: str
    role: str
    city_slug: str
    leads: bool


@dataclass(frozen=True, slots=True)
class MunicipalityRole:
    """A city whose figures somebody reads as its officer."""

    municipality_id: int
    slug: str
    name: str


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


@dataclass(frozen=True, slots=True)
class NavItem:
    """One place of the main navigation. ``icon`` is a name of Lucide's."""

    url: str
    label: str
    icon: str
    current: bool


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
