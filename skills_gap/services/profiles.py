"""Building the profile that a finished check shows."""

from datetime import datetime

from skills_gap.measuring import NoLevel
from skills_gap.models import Answer, GapProfile, SkillGap
from skills_gap.selectors.checks import CheckState


def build_gap_profile(*, state: CheckState, at: datetime) -> GapProfile:
    """Store the levels of a check beside what its job requires: a snapshot, never edited.

    Every skill that the job requires has a row; those that were not asked, or answered with a way
    out, have no level.
    """
    profile = GapProfile.objects.create(response=state.response, measured_at=at)
    SkillGap.objects.bulk_create(
        SkillGap(
            profile=profile,
            skill_id=row.skill_id,
            answered=_kind(state, row.code),
            level=_level(state, row.code),
            required=row.level,
            importance=row.importance,
        )
        for row in state.levels.values()
    )
    return profile


def _kind(state: CheckState, code: str) -> str:
    given = state.answers.get(code)
    if given is None:
        return ""
    return given if isinstance(given, NoLevel) else Answer.Kind.LEVEL


def _level(state: CheckState, code: str) -> int | None:
    given = state.answers.get(code)
    return None if given is None or isinstance(given, NoLevel) else given
