"""The one override of allauth: people keep their language, in mails and after signing in."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import Resolver404, resolve, reverse, translate_url
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _

from uprest.accounts.models import User
from uprest.accounts.selectors import find_language

EDITORIAL_PAGE = "wagtail_serve"
# In the order in which they are offered.
REAUTHENTICATION = {
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
    "reauthenticate": _("Use the password"),
    "mfa_reauthenticate": _("Use the app or a recovery code"),
}


class AccountAdapter(DefaultAccountAdapter):
    """Allauth's behaviour, with UPREST's user fields, languages and words."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "cannot_remove_primary_email": _("You cannot remove the address that you sign in with."),
        "duplicate_email": _("This e-mail address is in your account already."),
        "email_password_mismatch": _("E-mail address and password do not fit together."),
        "email_taken": _("This e-mail address cannot be used."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_code": _("This code is not right. Look at the newest mail."),
        "incorrect_password": _("This is not your password."),
        "invalid_login": _("This is not an e-mail address."),
        "invalid_password_reset": _("This code has expired. Please ask for a new one."),
        "max_email_addresses": _("You cannot add more than %d e-mail addresses."),
        "rate_limited": _("That was a little quick. Wait a moment and try once more."),
        "same_as_current": _("This is the address that you have now."),
        "too_many_login_attempts": _(
            "Too many tries. To protect the account we wait a few minutes. Nothing was changed."
        ),
        "unknown_email": _("We know no account with this e-mail address."),
        "unverified_primary_email": _("Please confirm this address first."),
    }

    def save_user(
        self,
        request: HttpRequest,
        user: User,
        form: BaseForm,
        commit: bool = True,  # noqa: FBT001, FBT002  # allauth's signature
    ) -> User:
        """Save a new user with the language that they signed up in."""
        language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
        if language in dict(settings.LANGUAGES):
            user.language = language
        super().save_user(request, user, form, commit=commit)
        return user

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail in the language of whom it is for, known or not."""
        with override(find_language(email=email) or get_language()):
            super().send_mail(template_prefix, email, context)

    def send_account_already_exists_mail(self, email: str) -> None:
        """Say that there is an account, to its owner alone, and how to sign in."""
        with override(find_language(email=email) or get_language()):
            sign_in_url = allauth_context.request.build_absolute_uri(reverse("account_login"))
        self.send_mail("account/email/account_already_exists", email, {"sign_in_url": sign_in_url})

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return the learner's home in their language."""
        with override(getattr(request.user, "language", None) or get_language()):
            return resolve_url(settings.LOGIN_REDIRECT_URL)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """Return where a new account begins: the learner's home."""
        return self.get_login_redirect_url(request)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Return the start page in the language that was just read."""
        return reverse(EDITORIAL_PAGE, args=("",))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return the account page, from where the password was changed."""
        return reverse("accounts:account")

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        """Return the list of addresses, where a new one was added."""
        if self.request.user.is_authenticated:
            return reverse("account_email")
        return reverse("account_login")

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Return the ways to prove who is there, the quickest first, in our words."""
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        ours = [{**way, "description": REAUTHENTICATION[way["id"]]} for way in ways]
        return sorted(ours, key=lambda way: list(REAUTHENTICATION).index(way["id"]))

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Go on in the language of whoever has just signed in."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if isinstance(response, HttpResponseRedirect):
            response["Location"] = get_url_in_language(response.url, user.language)
        return response


class SecondStepAdapter(DefaultMFAAdapter):
    """Allauth's second step in our words."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "add_email_blocked": _(
            "An account with a second step keeps its address. Switch the second step off first."
        ),
        "cannot_delete_authenticator": _("The second step cannot be switched off."),
        "cannot_generate_recovery_codes": _("Recovery codes need a second step to recover from."),
        "incorrect_code": _("That was not right. Please try once more."),
        "unverified_email": _("Please confirm your e-mail address first."),
    }

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """Return the name that a new passkey has until its owner finds a better one."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey %(number)d") % {"number": number}


def get_url_in_language(url: str, language: str) -> str:
    """Return the same page in ``language``; editors' pages stay in the language they were read in.

    An editors' page may not exist in every language, and its address may differ.
    """
    try:
        match = resolve(url.split("?")[0])
    except Resolver404:
        return url
    return url if match.url_name == EDITORIAL_PAGE else translate_url(url, language)
