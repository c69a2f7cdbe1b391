"""How a figure is written, the same on the screen, on paper and in the CSV file."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext, pgettext

TOP_LEVEL = 5.0


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
    """Return a mean of levels with the one decimal that is shown, between 0 and 5."""
    return None if value is None else min(max(round(value, 1), 0.0), TOP_LEVEL)


def write_level(value: float | None) -> str:
    """Return a mean of levels for people: one decimal, in the format of their language."""
    rounded = round_level(value)
    return "" if rounded is None else number_format(rounded, decimal_pos=1, use_l10n=True)


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
