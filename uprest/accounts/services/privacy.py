"""Everything known about a person: given to them as a file, or erased."""

import uuid
from datetime import datetime
from typing import Any, cast

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from uprest.accounts.models import Consent, HandoverCode, User
from uprest.accounts.signals import person_erased, personal_data_requested

FORMAT = "uprest-personal-data/1"


def collect_personal_data(*, user: User, at: datetime) -> dict[str, Any]:
    """Return everything known about ``user``, ready to be written as JSON.

    The keys are ``format``, ``exported_at``, ``account``, ``email_addresses``,
    ``sign_in_methods``, ``consents``, and one section for each package that answers
    ``personal_data_requested``. See ``docs/how-to/my-data-file.md``.
    """
    data: dict[str, Any] = {
        "format": FORMAT,
        "exported_at": at.isoformat(),
        "account": _describe_account(user),
        "email_addresses": list(
            EmailAddress.objects.filter(user=user)
            .order_by("id")
            .values("email", "verified", "primary")
        ),
        "sign_in_methods": [_describe_authenticator(a) for a in _list_authenticators(user)],
        "consents": [_describe_consent(c) for c in _list_consents(user)],
    }
    answers = personal_data_requested.send(sender=User, user_id=user.pk)
    return data | dict(cast("tuple[str, Any]", section) for _, section in answers)


def _describe_account(user: User) -> dict[str, Any]:
    return {
        "email": user.email,
        "display_name": user.display_name,
        "language": user.language,
        "minutes_a_week": user.minutes_a_week,
        "joined_at": user.date_joined.isoformat(),
        "last_login": user.last_login.isoformat() if user.last_login else None,
        "has_password": user.has_usable_password(),
        "groups": sorted(user.groups.values_list("name", flat=True)),
    }


def _list_authenticators(user: User) -> list[Authenticator]:
    return list(Authenticator.objects.filter(user=user).order_by("id"))


def _describe_authenticator(authenticator: Authenticator) -> dict[str, Any]:
    """Describe a way to sign in, without the secret that makes it one."""
    used = authenticator.last_used_at
    return {
        "type": authenticator.type,
        "name": authenticator.data.get("name", ""),
        "created_at": authenticator.created_at.isoformat(),
        "last_used_at": used.isoformat() if used else None,
    }


def _list_consents(user: User) -> list[Consent]:
    return list(Consent.objects.filter(user=user).select_related("text").order_by("id"))


def _describe_consent(consent: Consent) -> dict[str, Any]:
    withdrawn = consent.withdrawn_at
    return {
        "code": consent.text.code,
        "version": consent.text.version,
        "subject": consent.subject_key,
        "language": consent.language,
        "text": getattr(consent.text, f"text_{consent.language}", None) or consent.text.text,
        "given_at": consent.given_at.isoformat(),
        "withdrawn_at": withdrawn.isoformat() if withdrawn else None,
    }


@transaction.atomic
def erase_person(*, user_id: int, at: datetime) -> None:
    """Leave a tombstone without name or address where somebody was; erasing twice changes nothing.

    What the person earned and answered for a business's or city's figures stays counted, and
    belongs to nobody: the packages above see to their own part in ``person_erased``, inside
    this transaction. All sessions of the account end.
    """
    user = User.objects.select_for_update().get(pk=user_id)
    if user.erased_at is not None:
        return
    person_erased.send(sender=User, user_id=user_id, at=at)
    addresses = [
        user.email,
        *EmailAddress.objects.filter(user=user).values_list("email", flat=True),
    ]
    _remove_names_from_logs(user, addresses=addresses)
    _remove_keys(user)
    Consent.objects.filter(user=user, withdrawn_at=None).update(withdrawn_at=at)
    _make_tombstone(user, at=at)
    _end_sessions(user_id, addresses=addresses)


def _make_tombstone(user: User, *, at: datetime) -> None:
    user.email = f"erased-{uuid.uuid4()}@invalid"
    user.display_name = ""
    user.language = "en"
    user.is_active = user.is_superuser = False
    user.last_login = None
    user.erased_at = at
    user.set_unusable_password()
    user.save()
    user.groups.clear()
    user.user_permissions.clear()


def _remove_keys(user: User) -> None:
    """Remove all that signs in, and Wagtail's profile with its picture."""
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    HandoverCode.objects.filter(user=user).delete()
    for profile in UserProfile.objects.filter(user=user):
        if profile.avatar:
            profile.avatar.delete(save=False)
        profile.delete()


def _remove_names_from_logs(user: User, *, addresses: list[str]) -> None:
    """Wagtail's log writes down what a thing was called: administrators edit users there."""
    names = [name for name in (*addresses, user.display_name) if name]
    of_the_user = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk)
    )
    of_the_user.update(label="", data={})
    ModelLogEntry.objects.filter(label__in=names).update(label="")


def _end_sessions(user_id: int, *, addresses: list[str]) -> None:
    """Delete the sessions of the account, and those of a sign-in that was begun and not ended.

    Django's sessions do not say whose they are, so each is opened: about 50 microseconds apiece.
    """

    def belongs(content: dict[str, Any]) -> bool:
        text = str(content)
        return content.get("_auth_user_id") == str(user_id) or any(a in text for a in addresses)

    sessions = Session.objects.iterator(chunk_size=2000)
    keys = [session.session_key for session in sessions if belongs(session.get_decoded())]
    Session.objects.filter(session_key__in=keys).delete()
