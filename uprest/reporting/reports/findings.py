"""What stands out in the figures, each with something to do about it today."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext

from courses.types import CourseModule
from uprest.core.charts import heat_step
from uprest.reporting.reports.formats import round_level, write_level, write_share
from uprest.reporting.selectors.words import Names
from uprest.reporting.types import Cell, Row

MOST_SKILLS = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """A finding with its figure, ranked by ``gap``, and the link to what can be done."""

    gap: float
    figure: str
    step: str
    title: str
    text: str
    action_url: str
    action: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Sources:
    """What findings are told from. ``csv_url`` is where the figures can be taken along."""

    names: Names
    modules: Sequence[CourseModule]
    csv_url: str


def find_findings(
    *, skills: Sequence[Row], occupations: Sequence[Row], sources: Sources
) -> list[Finding]:
    """Return what stands out, the largest gap first: skills, and the worst cell of a job."""
    found = [_tell_skill(row, sources) for row in skills if round_level(row.mean_gap)]
    cells = [
        (cell.mean_gap, row, cell)
        for row in occupations
        for cell in row.cells
        if cell.mean_gap is not None and round_level(cell.mean_gap)
    ]
    chosen = found[:MOST_SKILLS]
    if cells:
        _, row, cell = max(cells, key=lambda one: one[0])
        chosen.append(_tell_cell(row, cell, sources))
    return sorted(chosen, key=lambda finding: -finding.gap)


def _tell_skill(row: Row, sources: Sources) -> Finding:
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
    return _build(row.mean_gap, sources.names.name_row(row), text, module, sources)


def _tell_cell(row: Row, cell: Cell, sources: Sources) -> Finding:
    names = sources.names
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
    skills = [code for code, area in names.skill_areas.items() if area in cell.areas]
    modules = [one for one in sources.modules if set(one.occupations) & set(row.units)]
    return _build(cell.mean_gap, title, text, find_module(modules, skills=skills), sources)


def _build(
    gap: float | None, title: str, text: str, module: CourseModule | None, sources: Sources
) -> Finding:
    if module:
        action = gettext("See the course: %(title)s") % {"title": module.title}
    else:
        text = " ".join((text, gettext("There is no course for it yet.")))
        action = gettext("Take the figures to your trainers (CSV)")
    return Finding(
        gap=gap or 0.0,
        figure=write_level(gap),
        step=heat_step(round_level(gap)),
        title=title,
        text=text,
        action_url=module.url if module else sources.csv_url,
        action=action,
    )


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
