"""The council report: what stands in it, read from one release and written for its page."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext, ngettext

from uprest.core.charts import TOP_LEVEL, heat_step, number_text
from uprest.ecosystem.models import Municipality
from uprest.reporting.exports.observations import (
    CELL_TABLE,
    TABLE_WORDS,
    Figure,
    Line,
    Statistic,
    Status,
    list_lines,
)
from uprest.reporting.reports.city import build_city_report
from uprest.reporting.reports.findings import Finding
from uprest.reporting.reports.labels import Labels, read_labels, read_language
from uprest.reporting.reports.method import explain_method
from uprest.reporting.reports.observed import write_ends, write_figure
from uprest.reporting.selectors.releases import StoredRelease
from uprest.reporting.selectors.words import join_words
from uprest.reporting.types import Table

TRACK, PAD = 150.0, 8.0
"""The drawn width of the scale, and the room beside it, in points."""
MOST_NAMED = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Track:
    """A level on its scale: where the marks lie, as SVG writes numbers, and the same in words."""

    now: str
    needed: str
    left: str
    width: str
    is_met: bool
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """A figure as a bar with the ends of its interval; "" where there is none."""

    width: str
    low: str
    high: str
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportLine:
    """A line of a table. Figures are text, "" where there is none; ``dated`` only where older."""

    name: str
    now: str
    needed: str
    gap: str
    gap_ends: str
    share: str
    share_ends: str
    important_low: str
    important_low_ends: str
    people: str
    businesses: str
    dated: str
    track: Track | None
    bar: Bar | None


@dataclass(frozen=True, kw_only=True, slots=True)
class HeatLine:
    """A job with a field for each area, or for several that are merged."""

    name: str
    people: str
    businesses: str
    gap: str
    step: str
    fields: tuple["HeatField", ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class HeatField:
    """A field of the heat table, ``columns`` areas wide. ``step`` is that of the fixed ramp."""

    figure: str
    step: str
    columns: int
    crowd: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Council:
    """The whole report in the language of the request."""

    city: str
    is_sample: bool
    day: str
    crowd: str
    summary: tuple[str, ...]
    facts: tuple[tuple[str, str, str], ...]
    findings: tuple[Finding, ...]
    skills: tuple[ReportLine, ...]
    areas: tuple[str, ...]
    jobs: tuple[HeatLine, ...]
    sectors: tuple[ReportLine, ...]
    sizes: tuple[ReportLine, ...]
    area_lines: tuple[ReportLine, ...]
    method: tuple[tuple[str, str], ...]


def build_council(*, stored: StoredRelease, municipality: Municipality) -> Council:
    """Return the report on a release of a city from the gate; fifteen queries at most."""
    language = read_language()
    labels = read_labels([language])
    lines = list(list_lines(one.row for one in stored.rows))
    day = stored.release.as_of
    tables = {
        table: [line for line in lines if line.table == word] for table, word in TABLE_WORDS.items()
    }
    cells = [line for line in lines if line.table == CELL_TABLE]

    def write(table: Table) -> tuple[ReportLine, ...]:
        return tuple(_write_line(line, labels, day) for line in tables[table])

    total = tables[Table.TOTAL][0]
    return Council(
        city=municipality.name,
        is_sample=municipality.is_sample,
        day=_write_day(day),
        crowd=_write_crowd(total),
        summary=tuple(filter(None, _summarise(tables, cells, labels))),
        facts=_list_facts(total),
        findings=_find_findings(municipality, stored),
        skills=write(Table.SKILLS),
        areas=tuple(_list_areas(stored, labels, language)),
        jobs=tuple(_write_heat(line, cells, stored, labels) for line in tables[Table.OCCUPATIONS]),
        sectors=write(Table.SECTORS),
        sizes=write(Table.SIZES),
        area_lines=write(Table.AREAS),
        method=tuple(
            explain_method(
                release=stored.release,
                total=stored.total,
                months=settings.UPREST_COUNTED_MONTHS,
            )
        ),
    )


def _find_findings(municipality: Municipality, stored: StoredRelease) -> tuple[Finding, ...]:
    """Return what the screen says stands out; it knows the newest release alone."""
    screen = build_city_report(municipality=municipality)
    if screen.release is None or screen.release.release.pk != stored.release.pk:
        return ()
    return tuple(screen.findings)


# --- Words ----------------------------------------------------------------------------------------


def _number(value: int) -> str:
    return number_format(value, use_l10n=True, force_grouping=True)


def _write_day(day: dt.date) -> str:
    return date_format(day, "DATE_FORMAT", use_l10n=True)


def _write_crowd(line: Line) -> str:
    people = ngettext("%(count)s person", "%(count)s people", line.people)
    businesses = ngettext("%(count)s business", "%(count)s businesses", line.businesses)
    return gettext("%(people)s in %(businesses)s") % {
        "people": people % {"count": _number(line.people)},
        "businesses": businesses % {"count": _number(line.businesses)},
    }


def _list_facts(total: Line) -> tuple[tuple[str, str, str], ...]:
    """Return pairs of what a figure is and the figure, with its interval."""
    return (
        (gettext("People with a profile"), _number(total.people), ""),
        (gettext("Businesses reached"), _number(total.businesses), ""),
        (
            gettext("Average gap to the need"),
            write_figure(total, Statistic.MEAN_GAP) or "–",
            write_ends(total, Statistic.MEAN_GAP),
        ),
        (
            gettext("Below what the job needs"),
            write_figure(total, Statistic.SHARE_WITH_GAP) or "–",
            write_ends(total, Statistic.SHARE_WITH_GAP),
        ),
    )


def _summarise(
    tables: dict[Table, list[Line]], cells: Sequence[Line], labels: Labels
) -> tuple[str, str, str]:
    return (
        _tell_skills(tables[Table.SKILLS], labels),
        _tell_jobs(cells, labels),
        _tell_sectors(tables[Table.SECTORS], labels),
    )


def _gap(line: Line) -> float:
    figure = line.get(Statistic.MEAN_GAP)
    if figure is None:
        return 0.0
    return TOP_LEVEL if figure.status == Status.NEARLY_ALL else figure.value or 0.0


def _tell_skills(lines: Sequence[Line], labels: Labels) -> str:
    widest = [line for line in sorted(lines, key=_gap, reverse=True) if _gap(line)][:MOST_NAMED]
    if not widest:
        return gettext("On average, people reach what their jobs ask for.")
    return gettext("People are furthest from the need in %(skills)s.") % {
        "skills": join_words([labels.name_here(line) for line in widest])
    }


def _tell_jobs(cells: Sequence[Line], labels: Labels) -> str:
    if not cells:
        return ""
    widest = max(cells, key=_gap)
    language = read_language()
    return gettext("The darkest field: %(job)s lack %(gap)s levels in %(area)s.") % {
        "job": labels.name_group(widest, language),
        "gap": write_figure(widest, Statistic.MEAN_GAP),
        "area": labels.name_area(widest, language),
    }


def _tell_sectors(lines: Sequence[Line], labels: Labels) -> str:
    if len(lines) < 2:
        return ""
    widest = max(lines, key=_gap)
    return gettext("The widest gap: %(sector)s, %(gap)s levels on average.") % {
        "sector": labels.name_here(widest),
        "gap": write_figure(widest, Statistic.MEAN_GAP),
    }


# --- Tables ---------------------------------------------------------------------------------------


def _write_line(line: Line, labels: Labels, day: dt.date) -> ReportLine:
    dated = ""
    if line.published_on != day:
        dated = gettext("as of %(day)s") % {"day": _write_day(line.published_on)}
    return ReportLine(
        name=labels.name_here(line),
        now=write_figure(line, Statistic.MEAN_LEVEL),
        needed=write_figure(line, Statistic.MEAN_REQUIRED),
        gap=write_figure(line, Statistic.MEAN_GAP),
        gap_ends=write_ends(line, Statistic.MEAN_GAP),
        share=write_figure(line, Statistic.SHARE_WITH_GAP),
        share_ends=write_ends(line, Statistic.SHARE_WITH_GAP),
        important_low=write_figure(line, Statistic.IMPORTANT_LOW_SHARE),
        important_low_ends=write_ends(line, Statistic.IMPORTANT_LOW_SHARE),
        people=_number(line.people),
        businesses=_number(line.businesses),
        dated=dated,
        track=_draw_track(line),
        bar=_draw_bar(line),
    )


def _draw_track(line: Line) -> Track | None:
    now, needed = line.get(Statistic.MEAN_LEVEL), line.get(Statistic.MEAN_REQUIRED)
    if now is None or needed is None:
        return None
    x_now, x_needed = _place(now), _place(needed)
    return Track(
        now=number_text(x_now),
        needed=number_text(x_needed),
        left=number_text(min(x_now, x_needed)),
        width=number_text(abs(x_needed - x_now)),
        is_met=x_now >= x_needed,
        words=gettext("level %(now)s now, %(needed)s needed")
        % {
            "now": write_figure(line, Statistic.MEAN_LEVEL),
            "needed": write_figure(line, Statistic.MEAN_REQUIRED),
        },
    )


def _place(figure: Figure) -> float:
    level = figure.value
    if level is None:
        level = float(TOP_LEVEL) if figure.status == Status.NEARLY_ALL else 0.0
    return PAD + TRACK * level / TOP_LEVEL


def _draw_bar(line: Line) -> Bar | None:
    gap = line.get(Statistic.MEAN_GAP)
    if gap is None:
        return None
    ends = ("", "")
    if gap.low is not None and gap.high is not None:
        ends = (number_text(_along(gap.low)), number_text(_along(gap.high)))
    return Bar(
        width=number_text(_along(_gap(line))),
        low=ends[0],
        high=ends[1],
        words=gettext("Gap %(gap)s levels") % {"gap": write_figure(line, Statistic.MEAN_GAP)},
    )


def _along(gap: float) -> float:
    """Return how long a bar is: gaps beyond two and a half levels would be off the paper."""
    return min(TRACK * gap / (TOP_LEVEL / 2), TRACK)


def _list_areas(stored: StoredRelease, labels: Labels, language: str) -> list[str]:
    names = labels.names[language]
    rows = stored.list_rows(Table.OCCUPATIONS)[:1]
    codes = [code for row in rows for cell in row.cells for code in cell.areas]
    return [names.short_areas.get(code, code) for code in codes]


def _write_heat(
    line: Line, cells: Sequence[Line], stored: StoredRelease, labels: Labels
) -> HeatLine:
    own = {cell.areas: cell for cell in cells if cell.units == line.units}
    row = next(row for row in stored.list_rows(Table.OCCUPATIONS) if row.units == line.units)
    return HeatLine(
        name=labels.name_here(line),
        people=_number(line.people),
        businesses=_number(line.businesses),
        gap=write_figure(line, Statistic.MEAN_GAP),
        step=heat_step(_gap(line)),
        fields=tuple(
            _write_field(own.get(cell.areas), columns=len(cell.areas)) for cell in row.cells
        ),
    )


def _write_field(cell: Line | None, *, columns: int) -> HeatField:
    if cell is None:
        return HeatField(figure="", step="x", columns=columns, crowd="")
    return HeatField(
        figure=write_figure(cell, Statistic.MEAN_GAP),
        step=heat_step(_gap(cell)),
        columns=columns,
        crowd=_write_crowd(cell),
    )
