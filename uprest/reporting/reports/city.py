"""What an officer reads about a city: the newest release as values for the page."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext, ngettext, pgettext

from courses.selectors import list_modules
from uprest.core.charts import DumbbellRow, SkillLevels, dumbbell, heat_step
from uprest.ecosystem.models import Municipality
from uprest.reporting.models import ReleaseOrder
from uprest.reporting.reports.findings import Finding, Sources, find_findings
from uprest.reporting.reports.formats import round_level, write_level, write_share
from uprest.reporting.selectors.releases import (
    Standing,
    StoredRelease,
    get_newest_release,
    get_standing,
)
from uprest.reporting.selectors.words import Names, join_words, read_names
from uprest.reporting.types import Cell, Row, Table


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """A leading figure: what it is, the figure, its unit, and a word beside it."""

    label: str
    value: str
    unit: str = ""
    change: str = ""
    note: str = ""
    spark: None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SkillLine:
    """A skill of all jobs together. ``mark`` draws it, unless no job asks for the skill."""

    name: str
    members: str
    mark: DumbbellRow | None
    now: str
    needed: str
    gap: str
    share: str
    crowd: str
    dated: str


@dataclass(frozen=True, kw_only=True, slots=True)
class HeatField:
    """A cell of the heat table, over as many columns as areas are merged in it."""

    figure: str
    step: str
    columns: int
    crowd: str
    areas: str


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupLine:
    """A job or a sector (or several merged) with its average gap and its cells."""

    name: str
    people: str
    businesses: str
    figure: str
    step: str
    dated: str
    cells: tuple[HeatField, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class CityReport:
    """The whole page. ``release`` is None before the first snapshot.

    ``..._dated`` is the older day of a whole table, which its rows then do not repeat.
    """

    release: StoredRelease | None
    updated: str
    facts: tuple[Fact, ...]
    skills: tuple[SkillLine, ...]
    skills_finding: str
    skills_dated: str
    jobs: tuple[GroupLine, ...]
    jobs_finding: str
    jobs_dated: str
    areas: tuple[str, ...]
    sectors: tuple[GroupLine, ...]
    sectors_finding: str
    sectors_dated: str
    findings: tuple[Finding, ...]
    reached: str
    is_waiting: bool
    outcome: str


def build_city_report(*, municipality: Municipality) -> CityReport:
    """Return the page of a city that came from the access gate; eleven queries at most."""
    stored = get_newest_release(municipality=municipality)
    standing = get_standing(municipality=municipality)
    if stored is None:
        return _build_empty(standing)
    names = read_names()
    rows = {table: stored.list_rows(table) for table in Table}
    sources = Sources(
        names=names,
        modules=list_modules(language=get_language() or municipality.language),
        csv_url=reverse("reporting:city_csv", args=(municipality.slug,)),
    )
    findings = find_findings(
        skills=rows[Table.SKILLS], occupations=rows[Table.OCCUPATIONS], sources=sources
    )
    days = {table: _find_day(rows[table], stored.release.as_of) for table in Table}
    return CityReport(
        release=stored,
        updated=_write_updated(stored),
        facts=_list_facts(stored.total, standing),
        skills=tuple(_write_skill(row, names, days[Table.SKILLS]) for row in rows[Table.SKILLS]),
        skills_finding=_tell_skills(rows[Table.SKILLS], names),
        skills_dated=_write_table_dated(rows[Table.SKILLS], stored.release.as_of),
        jobs=tuple(
            _write_group(row, names, days[Table.OCCUPATIONS]) for row in rows[Table.OCCUPATIONS]
        ),
        jobs_finding=_tell_jobs(rows[Table.OCCUPATIONS], names),
        jobs_dated=_write_table_dated(rows[Table.OCCUPATIONS], stored.release.as_of),
        areas=_list_areas(rows[Table.OCCUPATIONS], names),
        sectors=tuple(_write_group(row, names, days[Table.SECTORS]) for row in rows[Table.SECTORS]),
        sectors_finding=_tell_groups(rows[Table.SECTORS], names),
        sectors_dated=_write_table_dated(rows[Table.SECTORS], stored.release.as_of),
        findings=tuple(findings),
        reached=_tell_reached(stored.total, standing),
        is_waiting=standing.order_state == ReleaseOrder.State.WAITING,
        outcome=_tell_outcome(standing),
    )


def _build_empty(standing: Standing) -> CityReport:
    return CityReport(
        release=None,
        updated="",
        facts=(),
        skills=(),
        skills_finding="",
        skills_dated="",
        jobs=(),
        jobs_finding="",
        jobs_dated="",
        areas=(),
        sectors=(),
        sectors_finding="",
        sectors_dated="",
        findings=(),
        reached="",
        is_waiting=standing.order_state == ReleaseOrder.State.WAITING,
        outcome=_tell_outcome(standing),
    )


# --- Words --------------------------------------------------------------------------------------


def _number(value: int) -> str:
    return number_format(value, use_l10n=True, force_grouping=True)


def _count_people(count: int) -> str:
    words = ngettext("%(count)s person", "%(count)s people", count)
    return words % {"count": _number(count)}


def _count_businesses(count: int) -> str:
    words = ngettext("%(count)s business", "%(count)s businesses", count)
    return words % {"count": _number(count)}


def _write_crowd(row: Row | Cell) -> str:
    return gettext("%(people)s in %(businesses)s") % {
        "people": _count_people(row.people),
        "businesses": _count_businesses(row.businesses),
    }


def _write_day(day: dt.date) -> str:
    return date_format(day, "DATE_FORMAT", use_l10n=True)


def _write_dated(row: Row, day: dt.date) -> str:
    """Return the day of a row that repeats an older value, else nothing."""
    if row.published_on == day:
        return ""
    return gettext("as of %(day)s") % {"day": _write_day(row.published_on)}


def _find_day(rows: Sequence[Row], day: dt.date) -> dt.date:
    """Return the one day of all rows, else the ``day`` of the release."""
    days = {row.published_on for row in rows}
    return days.pop() if len(days) == 1 else day


def _write_table_dated(rows: Sequence[Row], day: dt.date) -> str:
    common = _find_day(rows, day)
    if common == day:
        return ""
    return gettext("All of it as of %(day)s: since then too few businesses have changed.") % {
        "day": _write_day(common)
    }


def _write_updated(stored: StoredRelease) -> str:
    return gettext("Snapshot of %(day)s, from %(people)s in %(businesses)s") % {
        "day": _write_day(stored.release.as_of),
        "people": _count_people(stored.total.people),
        "businesses": _count_businesses(stored.total.businesses),
    }


# --- Facts ----------------------------------------------------------------------------------------


def _list_facts(total: Row, standing: Standing) -> tuple[Fact, ...]:
    share = write_share(total.share_with_gap)
    register = standing.register_size
    return (
        Fact(
            label=gettext("People with a profile"),
            value=_number(total.people),
            note=_write_day(total.published_on),
        ),
        Fact(
            label=gettext("Businesses reached"),
            value=_number(total.businesses),
            note=gettext("of %(size)s in the register") % {"size": _number(register)}
            if register
            else gettext("no register is loaded"),
        ),
        Fact(
            label=gettext("Average gap to the need"),
            value=write_level(total.mean_gap) or "–",
            unit=pgettext("unit after an average", "levels") if total.mean_gap is not None else "",
            note=gettext("0 is no gap, 5 the whole scale"),
        ),
        Fact(
            label=gettext("Below what the job needs"),
            value=share.text if share else "–",
            note=gettext("of all skills that people's jobs ask for"),
        ),
    )


def _tell_reached(total: Row, standing: Standing) -> str:
    if not standing.register_size:
        return gettext("There is no register to compare with, so the figures stand as they are.")
    return gettext(
        "%(businesses)s of %(size)s in the register. Those who did not answer may be different."
    ) % {
        "businesses": _count_businesses(total.businesses),
        "size": _number(standing.register_size),
    }


def _tell_outcome(standing: Standing) -> str:
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
    return text % {"day": _write_day(localdate(standing.ordered_at))}


# --- Tables ---------------------------------------------------------------------------------------


def _write_skill(row: Row, names: Names, day: dt.date) -> SkillLine:
    name = names.name_row(row)
    now, needed = round_level(row.mean_level), round_level(row.mean_required)
    mark = None
    if now is not None and needed is not None:
        mark = dumbbell([SkillLevels(name=name, now=now, required=needed)])[0]
    share = write_share(row.share_with_gap)
    merged = [names.skills.get(code, code) for code in row.units] if len(row.units) > 1 else []
    return SkillLine(
        name=name,
        members=join_words(merged),
        mark=mark,
        now=write_level(row.mean_level),
        needed=write_level(row.mean_required),
        gap=write_level(row.mean_gap),
        share=share.text if share else "",
        crowd=_write_crowd(row),
        dated=_write_dated(row, day),
    )


def _write_group(row: Row, names: Names, day: dt.date) -> GroupLine:
    return GroupLine(
        name=names.name_row(row),
        people=_number(row.people),
        businesses=_number(row.businesses),
        figure=write_level(row.mean_gap),
        step=heat_step(round_level(row.mean_gap)),
        dated=_write_dated(row, day),
        cells=tuple(
            HeatField(
                figure=write_level(cell.mean_gap),
                step=heat_step(round_level(cell.mean_gap)),
                columns=len(cell.areas),
                crowd=_write_crowd(cell),
                areas=names.name_areas(cell.areas),
            )
            for cell in row.cells
        ),
    )


def _list_areas(rows: Sequence[Row], names: Names) -> tuple[str, ...]:
    """Return the heads of the heat table: every row has all areas, in the framework's order."""
    codes = [code for row in rows[:1] for cell in row.cells for code in cell.areas]
    return tuple(names.short_areas.get(code, code) for code in codes)


# --- The finding above each chart -----------------------------------------------------------------


def _tell_skills(rows: Sequence[Row], names: Names) -> str:
    widest = [row for row in rows if round_level(row.mean_gap)][:3]
    if not widest:
        return gettext("On average, people reach what their jobs ask for.")
    return gettext("People are furthest from the need in %(skills)s.") % {
        "skills": join_words([names.name_row(row) for row in widest])
    }


def _tell_jobs(rows: Sequence[Row], names: Names) -> str:
    cells = [(cell.mean_gap or 0.0, row, cell) for row in rows for cell in row.cells]
    if not cells:
        return ""
    gap, row, cell = max(cells, key=lambda one: one[0])
    return gettext("The darkest field: %(job)s lack %(gap)s levels in %(area)s.") % {
        "job": names.name_row(row),
        "gap": write_level(gap),
        "area": names.name_areas(cell.areas),
    }


def _tell_groups(rows: Sequence[Row], names: Names) -> str:
    known = [row for row in rows if row.mean_gap is not None]
    if len(known) < 2:
        return gettext("There are too few businesses to tell the sectors apart.")
    widest = max(known, key=lambda row: row.mean_gap or 0.0)
    return gettext("The widest gap: %(sector)s, %(gap)s levels on average.") % {
        "sector": names.name_row(widest),
        "gap": write_level(widest.mean_gap),
    }
