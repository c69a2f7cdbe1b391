"""The result of a check as its page shows it: strength first, then one step, then the shape."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from skills_gap.measuring import StopReason
from skills_gap.models import Answer, Response
from skills_gap.selectors.checks import COUNTING, find_response
from skills_gap.selectors.paths import CurrentPath, get_current_path
from skills_gap.selectors.profiles import (
    ProfileSkill,
    SkillHistory,
    SkillsProfile,
    get_skills_profile,
    list_history,
)
from skills_gap.selectors.wording import describe_strength, join_words, level_name
from uprest.accounts.selectors import has_consent
from uprest.accounts.types import Learner
from uprest.core.charts import DumbbellRow, Radar, SkillLevels, dumbbell, radar

MOST_SPOKES = 8
FEWEST_SPOKES = 3
ROWS_AT_FIRST = 8
ON_MY_OWN = 3
"""The lowest level that is called a strength."""


@dataclass(frozen=True, slots=True)
class SkillChart:
    """The shape and the table of a profile: the same skills with the same icons.

    ``rows`` has the largest gaps first; ``more`` the rows beyond the first eight. ``shape`` is
    nothing where fewer than three levels are known.
    """

    shape: Radar | None
    rows: tuple[DumbbellRow, ...]
    more: tuple[DumbbellRow, ...]
    met: int
    known: int
    finding: str
    about_equal: tuple[str, ...]
    not_asked: tuple[ProfileSkill, ...]
    not_my_job: tuple[ProfileSkill, ...]
    no_answer: tuple[ProfileSkill, ...]


@dataclass(frozen=True, slots=True)
class Counting:
    """Whether the answers count for a business, which the person decides."""

    organisation_id: int
    organisation: str
    city: str
    is_counted: bool


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that the page of a result shows."""

    response_id: UUID
    profile: SkillsProfile
    headline: str
    lead: str
    asked: int
    stopped: str
    chart: SkillChart
    path: CurrentPath | None
    counting: Counting | None


def get_result(*, learner: Learner, response_id: UUID, language: str) -> Result | None:
    """Return the result of a response that was handed in; nothing where it is still open.

    :raises Response.DoesNotExist: if the response is not the learner's.
    """
    profile = get_skills_profile(learner=learner, response_id=response_id)
    if profile is None:
        find_response(learner=learner, response_id=response_id)
        return None
    names = {skill.code: skill.name for skill in profile.skills}
    path = get_current_path(learner=learner, language=language, skill_names=names)
    asked = sum(skill.answered != "" for skill in profile.skills)
    return Result(
        response_id=response_id,
        profile=profile,
        headline=describe_headline(profile),
        lead=describe_lead(profile, path),
        asked=asked,
        stopped=describe_stop(profile.response, asked=asked, of=len(profile.skills)),
        chart=build_chart(profile, next_skills=path.next_skills if path else frozenset()),
        path=path,
        counting=find_counting(learner=learner, response=profile.response),
    )


@dataclass(frozen=True, slots=True)
class MySkills:
    """Everything that the page of somebody's skills shows."""

    profile: SkillsProfile
    chart: SkillChart
    history: tuple[SkillHistory, ...]
    counting: Counting | None


def get_my_skills(*, learner: Learner) -> MySkills | None:
    """Return somebody's skills by their newest profile; nothing before the first check."""
    profile = get_skills_profile(learner=learner)
    if profile is None:
        return None
    return MySkills(
        profile=profile,
        chart=build_chart(profile, next_skills=frozenset()),
        history=tuple(list_history(learner=learner)),
        counting=find_counting(learner=learner, response=profile.response),
    )


def find_counting(*, learner: Learner, response: Response) -> Counting | None:
    """Return whether a response counts for its business; nothing where it knows none."""
    organisation = response.organisation
    if organisation is None:
        return None
    return Counting(
        organisation_id=organisation.pk,
        organisation=organisation.name,
        city=organisation.municipality.name,
        is_counted=has_consent(learner=learner, code=COUNTING, subject_key=str(organisation.pk)),
    )


def describe_headline(profile: SkillsProfile) -> str:
    """Return the strength that comes first, honest where nothing is strong."""
    strong = profile.strongest
    if not strong:
        return _("You start at the beginning, and that is fine")
    if strong[0].is_met and (strong[0].level or 0) >= ON_MY_OWN:
        return describe_strength(area_code=strong[0].area_code)
    return _("You have begun, and that is most of it")


def describe_lead(profile: SkillsProfile, path: CurrentPath | None) -> str:
    """Return the strongest skill with its level, and how many courses are on the path."""
    strong = profile.strongest
    sentences = []
    if strong:
        sentences.append(
            _("Your strongest skill: %(skill)s, level %(level)s of 5, %(name)s.")
            % {
                "skill": strong[0].name,
                "level": strong[0].level,
                "name": level_name(strong[0].level or 0),
            }
        )
    else:
        sentences.append(_("Nobody is born with this. Every course begins where you are."))
    count = len([step for step in path.steps if step.state != "DONE"]) if path else 0
    if count:
        sentences.append(
            ngettext(
                "One short course is on your path.",
                "%(count)s short courses are on your path.",
                count,
            )
            % {"count": count}
        )
    elif not profile.top and profile.known:
        sentences.append(_("You meet every need that we asked about."))
    return " ".join(sentences)


def describe_stop(response: Response, *, asked: int, of: int) -> str:
    """Return where the check stopped and why."""
    if response.stopped_because == StopReason.ALL_ASKED:
        return _("We asked all %(of)s questions about this work.") % {"of": of}
    return _(
        "We asked %(asked)s of %(of)s questions and stopped there: none of the remaining questions "
        "could enter your top five."
    ) % {"asked": asked, "of": of}


def build_chart(profile: SkillsProfile, *, next_skills: frozenset[str]) -> SkillChart:
    """Return the shape and the table of a profile; ``next_skills`` are marked as the next step."""
    ordered = _largest_gap_first(profile)
    rows = dumbbell([_to_levels(skill, next_skills) for skill in ordered])
    spokes = _choose_spokes(profile)
    return SkillChart(
        shape=radar([_to_levels(skill, frozenset()) for skill in spokes])
        if len(spokes) >= FEWEST_SPOKES
        else None,
        rows=rows[:ROWS_AT_FIRST],
        more=rows[ROWS_AT_FIRST:],
        met=sum(skill.is_met for skill in ordered),
        known=len(ordered),
        finding=describe_finding(profile),
        about_equal=_describe_about_equal(profile),
        not_asked=profile.answered_with(""),
        not_my_job=profile.answered_with(Answer.Kind.NOT_MY_JOB),
        no_answer=profile.answered_with(Answer.Kind.UNKNOWN, Answer.Kind.SKIPPED),
    )


def describe_finding(profile: SkillsProfile) -> str:
    """Return what the chart shows, in a sentence or two."""
    known = len(profile.known)
    met = sum(skill.is_met for skill in profile.known)
    if not known:
        return _("No level is known yet.")
    sentences = [
        ngettext(
            "You already have %(met)s of the %(known)s skill asked.",
            "You already have %(met)s of the %(known)s skills asked.",
            known,
        )
        % {"met": met, "known": known}
    ]
    if profile.top:
        sentences.append(
            _("Your largest gaps: %(skills)s.")
            % {"skills": join_words([skill.name for skill in profile.top[:3]])}
        )
    return " ".join(sentences)


def _largest_gap_first(profile: SkillsProfile) -> list[ProfileSkill]:
    return sorted(profile.known, key=lambda skill: (-skill.gap * skill.importance, skill.is_met))


def _choose_spokes(profile: SkillsProfile) -> list[ProfileSkill]:
    """Return up to eight skills in the framework's order: largest gaps, then what is strongest."""
    chosen = {skill.code for skill in profile.top}
    for skill in profile.strongest:
        if len(chosen) < MOST_SPOKES:
            chosen.add(skill.code)
    for skill in profile.known:
        if len(chosen) < FEWEST_SPOKES:
            chosen.add(skill.code)
    return [skill for skill in profile.known if skill.code in chosen]


def _to_levels(skill: ProfileSkill, next_skills: frozenset[str]) -> SkillLevels:
    moved = skill.is_tested and skill.self_level is not None
    return SkillLevels(
        name=skill.name,
        icon=skill.icon,
        now=skill.level,
        required=skill.required,
        before=skill.self_level if moved else None,
        is_next=skill.code in next_skills and not skill.is_met,
    )


def _describe_about_equal(profile: SkillsProfile) -> tuple[str, ...]:
    """Return a sentence for each run of neighbours whose order could as well be another."""
    equal = profile.about_equal
    runs: list[list[str]] = []
    for upper, lower in pairwise(profile.top):
        if lower.code not in equal:
            continue
        if runs and runs[-1][-1] == upper.name:
            runs[-1].append(lower.name)
        else:
            runs.append([upper.name, lower.name])
    return tuple(
        _("About equal: %(skills)s.") % {"skills": join_words(_unique(run))} for run in runs
    )


def _unique(names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(names))
