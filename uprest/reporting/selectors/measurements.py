"""Counted answers of two moments: of the same people, and of the same businesses."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import Max, Min, Q, QuerySet

from skills_gap.models import CountedAnswer, CountedResponse
from uprest.ecosystem.models import Municipality, Organisation
from uprest.reporting.changes import Answers
from uprest.reporting.selectors.answers import Vocabulary, first_counted_day
from uprest.reporting.types import NOT_MY_JOB

APART = dt.timedelta(days=28)
"""Two measurements of a person lie so far apart at least: sooner, one remembers one's answers."""

SEASON = dt.timedelta(days=183)
"""What a business's people answered in so many days up to the last answer is one measurement."""

BATCH = 5_000


@dataclass(frozen=True)
class Measurements:
    """Both measurements of people, and both of businesses, over the same lists.

    ``business_ids`` are the keys of the businesses by index, ``people`` the business (its key) and
    the key of each person by index. ``days`` gives the days of both measurements by person and
    occupation, of those measured twice.
    """

    business_ids: tuple[int, ...]
    people: tuple[tuple[int, str], ...]
    days: dict[tuple[int, int], tuple[dt.date, dt.date]]
    people_before: Answers
    people_now: Answers
    businesses_before: Answers
    businesses_now: Answers


@dataclass(frozen=True, slots=True)
class _Response:
    """A counted response with indices of its business, person and occupation."""

    pk: int
    business: int
    person: int
    occupation: int
    on: dt.date
    is_newest: bool

    @property
    def line(self) -> tuple[int, int]:
        """The person in one work."""
        return self.person, self.occupation


def read_measurements(
    *, municipality: Municipality, vocabulary: Vocabulary, on: dt.date
) -> Measurements | None:
    """Return what was measured twice in a city, as it stands on the day ``on``.

    The newer measurement of a person is the one that counts in the city's figures; the older is the
    last one at least ``APART`` before it. Of a business the newer measurement is what its people
    answered within ``SEASON`` up to the last answer, the older what they had answered before. None
    where nothing lies so far apart. One query then, else three and more for many answers.
    """
    counting = Organisation.objects.filter(
        Q(register_entry__isnull=False) | Q(approved_at__isnull=False), municipality=municipality
    )
    rows = CountedResponse.objects.filter(
        organisation__in=counting,
        occupation__in=vocabulary.occupation_ids.tolist(),
        answered_on__lte=on,
    )
    ends = rows.aggregate(first=Min("answered_on"), last=Max("answered_on"))
    if ends["first"] is None or ends["last"] - ends["first"] < APART:
        return None
    responses, business_ids, people = _read_responses(rows, vocabulary)
    since = first_counted_day(on=on)
    pairs = _pair_people(responses, since)
    old, new = _split_businesses(responses, since)
    wanted = {one.pk for pair in pairs for one in pair} | {one.pk for one in (*old, *new)}
    levels = _read_levels(sorted(wanted), vocabulary)
    counted = [one for one in responses if one.is_newest and one.on > since]
    levels |= _read_levels(sorted({one.pk for one in counted} - wanted), vocabulary)
    return Measurements(
        business_ids=business_ids,
        people=people,
        days={first.line: (first.on, second.on) for first, second in pairs},
        people_before=_build_answers([first for first, _ in pairs], levels),
        people_now=_build_answers(counted, levels),
        businesses_before=_build_answers(old, levels),
        businesses_now=_build_answers(new, levels),
    )


def _read_responses(
    rows: QuerySet[CountedResponse], vocabulary: Vocabulary
) -> tuple[list[_Response], tuple[int, ...], tuple[tuple[int, str], ...]]:
    businesses: dict[int, int] = {}
    people: dict[tuple[int, str], int] = {}
    jobs = {pk: place for place, pk in enumerate(vocabulary.occupation_ids.tolist())}
    found = []
    values = rows.order_by("organisation_id", "answered_on", "pk").values_list(
        "pk", "organisation_id", "occupation_id", "person_key", "answered_on", "is_newest"
    )
    for pk, business, job, key, day, is_newest in values:
        found.append(
            _Response(
                pk=pk,
                business=businesses.setdefault(business, len(businesses)),
                person=people.setdefault((business, key), len(people)),
                occupation=jobs[job],
                on=day,
                is_newest=is_newest,
            )
        )
    return found, tuple(businesses), tuple(people)


def _pair_people(
    responses: Sequence[_Response], since: dt.date
) -> list[tuple[_Response, _Response]]:
    """Return the older and the newer response of everybody who has both; both in order of time."""
    lines: dict[tuple[int, int], list[_Response]] = defaultdict(list)
    for one in responses:
        lines[one.line].append(one)
    pairs = []
    for line in lines.values():
        newest = next((one for one in line if one.is_newest and one.on > since), None)
        if newest is None:
            continue
        older = [one for one in line if one.on <= newest.on - APART]
        if older:
            pairs.append((older[-1], newest))
    return pairs


def _split_businesses(
    responses: Sequence[_Response], since: dt.date
) -> tuple[list[_Response], list[_Response]]:
    """Return the older and the newer measurement of the businesses that have both."""
    teams: dict[int, list[_Response]] = defaultdict(list)
    for one in responses:
        teams[one.business].append(one)
    old: list[_Response] = []
    new: list[_Response] = []
    for team in teams.values():
        start = team[-1].on - SEASON
        now = [one for one in team if one.is_newest and one.on > max(start, since)]
        before = {one.line: one for one in team if one.on <= start}
        if now and before:
            new += now
            old += before.values()
    return old, new


Levels = dict[int, list[tuple[int, int, float]]]


def _read_levels(ids: Sequence[int], vocabulary: Vocabulary) -> Levels:
    """Return the index of the skill, the level and 1 / the chance of the answers by response."""
    skills = {pk: place for place, pk in enumerate(vocabulary.skill_ids.tolist())}
    levels: Levels = defaultdict(list)
    for start in range(0, len(ids), BATCH):
        answers = CountedAnswer.objects.filter(
            response__in=ids[start : start + BATCH], value__lt=NOT_MY_JOB
        )
        for response, skill, value, chance in answers.order_by("pk").values_list(
            "response_id", "skill_id", "value", "chance"
        ):
            if skill in skills:
                levels[response].append((skills[skill], value, 1.0 / chance))
    return dict(levels)


def _build_answers(responses: Collection[_Response], levels: Levels) -> Answers:
    rows = [
        (one.business, one.person, one.occupation, *level)
        for one in responses
        for level in levels.get(one.pk, [])
    ]
    columns = list(zip(*rows, strict=True)) if rows else [()] * 6
    business, person, occupation, skill = (
        np.array(column, dtype=np.int64) for column in columns[:4]
    )
    level, weight = (np.array(column, dtype=np.float64) for column in columns[4:])
    return Answers(
        business=business,
        person=person,
        occupation=occupation,
        skill=skill,
        level=level,
        weight=weight,
    )
