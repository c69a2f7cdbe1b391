"""Two cities side by side: the newest published figures of both, and how far they differ."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from uprest.ecosystem.models import Municipality
from uprest.reporting.reports.compared import (
    is_share,
    subtract,
    write_difference,
    write_ends,
    write_figure,
)
from uprest.reporting.reports.signs import write_crowd, write_day, write_short_day
from uprest.reporting.selectors.comparing import Comparison, list_released_cities, read_both
from uprest.reporting.selectors.releases import StoredRelease
from uprest.reporting.selectors.words import Names, read_names
from uprest.reporting.types import Interval, Row, Table

MUCH, MUCH_OF_A_SHARE = 0.3, 0.15
"""By so much (levels, a share) two figures differ where no interval says how sure they are."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """A city to compare with."""

    slug: str
    name: str
    is_chosen: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Side:
    """What stands at the head of a city's column."""

    name: str
    day: str
    crowd: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CompareLine:
    """A row that both cities have: both figures with intervals, the difference, a word for it."""

    name: str
    ours: str
    ours_interval: str
    theirs: str
    theirs_interval: str
    difference: str
    word: str
    dated: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CompareBlock:
    """A table of rows that both cities have, and a sentence about those that they have not."""

    key: str
    title: str
    unit: str
    caption: str
    finding: str
    left_out: str
    lines: tuple[CompareLine, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class CompareReport:
    """The whole page. ``sides`` are this city and the other one; empty before one is chosen."""

    has_release: bool
    choices: tuple[Choice, ...]
    is_unknown: bool
    sides: tuple[Side, ...]
    notes: tuple[str, ...]
    blocks: tuple[CompareBlock, ...]


def build_compare_report(*, municipality: Municipality, other: str) -> CompareReport:
    """Return the comparison of a city that came from the access gate with the city ``other``.

    ``other`` is a slug, or "" before one is chosen. Three queries at most.
    """
    cities = list_released_cities()
    own = next((city for city in cities if city.pk == municipality.pk), None)
    others = [city for city in cities if city.pk != municipality.pk]
    chosen = next((city for city in others if city.slug == other), None)
    both = read_both(first=own, second=chosen) if own and chosen else None
    blocks: tuple[CompareBlock, ...] = ()
    if both:
        names = read_names()
        made = [_build_block(table, both, names) for table in _titles()]
        blocks = tuple(block for block in made if block.lines or block.left_out)
    return CompareReport(
        has_release=own is not None,
        choices=tuple(
            Choice(slug=city.slug, name=city.name, is_chosen=city == chosen) for city in others
        ),
        is_unknown=bool(other) and chosen is None,
        sides=tuple(
            _build_side(city.name, stored)
            for city, stored in ((both.first_city, both.first), (both.second_city, both.second))
        )
        if both
        else (),
        notes=_list_notes(both) if both else (),
        blocks=blocks,
    )


def _titles() -> dict[Table, tuple[str, str, str]]:
    """Return the title, the head of the first column and the caption of each table."""
    return {
        Table.TOTAL: (
            gettext("All answers"),
            gettext("Group"),
            gettext("Average gap of both cities"),
        ),
        Table.AREAS: (
            gettext("Areas: people with an important skill below the need"),
            gettext("Area"),
            gettext("Share of people with an important skill that is low, in both cities by area"),
        ),
        Table.SKILLS: (
            gettext("Skills"),
            gettext("Skill"),
            gettext("Average gap of both cities by skill"),
        ),
        Table.SECTORS: (
            gettext("Sectors"),
            gettext("Sector"),
            gettext("Average gap of both cities by sector"),
        ),
    }


def _build_side(name: str, stored: StoredRelease) -> Side:
    total = stored.total
    return Side(
        name=name,
        day=write_day(stored.release.as_of),
        crowd=write_crowd(people=total.people, businesses=total.businesses),
    )


def _list_notes(both: Comparison) -> tuple[str, ...]:
    first, second = both.first.release, both.second.release
    notes = []
    if first.as_of != second.as_of:
        notes.append(
            gettext(
                "The figures are of different days: %(city)s of %(day)s, %(other)s of "
                "%(other_day)s."
            )
            % {
                "city": both.first_city.name,
                "day": write_day(first.as_of),
                "other": both.second_city.name,
                "other_day": write_day(second.as_of),
            }
        )
    if first.method != second.method:
        notes.append(
            gettext(
                "They were calculated in different ways (%(method)s and %(other_method)s), so that "
                "small differences mean nothing."
            )
            % {"method": first.method, "other_method": second.method}
        )
    if bool(first.register_size) != bool(second.register_size):
        weighted = both.first_city if first.register_size else both.second_city
        notes.append(
            gettext("Only the figures of %(city)s are weighted to a register of businesses.")
            % {"city": weighted.name}
        )
    notes.append(
        gettext("Each city may ask for other levels in a job: the gap is to what is needed there.")
    )
    return tuple(notes)


def _build_block(table: Table, both: Comparison, names: Names) -> CompareBlock:
    title, unit, caption = _titles()[table]
    theirs = {(row.units, row.areas): row for row in both.second.list_rows(table)}
    rows = both.first.list_rows(table)
    both_have = [
        (row, theirs[row.units, row.areas]) for row in rows if (row.units, row.areas) in theirs
    ]
    left_out = len(rows) - len(both_have)
    # a skill that no job asks for has no gap to compare
    pairs = [pair for pair in both_have if subtract(*pair) is not None]
    words = ngettext(
        "%(count)s row is merged differently in the two cities and left out.",
        "%(count)s rows are merged differently in the two cities and left out.",
        left_out,
    )
    return CompareBlock(
        key=table.lower(),
        title=title,
        unit=unit,
        caption=caption,
        finding=_tell_block(pairs, both, names) if table != Table.TOTAL else "",
        left_out=words % {"count": left_out} if left_out else "",
        lines=tuple(_write_line(row, other, both, names) for row, other in pairs),
    )


def _write_line(row: Row, other: Row, both: Comparison, names: Names) -> CompareLine:
    days = [
        write_short_day(one.published_on)
        for one, stored in ((row, both.first), (other, both.second))
        if one.published_on != stored.release.as_of
    ]
    return CompareLine(
        name=gettext("All answers") if row.table == Table.TOTAL else names.name_row(row),
        ours=write_figure(row),
        ours_interval=write_ends(row),
        theirs=write_figure(other),
        theirs_interval=write_ends(other),
        difference=write_difference(row, subtract(row, other)),
        word=_say_difference(row, other, both),
        dated=gettext("as of %(day)s") % {"day": ", ".join(dict.fromkeys(days))} if days else "",
    )


def _is_clear(row: Row, other: Row) -> bool:
    difference = subtract(row, other)
    if not difference:
        return False
    if row.figure_interval is None or other.figure_interval is None:
        return abs(difference) >= (MUCH_OF_A_SHARE if is_share(row) else MUCH)
    return not _overlap(row.figure_interval, other.figure_interval)


def _overlap(first: Interval, second: Interval) -> bool:
    return first.low <= second.high and second.low <= first.high


def _say_difference(row: Row, other: Row, both: Comparison) -> str:
    if not _is_clear(row, other):
        return gettext("about the same")
    wider = both.first_city if (subtract(row, other) or 0.0) > 0 else both.second_city
    if is_share(row):
        return gettext("more people in %(city)s") % {"city": wider.name}
    return gettext("wider in %(city)s") % {"city": wider.name}


def _tell_block(pairs: Sequence[tuple[Row, Row]], both: Comparison, names: Names) -> str:
    clear = [pair for pair in pairs if _is_clear(*pair)]
    if not clear:
        return gettext("The two cities are about the same here.") if pairs else ""
    row, other = max(clear, key=lambda pair: abs(subtract(*pair) or 0.0))
    words = gettext("They differ most in %(name)s: %(ours)s levels missing here, %(theirs)s there.")
    if is_share(row):
        words = gettext("They differ most in %(name)s: %(ours)s of people here, %(theirs)s there.")
    return words % {
        "name": names.name_row(row),
        "ours": write_figure(row),
        "theirs": write_figure(other),
    }
