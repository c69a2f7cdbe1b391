"""Where a skills check stands, and what its next screen shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet

from skills_gap.measuring import Answer as Given
from skills_gap.measuring import Check, NoLevel, Requirement, follow_check
from skills_gap.models import Answer, Question, Response, Survey
from uprest.accounts.selectors import has_consent
from uprest.accounts.types import Learner
from uprest.ecosystem.models import Membership, Municipality, Organisation
from uprest.ecosystem.selectors import get_required_levels
from uprest.skills.models import Occupation
from uprest.skills.selectors import RequiredLevel, list_occupations

COUNTING = "count-anonymously"
"""The consent by which a copy without identity counts for a business and its city."""
GENERAL = "general"
"""The occupation of those who are not sure yet."""


@dataclass(frozen=True, slots=True)
class CheckState:
    """A response, what its job asks for, its answers in the order given, and what comes next.

    ``levels`` has the skills that the response's version of the survey has a question for, by code
    and in the framework's order; ``answers`` are by code too.
    """

    response: Response
    levels: Mapping[str, RequiredLevel]
    answers: Mapping[str, Given]
    check: Check

    @property
    def requirements(self) -> list[Requirement]:
        """The same levels as the arithmetic reads them."""
        return build_requirements(self.levels)


@dataclass(frozen=True, slots=True)
class Option:
    """An answer to choose."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class QuestionScreen:
    """One question with its answers in level order, and how far the check is.

    ``number`` counts from 1. ``given`` is the earlier answer to this question: a level, one of
    the ways out, or nothing. ``previous`` is the code of the question before, "" at the first.
    """

    skill: str
    situation: str
    prompt: str
    options: tuple[Option, ...]
    given: Given | None
    number: int
    at_most_left: int
    previous: str
    is_half_way: bool
    is_earlier: bool


@dataclass(frozen=True, slots=True)
class OpenCheck:
    """A check that was begun and not handed in."""

    response_id: UUID
    occupation: str
    answers: int


@dataclass(frozen=True, slots=True)
class StartScreen:
    """What the first screen offers. ``is_counted``: the person's answers count for the business."""

    survey: Survey | None
    occupations: list[Occupation]
    organisation: Organisation | None
    municipality: Municipality | None
    is_counted: bool
    open_check: OpenCheck | None

    @property
    def asks_for_consent(self) -> bool:
        """Whether to ask if the answers may count for the business."""
        return self.organisation is not None and not self.is_counted

    @property
    def named(self) -> list[Occupation]:
        """The occupations to choose by a tile."""
        return [one for one in self.occupations if one.code != GENERAL]

    @property
    def general(self) -> Occupation | None:
        """What stands for "I am not sure yet"."""
        return next((one for one in self.occupations if one.code == GENERAL), None)


def get_start_screen(
    *, learner: Learner | None, invited: Organisation | None, city: Municipality | None
) -> StartScreen:
    """Return what the first screen offers; at most five queries.

    The business is the one whose link was opened, else the one that the person belongs to.
    """
    organisation = invited
    if organisation is None and learner is not None and learner.user_id is not None:
        organisation = find_own_organisation(user_id=learner.user_id)
    is_counted = (
        organisation is not None
        and learner is not None
        and has_consent(learner=learner, code=COUNTING, subject_key=str(organisation.pk))
    )
    return StartScreen(
        survey=find_published_survey(),
        occupations=list_occupations(),
        organisation=organisation,
        municipality=organisation.municipality if organisation else city,
        is_counted=is_counted,
        open_check=find_open_check(learner=learner),
    )


def find_response(*, learner: Learner | None, response_id: UUID) -> Response:
    """Return the learner's response with its work, city and business.

    :raises Response.DoesNotExist: if there is none, or it is somebody else's.
    """
    if learner is None:
        raise Response.DoesNotExist
    return own_responses(learner).get(pk=response_id)


def own_responses(learner: Learner) -> "QuerySet[Response]":
    """Return the learner's responses with their work, city and business."""
    return Response.objects.filter(**learner.owner).select_related(
        "occupation", "municipality", "organisation"
    )


def find_open_check(*, learner: Learner | None) -> OpenCheck | None:
    """Return the newest check that the learner can go on with, if there is one (one query)."""
    if learner is None:
        return None
    response = (
        own_responses(learner)
        .filter(submitted_at=None)
        .annotate(given=Count("answers"))
        .order_by("-started_at")
        .first()
    )
    if response is None:
        return None
    return OpenCheck(response.pk, response.occupation.name, response.given)


def find_published_survey() -> Survey | None:
    """Return the version that new checks use, if one is published."""
    return Survey.objects.filter(status=Survey.Status.PUBLISHED).first()


def find_own_organisation(*, user_id: int) -> Organisation | None:
    """Return the business that somebody joined last and has not left, with its city."""
    membership = (
        Membership.objects.filter(user_id=user_id, left_at=None)
        .select_related("organisation__municipality")
        .order_by("-joined_at", "-pk")
        .first()
    )
    return membership.organisation if membership else None


def read_check(*, response: Response) -> CheckState:
    """Return where a check stands: three queries, one more with a city and one with a business."""
    asked = set(
        Question.objects.filter(survey_id=response.survey_id).values_list("skill_id", flat=True)
    )
    levels = {
        row.code: row
        for row in get_required_levels(
            occupation=response.occupation,
            municipality=response.municipality,
            organisation=response.organisation,
        )
        if row.skill_id in asked
    }
    codes = {row.skill_id: code for code, row in levels.items()}
    answers = {
        codes[answer.skill_id]: to_given(answer)
        for answer in response.answers.order_by("position")
        if answer.skill_id in codes
    }
    return _build_state(response, levels, answers)


def add_answer(*, state: CheckState, skill: str, given: Given) -> CheckState:
    """Return where a check stands with one more answer, or another one."""
    return _build_state(state.response, state.levels, {**state.answers, skill: given})


def _build_state(
    response: Response, levels: Mapping[str, RequiredLevel], answers: Mapping[str, Given]
) -> CheckState:
    check = follow_check(
        build_requirements(levels),
        answers,
        seed=response.seed,
        ask_the_rest=response.asks_the_rest,
    )
    return CheckState(response, levels, answers, check)


def build_requirements(levels: Mapping[str, RequiredLevel]) -> list[Requirement]:
    """Return required levels as the arithmetic reads them."""
    return [Requirement(row.code, row.level, row.importance) for row in levels.values()]


def to_given(answer: Answer) -> Given:
    """Return a stored answer as the arithmetic reads it."""
    return NoLevel(answer.kind) if answer.level is None else answer.level


def get_question_screen(*, state: CheckState, skill: str = "") -> QuestionScreen | None:
    """Return the screen of an earlier question, or without ``skill`` of the next one (two queries).

    Nothing where ``skill`` has no answer yet, or no question is left.
    """
    following = state.check.following.skill if state.check.following else ""
    code = skill or following
    if not code or (code != following and code not in state.answers):
        return None
    question = (
        Question.objects.filter(
            survey_id=state.response.survey_id, skill_id=state.levels[code].skill_id
        )
        .prefetch_related("options")
        .get()
    )
    order = list(state.answers)
    place = order.index(code) if code in state.answers else len(order)
    return QuestionScreen(
        skill=code,
        situation=question.situation,
        prompt=question.prompt,
        options=tuple(Option(option.level, option.text) for option in question.options.all()),
        given=state.answers.get(code),
        number=place + 1,
        at_most_left=len(order) - place + state.check.at_most_left,
        previous=order[place - 1] if place else "",
        is_half_way=code == following and _has_just_passed_half(state),
        is_earlier=code in state.answers,
    )


def find_next_skill(*, state: CheckState, after: str) -> str:
    """Return the answered question that follows ``after`` in the order given, "" if it is the last.

    Who went back and answers again comes forward through the same questions.
    """
    order = list(state.answers)
    place = order.index(after) + 1 if after in order else len(order)
    return order[place] if place < len(order) else ""


def _has_just_passed_half(state: CheckState) -> bool:
    """Tell whether the newest answer is the one after which at most half is left."""
    given = dict(state.answers)
    if not given or len(given) < state.check.at_most_left:
        return False
    given.popitem()
    before = _build_state(state.response, state.levels, given)
    return len(given) < before.check.at_most_left
