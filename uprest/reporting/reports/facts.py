"""The leading figures of a city and what became of the last wish for a snapshot, in words."""

import datetime as dt
from dataclasses import dataclass

from django.utils.formats import date_format, number_format
from django.utils.timezone import localdate
from django.utils.translation import gettext, ngettext, pgettext

from uprest.reporting.models import ReleaseOrder
from uprest.reporting.reports.formats import (
    write_level,
    write_level_interval,
    write_share,
    write_share_interval,
)
from uprest.reporting.selectors.releases import Standing
from uprest.reporting.types import Row


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """A leading figure: what it is, the figure, its unit, and a word beside it."""

    label: str
    value: str
    unit: str = ""
    change: str = ""
    note: str = ""
    spark: None = None


def number(value: int) -> str:
    """Return a whole number for people."""
    return number_format(value, use_l10n=True, force_grouping=True)


def count_people(count: int) -> str:
    """Return a number of people in words."""
    words = ngettext("%(count)s person", "%(count)s people", count)
    return words % {"count": number(count)}


def count_businesses(count: int) -> str:
    """Return a number of businesses in words."""
    words = ngettext("%(count)s business", "%(count)s businesses", count)
    return words % {"count": number(count)}


def write_day(day: dt.date) -> str:
    """Return a day for people."""
    return date_format(day, "DATE_FORMAT", use_l10n=True)


def list_facts(total: Row, standing: Standing) -> tuple[Fact, ...]:
    """Return the leading figures of a city."""
    share = write_share(total.share_with_gap)
    register = standing.register_size
    return (
        Fact(
            label=gettext("People with a profile"),
            value=number(total.people),
            note=write_day(total.published_on),
        ),
        Fact(
            label=gettext("Businesses reached"),
            value=number(total.businesses),
            note=gettext("of %(size)s in the register") % {"size": number(register)}
            if register
            else gettext("no register is loaded"),
        ),
        Fact(
            label=gettext("Average gap to the need"),
            value=write_level(total.mean_gap) or "–",
            unit=pgettext("unit after an average", "levels") if total.mean_gap is not None else "",
            note=write_level_interval(total.mean_gap_interval)
            or gettext("0 is no gap, 5 the whole scale"),
        ),
        Fact(
            label=gettext("Below what the job needs"),
            value=share.text if share else "–",
            change=write_share_interval(total.share_interval),
            note=gettext("of all skills that people's jobs ask for"),
        ),
    )


def tell_reached(total: Row, standing: Standing) -> str:
    """Return how many of the register answered."""
    if not standing.register_size:
        return gettext("Unweighted: no register. The figures stand as they are.")
    return gettext(
        "%(businesses)s of %(size)s in the register. Those who did not answer may be different."
    ) % {
        "businesses": count_businesses(total.businesses),
        "size": number(standing.register_size),
    }


def tell_outcome(standing: Standing) -> str:
    """Return what became of the newest order, in general terms: never how many are missing."""
    state = ReleaseOrder.State
    words = {
        state.WAITING: gettext("A snapshot is being computed. Open this page again in a minute."),
        state.NOTHING_NEW: gettext(
            "%(day)s: no figure could be renewed. Each needs at least five businesses that "
            "joined, left or answered anew since it was last published."
        ),
        state.TOO_SMALL: gettext(
            "%(day)s: there were too few answers for a first snapshot. It needs at least five "
            "businesses and ten people."
        ),
        state.FAILED: gettext(
            "%(day)s: the snapshot could not be computed. The figures are as before. Try again."
        ),
    }
    text = words.get(state(standing.order_state)) if standing.order_state else None
    if text is None or standing.ordered_at is None:
        return ""
    return text % {"day": write_day(localdate(standing.ordered_at))}
