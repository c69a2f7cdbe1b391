"""The form of what somebody wants of messages."""

import calendar
from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from uprest.notifications.models import Group, Pace
from uprest.notifications.seasons import Season
from uprest.notifications.types import Group as GroupValue
from uprest.notifications.types import Pace as PaceValue
from uprest.notifications.types import Wishes

LEAP_YEAR = 2024
MIDDLE = 15


def list_first_days() -> list[tuple[str, Any]]:
    """Return the days on which a quiet season may begin: the 1st and the 15th of each month."""
    days = [date(LEAP_YEAR, month, day) for month in range(1, 13) for day in (1, MIDDLE)]
    return [("", _("No quiet season")), *map(_name_day, days)]


def list_last_days() -> list[tuple[str, Any]]:
    """Return the days on which it may end: the 14th and the last of each month."""
    ends = [calendar.monthrange(LEAP_YEAR, month)[1] for month in range(1, 13)]
    days = [
        date(LEAP_YEAR, month, day)
        for month, end in enumerate(ends, start=1)
        for day in (MIDDLE - 1, end)
    ]
    return [("", _("No quiet season")), *map(_name_day, days)]


def _name_day(day: date) -> tuple[str, str]:
    return f"{day:%m-%d}", date_format(day, "MONTH_DAY_FORMAT", use_l10n=True)


class WishesForm(forms.Form):
    """How, how often and when messages come."""

    mailed = forms.MultipleChoiceField(
        label=_("What comes by e-mail"),
        choices=Group.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Everything stands on this site as well, ticked or not."),
    )
    pace = forms.ChoiceField(
        label=_("How often"),
        choices=Pace.choices,
        widget=forms.RadioSelect,
        help_text=_("What you registered for, such as a place at an event, always comes at once."),
    )
    quiet_from = forms.TimeField(
        label=_("No e-mail from"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    quiet_until = forms.TimeField(
        label=_("until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Leave both empty to have e-mail at any hour."),
    )
    season_from = forms.ChoiceField(
        label=_("Quiet season from"), choices=list_first_days, required=False
    )
    season_until = forms.ChoiceField(
        label=_("to"),
        choices=list_last_days,
        required=False,
        help_text=_("When you are busiest, nothing is mailed. It waits on this site."),
    )

    def clean(self) -> dict[str, Any]:
        """Check that hours and season have two ends, or none."""
        values = super().clean() or {}
        for first, last, words in (
            ("quiet_from", "quiet_until", _("Fill in both times, or leave both empty.")),
            ("season_from", "season_until", _("Choose both days, or none.")),
        ):
            # midnight is a time, and false to nobody
            ends = [values.get(name) not in (None, "") for name in (first, last)]
            if ends[0] != ends[1] and first not in self.errors and last not in self.errors:
                self.add_error(last if ends[0] else first, words)
        return values

    def read(self) -> Wishes:
        """Return the value of a form that is in order."""
        values = self.cleaned_data
        season = f"{values['season_from']}/{values['season_until']}"
        return Wishes(
            pace=PaceValue(values["pace"]),
            site_only=frozenset(GroupValue) - {GroupValue(code) for code in values["mailed"]},
            quiet_from=values["quiet_from"],
            quiet_until=values["quiet_until"],
            season=season if values["season_from"] else "",
        )


def write_initial(wishes: Wishes) -> dict[str, Any]:
    """Return what stands in the form for these wishes."""
    season = Season.read(wishes.season)
    first, _slash, last = wishes.season.partition("/") if season else ("", "", "")
    return {
        "mailed": [group.value for group in GroupValue if group not in wishes.site_only],
        "pace": wishes.pace.value,
        "quiet_from": wishes.quiet_from,
        "quiet_until": wishes.quiet_until,
        "season_from": first,
        "season_until": last,
    }
