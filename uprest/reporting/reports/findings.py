"""What stands out in the figures, ranked, each with something to do about it today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext

from courses.types import CourseModule
from uprest.core.addresses import find_url
from uprest.core.charts import heat_step
from uprest.reporting.reports.compared import is_share, write_figure
from uprest.reporting.reports.formats import (
    round_level,
    write_level,
    write_level_interval,
    write_share,
)
from uprest.reporting.reports.ranking import Candidate, Kind, rank
from uprest.reporting.reports.signs import write_signed
from uprest.reporting.selectors.evidence import Evidence
from uprest.reporting.selectors.releases import StoredRelease
from uprest.reporting.selectors.words import Names
from uprest.reporting.types import Cell, Row, Table

MOST_SKILLS_OF_A_CAMPAIGN = 3
SHARE_HEAT = 1.9
"""Levels on the ramp of the gaps that have the colour of a share of everybody."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do, and where."""

    url: str
    label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """A finding with its figure, and the links to what can be done: the first, and the others."""

    figure: str
    step: str
    title: str
    text: str
    action_url: str
    action: str
    steps: tuple[Step, ...]

    @property
    def actions(self) -> tuple[Step, ...]:
        """Everything that can be done, the first thing first."""
        return (Step(self.action_url, self.action), *self.steps)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sources:
    """What findings are told from. ``slug`` is that of the city."""

    slug: str
    stored: StoredRelease
    evidence: Evidence
    names: Names
    modules: Sequence[CourseModule]


def find_findings(*, sources: Sources) -> list[Finding]:
    """Return what stands out, the most pressing first, and what has become better last."""
    tell = {
        Kind.SKILL: _tell_skill,
        Kind.CELL: _tell_cell,
        Kind.AREA: _tell_area,
        Kind.WIDER: _tell_wider,
        Kind.SMALLER: _tell_smaller,
        Kind.UNREACHED: _tell_unreached,
    }
    candidates = rank(
        stored=sources.stored, evidence=sources.evidence, skill_areas=sources.names.skill_areas
    )
    return [tell[one.kind](one, sources) for one in candidates]


# --- Each kind ------------------------------------------------------------------------------------


def _tell_skill(one: Candidate, sources: Sources) -> Finding:
    row = one.row
    share = write_share(row.share_with_gap)
    text = gettext(
        "Level %(now)s today, %(needed)s needed. Of those whose job asks for it, %(share)s are "
        "below the level needed."
    ) % {
        "now": write_level(row.mean_level),
        "needed": write_level(row.mean_required),
        "share": share.text if share else "",
    }
    module = find_module(sources.modules, skills=row.units, above=row.mean_level or 0.0)
    links = [
        _campaign(sources, skills=row.units),
        _course(module, sources, skill=row.units[0]),
        _action(sources, title=sources.names.name_row(row), text=text),
        _practices(skills=row.units),
    ]
    return _build(
        figure=write_level(row.mean_gap),
        step=heat_step(round_level(row.mean_gap)),
        title=sources.names.name_row(row),
        text=" ".join((text, *_say_missing(module), *_say_sure(row))),
        links=links,
        sources=sources,
    )


def _tell_cell(one: Candidate, sources: Sources) -> Finding:
    names, row = sources.names, one.row
    cell = one.cell or Cell(areas=(), businesses=0, people=0, mean_gap=None)
    title = gettext("%(job)s: %(area)s") % {
        "job": names.name_row(row),
        "area": names.name_areas(cell.areas),
    }
    text = gettext(
        "The widest gap of any job: %(gap)s levels on average. Answers of %(people)s people in "
        "%(businesses)s businesses."
    ) % {
        "gap": write_level(cell.mean_gap),
        "people": number_format(cell.people, use_l10n=True),
        "businesses": number_format(cell.businesses, use_l10n=True),
    }
    skills = _list_important(cell.areas, sources, jobs=row.units)
    modules = [each for each in sources.modules if set(each.occupations) & set(row.units)]
    module = find_module(modules, skills=skills)
    links = [
        _campaign(sources, skills=skills[:MOST_SKILLS_OF_A_CAMPAIGN]),
        _course(module, sources, skill=skills[0] if skills else ""),
        _event(sources, title=title),
        _action(sources, title=title, text=text),
        _practices(skills=skills[:MOST_SKILLS_OF_A_CAMPAIGN]),
    ]
    return _build(
        figure=write_level(cell.mean_gap),
        step=heat_step(round_level(cell.mean_gap)),
        title=title,
        text=" ".join((text, *_say_missing(module))),
        links=links,
        sources=sources,
    )


def _tell_area(one: Candidate, sources: Sources) -> Finding:
    row = one.row
    share = write_share(row.important_low)
    name = sources.names.name_row(row)
    skills = _list_important(row.units, sources)
    return _build(
        figure=share.text if share and not share.words else "–",
        step=heat_step(SHARE_HEAT * (row.important_low or 0.0)),
        title=gettext("Important and low: %(area)s") % {"area": name},
        text=gettext(
            "Of all people, %(share)s have at least one important skill here that is below what "
            "their job needs."
        ) % {"share": share.text if share else ""},
        links=[
            _event(sources, title=name),
            _campaign(sources, skills=skills[:MOST_SKILLS_OF_A_CAMPAIGN]),
            _course(find_module(sources.modules, skills=skills), sources,
                    skill=skills[0] if skills else ""),
        ],
        sources=sources,
    )  # fmt: skip


def _tell_wider(one: Candidate, sources: Sources) -> Finding:
    name, words = _write_change(one, sources)
    sentence = gettext(
        "The gap has grown from %(before)s to %(now)s levels since the snapshot before."
    )
    if is_share(one.row):
        sentence = gettext(
            "The share of people with an important skill below the need has grown from "
            "%(before)s to %(now)s since the snapshot before."
        )
    text = sentence % words
    title = gettext("Wider than before: %(name)s") % {"name": name}
    skills = one.row.units if one.row.table == Table.SKILLS else ()
    return _build(
        **_show_change(one),
        title=title,
        text=text,
        links=[
            _action(sources, title=title, text=text),
            _campaign(sources, skills=skills),
            _changes(sources),
        ],
        sources=sources,
    )


def _tell_smaller(one: Candidate, sources: Sources) -> Finding:
    name, words = _write_change(one, sources)
    sentence = gettext(
        "The gap has shrunk from %(before)s to %(now)s levels since the snapshot before. Tell "
        "the businesses, and find out what helped."
    )
    if is_share(one.row):
        sentence = gettext(
            "The share of people with an important skill below the need has shrunk from "
            "%(before)s to %(now)s since the snapshot before. Tell the businesses, and find out "
            "what helped."
        )
    text = sentence % words
    title = gettext("Better than before: %(name)s") % {"name": name}
    return _build(
        **_show_change(one),
        title=title,
        text=text,
        links=[_changes(sources), _action(sources, title=title, text=text)],
        sources=sources,
    )


def _tell_unreached(one: Candidate, sources: Sources) -> Finding:
    reached = number_format(one.row.businesses, use_l10n=True)
    register = number_format(one.register, use_l10n=True)
    text = gettext("%(count)s of %(size)s businesses in the register have answered.") % {
        "count": reached,
        "size": register,
    }
    name = sources.names.name_row(one.row)
    title = gettext("Hardly reached: %(sector)s") % {"sector": name}
    return _build(
        figure=f"{reached}/{register}",
        step="x",
        title=title,
        text=text,
        links=[
            _campaign(sources, sector=one.sector),
            _action(sources, title=title, text=text),
            _link(reverse("ecosystem:new_business"), gettext("The page where a business joins")),
        ],
        sources=sources,
    )


def _write_change(one: Candidate, sources: Sources) -> tuple[str, dict[str, str]]:
    return sources.names.name_row(one.row), {
        "before": write_figure(one.before) if one.before else "",
        "now": write_figure(one.row),
    }


def _show_change(one: Candidate) -> dict[str, str]:
    """Return the change of a gap with its colour; of a share, the share as it is now."""
    if is_share(one.row):
        return {
            "figure": write_figure(one.row),
            "step": heat_step(SHARE_HEAT * (one.row.figure or 0.0)),
        }
    return {"figure": write_signed(one.change), "step": heat_step(round_level(one.row.figure))}


def _say_missing(module: CourseModule | None) -> tuple[str, ...]:
    return () if module else (gettext("There is no course for it yet."),)


def _say_sure(row: Row) -> tuple[str, ...]:
    if row.mean_gap_interval is None:
        return ()
    sentence = gettext("Nine times out of ten the true gap lies %(interval)s.")
    return (sentence % {"interval": write_level_interval(row.mean_gap_interval)},)


def _build(
    *,
    figure: str,
    step: str,
    title: str,
    text: str,
    links: Sequence[Step | None],
    sources: Sources,
) -> Finding:
    found = [link for link in links if link is not None and link.url]
    if not found:
        url = reverse("reporting:city_csv", args=(sources.slug,))
        found = [Step(url, gettext("Take the figures to your trainers (CSV)"))]
    return Finding(
        figure=figure,
        step=step,
        title=title,
        text=text,
        action_url=found[0].url,
        action=found[0].label,
        steps=tuple(found[1:]),
    )


# --- What can be done -----------------------------------------------------------------------------


def _link(url: str, label: str) -> Step | None:
    return Step(url, label) if url else None


def _campaign(sources: Sources, *, skills: Sequence[str] = (), sector: str = "") -> Step | None:
    if not skills and not sector:
        return None
    release = str(sources.stored.release.pk)
    query: list[tuple[str, str]] = [("skill", skill) for skill in skills]
    query += [("sector", sector)] if sector else []
    url = _with_query(
        find_url("campaigns:new_campaign", sources.slug), [*query, ("release", release)]
    )
    return _link(url, gettext("Start a campaign about it"))


def _course(module: CourseModule | None, sources: Sources, *, skill: str) -> Step | None:
    if module:
        return _link(module.url, gettext("See the course: %(title)s") % {"title": module.title})
    if not skill:
        return None
    url = _with_query(find_url("campaigns:new_need", sources.slug), [("skill", skill)])
    return _link(url, gettext("Ask trainers for a course"))


def _event(sources: Sources, *, title: str) -> Step | None:
    url = _with_query(find_url("events:new_event", sources.slug), [("title", title)])
    return _link(url, gettext("Plan an event"))


def _practices(*, skills: Sequence[str]) -> Step | None:
    if not skills:
        return None
    url = _with_query(find_url("practices:library"), [("skill", skill) for skill in skills])
    return _link(url, gettext("See what worked elsewhere"))


def _action(sources: Sources, *, title: str, text: str) -> Step | None:
    query = [("title", title), ("finding", text), ("release", str(sources.stored.release.pk))]
    url = _with_query(find_url("campaigns:new_action", sources.slug), query)
    return _link(url, gettext("Write down an action"))


def _changes(sources: Sources) -> Step | None:
    return _link(find_url("reporting:changes", sources.slug), gettext("See it over time"))


def _with_query(url: str, query: Sequence[tuple[str, str]]) -> str:
    return f"{url}?{urlencode(query)}" if url else ""


def _list_important(
    areas: Sequence[str], sources: Sources, *, jobs: Sequence[str] = ()
) -> list[str]:
    """Return the skills of ``areas`` that matter most in ``jobs`` (in any, by default)."""
    weights: dict[str, int] = {}
    for (job, skill), importance in sources.evidence.importance.items():
        if sources.names.skill_areas.get(skill) in areas and (not jobs or job in jobs):
            weights[skill] = weights.get(skill, 0) + importance
    gaps: Mapping[str, float] = {
        unit: row.mean_gap or 0.0
        for row in sources.stored.list_rows(Table.SKILLS)
        for unit in row.units
    }
    return sorted(weights, key=lambda skill: (-weights[skill] * gaps.get(skill, 0.0), skill))


def find_module(
    modules: Sequence[CourseModule], *, skills: Sequence[str], above: float = 0.0
) -> CourseModule | None:
    """Return the course that raises one of ``skills`` furthest above a level, if any does."""
    reach = {
        module.course_key: max(
            (one.to_level for one in module.teaches if one.skill_code in skills), default=0
        )
        for module in modules
    }
    useful = [module for module in modules if module.url and reach[module.course_key] > above]
    return max(useful, key=lambda module: reach[module.course_key], default=None)
