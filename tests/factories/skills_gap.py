"""Checks that were taken, by the same services as the pages use."""

import uuid
from datetime import UTC, datetime

from skills_gap.models import Response, Survey
from skills_gap.selectors.checks import read_check
from skills_gap.services.responses import record_answer, start_response, submit_response
from uprest.accounts.types import Learner
from uprest.skills.models import Occupation

AT = datetime(2026, 5, 14, 9, tzinfo=UTC)


def make_visitor():
    return Learner(visitor_id=uuid.uuid4())


def begin_check(
    *,
    learner,
    work="receptionist",
    organisation=None,
    municipality=None,
    counts=False,
    language="en",
    seed=5,
    at=AT,
):
    return start_response(
        learner=learner,
        survey=Survey.objects.get(status=Survey.Status.PUBLISHED),
        occupation=Occupation.objects.get(code=work),
        organisation=organisation,
        municipality=municipality,
        sector="",
        counts=counts,
        language=language,
        seed=seed,
        at=at,
    )


def answer_all(*, learner, response, answers=None, default=2, at=AT):
    """Answer what is asked: by code from ``answers``, else ``default``."""
    while True:
        state = read_check(response=Response.objects.get(pk=response.pk))
        if state.check.following is None:
            return state
        skill = state.check.following.skill
        record_answer(
            learner=learner,
            response_id=response.pk,
            skill=skill,
            given=(answers or {}).get(skill, default),
            at=at,
        )


def take_check(*, learner, answers=None, default=2, at=AT, **about):
    """Begin, answer and hand in a check; return its profile."""
    response = begin_check(learner=learner, at=at, **about)
    answer_all(learner=learner, response=response, answers=answers, default=default, at=at)
    return submit_response(learner=learner, response_id=response.pk, at=at)
