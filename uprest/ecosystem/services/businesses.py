"""A business's life: registered by its owner, vouched for by an administrator, closed."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext
from wagtail.log_actions import log

from uprest.accounts.models import User
from uprest.ecosystem.models import (
    Invitation,
    Membership,
    Municipality,
    Organisation,
    RegisterEntry,
)
from uprest.ecosystem.selectors import find_business, is_administrator, is_officer
from uprest.ecosystem.services.memberships import end_all_memberships
from uprest.ecosystem.types import (
    AccessDenied,
    EntryTakenError,
    NameTakenError,
    OfficerApprovalError,
)

APPROVED = "ecosystem.approve"
MATCHED = "ecosystem.match"
DECLINED = "ecosystem.decline"


@transaction.atomic
def register_organisation(
    *,
    user: User,
    municipality: Municipality,
    name: str,
    sector: str,
    size_class: str,
    season_starts_on: date | None,
    at: datetime,
) -> Organisation:
    """Register a business with ``user`` as its owner. It waits for approval.

    Sent twice by the same owner, it is registered once.

    :raises NameTakenError: if somebody else's business in the city has that name.
    """
    name = " ".join(name.split())
    # two people who register the same name at once come one after the other
    city = Municipality.objects.select_for_update().get(pk=municipality.pk)
    known = find_business(municipality=city, name=name)
    if known:
        if known.memberships.filter(user=user, left_at=None, role=Membership.Role.OWNER).exists():
            return known
        raise NameTakenError(
            gettext(
                "A business of this name is already registered in %(city)s. If you work there, "
                "ask for its invitation link. If it is another business, add something to the "
                "name that tells them apart, for example the street."
            )
            % {"city": city.name}
        )
    organisation = Organisation.objects.create(
        municipality=city,
        name=name,
        sector=sector,
        size_class=size_class,
        season_starts_on=season_starts_on,
    )
    Membership.objects.create(
        user=user, organisation=organisation, role=Membership.Role.OWNER, joined_at=at
    )
    return organisation


@transaction.atomic
def approve_organisation(*, organisation_id: int, administrator: User, at: datetime) -> bool:
    """Let a business count in its city's figures; ``False`` if it counted already.

    :raises AccessDenied: if ``administrator`` is no platform administrator.
    :raises OfficerApprovalError: if they read the figures of that city.
    """
    organisation = _lock_for_decision(organisation_id, administrator)
    if organisation.counts:
        return False
    _approve(organisation, administrator, at)
    log(instance=organisation, action=APPROVED, user=administrator)
    return True


@transaction.atomic
def match_organisation(
    *, organisation_id: int, register_entry_id: int, administrator: User, at: datetime
) -> bool:
    """Match a business to an entry of its city's register; ``False`` if it was so already.

    :raises AccessDenied: if ``administrator`` is no platform administrator.
    :raises OfficerApprovalError: if they read the figures of that city.
    :raises EntryTakenError: if the entry is another city's or belongs to another business.
    """
    organisation = _lock_for_decision(organisation_id, administrator)
    if organisation.register_entry_id == register_entry_id:
        return False
    entry = (
        RegisterEntry.objects.select_for_update()
        .filter(pk=register_entry_id, municipality_id=organisation.municipality_id)
        .first()
    )
    if entry is None or Organisation.objects.filter(register_entry=entry).exists():
        raise EntryTakenError(gettext("This register entry belongs to another business."))
    organisation.register_entry = entry
    _approve(organisation, administrator, at)
    log(instance=organisation, action=MATCHED, user=administrator, data={"number": entry.number})
    return True


@transaction.atomic
def decline_organisation(*, organisation_id: int, administrator: User, at: datetime) -> bool:
    """Refuse a business that waits, and its link; ``False`` if it does not wait any more.

    :raises AccessDenied: if ``administrator`` is no platform administrator.
    :raises OfficerApprovalError: if they read the figures of that city.
    """
    organisation = _lock_for_decision(organisation_id, administrator)
    if organisation.counts or organisation.declined_at:
        return False
    organisation.declined_at = at
    organisation.save(update_fields=["declined_at"])
    _revoke_links(organisation, at)
    log(instance=organisation, action=DECLINED, user=administrator)
    return True


@transaction.atomic
def close_organisation(*, organisation: Organisation, at: datetime) -> None:
    """Close a business: its link stops working and everybody in it leaves."""
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if locked.closed_at is None:
        locked.closed_at = at
        locked.save(update_fields=["closed_at"])
    _revoke_links(locked, at)
    end_all_memberships(organisation_id=locked.pk, at=at)


def _lock_for_decision(organisation_id: int, administrator: User) -> Organisation:
    """Return the business, locked, if ``administrator`` may decide whether it counts."""
    if not is_administrator(administrator):
        raise AccessDenied
    organisation = Organisation.objects.select_for_update().filter(pk=organisation_id).first()
    if organisation is None:
        raise AccessDenied
    refuse_officer(user=administrator, municipality_id=organisation.municipality_id)
    return organisation


def refuse_officer(*, user: User, municipality_id: int) -> None:
    """Let nobody decide which businesses count in figures that they read.

    :raises OfficerApprovalError: if ``user`` reads the figures of the city.
    """
    if is_officer(user=user, municipality_id=municipality_id):
        raise OfficerApprovalError(
            gettext(
                "You read the figures of this city, so somebody else decides which businesses "
                "count in them."
            )
        )


def _approve(organisation: Organisation, administrator: User, at: datetime) -> None:
    organisation.approved_at = organisation.approved_at or at
    organisation.approved_by = organisation.approved_by or administrator
    organisation.declined_at = None
    organisation.save(update_fields=["approved_at", "approved_by", "declined_at", "register_entry"])


def _revoke_links(organisation: Organisation, at: datetime) -> None:
    Invitation.objects.filter(organisation=organisation, revoked_at=None).update(revoked_at=at)
