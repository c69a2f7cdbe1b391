"""Cities whose people have answered, and releases of their figures."""

from datetime import UTC, date, datetime, timedelta

import factory

from skills_gap.models import CountedAnswer, CountedResponse
from tests.factories.ecosystem import ApprovedOrganisationFactory, MunicipalityFactory
from uprest.reporting.models import OpenData, Release, ReleasedRow, ReleaseOrder
from uprest.reporting.types import Table
from uprest.skills.models import Occupation, Skill
from uprest.skills.selectors import list_skills

NOW = datetime(2026, 5, 12, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=60)
DAY = date(2026, 5, 2)


MERGED_JOBS = (
    (
        "receptionist", "guide", "host", "marketing", "owner", "attraction", "tourism-officer",
        "general",
    ),
    ("restaurant", "housekeeping"),
)  # fmt: skip
"""The rows of jobs of ``make_city``: those of which nobody answers are with the nearest."""


class CountedResponseFactory(factory.django.DjangoModelFactory):
    """A newest response of a business that counts; ``levels`` are answers by code of the skill."""

    class Meta:
        model = CountedResponse
        skip_postgeneration_save = True

    organisation = factory.SubFactory(ApprovedOrganisationFactory)
    occupation = factory.LazyFunction(lambda: Occupation.objects.get(code="receptionist"))
    person_key = factory.Sequence(lambda n: f"{n:064x}")
    answered_on = DAY
    source = CountedResponse.Source.CHECK
    is_newest = True

    @factory.post_generation
    def levels(self, create, values, **kwargs):
        skills = {skill.code: skill for skill in Skill.objects.filter(code__in=values or {})}
        CountedAnswer.objects.bulk_create(
            CountedAnswer(response=self, skill=skills[code], value=value)
            for code, value in (values or {}).items()
        )


class ReleaseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Release

    municipality = factory.SubFactory(MunicipalityFactory)
    taken_at = NOW
    as_of = NOW.date()
    method = "raked-1"


class ReleaseOrderFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReleaseOrder

    municipality = factory.SubFactory(MunicipalityFactory)
    ordered_at = NOW


def answer(*, organisation, people, occupation="receptionist", level=2, answered_on=DAY, start=0):
    """Let ``people`` of a business answer every shipped skill with ``level``."""
    job = Occupation.objects.get(code=occupation)
    responses = CountedResponse.objects.bulk_create(
        CountedResponse(
            organisation=organisation,
            occupation=job,
            person_key=f"{organisation.pk:032x}{start + number:032x}",
            answered_on=answered_on,
            source=CountedResponse.Source.CHECK,
        )
        for number in range(people)
    )
    CountedAnswer.objects.bulk_create(
        CountedAnswer(response=response, skill=skill, value=(level + place) % 6)
        for response in responses
        for place, skill in enumerate(list_skills())
    )
    return responses


def make_city(*, businesses=12, people=3, jobs=("receptionist", "restaurant"), **fields):
    """A city with businesses of two sectors whose people have answered every skill."""
    city = MunicipalityFactory(**fields)
    for number in range(businesses):
        organisation = ApprovedOrganisationFactory(
            municipality=city, sector="accommodation" if number % 2 else "food"
        )
        answer(
            organisation=organisation,
            people=people,
            occupation=jobs[number // 2 % len(jobs)],
            level=number % 4,
        )
    return city


class OpenDataFactory(factory.django.DjangoModelFactory):
    """A city's decision to publish its figures."""

    class Meta:
        model = OpenData

    municipality = factory.SubFactory(MunicipalityFactory)
    is_open = True
    publisher = "Ystads kommun"
    contact_email = "data@ystad.example"
    changed_at = NOW


def count_letters(number):
    """A code that no other row has, for releases of many rows."""
    return f"unit-{number:05}"


def make_long_release(*, rows, **fields):
    """A release of ``rows`` rows of skills, without answers behind them."""
    release = ReleaseFactory(**fields)
    ReleasedRow.objects.bulk_create(
        ReleasedRow(
            release=release,
            position=number,
            table=Table.SKILLS if number else Table.TOTAL,
            units=[count_letters(number)] if number else [],
            businesses=7,
            people=23,
            mean_level=1.26,
            mean_required=3.0,
            mean_gap=1.74,
            share_with_gap=0.614,
            intervals={"mean_gap": [1.2, 2.2], "share_with_gap": [0.4, 0.8]},
            published_on=release.as_of,
        )
        for number in range(rows)
    )
    return release
