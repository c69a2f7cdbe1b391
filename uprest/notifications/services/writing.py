"""Writing messages: once for each person and key, in their language, and mailed after commit."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import override

from uprest.accounts.models import User
from uprest.notifications.kinds import KINDS, Kind
from uprest.notifications.models import (
    AddressNotification,
    MailState,
    Notification,
    StoppedAddress,
)
from uprest.notifications.selectors import hint_key, read_wishes
from uprest.notifications.signals import mails_due
from uprest.notifications.timing import find_mail_time, read_quiet
from uprest.notifications.types import Wishes

SUBJECT = 200
BATCH = 500

Target = tuple[object, ...] | str
"""The name of a page and its arguments, as ``reverse`` takes them; or a path as it is."""


@transaction.atomic
def notify(
    *,
    user_ids: Collection[int],
    kind: str,
    key: str,
    context: Mapping[str, Any],
    at: datetime,
    to: Target | None = None,
) -> int:
    """Write a message to each of ``user_ids`` and return how many are new.

    The same ``key`` never reaches the same person twice. Each gets it in the language of their
    account; ``to`` is the page that it leads to. Who has deleted the account or may not sign in
    gets none. Mails go out after the surrounding transaction, as each person wants them. Three
    queries and one for every 500 people.

    :raises KeyError: if nobody has registered the kind.
    """
    known = KINDS[kind]
    wanted = set(user_ids)
    users = User.objects.filter(pk__in=wanted, is_active=True, erased_at=None).only("language")
    had = set(
        Notification.objects.filter(key=key, user_id__in=wanted).values_list("user_id", flat=True)
    )
    people = {user.pk: user.language for user in users if user.pk not in had}
    wishes = read_wishes(user_ids=list(people))
    texts = {language: _render(known, language, context, to) for language in set(people.values())}
    rows = []
    for user_id, language in people.items():
        subject, text, url = texts[language]
        mail_at = _plan(known, wishes[user_id], at)
        rows.append(
            Notification(
                user_id=user_id,
                kind=known.code,
                group=known.group,
                key=key,
                subject=subject,
                text=text,
                url=url,
                created_at=at,
                is_service=known.service,
                mail_state=MailState.NONE if mail_at is None else MailState.DUE,
                mail_at=mail_at,
            )
        )
    # another process may write the same key meanwhile: whoever is second changes nothing
    Notification.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    _announce(at=at, people=rows)
    return len(rows)


@transaction.atomic
def notify_addresses(
    *,
    addresses: Iterable[str],
    language: str,
    kind: str,
    key: str,
    context: Mapping[str, Any],
    at: datetime,
) -> int:
    """Write a mail to each address, of whoever it is, and return how many are new.

    An address that wants no more mail is left out, and so is one that had the same ``key``.
    Nothing tells whether an address has an account. Mails go out after the transaction.

    :raises KeyError: if nobody has registered the kind.
    """
    known = KINDS[kind]
    hashes = {hash_address(address): address.strip() for address in addresses}
    stopped = StoppedAddress.objects.filter(address_hash__in=hashes)
    had = AddressNotification.objects.filter(key=key, address_hash__in=hashes)
    left = (
        hashes.keys()
        - set(stopped.values_list("address_hash", flat=True))
        - set(had.values_list("address_hash", flat=True))
    )
    subject, text, _ = _render(known, language, context, None)
    rows = [
        AddressNotification(
            address=hashes[one],
            address_hash=one,
            language=language,
            key=key,
            subject=subject,
            text=text,
            created_at=at,
            mail_at=at,
        )
        for one in sorted(left)
    ]
    AddressNotification.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    _announce(at=at, keys=(key, [row.address_hash for row in rows]))
    return len(rows)


def hash_address(address: str) -> str:
    """Return a keyed hash of an address, whatever its letters' case."""
    folded = address.strip().casefold()
    return salted_hmac("uprest.notifications.address", folded, algorithm="sha256").hexdigest()


def _render(
    kind: Kind, language: str, context: Mapping[str, Any], to: Target | None
) -> tuple[str, str, str]:
    """Return subject, text and address of a message in a language."""
    with override(language):
        words = render_to_string(kind.template, {**context, "base_url": settings.BASE_URL})
        url = reverse(str(to[0]), args=to[1:]) if isinstance(to, tuple) else to or ""
    subject, _, text = words.strip().partition("\n")
    return " ".join(subject.split())[:SUBJECT], text.strip(), url


def _plan(kind: Kind, wishes: Wishes, at: datetime) -> datetime | None:
    """Return when the mail of a message goes out, or None where it stays on the site."""
    if kind.group in wishes.site_only:
        return None
    quiet, season = read_quiet(wishes)
    return find_mail_time(
        timezone.localtime(at),
        is_service=kind.service,
        pace=wishes.pace,
        quiet=quiet,
        season=season,
    )


def _announce(
    *,
    at: datetime,
    people: Collection[Notification] = (),
    keys: tuple[str, list[str]] = ("", []),
) -> None:
    """Say after commit which mails may go out now, and let the pages hint at new messages."""
    due = [row.pk for row in people if row.mail_at is not None and row.mail_at <= at]
    hints = {hint_key(row.user_id): True for row in people}

    def tell() -> None:
        if hints:
            cache.set_many(hints, timeout=None)
        addresses = AddressNotification.objects.filter(key=keys[0], address_hash__in=keys[1])
        ids = list(addresses.values_list("pk", flat=True)) if keys[1] else []
        if due or ids:
            mails_due.send(sender=Notification, notification_ids=due, address_ids=ids)

    # a broker that is down must not undo what was done: the mails go with the next round
    transaction.on_commit(tell, robust=True)
