"""Sending mails: never twice, and again when the mail server was down."""

import logging
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from email.utils import make_msgid
from smtplib import SMTPException
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.translation import gettext, ngettext, override

from uprest.notifications.models import AddressNotification, MailState, Notification
from uprest.notifications.services.stopping import make_address_link, make_group_link
from uprest.notifications.timing import find_retry
from uprest.notifications.types import Group

logger = logging.getLogger(__name__)

ROUND = 500
"""So many mails are looked at in one round; the next one takes the rest."""

LOST_AFTER = timedelta(minutes=30)
"""Whoever was sending a mail for so long is gone, and nobody knows whether it went out."""


def send_due(*, at: datetime) -> int:
    """Send the mails whose time has come, digests in one; return how many went out."""
    give_up_lost(at=at)
    due = Q(mail_state=MailState.DUE, mail_at__lte=at)
    people = list(
        Notification.objects.filter(due).order_by("mail_at").values_list("pk", flat=True)[:ROUND]
    )
    addresses = list(
        AddressNotification.objects.filter(due)
        .order_by("mail_at")
        .values_list("pk", flat=True)[:ROUND]
    )
    return send_to_people(ids=people, at=at) + send_to_addresses(ids=addresses, at=at)


def give_up_lost(*, at: datetime) -> int:
    """Give up mails that somebody began to send and never finished; return how many.

    They may have gone out, so they are not sent again: the message stands on the site.
    """
    lost = Q(mail_state=MailState.SENDING, mail_at__lte=at - LOST_AFTER)
    return Notification.objects.filter(lost).update(
        mail_state=MailState.FAILED
    ) + AddressNotification.objects.filter(lost).update(mail_state=MailState.FAILED, address="")


def send_to_people(*, ids: Collection[UUID | str], at: datetime) -> int:
    """Send the mails of these messages, those of one person that wait for a digest in one."""
    rows = Notification.objects.filter(
        pk__in=ids, mail_state=MailState.DUE, mail_at__lte=at
    ).select_related("user", "user__notification_settings")
    bundles: dict[object, list[Notification]] = defaultdict(list)
    for row in rows.order_by("created_at", "pk"):
        wishes = getattr(row.user, "notification_settings", None)
        alone = row.is_service or wishes is None or wishes.pace == "AT_ONCE"
        bundles[row.pk if alone else row.user_id].append(row)
    return sum(_send_bundle(bundle, at) for bundle in bundles.values())


def _send_bundle(bundle: Sequence[Notification], at: datetime) -> int:
    """Send one mail with all messages of ``bundle``, of which each is claimed before."""
    mine = [
        row
        for row in bundle
        if Notification.objects.filter(pk=row.pk, mail_state=MailState.DUE).update(
            mail_state=MailState.SENDING, mail_at=at, tries=row.tries + 1
        )
    ]
    user = mine[0].user if mine else None
    if user is None:
        return 0
    if not user.is_active or user.erased_at is not None:
        _settle(mine, MailState.NONE)
        return 0
    with override(user.language):
        mail = _compose(mine)
    if not _hand_over(mail):
        for row in mine:
            again = find_retry(at, tries=row.tries + 1)
            Notification.objects.filter(pk=row.pk).update(
                mail_state=MailState.DUE if again else MailState.FAILED, mail_at=again or at
            )
        return 0
    _settle(mine, MailState.SENT)
    return 1


def _settle(rows: Sequence[Notification], state: MailState) -> None:
    Notification.objects.filter(pk__in=[row.pk for row in rows]).update(mail_state=state)


def _compose(rows: Sequence[Notification]) -> EmailMessage:
    """Return the mail of one message, or a digest of several; the language is the reader's."""
    first = rows[0]
    groups = {Group(row.group) for row in rows}
    stop_links = [
        {"group": row_group, "url": make_group_link(user_id=first.user_id, group=code)}
        for code, row_group in sorted(
            {Group(row.group): row.get_group_display() for row in rows}.items()
        )
    ]
    subject = first.subject
    if len(rows) > 1:
        subject = ngettext(
            "%(count)s message from UPREST", "%(count)s messages from UPREST", len(rows)
        ) % {"count": len(rows)}
    body = render_to_string(
        "notifications/mails/messages.txt",
        {
            "messages": [
                {
                    "subject": row.subject if len(rows) > 1 else "",
                    "text": row.text,
                    "url": f"{settings.BASE_URL}{row.url}" if row.url else "",
                }
                for row in rows
            ],
            "stop_links": stop_links,
        },
    )
    one_tap = make_group_link(user_id=first.user_id, group=min(groups))
    return _build(subject, body, to=first.user.email, stop=one_tap, mark=str(first.pk))


def _build(subject: str, body: str, *, to: str, stop: str, mark: str) -> EmailMessage:
    """Return a mail with the headers by which mail programs offer to stop it (RFC 8058)."""
    host = make_msgid().rpartition("@")[2]
    return EmailMessage(
        subject,
        body,
        to=[to],
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            # the same mail has the same name, however often a server hands it on
            "Message-ID": f"<{mark}@{host}",
            "Auto-Submitted": "auto-generated",
        },
    )


def _hand_over(mail: EmailMessage) -> bool:
    """Give a mail to the mail server; say whether it took it."""
    try:
        mail.send()
    except (SMTPException, OSError):
        logger.warning("The mail server did not take a mail; it is tried again.", exc_info=True)
        return False
    return True


def send_to_addresses(*, ids: Collection[int], at: datetime) -> int:
    """Send these mails to addresses without an account, and forget each address then."""
    rows = AddressNotification.objects.filter(pk__in=ids, mail_state=MailState.DUE, mail_at__lte=at)
    return sum(_send_to_address(row, at) for row in rows.order_by("pk"))


def _send_to_address(row: AddressNotification, at: datetime) -> int:
    mine = AddressNotification.objects.filter(pk=row.pk)
    if not mine.filter(mail_state=MailState.DUE).update(
        mail_state=MailState.SENDING, mail_at=at, tries=row.tries + 1
    ):
        return 0
    stop = make_address_link(address_hash=row.address_hash, language=row.language)
    with override(row.language):
        words = gettext("You want no more mail from UPREST? One tap:")
    body = f"{row.text}\n\n--\n{words}\n{stop}\n"
    if _hand_over(_build(row.subject, body, to=row.address, stop=stop, mark=f"address-{row.pk}")):
        mine.update(mail_state=MailState.SENT, address="")
        return 1
    again = find_retry(at, tries=row.tries + 1)
    if again:
        mine.update(mail_state=MailState.DUE, mail_at=again)
    else:
        mine.update(mail_state=MailState.FAILED, address="")
    return 0
