"""How long a completion is valid, and when to remind of it.

Arithmetic alone: no framework, no database.
"""

import calendar
from datetime import datetime, timedelta

RENEWS_BEFORE = timedelta(days=60)
"""How long before the end of a completion the next cycle may begin."""

REMINDER_DAYS = (60, 30, 7)
"""How many days before the end somebody is reminded."""


def add_months(at: datetime, months: int) -> datetime:
    """Return the same day and time ``months`` later, or the last day of a shorter month."""
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    day = min(at.day, calendar.monthrange(year, month + 1)[1])
    return at.replace(year=year, month=month + 1, day=day)


def is_expired(expires_at: datetime | None, *, at: datetime) -> bool:
    """Return whether something that is valid until ``expires_at`` is over at ``at``."""
    return expires_at is not None and expires_at <= at


def may_renew(expires_at: datetime | None, *, at: datetime) -> bool:
    """Return whether the next cycle may begin: from 60 days before the end on."""
    return expires_at is not None and expires_at - RENEWS_BEFORE <= at


def find_due_reminder(expires_at: datetime, *, at: datetime) -> int | None:
    """Return which reminder is due: 60, 30 or 7 (days before the end), or nothing.

    One that could not be sent in time gives way to the next; after the end none is due.
    """
    left = expires_at - at
    if left <= timedelta(0):
        return None
    return min((days for days in REMINDER_DAYS if left <= timedelta(days=days)), default=None)
