"""What accounts do when something else has happened."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db import connections
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from uprest.accounts.models import ConsentText, User
from uprest.accounts.services import claim_visit, load_consent_texts
from uprest.accounts.types import KEEP_VISIT

# Who types a code here has just given the password in the same browser.
SIGN_UP_CONFIRMATION = "account_email_verification_sent"


@receiver(post_migrate, dispatch_uid="accounts.load_consent_texts")
def keep_consent_texts(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Load the shipped texts after every migration: no page can ask for consent without them."""
    if sender.label != "accounts" or using != "default":
        return
    # Migrated back to before the first migration, there is nothing to load into.
    table = ConsentText._meta.db_table  # noqa: SLF001  # public in Django
    if table in connections[using].introspection.table_names():
        load_consent_texts()


@receiver(user_logged_in, dispatch_uid="accounts.keep_visit")
def keep_visit(sender: type[User], request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Move the visit into the account where its owner asked for that before signing in.

    Without that wish nothing moves: on a shared phone the visit may be a colleague's.
    """
    visit = getattr(request, "visit", None)
    wished = request.session.pop(KEEP_VISIT, None)
    if visit is not None and visit.id is not None and wished == str(visit.id):
        claim_visit(user=user, visitor_id=visit.id, at=timezone.now())
        visit.end()


@receiver(email_confirmed, dispatch_uid="accounts.drop_planted_password")
def drop_planted_password(
    sender: type[EmailAddress], request: HttpRequest, email_address: EmailAddress, **kwargs: Any
) -> None:
    """Take the password off an account whose first address is confirmed by a sign-in code.

    Anybody can begin an account with somebody else's address and a password of their own. Its
    owner, who later signs in with a code, knows nothing of that password.
    """
    match, user = request.resolver_match, email_address.user
    others = EmailAddress.objects.filter(user_id=user.pk, verified=True).exclude(
        pk=email_address.pk
    )
    if (match and match.url_name == SIGN_UP_CONFIRMATION) or others.exists():
        return
    user.set_unusable_password()
    user.save(update_fields=["password"])
