"""How people's tries add up, summed in SQL once a day.

Who counts: people with an account, also after they have erased themselves, but for trainers and
administrators, who try their own exercises. What counts: tries before today, so that nobody who
sits beside the learners sees each of them in the difference.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from courses.exercises.base import Json
from courses.models import Activity, Attempt, RecapAnswer
from uprest.accounts.models import User
from uprest.ecosystem.types import ADMINISTRATORS_GROUP, TRAINERS_GROUP

DAY = 86_400
KNOWN_AFTER = 14
"""The stage of recaps, in days, that trainers are told of."""
TRY_COLUMNS = ("activity_id", "user_id", "language", "is_passed", "turn")
FIRST_COLUMNS = ("activity_id", "language", "answer", "score", "turn")
TIME_COLUMNS = ("activity_id", "seconds", "turn")

UNTIL_RIGHT = """
    SELECT activity_id, language, until_right, COUNT(*)
    FROM (
        SELECT
            activity_id, user_id,
            MAX(CASE WHEN turn = 1 THEN language END) AS language,
            MIN(CASE WHEN is_passed THEN turn END) AS until_right
        FROM ({0}) AS tries
        GROUP BY activity_id, user_id
    ) AS people
    GROUP BY activity_id, language, until_right
"""
# So many different wrong answers to an exercise are judged at most, the most frequent first.
WRONG_AT_FIRST = """
    SELECT activity_id, language, answer, people
    FROM (
        SELECT
            activity_id, language, answer, COUNT(*) AS people,
            ROW_NUMBER() OVER (PARTITION BY activity_id ORDER BY COUNT(*) DESC) AS place
        FROM ({0}) AS tries
        WHERE turn = 1 AND score < 1
        GROUP BY activity_id, language, answer
    ) AS answers
    WHERE place <= 1000
"""
SECONDS = """
    SELECT activity_id, seconds, COUNT(*)
    FROM ({0}) AS tries
    WHERE turn = 1 AND seconds IS NOT NULL
    GROUP BY activity_id, seconds
"""


@dataclass(frozen=True, slots=True)
class WrongFirst:
    """A wrong answer that so many people gave in their first try, in one language."""

    language: str
    answer: Json
    people: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What all tries at an exercise add up to, by the rule that holds now.

    ``until_right`` counts people by the language of their first try and the number of tries until
    right (None: never). ``older_people`` have answered an older version of the rule. ``known``
    are those who were right at the first recap after two weeks, ``asked`` those who answered it.
    """

    until_right: Mapping[str, Mapping[int | None, int]]
    seconds: Mapping[int, int]
    wrong: tuple[WrongFirst, ...]
    older_people: int
    known: int
    asked: int


def find_day(at: datetime) -> datetime:
    """Return the beginning of the day of ``at``: what happened before it counts."""
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)


def list_staff() -> QuerySet[User, Any]:
    """Return the ids of those who do not count: trainers and administrators."""
    groups = (ADMINISTRATORS_GROUP, TRAINERS_GROUP)
    return User.objects.filter(Q(is_superuser=True) | Q(groups__name__in=groups)).values("pk")


def read_summaries(*, activities: Iterable[Activity], at: datetime) -> dict[int, Summary]:
    """Return what the tries at each exercise add up to, by the activity's id.

    At most 5 queries, however many tries there are, and none where all was asked for today.
    """
    day = find_day(at)
    keys = {
        f"courses.insights.{one.pk}.{one.rule_version}.{day:%Y-%m-%d}": one.pk for one in activities
    }
    found: dict[str, Summary] = cache.get_many(keys)
    missing = {key: pk for key, pk in keys.items() if key not in found}
    if missing:
        read = _summarise(missing.values(), day)
        new = {key: read[pk] for key, pk in missing.items()}
        cache.set_many(new, DAY)
        found |= new
    return {keys[key]: summary for key, summary in found.items()}


def _summarise(activity_ids: Collection[int], before: datetime) -> dict[int, Summary]:
    tries = _list_tries(activity_ids, before)
    until_right: dict[int, dict[str, dict[int | None, int]]] = {pk: {} for pk in activity_ids}
    for pk, language, turns, people in run_over(UNTIL_RIGHT, tries.values(*TRY_COLUMNS)):
        until_right[pk].setdefault(language, {})[turns] = people
    wrong: dict[int, list[WrongFirst]] = {pk: [] for pk in activity_ids}
    for pk, language, answer, people in run_over(WRONG_AT_FIRST, tries.values(*FIRST_COLUMNS)):
        wrong[pk].append(WrongFirst(language, json.loads(answer), people))
    seconds: dict[int, dict[int, int]] = {pk: {} for pk in activity_ids}
    for pk, duration, people in run_over(SECONDS, tries.values(*TIME_COLUMNS)):
        seconds[pk][duration] = people
    older = _count_older(activity_ids, before)
    recaps = _count_recaps(activity_ids, before)
    return {
        pk: Summary(
            until_right=until_right[pk],
            seconds=seconds[pk],
            wrong=tuple(wrong[pk]),
            older_people=older.get(pk, 0),
            known=recaps.get((pk, True), 0),
            asked=recaps.get((pk, True), 0) + recaps.get((pk, False), 0),
        )
        for pk in activity_ids
    }


def _list_tries(activity_ids: Collection[int], before: datetime) -> QuerySet[Attempt, Any]:
    """Return the tries that count; ``turn`` numbers those of one person at one exercise."""
    turn = Window(
        RowNumber(),
        partition_by=[F("activity_id"), F("user_id")],
        order_by=[F("received_at"), F("id")],
    )
    return (
        Attempt.objects.filter(
            activity_id__in=activity_ids,
            user__isnull=False,
            rule_version=F("activity__rule_version"),
            received_at__lt=before,
        )
        .exclude(user__in=list_staff())
        .annotate(turn=turn)
        .order_by()
    )


def run_over(sql: str, rows: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """Return what ``sql`` says of ``rows``, which stand in it as ``{0}``.

    The ORM cannot group what a window or a union gives; so it writes the inner query, with its
    parameters apart, and ``sql`` is a constant of this package.
    """
    inner, parameters = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql.format(inner), parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _count_older(activity_ids: Collection[int], before: datetime) -> dict[int, int]:
    rows = (
        Attempt.objects.filter(
            activity_id__in=activity_ids,
            user__isnull=False,
            rule_version__lt=F("activity__rule_version"),
            received_at__lt=before,
        )
        .exclude(user__in=list_staff())
        .order_by()
        .values("activity_id")
        .annotate(people=Count("user", distinct=True))
    )
    return {row["activity_id"]: row["people"] for row in rows}


def _count_recaps(activity_ids: Collection[int], before: datetime) -> dict[tuple[int, bool], int]:
    answers = RecapAnswer.objects.filter(
        stage=KNOWN_AFTER, rule_version=F("activity__rule_version"), answered_at__lt=before
    )
    earlier = answers.filter(
        user_id=OuterRef("user_id"),
        activity_id=OuterRef("activity_id"),
        answered_at__lt=OuterRef("answered_at"),
    )
    rows = (
        answers.filter(~Exists(earlier), activity_id__in=activity_ids)
        .exclude(user__in=list_staff())
        .order_by()
        .values("activity_id", "is_right")
        .annotate(people=Count("user", distinct=True))
    )
    return {(row["activity_id"], row["is_right"]): row["people"] for row in rows}
