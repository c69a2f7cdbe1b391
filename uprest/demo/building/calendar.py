"""When the invented things happened, counted from the day of building."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from uprest.demo.population import DAYS, LAST, SEASONS

CHECKS_BEGIN = (2, 20)
RELEASE_MONTH_AND_DAY = (5, 1)
NOON = time(12)


def find_next(month_and_day: tuple[int, int], *, after: date) -> date:
    """Return the first such day later than ``after``."""
    this_year = date(after.year, *month_and_day)
    return this_year if this_year > after else this_year.replace(year=after.year + 1)


def find_season_beginnings(*, today: date) -> dict[int, date]:
    """Return the first day of each season's checks.

    The last season is the last spring whose checks are over; the other is the one before.
    """
    newest = date(today.year, *CHECKS_BEGIN)
    if newest + timedelta(days=DAYS) > today:
        newest = newest.replace(year=today.year - 1)
    return {season: newest.replace(year=newest.year - (LAST - season)) for season in SEASONS}


def find_release_moment(*, season: int, today: date) -> datetime:
    """Return when the officer took the figures of a season: at noon on the first of May."""
    year = find_season_beginnings(today=today)[season].year
    return timezone.make_aware(datetime.combine(date(year, *RELEASE_MONTH_AND_DAY), NOON))
