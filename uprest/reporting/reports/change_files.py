"""What the page of changes says, as figures for the officers' files: the same calculation."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext, override

from courses.selectors import list_modules
from uprest.reporting.exports.changes import (
    ChangeFigure,
    Measure,
    Part,
    round_change,
)
from uprest.reporting.exports.observations import (
    Figure,
    Statistic,
    Status,
    Unit,
    list_lines,
    publish,
)
from uprest.reporting.exports.workbooks import ChangeSheet, Number
from uprest.reporting.models import Release
from uprest.reporting.reports.changes import (
    TREND_TABLES,
    list_pair_titles,
    pair_courses,
    say_verdict,
)
from uprest.reporting.reports.compared import is_share
from uprest.reporting.reports.labels import Labels
from uprest.reporting.reports.observed import write
from uprest.reporting.reports.trends import Line, Verdict, draw_lines
from uprest.reporting.selectors.changes import iterate_past_rows, list_changes
from uprest.reporting.types import ChangeRow, ChangeTable, Interval, Row

GAPS = (Measure.GAP_BEFORE, Measure.GAP_NOW, Measure.GAP_CHANGE)
SHARES = (Measure.SHARE_BEFORE, Measure.SHARE_NOW, Measure.SHARE_CHANGE)
PARTS = {ChangeTable.PEOPLE: Part.PEOPLE, ChangeTable.BUSINESSES: Part.BUSINESSES}


def iterate_changes(*, release: Release, labels: Labels, language: str) -> Iterator[ChangeFigure]:
    """Yield the changes up to a release of a city from the gate, as they are read.

    The trend comes first, then those who were measured twice, then the courses that are in the
    catalogue of ``language``.
    """
    for past in iterate_past_rows(release=release, tables=TREND_TABLES):
        for line in draw_lines(past, past[-1].rows[0].table):
            yield from _list_trend(line, labels, language)
    changes = [one.row for one in list_changes(release=release)]
    for kind, part in PARTS.items():
        for row in changes:
            if row.table == kind:
                yield from _list_pair(row, part, labels, language)
    for taken, others, module in pair_courses(changes, list_modules(language=language)):
        yield from _list_course(taken, others, module.title)


# --- The trend ------------------------------------------------------------------------------------


def _list_trend(line: Line, labels: Labels, language: str) -> Iterator[ChangeFigure]:
    newest, before = line.newest, line.before
    if newest.figure is None:
        return
    statistic, measures = Statistic.MEAN_GAP, GAPS
    if is_share(newest):
        statistic, measures = Statistic.IMPORTANT_LOW_SHARE, SHARES
    was, now, change = measures
    named = next(list_lines([replace(newest, cells=())]))
    blank = ChangeFigure(
        part=Part.TREND,
        code=f"{named.table}:{named.code}",
        area=named.area,
        name=labels.name_line(named, language),
        measure=change,
        value=line.change,
        low=None,
        high=None,
        status=line.verdict or "",
        businesses=newest.businesses,
        people=newest.people,
        published_on=newest.published_on,
    )
    for measure, row in ((was, before), (now, newest)):
        figure = publish(statistic, row.figure, row.figure_interval) if row else None
        if row and figure:
            yield _show_figure(blank, measure, row, figure)
    yield blank


def _show_figure(blank: ChangeFigure, measure: Measure, row: Row, figure: Figure) -> ChangeFigure:
    return replace(
        blank,
        measure=measure,
        value=figure.value,
        low=figure.low,
        high=figure.high,
        status=figure.status,
        businesses=row.businesses,
        people=row.people,
        published_on=row.published_on,
    )


# --- Measured twice -------------------------------------------------------------------------------


def _list_pair(row: ChangeRow, part: Part, labels: Labels, language: str) -> Iterator[ChangeFigure]:
    with override(language):
        names = labels.names[language]
        name = names.name_areas(row.units) if row.units else gettext("All areas")
    for measure, value, interval in (
        (Measure.LEVEL_CHANGE, row.change, row.change_interval),
        (Measure.GAP_CHANGE, row.gap_change, row.gap_interval),
    ):
        yield _show(row, part, "", name, measure, value, interval, area="+".join(row.units))


def _list_course(taken: ChangeRow, others: ChangeRow, title: str) -> Iterator[ChangeFigure]:
    code = taken.units[0]
    for row, measure, value, interval in (
        (taken, Measure.TAKEN_CHANGE, taken.change, taken.change_interval),
        (others, Measure.OTHERS_CHANGE, others.change, others.change_interval),
        (taken, Measure.DIFFERENCE, taken.difference, taken.difference_interval),
    ):
        yield _show(row, Part.COURSE, code, title, measure, value, interval)


def _show(
    row: ChangeRow,
    part: Part,
    code: str,
    name: str,
    measure: Measure,
    value: float | None,
    interval: Interval | None,
    *,
    area: str = "",
) -> ChangeFigure:
    return ChangeFigure(
        part=part,
        code=code,
        area=area,
        name=name,
        measure=measure,
        value=round_change(value),
        low=round_change(interval.low) if interval else None,
        high=round_change(interval.high) if interval else None,
        status="",
        businesses=row.businesses,
        people=row.people,
        published_on=row.published_on,
    )


# --- A sheet --------------------------------------------------------------------------------------


def build_change_sheet(*, release: Release, labels: Labels, language: str) -> ChangeSheet:
    """Return the sheet of changes in the language of the request, its rows read as written."""
    parts, measures = _name_parts(), _name_measures()

    def write_row(one: ChangeFigure) -> list[str | int | date | Number]:
        numbers = [Number(number, one.measure.unit) for number in (one.value, one.low, one.high)]
        return [
            parts[one.part], one.name, measures[one.measure], *numbers,
            _say_status(one), one.businesses, one.people, one.published_on,
        ]  # fmt: skip

    return ChangeSheet(
        title=gettext("Over time"),
        note=gettext(
            "Not a proof of effect: who takes a course, or answers twice, may be different from "
            "the others, and much else happens in a season."
        ),
        heads=[
            gettext("Table"), gettext("Group of people"), gettext("What is measured"),
            gettext("Figure"), gettext("Lower end (90 %)"), gettext("Upper end (90 %)"),
            gettext("What can be said"), gettext("Businesses"), gettext("People"),
            gettext("As of"),
        ],
        rows=map(write_row, iterate_changes(release=release, labels=labels, language=language)),
    )  # fmt: skip


def _say_status(one: ChangeFigure) -> str:
    of_share = one.measure.unit == Unit.SHARE
    if one.status in set(Verdict):
        return say_verdict(Verdict(one.status), of_share=of_share)
    if not one.status:
        return ""
    statistic = Statistic.IMPORTANT_LOW_SHARE if of_share else Statistic.MEAN_GAP
    return write(Figure(statistic, None, status=Status(one.status)))


def _name_parts() -> dict[Part, str]:
    titles = list_pair_titles()
    return {
        Part.TREND: gettext("From snapshot to snapshot"),
        Part.PEOPLE: titles[ChangeTable.PEOPLE][0],
        Part.BUSINESSES: titles[ChangeTable.BUSINESSES][0],
        Part.COURSE: gettext("Before and after a course"),
    }


def _name_measures() -> dict[Measure, str]:
    return {
        Measure.GAP_BEFORE: gettext("Average gap before"),
        Measure.GAP_NOW: gettext("Average gap now"),
        Measure.GAP_CHANGE: gettext("Change of gap"),
        Measure.SHARE_BEFORE: gettext("Share with an important skill that is low, before"),
        Measure.SHARE_NOW: gettext("Share with an important skill that is low, now"),
        Measure.SHARE_CHANGE: gettext("Change of this share"),
        Measure.LEVEL_CHANGE: gettext("Change of level"),
        Measure.TAKEN_CHANGE: gettext("Change of level of those who took it"),
        Measure.OTHERS_CHANGE: gettext("Change of level of those who did not"),
        Measure.DIFFERENCE: gettext("Difference of the two changes"),
    }
