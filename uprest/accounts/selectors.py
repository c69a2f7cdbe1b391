"""Reads of people's consents and of how they sign in."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import Count, Q, QuerySet

from uprest.accounts.models import Consent, ConsentText, User
from uprest.accounts.types import Learner


def get_consent_text(code: str) -> ConsentText:
    """Return the newest version of the text ``code``.

    Versions are dates (``2026-11``), so the last one in the alphabet is the newest. Raises
    ``ConsentText.DoesNotExist`` for an unknown code.
    """
    return ConsentText.objects.filter(code=code).latest("version")


def has_consent(*, learner: Learner, code: str, subject_key: str = "") -> bool:
    """Return whether somebody has given, and not taken back, any version of a consent."""
    return _open_consents(learner=learner).filter(text__code=code, subject_key=subject_key).exists()


def list_open_consents(*, learner: Learner) -> list[Consent]:
    """Return what somebody agrees to at present, newest first, each with its text."""
    return list(_open_consents(learner=learner).select_related("text").order_by("-given_at", "-id"))


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
