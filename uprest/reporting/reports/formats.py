"""How a figure is written, the same on the screen, on paper and in the CSV file."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext, pgettext

from uprest.reporting.types import LEVEL_ENDS, Interval

LEAST_SHOWN, MOST_SHOWN = 0.1, 4.9


@dataclass(frozen=True, slots=True)
class ShareText:
    """A share in whole percent; ``words`` stand instead of it at the two ends."""

    percent: int
    words: str

    @property
    def text(self) -> str:
        """The share as people read it."""
        shown = number_format(self.percent, use_l10n=True)
        return self.words or gettext("%(percent)s %%") % {"percent": shown}


def round_level(value: float | None) -> float | None:
    """Return a mean of levels with the one decimal that is shown, never the end of the scale."""
    return None if value is None else min(max(round(value, 1), LEAST_SHOWN), MOST_SHOWN)


def round_share(value: float | None) -> float | None:
    """Return a share with the two decimals that are shown, never the end of the scale."""
    return None if value is None else min(max(round(value, 2), 0.01), 0.99)


def has_gap(value: float | None) -> bool:
    """Whether a mean gap is more than "hardly anything" in the decimal that is shown."""
    return value is not None and value > LEVEL_ENDS[0]


def write_level(value: float | None) -> str:
    """Return a mean of levels for people: one decimal, in the format of their language.

    What lies at a bound is "<0.1" or ">4.9": means at the very ends are never told.
    """
    rounded = round_level(value)
    if value is None or rounded is None:
        return ""
    sign = "<" if value <= LEVEL_ENDS[0] else ">" if value >= LEVEL_ENDS[1] else ""
    return sign + number_format(rounded, decimal_pos=1, use_l10n=True)


def write_level_interval(interval: Interval | None) -> str:
    """Return the interval of a mean in words, "between 1.1 and 1.7", or nothing."""
    if interval is None:
        return ""
    return gettext("between %(low)s and %(high)s") % {
        "low": write_level(interval.low),
        "high": write_level(interval.high),
    }


def write_share_interval(interval: Interval | None) -> str:
    """Return the interval of a share in words, "between 31 % and 54 %", or nothing."""
    if interval is None:
        return ""
    return gettext("between %(low)s and %(high)s") % {
        "low": write_percent(interval.low),
        "high": write_percent(interval.high),
    }


def write_with_interval(figure: str, interval: str) -> str:
    """Return a figure with its interval, "1.4, between 1.1 and 1.7", or the figure alone."""
    if not interval:
        return figure
    return gettext("%(figure)s, %(interval)s") % {"figure": figure, "interval": interval}


def write_percent(share: float) -> str:
    """Return the end of an interval of a share, "31 %", never the end of the scale."""
    percent = min(max(round(100 * share), 1), 99)
    return gettext("%(percent)s %%") % {"percent": number_format(percent, use_l10n=True)}


def write_share(value: float | None) -> ShareText | None:
    """Return a share for people. "All" and "nobody" would say it of everyone in the row."""
    if value is None:
        return None
    percent = round(100 * value)
    words = ""
    if percent >= 100:
        words = pgettext("share of people", "nearly all")
    elif percent <= 0:
        words = pgettext("share of people", "almost none")
    return ShareText(percent=min(max(percent, 0), 100), words=words)
