"""Sending mails: never twice, and again when the mail server was down."""

import logging
from collections import defaultdict
from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from email.utils import make_msgid
from enum import Enum, auto
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext, ngettext, override

from uprest.notifications.models import AddressNotification, MailState, Notification
from uprest.notifications.selectors import build_wishes, default_wishes
from uprest.notifications.services.stopping import make_address_link, make_group_link
from uprest.notifications.timing import find_free_time, find_retry, read_quiet
from uprest.notifications.types import Group, Pace, Wishes

logger = logging.getLogger(__name__)

ROUND = 500
"""So many mails are looked at in one round; the next one takes the rest."""

LOST_AFTER = timedelta(minutes=30)
"""Whoever was sending a mail for so long is gone, and nobody knows whether it went out."""

FOR_NOW, FOR_GOOD = 400, 500
"""From which codes on a mail server refuses a mail for now, and for good (RFC 5321)."""


class Answer(Enum):
    """What became of a mail at the mail server."""

    TAKEN = auto()
    NOT_NOW = auto()
    NEVER = auto()
    """Refused for good; or the server was lost and may have it: not to be sent again."""


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
        alone = row.is_service or _read_wishes(row).pace == Pace.AT_ONCE
        bundles[row.pk if alone else row.user_id].append(row)
    return sum(_send_bundle(bundle, at) for bundle in bundles.values())


def _read_wishes(row: Notification) -> Wishes:
    found = getattr(row.user, "notification_settings", None)
    return default_wishes() if found is None else build_wishes(found)


def _send_bundle(bundle: Sequence[Notification], at: datetime) -> int:
    """Send one mail with all messages of ``bundle``, of which each is claimed before."""
    now = timezone.localtime(at)
    hours, season = read_quiet(_read_wishes(bundle[0]))
    if bundle[0].is_service:
        hours = season = None
    free = find_free_time(now, quiet=hours, season=season)
    if free != now:  # the queue stood still, or the wishes are new: it is quiet by now
        Notification.objects.filter(
            pk__in=[row.pk for row in bundle], mail_state=MailState.DUE
        ).update(mail_state=MailState.DUE if free else MailState.NONE, mail_at=free)
        return 0
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
    answer = _hand_over(mail)
    if answer == Answer.TAKEN:
        _settle(mine, MailState.SENT)
        return 1
    for row in mine:
        again = None
        if answer == Answer.NOT_NOW:
            again = find_retry(now, tries=row.tries + 1, quiet=hours, season=season)
        Notification.objects.filter(pk=row.pk).update(
            mail_state=MailState.DUE if again else MailState.FAILED, mail_at=again or at
        )
    return 0


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


def _hand_over(mail: EmailMessage) -> Answer:
    """Give a mail to the mail server; say whether it took it, or may be asked again."""
    connection = get_connection()
    try:
        connection.open()
    except (SMTPException, OSError):
        logger.warning("The mail server is down; the mail is tried again.", exc_info=True)
        _close(connection)
        return Answer.NOT_NOW
    try:
        connection.send_messages([mail])
    except (SMTPException, OSError) as problem:
        if _is_for_now(problem):
            logger.warning("The mail server wants a mail later.", exc_info=True)
            return Answer.NOT_NOW
        logger.warning("The mail server refused a mail, or was lost with it.", exc_info=True)
        return Answer.NEVER
    finally:
        _close(connection)
    return Answer.TAKEN


def _is_for_now(problem: Exception) -> bool:
    """Whether a mail server has answered that it takes the mail later (codes 400 to 499)."""
    if isinstance(problem, SMTPRecipientsRefused):
        codes = [code for code, _ in problem.recipients.values()]
    else:
        codes = [problem.smtp_code] if isinstance(problem, SMTPResponseException) else []
    return bool(codes) and all(FOR_NOW <= code < FOR_GOOD for code in codes)


def _close(connection: BaseEmailBackend) -> None:
    """Take leave of the mail server; what it says now changes nothing."""
    with suppress(SMTPException, OSError):
        connection.close()


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
    mail = _build(row.subject, body, to=row.address, stop=stop, mark=f"address-{row.pk}")
    answer = _hand_over(mail)
    if answer == Answer.TAKEN:
        mine.update(mail_state=MailState.SENT, address="")
        return 1
    again = find_retry(at, tries=row.tries + 1, quiet=None, season=None)
    if again and answer == Answer.NOT_NOW:
        mine.update(mail_state=MailState.DUE, mail_at=again)
    else:
        mine.update(mail_state=MailState.FAILED, address="")
    return 0
