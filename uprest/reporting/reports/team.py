"""What an owner reads about the team: who is ready, of those who share it, and its gaps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext

from skills_gap.selectors.readiness import Readiness, SharedReadiness, get_readiness
from uprest.ecosystem.models import Organisation
from uprest.reporting.models import TeamFigure
from uprest.reporting.selectors.teams import TeamGap, count_members, list_team_gaps
from uprest.reporting.selectors.words import Names, join_words, read_names
from uprest.skills.selectors import list_areas

TOP_AREAS = 2
TOP_SKILLS = 5
HOTTEST = 4
ORDER = (Readiness.READY, Readiness.ON_THE_WAY, Readiness.NOT_BEGUN)


@dataclass(frozen=True, kw_only=True, slots=True)
class TeamMember:
    """What one person shares: how far they are, and the courses they finished."""

    name: str
    state: str
    tone: str
    icon: str
    courses: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class TeamJob:
    """The people of one work. ``name`` is "" for those who have not chosen one yet."""

    name: str
    summary: str
    members: tuple[TeamMember, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class GapRow:
    """One area: how large the team's mean gap is, in words and as a step of the heat scale."""

    name: str
    icon: str
    gap: str
    heat: int
    people: str
    dated: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TeamGaps:
    """Where the team falls short, largest gap first. ``finding`` is "" where nothing is shown."""

    finding: str
    skills: str
    rows: tuple[GapRow, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class TeamReport:
    """The whole page. ``ready`` of ``sharing`` people; ``silent`` says how many keep quiet."""

    heading: str
    begun: str
    sharing: int
    jobs: tuple[TeamJob, ...]
    silent: str
    gaps: TeamGaps


def build_team_report(*, organisation: Organisation, reader_id: int) -> TeamReport:
    """Return the page of a business that came from the access gate; thirteen queries at most.

    ``reader_id`` is the id of the user who reads it.
    """
    shared = get_readiness(organisation=organisation)
    silent = count_members(organisation=organisation) - len(shared)
    jobs = sorted({one.occupation for one in shared}, key=lambda name: (not name, name))
    return TeamReport(
        heading=_write_heading(shared, organisation),
        begun=_write_begun(shared),
        sharing=len(shared),
        jobs=tuple(_build_job(name, shared) for name in jobs),
        silent=_write_silent(silent),
        gaps=_build_gaps(list_team_gaps(organisation=organisation, reader_id=reader_id)),
    )


def _count(shared: Sequence[SharedReadiness], state: Readiness) -> int:
    return sum(one.state == state for one in shared)


def _write_heading(shared: Sequence[SharedReadiness], organisation: Organisation) -> str:
    """Return the sentence that leads the page, such as "4 of 6 ready for 15 June"."""
    season = organisation.season_starts_on or organisation.municipality.season_starts_on
    parts = {"ready": _count(shared, Readiness.READY), "all": len(shared)}
    if not shared:
        return gettext("Nobody shares yet whether they are ready")
    if season is None:
        return gettext("%(ready)s of %(all)s ready for the season") % parts
    day = date_format(season, "MONTH_DAY_FORMAT", use_l10n=True)
    return gettext("%(ready)s of %(all)s ready for %(day)s") % {**parts, "day": day}


def _write_begun(shared: Sequence[SharedReadiness]) -> str:
    count = _count(shared, Readiness.ON_THE_WAY)
    if not count:
        return ""
    return ngettext("%(count)s has begun.", "%(count)s have begun.", count) % {"count": count}


def _write_silent(count: int) -> str:
    if count <= 0:
        return ""
    words = ngettext(
        "%(count)s person keeps it to themselves.", "%(count)s people keep it to themselves.", count
    )
    return words % {"count": count}


def _build_job(name: str, shared: Sequence[SharedReadiness]) -> TeamJob:
    people = [one for one in shared if one.occupation == name]
    ready = _count(people, Readiness.READY)
    return TeamJob(
        name=name,
        summary=gettext("%(ready)s of %(all)s ready") % {"ready": ready, "all": len(people)},
        members=tuple(
            _build_member(one) for one in sorted(people, key=lambda one: ORDER.index(one.state))
        ),
    )


def _build_member(one: SharedReadiness) -> TeamMember:
    words = {
        Readiness.READY: gettext("Ready"),
        Readiness.ON_THE_WAY: gettext("On the way"),
        Readiness.NOT_BEGUN: gettext("Not begun"),
    }
    tones = {Readiness.READY: "good", Readiness.ON_THE_WAY: "sun", Readiness.NOT_BEGUN: ""}
    icons = {
        Readiness.READY: "circle-check",
        Readiness.ON_THE_WAY: "footprints",
        Readiness.NOT_BEGUN: "circle-dashed",
    }
    return TeamMember(
        name=one.name,
        state=words[one.state],
        tone=tones[one.state],
        icon=icons[one.state],
        courses=one.courses,
    )


def _build_gaps(found: Sequence[TeamGap]) -> TeamGaps:
    if not found:
        return TeamGaps(finding="", skills="", rows=())
    icons = {area.code: area.icon for area in list_areas()}
    names = read_names()
    order = list(icons)
    areas = [one for one in found if one.kind == TeamFigure.Kind.AREA and one.code in icons]
    areas.sort(key=lambda one: (-one.step, order.index(one.code)))
    skills = [one for one in found if one.kind == TeamFigure.Kind.SKILL and one.step]
    skills.sort(key=lambda one: -one.step)
    return TeamGaps(
        finding=_write_finding(areas, names),
        skills=_write_skills([names.skills.get(one.code, one.code) for one in skills[:TOP_SKILLS]]),
        rows=tuple(_build_row(one, names, icons) for one in areas),
    )


def _build_row(one: TeamGap, names: Names, icons: Mapping[str, str]) -> GapRow:
    return GapRow(
        name=names.areas[one.code],
        icon=icons[one.code],
        gap=write_step(one.step),
        heat=min(one.step, HOTTEST),
        people=number_format(one.people),
        dated=date_format(localtime(one.taken_at), "SHORT_DATE_FORMAT", use_l10n=True),
    )


def _write_finding(areas: Sequence[TeamGap], names: Names) -> str:
    """Return where the team falls short most, in a sentence."""
    largest = [one for one in areas if one.step and one.step == areas[0].step][:TOP_AREAS]
    if not largest:
        return gettext("In no area is the team half a level short on average.")
    return gettext("Your team is furthest from what its work needs in %(areas)s: %(gap)s.") % {
        "areas": names.name_areas(one.code for one in largest),
        "gap": write_step(largest[0].step),
    }


def _write_skills(names: list[str]) -> str:
    if not names:
        return ""
    return gettext("The largest gaps by skill: %(skills)s.") % {"skills": join_words(names)}


def write_step(step: int) -> str:
    """Return a mean gap in half levels as words."""
    return (
        gettext("less than half a level"),
        gettext("about half a level"),
        gettext("about one level"),
        gettext("about one and a half levels"),
        gettext("about two levels"),
        gettext("about two and a half levels"),
        gettext("three levels or more"),
    )[step]
