"""Reads of people's consents and of how they sign in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import Count, Max, Q, QuerySet

from uprest.accounts.models import Consent, ConsentText, User
from uprest.accounts.signals import consent_subjects_requested
from uprest.accounts.types import Learner


def get_consent_text(code: str) -> ConsentText:
    """Return the newest version of the text ``code``.

    Versions are dates (``2026-11``), so the last one in the alphabet is the newest. Raises
    ``ConsentText.DoesNotExist`` for an unknown code.
    """
    return ConsentText.objects.filter(code=code).latest("version")


def list_consent_texts(codes: Collection[str]) -> dict[str, ConsentText]:
    """Return the newest version of each of some texts, by code (one query)."""
    rows = ConsentText.objects.filter(code__in=codes).order_by("version")
    return {row.code: row for row in rows}


def has_consent(*, learner: Learner, code: str, subject_key: str = "") -> bool:
    """Return whether somebody has given, and not taken back, any version of a consent."""
    return _open_consents(learner=learner).filter(text__code=code, subject_key=subject_key).exists()


@dataclass(frozen=True, kw_only=True, slots=True)
class GivenConsent:
    """A yes of somebody as they are shown it. ``subject`` names what it is about, if anything.

    ``is_newest`` says whether the text has not changed since.
    """

    id: int
    code: str
    title: str
    text: str
    version: str
    subject: str
    given_at: datetime
    withdrawn_at: datetime | None
    is_newest: bool


def list_consents(*, learner: Learner) -> list[GivenConsent]:
    """Return everything that somebody has ever agreed to, newest first, in words.

    Two queries, and one for each package that names what consents are about.
    """
    rows = Consent.objects.filter(**learner.owner).select_related("text")
    given = list(rows.order_by("-given_at", "-id"))
    subjects = {(row.text.code, row.subject_key) for row in given if row.subject_key}
    names: dict[tuple[str, str], str] = {}
    if subjects:
        for _receiver, found in consent_subjects_requested.send(sender=Consent, subjects=subjects):
            names |= cast("dict[tuple[str, str], str]", found)
    newest = dict(
        ConsentText.objects.order_by().values_list("code").annotate(newest=Max("version"))
    )
    return [
        GivenConsent(
            id=row.pk,
            code=row.text.code,
            title=row.text.title,
            text=row.text.text,
            version=row.text.version,
            subject=names.get((row.text.code, row.subject_key), ""),
            given_at=row.given_at,
            withdrawn_at=row.withdrawn_at,
            is_newest=newest.get(row.text.code) == row.text.version,
        )
        for row in given
    ]


def _open_consents(*, learner: Learner) -> QuerySet[Consent]:
    return Consent.objects.filter(**learner.owner, withdrawn_at=None)


@dataclass(frozen=True, slots=True)
class SignInMethods:
    """The ways in which somebody can sign in, besides a code by e-mail."""

    email: str
    other_emails: int
    has_password: bool
    passkeys: int
    has_second_step: bool


def get_sign_in_methods(*, user: User) -> SignInMethods:
    """Return the ways in which ``user`` signs in, in two queries."""
    counts = Authenticator.objects.filter(user=user).aggregate(
        passkeys=Count("id", filter=Q(type=Authenticator.Type.WEBAUTHN)),
        totp=Count("id", filter=Q(type=Authenticator.Type.TOTP)),
    )
    return SignInMethods(
        email=user.email,
        other_emails=EmailAddress.objects.filter(user=user).exclude(email=user.email).count(),
        has_password=user.has_usable_password(),
        passkeys=counts["passkeys"],
        has_second_step=bool(counts["totp"]),
    )


def uses_second_step(*, user_id: int) -> bool:
    """Return whether signing in to the account needs more than an e-mail, code or password."""
    types = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return bool(Authenticator.objects.filter(user_id=user_id, type__in=types).exists())


def find_language(*, email: str) -> str | None:
    """Return the language of the account with this address, if there is one."""
    by_address = Q(email__iexact=email) | Q(emailaddress__email__iexact=email)
    return User.objects.filter(by_address).values_list("language", flat=True).first()
