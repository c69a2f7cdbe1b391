"""What a business lets its city know: given by an owner, taken back by any of them."""

from datetime import datetime

from django.db import transaction

from uprest.accounts.models import Consent, User
from uprest.accounts.services import give_consent, withdraw_consent
from uprest.accounts.types import Learner
from uprest.ecosystem.models import CityContact, Membership, Organisation
from uprest.ecosystem.selectors.telling import CHOICES, CONTACT, NAME
from uprest.ecosystem.types import AccessDenied


@transaction.atomic
def name_as_participant(
    *, organisation: Organisation, user: User, language: str, at: datetime
) -> None:
    """Put a business on the list of those that take part; again changes nothing.

    :raises AccessDenied: if ``user`` does not own it: administrators agree to nothing for others.
    """
    _agree(organisation, user, NAME, language, at)


@transaction.atomic
def give_contact(
    *,
    organisation: Organisation,
    user: User,
    name: str,
    email: str,
    phone: str,
    language: str,
    at: datetime,
) -> None:
    """Let the city's officers see a contact, or another one than before.

    :raises AccessDenied: if ``user`` does not own the business.
    """
    _agree(organisation, user, CONTACT, language, at)
    CityContact.objects.update_or_create(
        organisation=organisation,
        defaults={
            "name": name,
            "email": email,
            "phone": phone,
            "given_by": user,
            "given_at": at,
        },
    )


def _agree(organisation: Organisation, user: User, code: str, language: str, at: datetime) -> None:
    owns = Membership.objects.select_for_update().filter(
        organisation=organisation, user=user, role=Membership.Role.OWNER, left_at=None
    )
    if not owns.exists():
        raise AccessDenied
    learner, key = Learner(user_id=user.pk), str(organisation.pk)
    give_consent(learner=learner, code=code, language=language, at=at, subject_key=key)


@transaction.atomic
def take_back(*, organisation: Organisation, code: str, at: datetime) -> None:
    """Take back, for a business, what any of its owners agreed to. Nothing open: nothing happens.

    :raises ValueError: for a code that is not one of ``CHOICES``.
    """
    if code not in CHOICES:
        raise ValueError(code)
    key = str(organisation.pk)
    people = Consent.objects.filter(
        text__code=code, subject_key=key, withdrawn_at=None, user__isnull=False
    ).values_list("user_id", flat=True)
    for user_id in set(people):
        withdraw_consent(learner=Learner(user_id=user_id), code=code, at=at, subject_key=key)
    if code == CONTACT:
        CityContact.objects.filter(organisation=organisation).delete()


def stop_speaking_for(*, user_id: int, organisation_id: int, at: datetime) -> None:
    """Take back what somebody agreed to for a business that they own no longer."""
    for code in CHOICES:
        withdraw_consent(
            learner=Learner(user_id=user_id), code=code, at=at, subject_key=str(organisation_id)
        )


def forget_contact(*, user_id: int, organisation_id: int) -> None:
    """Delete the contact that somebody gave: they took their consent back, wherever that was."""
    CityContact.objects.filter(given_by_id=user_id, organisation_id=organisation_id).delete()
