"""Allauth's forms of the second step and of passkeys, in our words."""

from typing import Any

from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.utils.translation import gettext_lazy as _

from uprest.accounts.forms.signing_in import PlainFields, number_pad

NAME = _("Name of the passkey")


class AppCode(PlainFields):
    """A form that asks for a code of the authenticator app."""

    labels = {"code": _("The code from your app, or a recovery code")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        number_pad(self.fields["code"])


class SecondStepForm(AppCode, base.AuthenticateForm):
    """The second step of signing in."""


class ConfirmSecondStepForm(AppCode, base.ReauthenticateForm):
    """The second step, asked for once more before something important."""


class ActivateAppForm(AppCode, totp.ActivateTOTPForm):
    """Proves that the authenticator app was set up."""

    labels = {"code": _("The six digits that the app shows")}


class AddPasskeyForm(PlainFields, webauthn.AddWebAuthnForm):
    """Adds a passkey or a security key."""

    labels = {"name": NAME, "passwordless": _("Sign in with this passkey alone")}
    help_texts = {
        "name": _("For example: my phone, the key on my key ring."),
        "passwordless": _(
            "You then need no password and no code: your device asks for finger, face or PIN."
        ),
    }


class SignUpPasskeyForm(PlainFields, webauthn.SignupWebAuthnForm):
    """Makes the first passkey of a new account."""

    labels = {"name": NAME}
    help_texts = {"name": _("For example: my phone.")}


class RenamePasskeyForm(PlainFields, webauthn.EditWebAuthnForm):
    """Gives a passkey another name."""

    labels = {"name": NAME}
