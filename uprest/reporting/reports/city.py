"""What an officer reads about a city: the newest release as values for the page."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language, gettext

from courses.selectors import list_modules
from uprest.core.charts import DumbbellRow, SkillLevels, dumbbell, heat_step
from uprest.ecosystem.models import Municipality
from uprest.reporting.models import ReleaseOrder
from uprest.reporting.reports.facts import (
    Fact,
    count_businesses,
    count_people,
    list_facts,
    number,
    tell_outcome,
    tell_reached,
    write_day,
)
from uprest.reporting.reports.findings import Finding, Sources, find_findings
from uprest.reporting.reports.formats import (
    has_gap,
    round_level,
    write_level,
    write_level_interval,
    write_share,
    write_share_interval,
)
from uprest.reporting.reports.sureness import (
    AreaLine,
    Progress,
    tell_areas,
    tell_progress,
    tell_sizes,
    tell_weights,
    write_gap,
    write_important,
    write_share_below,
)
from uprest.reporting.selectors.evidence import read_evidence
from uprest.reporting.selectors.releases import (
    Standing,
    StoredRelease,
    get_newest_release,
    get_standing,
)
from uprest.reporting.selectors.words import Names, join_words, read_names
from uprest.reporting.types import Cell, Row, Table


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
    gap_sure: str
    share_sure: str
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
    """A job or a sector (or several merged) with its average gap and its cells.

    ``members`` are all that are merged, where the name does not say so.
    """

    name: str
    people: str
    businesses: str
    figure: str
    step: str
    dated: str
    interval: str = ""
    share: str = ""
    members: str = ""
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
    sizes: tuple[GroupLine, ...] = ()
    sizes_finding: str = ""
    sizes_dated: str = ""
    important: tuple[AreaLine, ...] = ()
    important_finding: str = ""
    important_dated: str = ""
    sureness: tuple[str, ...] = ()
    progress: Progress | None = None


def build_city_report(*, municipality: Municipality) -> CityReport:
    """Return the page of a city that came from the access gate; ten queries at most."""
    stored = get_newest_release(municipality=municipality)
    standing = get_standing(municipality=municipality)
    if stored is None:
        return _build_empty(standing)
    names = read_names()
    rows = {table: stored.list_rows(table) for table in Table}
    sources = Sources(
        slug=municipality.slug,
        stored=stored,
        evidence=read_evidence(municipality=municipality, release=stored.release),
        names=names,
        modules=list_modules(language=get_language() or municipality.language),
    )
    findings = find_findings(sources=sources)
    days = {table: _find_day(rows[table], stored.release.as_of) for table in Table}
    return CityReport(
        release=stored,
        updated=_write_updated(stored),
        facts=list_facts(stored.total, standing),
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
        reached=tell_reached(stored.total, standing),
        is_waiting=standing.order_state == ReleaseOrder.State.WAITING,
        outcome=tell_outcome(standing),
        sizes=tuple(_write_group(row, names, days[Table.SIZES]) for row in rows[Table.SIZES]),
        sizes_finding=tell_sizes(rows[Table.SIZES], names),
        sizes_dated=_write_table_dated(rows[Table.SIZES], stored.release.as_of),
        important=tuple(_write_area(row, names, days[Table.AREAS]) for row in rows[Table.AREAS]),
        important_finding=tell_areas(rows[Table.AREAS], names),
        important_dated=_write_table_dated(rows[Table.AREAS], stored.release.as_of),
        sureness=tuple(tell_weights(stored.release, stored.total)),
        progress=tell_progress(standing),
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
        outcome=tell_outcome(standing),
        progress=tell_progress(standing),
    )


# --- Words --------------------------------------------------------------------------------------


def _write_crowd(row: Row | Cell) -> str:
    return gettext("%(people)s in %(businesses)s") % {
        "people": count_people(row.people),
        "businesses": count_businesses(row.businesses),
    }


def _write_dated(row: Row, day: dt.date) -> str:
    """Return the day of a row that repeats an older value, else nothing."""
    if row.published_on == day:
        return ""
    return gettext("as of %(day)s") % {"day": write_day(row.published_on)}


def _find_day(rows: Sequence[Row], day: dt.date) -> dt.date:
    """Return the one day of all rows, else the ``day`` of the release."""
    days = {row.published_on for row in rows}
    return days.pop() if len(days) == 1 else day


def _write_table_dated(rows: Sequence[Row], day: dt.date) -> str:
    common = _find_day(rows, day)
    if common == day:
        return ""
    return gettext("All of it as of %(day)s: since then too few businesses have changed.") % {
        "day": write_day(common)
    }


def _write_updated(stored: StoredRelease) -> str:
    return gettext("Snapshot of %(day)s, from %(people)s in %(businesses)s") % {
        "day": write_day(stored.release.as_of),
        "people": count_people(stored.total.people),
        "businesses": count_businesses(stored.total.businesses),
    }


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
        gap_sure=write_gap(row),
        share_sure=write_share_below(row),
        crowd=_write_crowd(row),
        dated=_write_dated(row, day),
    )


def _write_group(row: Row, names: Names, day: dt.date) -> GroupLine:
    return GroupLine(
        name=names.name_row(row),
        people=number(row.people),
        businesses=number(row.businesses),
        figure=write_level(row.mean_gap),
        step=heat_step(round_level(row.mean_gap)),
        dated=_write_dated(row, day),
        interval=write_level_interval(row.mean_gap_interval),
        share=write_share_below(row),
        members=names.list_members(row),
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


def _write_area(row: Row, names: Names, day: dt.date) -> AreaLine:
    return AreaLine(
        name=names.name_row(row),
        figure=write_important(row),
        interval=write_share_interval(row.important_low_interval),
        people=number(row.people),
        businesses=number(row.businesses),
        dated=_write_dated(row, day),
    )


def _list_areas(rows: Sequence[Row], names: Names) -> tuple[str, ...]:
    """Return the heads of the heat table: every row has all areas, in the framework's order."""
    codes = [code for row in rows[:1] for cell in row.cells for code in cell.areas]
    return tuple(names.short_areas.get(code, code) for code in codes)


# --- The finding above each chart -----------------------------------------------------------------


def _tell_skills(rows: Sequence[Row], names: Names) -> str:
    widest = [row for row in rows if has_gap(row.mean_gap)][:3]
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
