"""The counted answers of one city as a sheet of numbers."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from django.conf import settings
from django.db import connection
from django.db.models import Count, Q, QuerySet

from skills_gap.models import CountedAnswer, CountedResponse
from uprest.ecosystem.models import Municipality, Organisation, RegisterEntry, Sector, SizeClass
from uprest.ecosystem.selectors import get_required_levels
from uprest.reporting.types import (
    NO_ANSWER,
    Flags,
    Floats,
    Frame,
    Ints,
    NearUnit,
    Register,
    Sheet,
    SkillUnit,
)
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

NEAREST_SIZES = {
    SizeClass.MICRO: ["10-49", "50+"],
    SizeClass.SMALL: ["50+", "1-9"],
    SizeClass.LARGE: ["10-49", "1-9"],
}
"""The declared order for sizes: the next one; in the middle the larger, which has a staff too."""

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
    required, importance = _read_needs(municipality, skills, occupations)
    frame = Frame(
        areas=tuple(codes),
        skills=tuple(
            SkillUnit(code=skill.code, area=codes.index(skill.area.code))
            for skill in skills
            if skill.area
        ),
        occupations=tuple(NearUnit(one.code, tuple(one.nearest)) for one in occupations),
        sectors=tuple(NearUnit(code, tuple(near)) for code, near in NEAREST_SECTORS.items()),
        sizes=tuple(NearUnit(code, tuple(near)) for code, near in NEAREST_SIZES.items()),
        required=required,
        importance=importance,
    )
    return Vocabulary(
        frame=frame,
        skill_ids=np.array([skill.pk for skill in skills], dtype=np.int64),
        occupation_ids=np.array([one.pk for one in occupations], dtype=np.int64),
    )


def _read_needs(
    municipality: Municipality, skills: Sequence[Skill], occupations: Sequence[Occupation]
) -> tuple[Ints, Ints]:
    """Return the required levels and their importance by occupation and skill."""
    columns = {skill.pk: column for column, skill in enumerate(skills)}
    required = np.zeros((len(occupations), len(skills)), dtype=np.int64)
    importance = np.zeros_like(required)
    for line, occupation in enumerate(occupations):
        for row in get_required_levels(occupation=occupation, municipality=municipality):
            if row.skill_id in columns:
                required[line, columns[row.skill_id]] = row.level
                importance[line, columns[row.skill_id]] = row.importance
    return required, importance


def read_register(*, municipality: Municipality, frame: Frame) -> Register:
    """Return how many businesses the city's register has by sector and size (one query)."""
    rows = RegisterEntry.objects.filter(municipality=municipality).order_by()
    counted = rows.values_list("sector", "size_class").annotate(count=Count("pk"))
    sectors, sizes = _list_codes(frame)
    counts = np.zeros((len(sectors), len(sizes)), dtype=np.int64)
    for sector, size, count in counted:
        counts[sectors.index(sector), sizes.index(size)] = count
    return Register(counts=counts)


def _list_codes(frame: Frame) -> tuple[list[str], list[str]]:
    return [unit.code for unit in frame.sectors], [unit.code for unit in frame.sizes]


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
    rows = [
        _Line(*row)
        for row in responses.order_by("pk").values_list(
            "pk",
            "organisation_id",
            "occupation_id",
            "person_key",
            "organisation__sector",
            "organisation__size_class",
            "organisation__register_entry__sector",
            "organisation__register_entry__size_class",
            "organisation__register_entry__removed_at",
        )
    ]
    value, weight = _spread(
        _read_answers(responses),
        response_ids=np.array([row.response for row in rows], dtype=np.int64),
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


class _Line(NamedTuple):
    """One response with its business, which the register may know under other words."""

    response: int
    organisation: int
    occupation: int
    person_key: str
    sector: str
    size: str
    register_sector: str | None
    register_size: str | None
    removed_at: dt.datetime | None

    @property
    def is_outside(self) -> bool:
        """Whether the register does not hold the business, or no longer does."""
        return self.register_sector is None or self.removed_at is not None


def _build_sheet(
    rows: Sequence[_Line],
    *,
    value: npt.NDArray[np.int8],
    weight: Floats,
    vocabulary: Vocabulary,
) -> Sheet:
    businesses = {row.organisation: row for row in rows}
    business_ids = np.array(sorted(businesses), dtype=np.int64)
    lines = [businesses[one] for one in business_ids.tolist()]
    sectors, sizes = _list_codes(vocabulary.frame)
    occupation_ids = vocabulary.occupation_ids.tolist()
    people: dict[tuple[int, str], int] = {}
    for row in rows:
        people.setdefault((row.organisation, row.person_key), len(people))
    return Sheet(
        business_ids=business_ids,
        sector=_integers(sectors.index(line.sector) for line in lines),
        size=_integers(sizes.index(line.size) for line in lines),
        stratum=_integers(
            sectors.index(line.register_sector or line.sector) * len(sizes)
            + sizes.index(line.register_size or line.size)
            for line in lines
        ),
        outside=np.array([line.is_outside for line in lines], dtype=bool),
        business=np.searchsorted(business_ids, _integers(row.organisation for row in rows)),
        occupation=_integers(occupation_ids.index(row.occupation) for row in rows),
        person=_integers(people[row.organisation, row.person_key] for row in rows),
        value=value,
        weight=weight,
    )


def _integers(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)
