"""Taking the skills check: beginning, answering, handing in."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from skills_gap.measuring import Answer as Given
from skills_gap.measuring import NoLevel, Question, Why
from skills_gap.models import Answer, GapProfile, Response, Survey
from skills_gap.selectors.checks import (
    COUNTING,
    CheckState,
    add_answer,
    own_responses,
    read_check,
)
from skills_gap.services.assignments import ask_after_check
from skills_gap.services.counted import write_counted_response
from skills_gap.services.paths import recommend_path
from skills_gap.services.profiles import build_gap_profile
from uprest.accounts.selectors import has_consent
from uprest.accounts.services import give_consent
from uprest.accounts.types import Learner
from uprest.ecosystem.models import Municipality, Organisation
from uprest.skills.models import Occupation


class ResponseClosedError(Exception):
    """The response was handed in: its answers stay as they are."""


class NotAskedError(Exception):
    """The check does not ask this question, or not any more."""


class NotFinishedError(Exception):
    """A question is still open."""


@transaction.atomic
def start_response(
    *,
    learner: Learner,
    survey: Survey,
    occupation: Occupation,
    organisation: Organisation | None,
    municipality: Municipality | None,
    sector: str,
    counts: bool,
    language: str,
    seed: int,
    at: datetime,
) -> Response:
    """Begin a check. ``seed`` (0 or more) fixes the random extras.

    A business gives the sector and the city. With ``counts`` the person agrees that a copy without
    identity counts for the business; without a business there is nothing to agree to.
    """
    if organisation is not None:
        sector, municipality = organisation.sector, organisation.municipality
    response = Response.objects.create(
        **learner.owner,
        survey=survey,
        occupation=occupation,
        organisation=organisation,
        municipality=municipality,
        sector=sector,
        language=language,
        seed=seed,
        started_at=at,
    )
    if counts and organisation is not None:
        give_consent(
            learner=learner,
            code=COUNTING,
            language=language,
            at=at,
            subject_key=str(organisation.pk),
        )
    return response


@transaction.atomic
def record_answer(
    *, learner: Learner, response_id: UUID, skill: str, given: Given, at: datetime
) -> CheckState:
    """Keep an answer, new or changed, and return where the check stands with it.

    The same answer twice is one answer. Six queries at most.

    :raises Response.DoesNotExist: if the response is not the learner's.
    :raises ResponseClosedError: if it was handed in.
    :raises NotAskedError: if the check does not ask this question.
    """
    state = read_check(response=_lock_open(learner, response_id))
    question = next((one for one in state.check.questions if one.skill == skill), None)
    if question is None:
        raise NotAskedError
    Answer.objects.bulk_create(
        [_build_answer(state, question, given, at)],
        update_conflicts=True,
        unique_fields=["response", "skill"],
        update_fields=["kind", "level", "why", "chance", "answered_at"],
    )
    return add_answer(state=state, skill=skill, given=given)


@transaction.atomic
def ask_the_rest(*, learner: Learner, response_id: UUID) -> None:
    """Ask every question of the job that the bound and the draw left over.

    :raises Response.DoesNotExist: if the response is not the learner's.
    :raises ResponseClosedError: if it was handed in.
    """
    response = _lock_open(learner, response_id)
    response.asks_the_rest = True
    response.save(update_fields=["asks_the_rest"])


@transaction.atomic
def submit_response(*, learner: Learner, response_id: UUID, at: datetime) -> GapProfile:
    """Hand a finished check in: profile, path and, with consent, the copy that counts.

    Handing in twice returns the same profile.

    :raises Response.DoesNotExist: if the response is not the learner's.
    :raises NotFinishedError: if a question is open.
    """
    response = own_responses(learner).select_for_update(of=("self",)).get(pk=response_id)
    if response.submitted_at is not None:
        return GapProfile.objects.get(response=response)
    state = read_check(response=response)
    if state.check.stopped_because is None:
        raise NotFinishedError
    _settle_chances(state)
    response.submitted_at = at
    response.stopped_because = state.check.stopped_because
    response.save(update_fields=["submitted_at", "stopped_because"])
    profile = build_gap_profile(state=state, at=at)
    count_response(response=response, learner=learner)
    recommend_path(learner=learner, language=response.language, at=at)
    if learner.user_id is not None and response.organisation_id is not None:
        ask_after_check(
            user_id=learner.user_id,
            organisation_id=response.organisation_id,
            occupation_id=response.occupation_id,
            at=at,
        )
    return profile


def count_response(*, response: Response, learner: Learner) -> bool:
    """Write the copy that counts if the person agreed to it for this business; say whether."""
    if response.organisation_id is None or response.submitted_at is None:
        return False
    if not has_consent(learner=learner, code=COUNTING, subject_key=str(response.organisation_id)):
        return False
    return write_counted_response(response=response, learner=learner) is not None


@transaction.atomic
def agree_to_counting(*, learner: Learner, response_id: UUID, language: str, at: datetime) -> bool:
    """Let the answers of a response count after all; say whether anything counts now.

    :raises Response.DoesNotExist: if the response is not the learner's.
    """
    response = own_responses(learner).get(pk=response_id)
    if response.organisation_id is None:
        return False
    give_consent(
        learner=learner,
        code=COUNTING,
        language=language,
        at=at,
        subject_key=str(response.organisation_id),
    )
    return count_response(response=response, learner=learner)


def _lock_open(learner: Learner, response_id: UUID) -> Response:
    response = own_responses(learner).select_for_update(of=("self",)).get(pk=response_id)
    if response.submitted_at is not None:
        raise ResponseClosedError
    return response


def _build_answer(state: CheckState, question: Question, given: Given, at: datetime) -> Answer:
    is_way_out = isinstance(given, NoLevel)
    return Answer(
        response=state.response,
        skill_id=state.levels[question.skill].skill_id,
        position=len(state.answers) + 1,
        kind=given if is_way_out else Answer.Kind.LEVEL,
        level=None if is_way_out else given,
        why=question.why.lower(),
        chance=question.chance,
        answered_at=at,
    )


def _settle_chances(state: CheckState) -> None:
    """Store why each question was asked as the final answers make it, and with what chance."""
    codes = {row.skill_id: code for code, row in state.levels.items()}
    final = {question.skill: question for question in state.check.questions}
    changed = []
    for answer in state.response.answers.all():
        # a skill that its city has taken out of the job meanwhile is not asked any more
        question = final.get(codes.get(answer.skill_id, ""), Question("", Why.CHOSEN))
        if (answer.why, answer.chance) != (question.why.lower(), question.chance):
            answer.why, answer.chance = question.why.lower(), question.chance
            changed.append(answer)
    Answer.objects.bulk_update(changed, ["why", "chance"])
