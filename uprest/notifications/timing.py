"""When a message may go out as mail. Arithmetic alone, in the local time of the installation."""

from datetime import UTC, datetime, time, timedelta

from uprest.notifications.seasons import Season
from uprest.notifications.types import Pace, Wishes

DIGEST_HOUR = time(8)
"""When digests go out: before the first shift has found out what it forgot."""

FIRST_RETRY = timedelta(minutes=2)
TRIES = 10
"""Doubling from two minutes, the tenth try comes 17 hours after the ninth, a day and a half in."""

MONDAY = 0


def read_quiet(wishes: Wishes) -> tuple[tuple[time, time] | None, Season | None]:
    """Return somebody's quiet hours, from and until when, and their quiet season."""
    season = Season.read(wishes.season)
    if wishes.quiet_from is None or wishes.quiet_until is None:
        return None, season
    return (wishes.quiet_from, wishes.quiet_until), season


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
    at once. What is written in the quiet season, or would wait into it, is not mailed: an old
    message after it would only nag.
    """
    if is_service:
        return now
    if season is not None and season.has(now.date()):
        return None
    return find_free_time(_find_digest(now, pace=pace), quiet=quiet, season=season)


def find_free_time(
    at: datetime, *, quiet: tuple[time, time] | None, season: Season | None
) -> datetime | None:
    """Return the first moment from ``at`` outside the quiet hours; None where it is in the season.

    ``quiet`` are the hours from and until which nothing is mailed; they may go over midnight.
    """
    free = leave_quiet_hours(at, quiet=quiet)
    return None if season is not None and season.has(free.date()) else free


def _find_digest(now: datetime, *, pace: Pace) -> datetime:
    """Return the next time at which mail of that pace goes out."""
    if pace == Pace.AT_ONCE:
        return now
    at = _find_next(now, hour=DIGEST_HOUR)
    while pace == Pace.WEEKLY and at.weekday() != MONDAY:
        at = _find_next(at, hour=DIGEST_HOUR)
    return at


def leave_quiet_hours(at: datetime, *, quiet: tuple[time, time] | None) -> datetime:
    """Return ``at``, or the end of the quiet hours where it lies in them."""
    while quiet is not None and _is_quiet(at.time(), quiet):
        at = _find_next(at, hour=quiet[1])
    return at


def _is_quiet(clock: time, quiet: tuple[time, time]) -> bool:
    begins, ends = quiet
    if begins <= ends:
        return begins <= clock < ends
    return clock >= begins or clock < ends


def _find_next(at: datetime, *, hour: time) -> datetime:
    """Return the next moment after ``at`` at which the clock shows ``hour``."""
    day = at.date() if at.time() < hour else at.date() + timedelta(days=1)
    # in the hour that comes twice in autumn, stay in the second where ``at`` is in it
    found = datetime.combine(day, hour.replace(fold=at.fold), tzinfo=at.tzinfo)
    # an hour that is left out in spring is the one after it
    return found.astimezone(UTC).astimezone(at.tzinfo)


def find_retry(
    at: datetime, *, tries: int, quiet: tuple[time, time] | None, season: Season | None
) -> datetime | None:
    """Return when to try again after ``tries`` tries that failed, or None to give up.

    A try that would come in the quiet hours waits for their end; in the quiet season there is none.
    """
    if tries >= TRIES:
        return None
    return find_free_time(at + FIRST_RETRY * 2 ** (tries - 1), quiet=quiet, season=season)
