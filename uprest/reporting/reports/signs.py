"""How changes and differences of levels are written: always with their sign."""

import datetime as dt

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext, ngettext

from uprest.reporting.reports.formats import write_level
from uprest.reporting.types import Interval

MINUS = "\u2212"


def write_signed(value: float | None) -> str:
    """Return a change with one decimal and its sign, in the format of the reader's language."""
    if value is None:
        return ""
    rounded = round(value, 1)
    text = number_format(abs(rounded), decimal_pos=1, use_l10n=True)
    if not rounded:
        return text
    return f"{MINUS if rounded < 0 else '+'}{text}"


def write_signed_interval(interval: Interval | None) -> str:
    """Return both ends of an interval of a change, or nothing where there is none."""
    if interval is None:
        return ""
    return gettext("%(low)s to %(high)s") % {
        "low": write_signed(interval.low),
        "high": write_signed(interval.high),
    }


def write_interval(interval: Interval | None) -> str:
    """Return both ends of an interval of levels, or nothing where there is none."""
    if interval is None:
        return ""
    ends = {"low": write_level(interval.low), "high": write_level(interval.high)}
    return gettext("%(low)s to %(high)s") % ends


def write_day(day: dt.date) -> str:
    """Return a day as people write it."""
    return date_format(day, "DATE_FORMAT", use_l10n=True)


def write_short_day(day: dt.date) -> str:
    """Return a day for a narrow column."""
    return date_format(day, "SHORT_DATE_FORMAT", use_l10n=True)


def write_crowd(*, people: int, businesses: int) -> str:
    """Return how many people in how many businesses."""
    count, places = (
        number_format(number, use_l10n=True, force_grouping=True) for number in (people, businesses)
    )
    return gettext("%(people)s in %(businesses)s") % {
        "people": ngettext("%(count)s person", "%(count)s people", people) % {"count": count},
        "businesses": ngettext("%(count)s business", "%(count)s businesses", businesses)
        % {"count": places},
    }
