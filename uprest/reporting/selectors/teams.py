"""People of a business by number, and the gaps of its team."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac

from skills_gap.models import CountedAnswer, CountedResponse
from skills_gap.services.counted import learner_key
from uprest.accounts.types import Learner
from uprest.ecosystem.models import Membership, Organisation
from uprest.ecosystem.selectors import LEADING_ROLES, get_required_levels
from uprest.ecosystem.types import ADMINISTRATORS_GROUP
from uprest.reporting.models import TeamFigure
from uprest.reporting.releases.teams import MIN_TEAM, mean_gap
from uprest.reporting.selectors.answers import first_counted_day
from uprest.skills.models import Occupation

HIGHEST_LEVEL = 5
SALT = "reporting.team_leader"

Unit = tuple[str, str]
"""A row: its kind (a value of ``TeamFigure.Kind``) and the code of the area or the skill."""


@dataclass(frozen=True, slots=True)
class TeamGap:
    """The newest publication of a row. ``step`` is in half levels, see releases.teams."""

    kind: str
    code: str
    step: int
    people: int
    taken_at: dt.datetime


def count_members(*, organisation: Organisation) -> int:
    """Return how many people belong to a business that came from the access gate (one query)."""
    return Membership.objects.filter(organisation=organisation, left_at=None).count()


def list_team_gaps(*, organisation: Organisation, reader_id: int) -> list[TeamGap]:
    """Return the newest publication of every row of a team (one query).

    Left out is a row that may hold the reader's own answers (they began to lead the business
    later), unless it is about five people besides them.
    """
    newest: dict[Unit, TeamGap] = {}
    mark = mark_leader(user_id=reader_id, organisation_id=organisation.pk)
    rows = TeamFigure.objects.filter(organisation=organisation).order_by("taken_at", "pk")
    columns = ("kind", "code", "step", "people", "taken_at")
    for *row, left_out in rows.values_list(*columns, "left_out"):
        newest.pop((row[0], row[1]), None)
        if mark in left_out or row[3] > MIN_TEAM:
            newest[row[0], row[1]] = TeamGap(*row)
    return list(newest.values())


def mark_leader(*, user_id: int, organisation_id: int) -> str:
    """Return what stands for a reader among those that a publication leaves out."""
    key = learner_key(learner=Learner(user_id=user_id), organisation_id=organisation_id)
    return salted_hmac(SALT, key, algorithm="sha256").hexdigest()[:16]


def list_leaders(*, organisation: Organisation) -> list[str]:
    """Return the marks of everybody who may read a team's figures and belongs to it (1 query)."""
    return [
        mark_leader(user_id=user_id, organisation_id=organisation.pk)
        for user_id in _leading(organisation).values_list("user_id", flat=True)
    ]


def _leading(organisation: Organisation) -> QuerySet[Membership]:
    members = Membership.objects.filter(organisation=organisation, left_at=None)
    return members.filter(
        Q(role__in=LEADING_ROLES)
        | Q(user__is_superuser=True)
        | Q(user__groups__name=ADMINISTRATORS_GROUP)
    ).distinct()


def read_team_parts(*, organisation: Organisation, on: dt.date) -> Mapping[Unit, list[float]]:
    """Return for each row the mean gap of every person of the team who gave a level in it.

    The team is who belongs to the business with an account and does not lead it: whoever may read
    the figures is left out of them, by the keys of owners and managers. Two queries, two for the
    answers, and three for each occupation.
    """
    keys = _list_keys(organisation)
    responses = CountedResponse.objects.filter(
        organisation=organisation,
        is_newest=True,
        person_key__in=keys,
        answered_on__gt=first_counted_day(on=on),
    )
    given: dict[Unit, dict[str, list[tuple[int, float]]]] = defaultdict(lambda: defaultdict(list))
    needs = _read_needs(organisation, responses)
    answers = CountedAnswer.objects.filter(response__in=responses, value__lte=HIGHEST_LEVEL)
    columns = ("response__person_key", "response__occupation_id", "skill_id", "value", "chance")
    for key, occupation_id, skill_id, value, chance in answers.order_by("pk").values_list(*columns):
        need = needs[occupation_id].get(skill_id)
        if need is None:
            continue
        level, area, skill = need
        gap = max(0, level - value), chance
        given[TeamFigure.Kind.AREA, area][key].append(gap)
        given[TeamFigure.Kind.SKILL, skill][key].append(gap)
    return {
        unit: [mean_gap(answers) for answers in people.values()] for unit, people in given.items()
    }


def _list_keys(organisation: Organisation) -> list[str]:
    """Return the keys of the present members who may not read the figures (one query)."""
    members = Membership.objects.filter(organisation=organisation, left_at=None)
    staff = members.exclude(pk__in=_leading(organisation).values("pk"))
    return [
        learner_key(learner=Learner(user_id=user_id), organisation_id=organisation.pk)
        for user_id in staff.values_list("user_id", flat=True)
    ]


def _read_needs(
    organisation: Organisation, responses: QuerySet[CountedResponse]
) -> dict[int, dict[int, tuple[int, str, str]]]:
    """Return level, area and code of every skill that each occupation needs in the business."""
    occupations = Occupation.objects.filter(pk__in=responses.values("occupation_id"))
    return {
        occupation.pk: {
            row.skill_id: (row.level, row.area_code, row.code)
            for row in get_required_levels(
                occupation=occupation,
                municipality=organisation.municipality,
                organisation=organisation,
            )
        }
        for occupation in occupations
    }
