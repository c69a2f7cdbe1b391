"""One tap that stops mail, from a link that is signed and needs no account."""

from datetime import datetime

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from uprest.accounts.models import User
from uprest.notifications.models import (
    AddressNotification,
    MailState,
    Notification,
    StoppedAddress,
)
from uprest.notifications.services.wishes import get_or_make_settings
from uprest.notifications.types import Group, Stop, StopLinkError

SALT = "uprest.notifications.stop"


def make_group_link(*, user_id: int, group: Group) -> str:
    """Return the address that stops mails of a group, in the language of the moment."""
    return _make_link({"u": user_id, "g": group.value})


def make_address_link(*, address_hash: str, language: str) -> str:
    """Return the address that stops all mails to an address without an account."""
    with override(language):
        return _make_link({"a": address_hash})


def _make_link(words: dict[str, object]) -> str:
    token = signing.dumps(words, salt=SALT, compress=True)
    return f"{settings.BASE_URL}{reverse('notifications:stop', args=(token,))}"


def read_stop(token: str) -> Stop:
    """Return what a link stops. It never expires: a mail may be found years later.

    :raises StopLinkError: if it was cut or made up.
    """
    try:
        words = signing.loads(token, salt=SALT)
        group = Group(words["g"]) if "g" in words else None
    except (signing.BadSignature, ValueError) as error:
        raise StopLinkError from error
    return Stop(user_id=words.get("u"), group=group, address_hash=words.get("a", ""))


@transaction.atomic
def stop(*, stop: Stop, at: datetime) -> None:
    """Stop what a link names, also what waits to be sent. Twice changes nothing."""
    if stop.address_hash:
        StoppedAddress.objects.get_or_create(
            address_hash=stop.address_hash, defaults={"stopped_at": at}
        )
        AddressNotification.objects.filter(
            address_hash=stop.address_hash, mail_state=MailState.DUE
        ).update(mail_state=MailState.NONE, address="")
    elif stop.group and stop.user_id and _has_account(stop.user_id):
        row = get_or_make_settings(user_id=stop.user_id)
        row.site_only = sorted({*row.site_only, stop.group.value})
        row.save(update_fields=["site_only"])
        Notification.objects.filter(
            user_id=row.user_id, group=stop.group, mail_state=MailState.DUE
        ).update(mail_state=MailState.NONE, mail_at=None)


def _has_account(user_id: int) -> bool:
    return User.objects.filter(pk=user_id, erased_at=None).exists()
