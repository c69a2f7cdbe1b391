"""One dimension of a self-check, to be answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from uprest.practices.models import PlanAnswer, PlanRound
from uprest.practices.plan_files import Dimension, PlanItem, read_plan
from uprest.practices.selectors.adaptations import name_officer
from uprest.practices.selectors.plans import find_round_before, say_answer


def read_answers(*, round_: PlanRound) -> dict[str, PlanAnswer]:
    """Return the answers of a round with who gave them, by statement (one query)."""
    rows = PlanAnswer.objects.filter(round=round_).select_related("answered_by")
    return {row.item: row for row in rows}


@dataclass(frozen=True, slots=True)
class AnsweredBy:
    """Who answered a statement and when, and what was answered the time before, in words."""

    name: str
    at: datetime | None
    before: str


@dataclass(frozen=True, slots=True)
class PartView:
    """One dimension to be answered, and where to go from it."""

    round: PlanRound
    dimension: Dimension
    name: str
    about: str
    number: int
    total: int
    answers: Mapping[str, PlanAnswer]
    origins: Mapping[str, AnsweredBy]
    before_name: str
    next_url: str
    back_url: str


def get_part(*, round_: PlanRound, code: str, language: str) -> PartView | None:
    """Return a dimension of a round with its answers; nothing where there is no such one.

    At most 3 queries.
    """
    plan = read_plan(round_.version)
    dimension = plan.find(code)
    if dimension is None:
        return None
    answers = read_answers(round_=round_)
    before = find_round_before(round_=round_)
    earlier = (
        dict(PlanAnswer.objects.filter(round=before).values_list("item", "value")) if before else {}
    )
    number = plan.dimensions.index(dimension)
    slug = round_.municipality.slug

    def address(position: int) -> str:
        if not 0 <= position < len(plan.dimensions):
            return ""
        args = (slug, round_.pk, plan.dimensions[position].code)
        return reverse("practices:plan_part", args=args)

    return PartView(
        round=round_,
        dimension=dimension,
        name=dimension.name[language],
        about=dimension.about[language],
        number=number + 1,
        total=len(plan.dimensions),
        answers=answers,
        origins={
            item.code: _find_origin(item, answers.get(item.code), earlier, language)
            for item in dimension.items
        },
        before_name=before.name if before else "",
        next_url=address(number + 1),
        back_url=address(number - 1),
    )


def _find_origin(
    item: PlanItem, answer: PlanAnswer | None, earlier: Mapping[str, str], language: str
) -> AnsweredBy:
    return AnsweredBy(
        name=name_officer(answer.answered_by) if answer else "",
        at=answer.answered_at if answer else None,
        before=say_answer(item, earlier.get(item.code, ""), language),
    )
