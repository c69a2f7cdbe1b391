"""What an officer reads about change: the trend over releases, and who was measured twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import get_language, gettext

from courses.selectors import list_modules
from courses.types import CourseModule
from uprest.core.charts import Spark, spark
from uprest.ecosystem.models import Municipality
from uprest.reporting.reports.compared import (
    is_share,
    round_figure,
    write_difference,
    write_ends,
    write_figure,
)
from uprest.reporting.reports.signs import (
    write_crowd,
    write_day,
    write_short_day,
    write_signed,
    write_signed_interval,
)
from uprest.reporting.reports.trends import Line, Verdict, draw_lines
from uprest.reporting.selectors.changes import list_changes, list_past_releases
from uprest.reporting.selectors.words import Names, read_names
from uprest.reporting.types import ChangeRow, ChangeTable, Table

TREND_TABLES = (Table.TOTAL, Table.AREAS, Table.SKILLS, Table.OCCUPATIONS, Table.SECTORS)
"""The tables whose trend is told: all but the sizes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TrendLine:
    """A row of a trend: its gap before and now, with days and intervals, and a line to look at."""

    name: str
    before: str
    before_on: str
    before_interval: str
    now: str
    now_on: str
    now_interval: str
    change: str
    word: str
    spark: Spark | None
    note: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TrendBlock:
    """A table of the trend. ``key`` names it in the page; ``finding`` is what it says."""

    key: str
    title: str
    unit: str
    caption: str
    finding: str
    lines: tuple[TrendLine, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class PairLine:
    """How much the level and the gap changed in an area, or in all, with intervals."""

    name: str
    level: str
    level_interval: str
    gap: str
    gap_interval: str
    crowd: str
    dated: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PairBlock:
    """A table of those who were measured twice."""

    key: str
    title: str
    text: str
    caption: str
    finding: str
    lines: tuple[PairLine, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseLine:
    """A course: how the level of those who took it changed, that of the others, the difference."""

    title: str
    url: str
    taken: str
    taken_interval: str
    taken_crowd: str
    others: str
    others_interval: str
    others_crowd: str
    difference: str
    difference_interval: str
    finding: str
    dated: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangesReport:
    """The whole page. ``releases`` are the days of the snapshots, newest first."""

    releases: tuple[str, ...]
    trends: tuple[TrendBlock, ...]
    pairs: tuple[PairBlock, ...]
    courses: tuple[CourseLine, ...]


def build_changes_report(*, municipality: Municipality) -> ChangesReport:
    """Return the page of a city that came from the access gate; five queries and the courses."""
    past = list_past_releases(municipality=municipality)
    if not past:
        return ChangesReport(releases=(), trends=(), pairs=(), courses=())
    names = read_names()
    newest = past[-1].release
    changes = [one.row for one in list_changes(release=newest)]
    modules = list_modules(language=get_language() or municipality.language)
    blocks = [_build_trend(table, draw_lines(past, table), names) for table in TREND_TABLES]
    pairs = [_build_pairs(table, changes, names) for table in list_pair_titles()]
    return ChangesReport(
        releases=tuple(write_day(one.release.as_of) for one in reversed(past)),
        trends=tuple(block for block in blocks if block.lines),
        pairs=tuple(pairs),
        courses=_list_courses(changes, modules),
    )


# --- The trend ------------------------------------------------------------------------------------


def _titles() -> dict[Table, tuple[str, str, str]]:
    """Return the title, the head of the first column and the caption of each table."""
    return {
        Table.TOTAL: (
            gettext("The whole city"),
            gettext("City"),
            gettext("Average gap of the whole city before and now"),
        ),
        Table.AREAS: (
            gettext("Areas: people with an important skill below the need"),
            gettext("Area"),
            gettext("Share of people with an important skill that is low, by area, before and now"),
        ),
        Table.SKILLS: (
            gettext("Skills"),
            gettext("Skill"),
            gettext("Average gap by skill before and now"),
        ),
        Table.OCCUPATIONS: (
            gettext("Jobs"),
            gettext("Job"),
            gettext("Average gap by job before and now"),
        ),
        Table.SECTORS: (
            gettext("Sectors"),
            gettext("Sector"),
            gettext("Average gap by sector before and now"),
        ),
    }


def _build_trend(table: Table, lines: Sequence[Line], names: Names) -> TrendBlock:
    title, unit, caption = _titles()[table]
    shown = [line for line in lines if line.newest.figure is not None]
    return TrendBlock(
        key=table.lower(),
        title=title,
        unit=unit,
        caption=caption,
        finding=_tell_trend(table, shown, names),
        lines=tuple(_write_line(line, names) for line in shown),
    )


def _write_line(line: Line, names: Names) -> TrendLine:
    newest, before = line.newest, line.before
    words = say_verdict(line.verdict, of_share=is_share(newest)) if line.verdict else ""
    points = [value for row in line.rows if (value := round_figure(row)) is not None]
    return TrendLine(
        name=names.name_row(newest),
        before=write_figure(before) if before else "",
        before_on=write_short_day(before.published_on) if before else "",
        before_interval=write_ends(before) if before else "",
        now=write_figure(newest),
        now_on=write_short_day(newest.published_on),
        now_interval=write_ends(newest),
        change=write_difference(newest, line.change),
        word=words if before else "",
        spark=spark(points) if len(points) > 1 else None,
        note="" if before else words,
    )


def say_verdict(verdict: Verdict, *, of_share: bool) -> str:
    """Return what can be said of a line of the trend (of a gap, or a share), in words."""
    return {
        Verdict.SMALLER: gettext("fewer people") if of_share else gettext("smaller gap"),
        Verdict.WIDER: gettext("more people") if of_share else gettext("wider gap"),
        Verdict.SAME: gettext("about the same"),
        Verdict.OTHER_METHOD: gettext("older figures were calculated in another way"),
        Verdict.OTHER_NEEDS: gettext(
            "cannot be told: jobs needed other levels then, or it was not kept which"
        ),
        Verdict.OTHER_WEIGHTS: gettext(
            "cannot be told: only one of the two figures is weighted to the register"
        ),
        Verdict.MERGED: gettext("was merged with other rows before"),
        Verdict.ONCE: gettext("published once so far"),
    }[verdict]


def _tell_trend(table: Table, lines: Sequence[Line], names: Names) -> str:
    known = [line for line in lines if line.change is not None]
    if not known:
        return gettext("Nothing here has been published twice yet. The trend comes with the next "
                       "snapshot.")  # fmt: skip
    clear = [line for line in known if line.is_clear]
    if not clear:
        return gettext("Nothing has changed by more than chance explains.")
    if table == Table.TOTAL:
        return _tell_city(clear[0])
    best = min(clear, key=lambda line: line.change or 0.0)
    worst = max(clear, key=lambda line: line.change or 0.0)
    shrunk = gettext("The gap has shrunk most in %(name)s: from %(before)s to %(now)s levels.")
    grown = gettext("It has grown most in %(name)s: from %(before)s to %(now)s levels.")
    if table == Table.AREAS:
        shrunk = gettext(
            "The share has shrunk most in %(name)s: from %(before)s to %(now)s of people."
        )
        grown = gettext(
            "The share has grown most in %(name)s: from %(before)s to %(now)s of people."
        )
    sentences = []
    if best.change and best.change < 0:
        sentences.append(shrunk % _fill(best, names))
    if worst.change and worst.change > 0:
        sentences.append(grown % _fill(worst, names))
    return " ".join(sentences)


def _tell_city(line: Line) -> str:
    words = {
        "before": write_figure(line.before) if line.before else "",
        "now": write_figure(line.newest),
    }
    if (line.change or 0.0) < 0:
        return gettext("The gap has shrunk from %(before)s to %(now)s levels.") % words
    return gettext("The gap has grown from %(before)s to %(now)s levels.") % words


def _fill(line: Line, names: Names) -> dict[str, str]:
    return {
        "name": names.name_row(line.newest),
        "before": write_figure(line.before) if line.before else "",
        "now": write_figure(line.newest),
    }


# --- Measured twice -------------------------------------------------------------------------------


def list_pair_titles() -> dict[ChangeTable, tuple[str, str, str]]:
    """Return the title, what it is, and the caption of each table of those measured twice."""
    return {
        ChangeTable.PEOPLE: (
            gettext("People measured twice"),
            gettext(
                "The same people in the same job, at least four weeks apart: what they can do now, "
                "less what they could do before."
            ),
            gettext("Change of the level and of the gap of people measured twice, by area"),
        ),
        ChangeTable.BUSINESSES: (
            gettext("Businesses measured twice"),
            gettext(
                "The same businesses and jobs, whoever works there: the answers of this season, "
                "less those of before. Every business counts the same."
            ),
            gettext("Change of the level and of the gap of businesses measured twice, by area"),
        ),
    }


def _build_pairs(table: ChangeTable, changes: Sequence[ChangeRow], names: Names) -> PairBlock:
    title, text, caption = list_pair_titles()[table]
    rows = [row for row in changes if row.table == table]
    newest = max((row.published_on for row in changes), default=None)
    return PairBlock(
        key=table.lower(),
        title=title,
        text=text,
        caption=caption,
        finding=_tell_pairs(table, rows),
        lines=tuple(
            PairLine(
                name=names.name_areas(row.units) if row.units else gettext("All areas"),
                level=write_signed(row.change),
                level_interval=write_signed_interval(row.change_interval),
                gap=write_signed(row.gap_change),
                gap_interval=write_signed_interval(row.gap_interval),
                crowd=write_crowd(people=row.people, businesses=row.businesses),
                dated="" if row.published_on == newest else _write_dated(row),
            )
            for row in rows
        ),
    )


def _write_dated(row: ChangeRow) -> str:
    return gettext("as of %(day)s") % {"day": write_day(row.published_on)}


def _tell_pairs(table: ChangeTable, rows: Sequence[ChangeRow]) -> str:
    if not rows:
        return gettext(
            "There are too few for a figure: it needs five businesses and ten people that answered "
            "in both."
        )
    row = rows[0]
    words = {
        "change": write_signed(row.change),
        "interval": write_signed_interval(row.change_interval),
    }
    if row.change_interval.low <= 0 <= row.change_interval.high:
        return gettext("No clear change: %(change)s levels on average (%(interval)s).") % words
    if table == ChangeTable.PEOPLE:
        return gettext("People changed by %(change)s levels on average (%(interval)s).") % words
    return gettext("Businesses changed by %(change)s levels on average (%(interval)s).") % words


# --- Courses --------------------------------------------------------------------------------------


def pair_courses(
    changes: Sequence[ChangeRow], modules: Sequence[CourseModule]
) -> list[tuple[ChangeRow, ChangeRow, CourseModule]]:
    """Return who took a course and the others, by course, the largest difference first.

    Courses that are not in the catalogue any more are left out.
    """
    known = {module.course_key: module for module in modules}
    groups = {(row.table, row.units): row for row in changes}
    found = [
        (row, groups[ChangeTable.OTHERS, row.units], known[UUID(row.units[0])])
        for row in changes
        if row.table == ChangeTable.TAKEN and UUID(row.units[0]) in known
    ]
    return sorted(found, key=lambda one: -(one[0].difference or 0.0))


def _list_courses(
    changes: Sequence[ChangeRow], modules: Sequence[CourseModule]
) -> tuple[CourseLine, ...]:
    newest = max((row.published_on for row in changes), default=None)
    return tuple(
        _write_course(
            taken, others, module, "" if taken.published_on == newest else _write_dated(taken)
        )
        for taken, others, module in pair_courses(changes, modules)
    )


def _write_course(
    taken: ChangeRow, others: ChangeRow, module: CourseModule, dated: str
) -> CourseLine:
    return CourseLine(
        title=module.title,
        url=module.url,
        taken=write_signed(taken.change),
        taken_interval=write_signed_interval(taken.change_interval),
        taken_crowd=write_crowd(people=taken.people, businesses=taken.businesses),
        others=write_signed(others.change),
        others_interval=write_signed_interval(others.change_interval),
        others_crowd=write_crowd(people=others.people, businesses=others.businesses),
        difference=write_signed(taken.difference),
        difference_interval=write_signed_interval(taken.difference_interval),
        finding=_tell_course(taken),
        dated=dated,
    )


def _tell_course(taken: ChangeRow) -> str:
    interval = taken.difference_interval
    if interval is None or interval.low <= 0 <= interval.high:
        return gettext("No clear difference between the two groups.")
    if interval.low > 0:
        return gettext("Those who took it gained more than the others.")
    return gettext("Those who took it gained less than the others.")
