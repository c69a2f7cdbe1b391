"""Allauth's forms in our words: signing in and up, codes, passwords, e-mail addresses."""

from typing import Any

from allauth.account import forms as allauth
from allauth.account.internal.flows.manage_email import sync_user_email_address
from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from uprest.accounts.models import User
from uprest.accounts.services import give_consent
from uprest.accounts.types import KEEP_PROFILE, Learner

EMAIL = _("E-mail address")
PASSWORD = _("Password")
NEW_PASSWORD = _("New password")
REPEATED = _("New password, once more")


class PlainFields:
    """Labels stand above their fields in our words, and nothing stands inside them."""

    labels: dict[str, Any] = {}
    help_texts: dict[str, Any] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.help_texts.get(name, "")


def number_pad(field: forms.Field) -> None:
    """Show digits on a phone's keyboard, and no autocorrection."""
    field.widget.attrs.update(inputmode="numeric", autocomplete="one-time-code", maxlength="12")


def note_address(user: User | None) -> None:
    """Write down the address of an account that an administrator made.

    Only an address that is written down is confirmed by the code that it receives.
    """
    if user is not None:
        sync_user_email_address(user)


class CodeField(PlainFields):
    """A form that asks for the six digits of a mail."""

    labels = {"code": _("The six digits from our mail")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        number_pad(self.fields["code"])


class SignInForm(PlainFields, allauth.LoginForm):
    """E-mail address and, where somebody has one, a password. Without it a code is sent."""

    labels = {"login": EMAIL, "password": PASSWORD}
    help_texts = {"password": _("No password? Leave it empty, and we send you a code.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].required = False

    def clean(self) -> Any:
        """Find out who it is, and make sure that a code can confirm their address."""
        cleaned = super().clean()
        note_address(self.user)
        return cleaned


class RequestCodeForm(PlainFields, allauth.RequestLoginCodeForm):
    """Asks for a code by e-mail."""

    labels = {"email": EMAIL}

    def clean_email(self) -> str:
        """Find out who it is, and make sure that the code can confirm their address."""
        email: str = super().clean_email()
        note_address(self._user)
        return email


class ConfirmLoginForm(CodeField, allauth.ConfirmLoginCodeForm):
    """Takes the code that was sent to sign in."""


class ConfirmEmailForm(CodeField, allauth.ConfirmEmailVerificationCodeForm):
    """Takes the code that proves an e-mail address."""


class ConfirmResetForm(CodeField, allauth.ConfirmPasswordResetCodeForm):
    """Takes the code that allows a new password."""


class SignUpForm(PlainFields, allauth.SignupForm):
    """What an account needs: an e-mail address and a yes to keeping the profile."""

    labels = {"email": EMAIL, "password1": PASSWORD}
    help_texts = {
        "display_name": _("So that we know how to greet you, and your team knows who you are."),
        "password1": _(
            "You can leave it empty and sign in with a code by e-mail. If you choose one: at "
            "least 10 characters, not only digits."
        ),
    }
    field_order = ["email", "display_name", "password1", "keep_profile"]

    display_name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    keep_profile = forms.BooleanField(
        label=_("Yes, keep my profile, my path and my courses with my account."),
        error_messages={"required": _("We can only keep your profile if you agree to it.")},
    )

    def signup(self, request: HttpRequest, user: User) -> None:
        """Keep the name and the consent of somebody who has just signed up."""
        user.display_name = self.cleaned_data["display_name"]
        user.save(update_fields=["display_name"])
        give_consent(
            learner=Learner(user_id=user.pk),
            code=KEEP_PROFILE,
            language=get_language() or user.language,
            at=timezone.now(),
        )


class AddEmailForm(PlainFields, allauth.AddEmailForm):
    """Adds an e-mail address to an account."""

    labels = {"email": EMAIL}


class ChangeEmailForm(PlainFields, allauth.ChangeEmailForm):
    """Corrects the e-mail address that was typed at sign-up."""

    labels = {"email": EMAIL}


class ResetPasswordForm(PlainFields, allauth.ResetPasswordForm):
    """Asks for a code that allows a new password."""

    labels = {"email": EMAIL}


class ReauthenticateForm(PlainFields, allauth.ReauthenticateForm):
    """Asks for the password once more before something important."""

    labels = {"password": PASSWORD}


class NewPassword(PlainFields):
    """A new password, typed twice, with the rules above it."""

    labels = {
        "oldpassword": _("Present password"),
        "password1": NEW_PASSWORD,
        "password2": REPEATED,
    }
    help_texts = {"password1": _("At least 10 characters, not only digits, and not a common one.")}


class NewPasswordForm(NewPassword, allauth.ResetPasswordKeyForm):
    """Sets the new password after a reset."""


class SetPasswordForm(NewPassword, allauth.SetPasswordForm):
    """Gives a password to an account that had none."""


class ChangePasswordForm(NewPassword, allauth.ChangePasswordForm):
    """Replaces the password."""
