"""The counted answers of one city as a sheet of numbers."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet

from skills_gap.models import CountedAnswer, CountedResponse
from uprest.ecosystem.models import Municipality, Organisation, Sector
from uprest.ecosystem.selectors import get_required_levels
from uprest.reporting.types import NO_ANSWER, Flags, Floats, Frame, Ints, NearUnit, Sheet, SkillUnit
from uprest.skills.models import Occupation, Skill
from uprest.skills.selectors import list_areas, list_occupations, list_skills

MONTHS_A_YEAR = 12

NEAREST_SECTORS = {
    Sector.ACCOMMODATION: ["food", "activities", "destination", "attraction", "retail"],
    Sector.FOOD: ["accommodation", "retail", "activities", "attraction", "destination"],
    Sector.ACTIVITIES: ["attraction", "destination", "accommodation", "transport", "retail"],
    Sector.ATTRACTION: ["activities", "destination", "retail", "accommodation", "food"],
    Sector.TRANSPORT: ["activities", "destination", "accommodation", "retail", "attraction"],
    Sector.RETAIL: ["food", "attraction", "accommodation", "activities", "destination"],
    Sector.DESTINATION: ["attraction", "activities", "accommodation", "transport", "retail"],
}
"""The declared order in which a small sector is merged: by what guests use together."""

COLUMNS = ("response_id", "skill_id", "value", "chance")
ANSWER = np.dtype(
    [("response", np.int64), ("skill", np.int64), ("value", np.int8), ("chance", np.float64)]
)

# The fields that PostgreSQL packs, in its binary formats: big-endian and of fixed size.
PACKED = np.dtype([("response", ">i8"), ("value", ">i2"), ("chance", ">f8")])
PACKING = """
SELECT skill_id,
    string_agg(int8send(response_id) || int2send(value) || float8send(chance), ''::bytea)
FROM ({rows}) AS answers GROUP BY skill_id
"""


@dataclass(frozen=True)
class Vocabulary:
    """The frame of the calculation with the keys of its skills and occupations."""

    frame: Frame
    skill_ids: Ints
    occupation_ids: Ints


def read_vocabulary(*, municipality: Municipality) -> Vocabulary:
    """Return the shipped vocabulary with the levels that ``municipality`` asks for.

    A fixed number of queries: three, and two for each shipped occupation.
    """
    areas, occupations = list_areas(), list_occupations()
    skills = [skill for skill in list_skills() if skill.area]
    codes = [area.code for area in areas]
    frame = Frame(
        areas=tuple(codes),
        skills=tuple(
            SkillUnit(code=skill.code, area=codes.index(skill.area.code))
            for skill in skills
            if skill.area
        ),
        occupations=tuple(NearUnit(one.code, tuple(one.nearest)) for one in occupations),
        sectors=tuple(NearUnit(code, tuple(near)) for code, near in NEAREST_SECTORS.items()),
        required=_read_required(municipality, skills, occupations),
    )
    return Vocabulary(
        frame=frame,
        skill_ids=np.array([skill.pk for skill in skills], dtype=np.int64),
        occupation_ids=np.array([one.pk for one in occupations], dtype=np.int64),
    )


def _read_required(
    municipality: Municipality, skills: Sequence[Skill], occupations: Sequence[Occupation]
) -> Ints:
    columns = {skill.pk: column for column, skill in enumerate(skills)}
    required = np.zeros((len(occupations), len(skills)), dtype=np.int64)
    for line, occupation in enumerate(occupations):
        for row in get_required_levels(occupation=occupation, municipality=municipality):
            if row.skill_id in columns:
                required[line, columns[row.skill_id]] = row.level
    return required


def first_counted_day(*, on: dt.date) -> dt.date:
    """Return the day after which an answer still counts on the day ``on``."""
    months = on.year * MONTHS_A_YEAR + on.month - 1 - settings.UPREST_COUNTED_MONTHS
    year, month = divmod(months, MONTHS_A_YEAR)
    day = on.day
    while True:
        try:
            return dt.date(year, month + 1, day)
        except ValueError:  # there is no 31 June
            day -= 1


def counted_responses(*, municipality: Municipality, on: dt.date) -> QuerySet[CountedResponse]:
    """Return the responses that count on the day ``on``.

    Those of businesses in the register or approved by an administrator, of each person, work and
    business the newest, and none that is older than ``UPREST_COUNTED_MONTHS``.
    """
    counting = Organisation.objects.filter(
        Q(register_entry__isnull=False) | Q(approved_at__isnull=False), municipality=municipality
    )
    return CountedResponse.objects.filter(
        organisation__in=counting, is_newest=True, answered_on__gt=first_counted_day(on=on)
    )


def read_sheet(*, municipality: Municipality, vocabulary: Vocabulary, on: dt.date) -> Sheet:
    """Return the counted answers of ``municipality`` on the day ``on`` (two queries)."""
    responses = counted_responses(municipality=municipality, on=on).filter(
        occupation__in=vocabulary.occupation_ids.tolist()
    )
    rows = list(
        responses.order_by("pk").values_list(
            "pk", "organisation_id", "organisation__sector", "occupation_id", "person_key"
        )
    )
    value, weight = _spread(
        _read_answers(responses),
        response_ids=np.array([row[0] for row in rows], dtype=np.int64),
        skill_ids=vocabulary.skill_ids,
    )
    kept = np.flatnonzero((value != NO_ANSWER).any(axis=1))
    return _build_sheet(
        [rows[line] for line in kept.tolist()],
        value=value[kept],
        weight=weight[kept],
        vocabulary=vocabulary,
    )


def _read_answers(responses: QuerySet[CountedResponse]) -> npt.NDArray[np.void]:
    rows = CountedAnswer.objects.filter(response__in=responses).values_list(*COLUMNS)
    if connection.vendor == "postgresql":
        return _unpack_answers(rows)
    return np.fromiter(rows.iterator(chunk_size=20_000), dtype=ANSWER)


def _unpack_answers(rows: QuerySet[CountedAnswer, Any]) -> npt.NDArray[np.void]:
    """Return the rows as PostgreSQL packs them, one string of bytes a skill.

    A million rows come in a quarter of the time that they take one by one, as no row becomes
    Python objects.
    """
    statement, parameters = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(PACKING.format(rows=statement), parameters)
        packed = [(skill, np.frombuffer(data, dtype=PACKED)) for skill, data in cursor.fetchall()]
    answers = np.empty(sum(records.size for _, records in packed), dtype=ANSWER)
    start = 0
    for skill, records in packed:
        part = answers[start : start + records.size]
        part["skill"] = skill
        for field in PACKED.names or ():
            part[field] = records[field]
        start += records.size
    return answers


def _spread(
    answers: npt.NDArray[np.void], *, response_ids: Ints, skill_ids: Ints
) -> tuple[npt.NDArray[np.int8], Floats]:
    """Return values and weights, a line a response and a column a skill.

    Left out are answers of responses that came in after the responses were read.
    """
    value = np.full((response_ids.size, skill_ids.size), NO_ANSWER, dtype=np.int8)
    weight = np.zeros(value.shape)
    if not value.size:
        return value, weight
    line, is_line = _find(answers["response"], response_ids)
    column, is_column = _find(answers["skill"], skill_ids)
    found = is_line & is_column
    value[line[found], column[found]] = answers["value"][found]
    weight[line[found], column[found]] = 1.0 / answers["chance"][found]
    return value, weight


def _find(wanted: Ints, ids: Ints) -> tuple[Ints, Flags]:
    """Return the place of each wanted id among ``ids``, and whether it is there at all."""
    order = np.argsort(ids)
    place = np.minimum(np.searchsorted(ids, wanted, sorter=order), ids.size - 1)
    index = order[place]
    return index, ids[index] == wanted


def _build_sheet(
    rows: Sequence[tuple[int, int, str, int, str]],
    *,
    value: npt.NDArray[np.int8],
    weight: Floats,
    vocabulary: Vocabulary,
) -> Sheet:
    sector_of = {organisation: sector for _, organisation, sector, _, _ in rows}
    business_ids = np.array(sorted(sector_of), dtype=np.int64)
    sectors = [unit.code for unit in vocabulary.frame.sectors]
    occupation_ids = vocabulary.occupation_ids.tolist()
    people: dict[tuple[int, str], int] = {}
    for _, organisation, _, _, key in rows:
        people.setdefault((organisation, key), len(people))
    return Sheet(
        business_ids=business_ids,
        sector=_integers(sectors.index(sector_of[one]) for one in business_ids.tolist()),
        business=np.searchsorted(business_ids, _integers(row[1] for row in rows)),
        occupation=_integers(occupation_ids.index(row[3]) for row in rows),
        person=_integers(people[row[1], row[4]] for row in rows),
        value=value,
        weight=weight,
    )


def _integers(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)
