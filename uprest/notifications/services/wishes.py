"""What people want of messages, what they have read, and what is old."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from uprest.notifications.models import AddressNotification, Notification, NotificationSettings
from uprest.notifications.selectors import default_wishes, hint_key
from uprest.notifications.types import Wishes


def get_or_make_settings(*, user_id: int) -> NotificationSettings:
    """Return somebody's settings to change, locked; the defaults where they chose nothing yet."""
    usual = default_wishes()
    row, _ = NotificationSettings.objects.select_for_update().get_or_create(
        user_id=user_id,
        defaults={
            "pace": usual.pace,
            "quiet_from": usual.quiet_from,
            "quiet_until": usual.quiet_until,
            "season": usual.season,
        },
    )
    return row


@transaction.atomic
def save_wishes(*, user_id: int, wishes: Wishes) -> None:
    """Keep what somebody wants of messages from now on.

    What waits already goes as planned, but not in the new quiet hours and season.
    """
    row = get_or_make_settings(user_id=user_id)
    row.pace = wishes.pace
    row.site_only = sorted(group.value for group in wishes.site_only)
    row.quiet_from, row.quiet_until = wishes.quiet_from, wishes.quiet_until
    row.season = wishes.season
    row.save()


def mark_all_read(*, user_id: int, at: datetime) -> int:
    """Mark all of somebody's messages as read; return how many were new."""
    changed = Notification.objects.filter(user_id=user_id, read_at=None).update(read_at=at)
    cache.delete(hint_key(user_id))
    return changed


def erase_person(*, user_id: int) -> None:
    """Delete the messages and settings of somebody who deletes their account."""
    Notification.objects.filter(user_id=user_id).delete()
    NotificationSettings.objects.filter(user_id=user_id).delete()
    cache.delete(hint_key(user_id))


def delete_old(*, at: datetime) -> int:
    """Delete messages older than ``UPREST_KEEP_MESSAGES_DAYS``; return how many."""
    before = at - timedelta(days=settings.UPREST_KEEP_MESSAGES_DAYS)
    old, _ = Notification.objects.filter(created_at__lt=before).delete()
    mails, _ = AddressNotification.objects.filter(created_at__lt=before).delete()
    return old + mails
