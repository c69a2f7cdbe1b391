"""When a message may go out as mail. Arithmetic alone, in the local time of the installation."""

from datetime import datetime, time, timedelta

from uprest.notifications.seasons import Season
from uprest.notifications.types import Pace

DIGEST_HOUR = time(8)
"""When digests go out: before the first shift has found out what it forgot."""

FIRST_RETRY = timedelta(minutes=2)
TRIES = 10
"""Doubling from two minutes, the tenth try comes 17 hours after the ninth, a day and a half in."""

MONDAY = 0


def find_mail_time(
    now: datetime,
    *,
    is_service: bool,
    pace: Pace,
    quiet: tuple[time, time] | None,
    season: Season | None,
) -> datetime | None:
    """Return when a message of ``now`` goes out, or None where it stays on the site.

    ``now`` is local time with its zone. What answers somebody's own doing (``is_service``) goes
    at once. In the quiet season nothing else is mailed: an old message after it would only nag.
    ``quiet`` are the hours from and until which nothing is mailed; they may go over midnight.
    """
    if is_service:
        return now
    if season is not None and season.has(now.date()):
        return None
    return leave_quiet_hours(_find_digest(now, pace=pace), quiet=quiet)


def _find_digest(now: datetime, *, pace: Pace) -> datetime:
    """Return the next time at which mail of that pace goes out."""
    if pace == Pace.AT_ONCE:
        return now
    at = _on_day(now, days=0, hour=DIGEST_HOUR)
    while at <= now or (pace == Pace.WEEKLY and at.weekday() != MONDAY):
        at = _on_day(at, days=1, hour=DIGEST_HOUR)
    return at


def leave_quiet_hours(at: datetime, *, quiet: tuple[time, time] | None) -> datetime:
    """Return ``at``, or the end of the quiet hours where it lies in them."""
    if quiet is None or quiet[0] == quiet[1]:
        return at
    begins, ends = quiet
    clock = at.time()
    if begins < ends:
        return _on_day(at, days=0, hour=ends) if begins <= clock < ends else at
    if clock >= begins:
        return _on_day(at, days=1, hour=ends)
    return _on_day(at, days=0, hour=ends) if clock < ends else at


def _on_day(at: datetime, *, days: int, hour: time) -> datetime:
    day = at.date() + timedelta(days=days)
    return datetime.combine(day, hour, tzinfo=at.tzinfo)


def find_retry(at: datetime, *, tries: int) -> datetime | None:
    """Return when to try again after ``tries`` tries that failed, or None to give up."""
    return at + FIRST_RETRY * 2 ** (tries - 1) if tries < TRIES else None
