"""The counted answers of the invented people: the only rows that are written in bulk."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from skills_gap.measuring import Answer, NoLevel
from skills_gap.models import CountedAnswer, CountedResponse
from skills_gap.services.counted import imported_key, mark_newest
from uprest.demo.building.calendar import find_season_beginnings
from uprest.demo.building.cities import get_sample_city
from uprest.demo.population import (
    LAST,
    LAST_BEFORE,
    Need,
    SampleBusiness,
    SampleResponse,
    answer_for_city,
)
from uprest.demo.samples import read_businesses, read_cities
from uprest.ecosystem.models import Municipality, Organisation, RegisterEntry
from uprest.ecosystem.selectors import get_required_levels
from uprest.skills.selectors import list_occupations, list_skills

BATCH = 2_000
VALUES = {
    NoLevel.NOT_MY_JOB: CountedAnswer.Value.NOT_MY_JOB,
    NoLevel.UNKNOWN: CountedAnswer.Value.UNKNOWN,
}


def answer_the_season_before(*, at: datetime) -> None:
    """Write what was answered in the season before, and the businesses that answered."""
    _answer_season(LAST_BEFORE, localdate(at))


def answer_the_last_season(*, at: datetime) -> None:
    """Write what was answered in the last season."""
    _answer_season(LAST, localdate(at))


@dataclass(frozen=True, slots=True)
class _Ids:
    organisations: dict[str, int]
    occupations: dict[str, int]
    skills: dict[str, int]


def _answer_season(season: int, today: date) -> None:
    begins = find_season_beginnings(today=today)[season]
    occupations = list_occupations()
    skills = {skill.code: skill.pk for skill in list_skills()}
    for sample in read_cities():
        city = get_sample_city(sample.slug)
        needs = {
            occupation.code: [
                Need(row.code, row.area_code, row.level, row.importance)
                for row in get_required_levels(occupation=occupation, municipality=city)
            ]
            for occupation in occupations
        }
        businesses = [one for one in read_businesses() if one.city == sample.slug]
        given = answer_for_city(businesses, needs=needs, effects=sample.effects)
        responses = [response for response in given if response.season == season]
        ids = _Ids(
            organisations=_find_organisations(city, businesses, responses),
            occupations={occupation.code: occupation.pk for occupation in occupations},
            skills=skills,
        )
        _write_responses(responses, ids, begins)
        mark_newest(organisation_ids=list(ids.organisations.values()))


def _find_organisations(
    city: Municipality, businesses: Sequence[SampleBusiness], responses: Sequence[SampleResponse]
) -> dict[str, int]:
    """Return the ids of the businesses that answered by register number, making the new ones."""
    answered = {response.number for response in responses}
    entries = {
        entry.number: entry
        for entry in RegisterEntry.objects.filter(municipality=city, number__in=answered)
    }
    known = set(
        Organisation.objects.filter(municipality=city).values_list(
            "register_entry__number", flat=True
        )
    )
    Organisation.objects.bulk_create(
        Organisation(
            municipality=city,
            name=business.name,
            sector=business.sector,
            size_class=business.size_class,
            register_entry=entries[business.number],
        )
        for business in businesses
        if business.number in answered - known
    )
    return dict(
        Organisation.objects.filter(
            municipality=city, register_entry__number__in=answered
        ).values_list("register_entry__number", "pk")
    )


def _write_responses(responses: Sequence[SampleResponse], ids: _Ids, begins: date) -> None:
    rows = [
        CountedResponse(
            organisation_id=ids.organisations[response.number],
            occupation_id=ids.occupations[response.occupation],
            person_key=imported_key(
                person=response.person, organisation_id=ids.organisations[response.number]
            ),
            answered_on=begins + timedelta(days=response.day),
            source=CountedResponse.Source.CHECK,
            is_newest=False,
        )
        for response in responses
    ]
    written = CountedResponse.objects.bulk_create(rows, batch_size=BATCH)
    CountedAnswer.objects.bulk_create(
        _build_answers(zip(written, responses, strict=True), ids), batch_size=BATCH
    )


def _build_answers(
    pairs: Iterable[tuple[CountedResponse, SampleResponse]], ids: _Ids
) -> list[CountedAnswer]:
    return [
        CountedAnswer(
            response=row,
            skill_id=ids.skills[given.skill],
            value=_value(given.answer),
            chance=given.chance,
        )
        for row, response in pairs
        for given in response.answers
    ]


def _value(answer: Answer) -> int:
    return VALUES[answer] if isinstance(answer, NoLevel) else answer
