"""Who belongs to a business, in which role, and what they share with it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from uprest.accounts.models import User
from uprest.accounts.services import give_consent, withdraw_consent
from uprest.accounts.types import Learner
from uprest.ecosystem.models import (
    CityContact,
    Invitation,
    Membership,
    OfficerRole,
    Organisation,
    RegisterImport,
)
from uprest.ecosystem.services.telling import stop_speaking_for
from uprest.ecosystem.types import AccessDenied, LastOwnerError

SHARING = "share-with-business"


def join_organisation(*, user: User, invitation: Invitation, at: datetime) -> Membership:
    """Make ``user`` a member of the business that invites, as staff; once, however often asked."""
    membership, _is_new = Membership.objects.get_or_create(
        user=user,
        organisation_id=invitation.organisation_id,
        left_at=None,
        defaults={"role": Membership.Role.STAFF, "joined_at": at},
    )
    return membership


@transaction.atomic
def set_sharing(
    *, user: User, organisation_id: int, shares: bool, language: str, at: datetime
) -> Membership:
    """Share with a business what one is ready for, or stop; the consent is kept with its text.

    :raises AccessDenied: if ``user`` does not belong to the business.
    """
    membership = _get_own_membership(user=user, organisation_id=organisation_id)
    if membership.shares_readiness == shares:
        return membership
    membership.shares_readiness = shares
    membership.save(update_fields=["shares_readiness"])
    learner, key = Learner(user_id=user.pk), str(organisation_id)
    if shares:
        give_consent(learner=learner, code=SHARING, language=language, at=at, subject_key=key)
    else:
        withdraw_consent(learner=learner, code=SHARING, at=at, subject_key=key)
    return membership


def stop_sharing(*, user_id: int, organisation_id: int) -> None:
    """Show a business nothing of somebody any more: they took their consent back."""
    Membership.objects.filter(user_id=user_id, organisation_id=organisation_id).update(
        shares_readiness=False
    )


@transaction.atomic
def leave_organisation(*, user: User, organisation_id: int, at: datetime) -> None:
    """Leave a business, and stop sharing with it. Left already, nothing happens.

    :raises LastOwnerError: for its only owner.
    """
    _lock(organisation_id)
    membership = Membership.objects.filter(
        user=user, organisation_id=organisation_id, left_at=None
    ).first()
    if membership:
        _end(membership, at)


@transaction.atomic
def end_membership(*, organisation: Organisation, membership_id: int, at: datetime) -> None:
    """End somebody's membership, and what they shared. Ended already, nothing happens.

    :raises AccessDenied: if there never was such a member in the business.
    :raises LastOwnerError: for the only owner.
    """
    _lock(organisation.pk)
    membership = Membership.objects.filter(pk=membership_id, organisation=organisation).first()
    if membership is None:
        raise AccessDenied
    if membership.left_at is None:
        _end(membership, at)


@transaction.atomic
def change_role(
    *, organisation: Organisation, membership_id: int, role: str, at: datetime
) -> Membership:
    """Give a member another role. Who owns the business no longer speaks for it no longer.

    :raises AccessDenied: if there is no such member in the business.
    :raises LastOwnerError: if nobody would own the business any more.
    :raises ValueError: if ``role`` is no value of ``Membership.Role``.
    """
    new_role = Membership.Role(role)
    _lock(organisation.pk)
    membership = Membership.objects.filter(
        pk=membership_id, organisation=organisation, left_at=None
    ).first()
    if membership is None:
        raise AccessDenied
    if membership.role != new_role:
        if new_role != Membership.Role.OWNER:
            _refuse_for_last_owner(membership)
        if membership.role == Membership.Role.OWNER:
            stop_speaking_for(user_id=membership.user_id, organisation_id=organisation.pk, at=at)
        membership.role = new_role
        membership.save(update_fields=["role"])
    return membership


@transaction.atomic
def end_all_memberships(*, organisation_id: int, at: datetime) -> None:
    """End everybody's membership, owners included: the business is closed."""
    for membership in Membership.objects.filter(organisation_id=organisation_id, left_at=None):
        _stop(membership, at)


@transaction.atomic
def erase_person(*, user_id: int, at: datetime) -> None:
    """End all memberships and remove all officer's roles of somebody who deletes their account."""
    Membership.objects.filter(user_id=user_id, left_at=None).update(
        left_at=at, shares_readiness=False
    )
    OfficerRole.objects.filter(user_id=user_id).delete()
    CityContact.objects.filter(given_by_id=user_id).delete()
    RegisterImport.objects.filter(uploaded_by_id=user_id, state=RegisterImport.State.OPEN).delete()


def _get_own_membership(*, user: User, organisation_id: int) -> Membership:
    membership = (
        Membership.objects.select_for_update()
        .filter(user=user, organisation_id=organisation_id, left_at=None)
        .first()
    )
    if membership is None:
        raise AccessDenied
    return membership


def _lock(organisation_id: int) -> None:
    """Let two owners who leave at once come one after the other."""
    Organisation.objects.select_for_update().filter(pk=organisation_id).first()


def _end(membership: Membership, at: datetime) -> None:
    _refuse_for_last_owner(membership)
    _stop(membership, at)


def _stop(membership: Membership, at: datetime) -> None:
    if membership.shares_readiness:
        withdraw_consent(
            learner=Learner(user_id=membership.user_id),
            code=SHARING,
            at=at,
            subject_key=str(membership.organisation_id),
        )
    if membership.role == Membership.Role.OWNER:
        stop_speaking_for(
            user_id=membership.user_id, organisation_id=membership.organisation_id, at=at
        )
    membership.left_at = at
    membership.shares_readiness = False
    membership.save(update_fields=["left_at", "shares_readiness"])


def _refuse_for_last_owner(membership: Membership) -> None:
    if membership.role != Membership.Role.OWNER:
        return
    others = Membership.objects.filter(
        organisation_id=membership.organisation_id, left_at=None, role=Membership.Role.OWNER
    ).exclude(pk=membership.pk)
    if not others.exists():
        raise LastOwnerError(
            gettext("A business needs an owner. Make somebody else the owner first, or close it.")
        )
