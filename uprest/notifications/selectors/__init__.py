"""Reads of messages and of what people want of them."""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import QuerySet

from uprest.notifications.models import Notification, NotificationSettings
from uprest.notifications.types import Group, Message, Pace, Wishes


def default_wishes() -> Wishes:
    """Return what holds for whoever chose nothing."""
    return Wishes(
        pace=Pace.AT_ONCE,
        site_only=frozenset(),
        quiet_from=settings.UPREST_QUIET_HOURS[0],
        quiet_until=settings.UPREST_QUIET_HOURS[1],
        season=settings.UPREST_QUIET_SEASON,
    )


def read_wishes(*, user_ids: Collection[int]) -> dict[int, Wishes]:
    """Return what each of ``user_ids`` wants of messages (one query)."""
    found = {
        row.user_id: build_wishes(row)
        for row in NotificationSettings.objects.filter(user_id__in=user_ids)
    }
    usual = default_wishes()
    return {user_id: found.get(user_id, usual) for user_id in user_ids}


def build_wishes(row: NotificationSettings) -> Wishes:
    """Return the value of a stored row; a group that is no more is left out."""
    known = {group.value for group in Group}
    return Wishes(
        pace=Pace(row.pace),
        site_only=frozenset(Group(code) for code in row.site_only if code in known),
        quiet_from=row.quiet_from,
        quiet_until=row.quiet_until,
        season=row.season,
    )


def list_messages(*, user_id: int) -> QuerySet[Notification]:
    """Return somebody's messages, newest first, to be paged."""
    return Notification.objects.filter(user_id=user_id).order_by("-created_at", "-pk")


def build_message(row: Notification) -> Message:
    """Return a stored message as its reader sees it."""
    return Message(
        id=row.pk,
        group=row.get_group_display(),
        subject=row.subject,
        text=row.text,
        url=row.url,
        created_at=row.created_at,
        is_new=row.read_at is None,
    )


def hint_key(user_id: int) -> str:
    """Return the name under which the cache knows that somebody has new messages."""
    return f"notifications.new.{user_id}"


def has_new_hint(user_id: int) -> bool:
    """Whether somebody has new messages, as far as the cache knows.

    It stands on every page, so that it must cost no query. The page of messages itself tells
    from the database.
    """
    return bool(cache.get(hint_key(user_id)))


def export_person(*, user_id: int) -> dict[str, Any]:
    """Return what this package knows of somebody, ready to be written as JSON (two queries)."""
    wishes = NotificationSettings.objects.filter(user_id=user_id).first()
    return {
        "settings": {
            "pace": wishes.pace,
            "on_the_site_only": wishes.site_only,
            "quiet_from": wishes.quiet_from.isoformat() if wishes.quiet_from else None,
            "quiet_until": wishes.quiet_until.isoformat() if wishes.quiet_until else None,
            "quiet_season": wishes.season,
        }
        if wishes
        else None,
        "messages": [
            {
                "kind": row.kind,
                "subject": row.subject,
                "text": row.text,
                "created_at": row.created_at.isoformat(),
                "read_at": row.read_at.isoformat() if row.read_at else None,
                "mail": row.mail_state,
            }
            for row in list_messages(user_id=user_id)
        ],
    }
