"""What an owner reads about the team: who is ready, of those who share it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from skills_gap.selectors.readiness import Readiness, SharedReadiness, get_readiness
from uprest.ecosystem.models import Organisation
from uprest.reporting.selectors.teams import count_members

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
class TeamReport:
    """The whole page. ``ready`` of ``sharing`` people; ``silent`` says how many keep quiet."""

    heading: str
    begun: str
    sharing: int
    jobs: tuple[TeamJob, ...]
    silent: str


def build_team_report(*, organisation: Organisation) -> TeamReport:
    """Return the page of a business that came from the access gate; nine queries at most."""
    shared = get_readiness(organisation=organisation)
    silent = count_members(organisation=organisation) - len(shared)
    jobs = sorted({one.occupation for one in shared}, key=lambda name: (not name, name))
    return TeamReport(
        heading=_write_heading(shared, organisation),
        begun=_write_begun(shared),
        sharing=len(shared),
        jobs=tuple(_build_job(name, shared) for name in jobs),
        silent=_write_silent(silent),
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
