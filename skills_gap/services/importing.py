"""Taking in answers that were collected elsewhere, all or none."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from skills_gap.models import CountedAnswer, CountedResponse
from skills_gap.rows import Business, KnownCodes, Person, RowError, Rows, read_rows
from skills_gap.services.counted import imported_key, mark_newest
from uprest.ecosystem.models import Municipality, Organisation, Sector, SizeClass
from uprest.ecosystem.services.cities import save_city
from uprest.skills.selectors import list_occupations, list_skills

VALUES = {
    "not_my_job": CountedAnswer.Value.NOT_MY_JOB,
    "unknown": CountedAnswer.Value.UNKNOWN,
}
BATCH = 2_000


class RowsError(Exception):
    """Rows of the file are wrong, and nothing was taken in."""

    def __init__(self, errors: list[RowError]) -> None:
        super().__init__(f"{len(errors)} rows are wrong")
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Imported:
    """How much an import wrote; all 0 where everything was known."""

    municipalities: int
    businesses: int
    responses: int
    answers: int

    @property
    def is_nothing(self) -> bool:
        """Whether nothing was written."""
        return not (self.municipalities or self.businesses or self.responses or self.answers)


@transaction.atomic
def import_counted_responses(*, lines: Iterable[str], at: datetime) -> Imported:
    """Take in the rows of a CSV file (see ``skills_gap.rows``), all or none.

    Unknown municipalities and businesses are made and count as approved; of a known business the
    sector and size must be those of the file. Somebody's answer of the same day is brought up to
    the file's. Taking in the same file again changes nothing.

    :raises RowsFileError: if the file cannot be read as a whole.
    :raises RowsError: if rows are wrong.
    """
    occupations = {occupation.code: occupation.pk for occupation in list_occupations()}
    skills = {skill.code: skill.pk for skill in list_skills()}
    known = KnownCodes(
        sectors=Sector.values,
        size_classes=SizeClass.values,
        occupations=occupations,
        skills=skills,
    )
    rows = read_rows(lines, known=known, today=localdate(at))
    businesses = _find_businesses(rows)
    if rows.errors:
        raise RowsError(sorted(rows.errors, key=lambda error: error.line))
    new_cities, new_businesses = _make_businesses(rows, businesses, at)
    responses, new_responses = _write_responses(rows, businesses, occupations)
    answers = _write_answers(rows, responses, skills, businesses.values())
    mark_newest(organisation_ids=list(businesses.values()))
    return Imported(new_cities, new_businesses, new_responses, answers)


def _find_businesses(rows: Rows) -> dict[Business, int]:
    """Return the ids of the businesses that are known; note those that are of another kind."""
    found: dict[Business, int] = {}
    places = {business.municipality for business in rows.businesses}
    known = Organisation.objects.filter(municipality__slug__in=places).values_list(
        "pk", "municipality__slug", "name", "sector", "size_class"
    )
    for pk, slug, name, sector, size_class in known.iterator():
        business = Business(slug, name)
        if business not in rows.businesses:
            continue
        found[business] = pk
        *kind, line = rows.businesses[business]
        if kind != [sector, size_class]:
            rows.errors.append(
                RowError(
                    line,
                    f"{name} is known as {sector} with {size_class} people, "
                    f"not {kind[0]} with {kind[1]}",
                )
            )
    return found


def _make_businesses(rows: Rows, businesses: dict[Business, int], at: datetime) -> tuple[int, int]:
    """Make the municipalities and businesses that are unknown, and add their ids."""
    new = [business for business in rows.businesses if business not in businesses]
    slugs = sorted({business.municipality for business in new})
    cities = dict(Municipality.objects.filter(slug__in=slugs).values_list("slug", "pk"))
    unknown = [slug for slug in slugs if slug not in cities]
    for slug in unknown:
        name = slug.replace("-", " ").replace("_", " ").title()
        cities[slug] = save_city(city=Municipality(slug=slug, name=name)).pk
    for business in new:
        sector, size_class, _line = rows.businesses[business]
        organisation = Organisation.objects.create(
            municipality_id=cities[business.municipality],
            name=business.name,
            sector=sector,
            size_class=size_class,
            approved_at=at,
        )
        businesses[business] = organisation.pk
    return len(unknown), len(new)


def _write_responses(
    rows: Rows, businesses: dict[Business, int], occupations: dict[str, int]
) -> tuple[dict[Person, int], int]:
    """Make the responses that are not there yet; return the ids of all, and how many are new."""
    identities = {
        person: (
            businesses[person.business],
            occupations[person.occupation],
            imported_key(person=person.person, organisation_id=businesses[person.business]),
            person.day,
        )
        for person in rows.answers
    }
    known = _find_responses(businesses.values())
    new = [identity for identity in identities.values() if identity not in known]
    CountedResponse.objects.bulk_create(
        (
            CountedResponse(
                organisation_id=organisation_id,
                occupation_id=occupation_id,
                person_key=key,
                answered_on=day,
                source=CountedResponse.Source.IMPORT,
                is_newest=False,
            )
            for organisation_id, occupation_id, key, day in new
        ),
        batch_size=BATCH,
    )
    if new:
        known = _find_responses(businesses.values())
    return {person: known[identity] for person, identity in identities.items()}, len(new)


def _find_responses(
    organisation_ids: Iterable[int],
) -> dict[tuple[int, int, str, date], int]:
    copies = CountedResponse.objects.filter(
        organisation_id__in=list(organisation_ids), source=CountedResponse.Source.IMPORT
    ).values_list("organisation_id", "occupation_id", "person_key", "answered_on", "pk")
    return {tuple(identity): pk for *identity, pk in copies.iterator()}  # type: ignore[misc]


def _write_answers(
    rows: Rows,
    responses: dict[Person, int],
    skills: dict[str, int],
    organisation_ids: Iterable[int],
) -> int:
    """Write the answers that are new or different; return how many."""
    ids = set(responses.values())
    stored = {
        (response_id, skill_id): value
        for response_id, skill_id, value in CountedAnswer.objects.filter(
            response__organisation_id__in=list(organisation_ids),
            response__source=CountedResponse.Source.IMPORT,
        )
        .values_list("response_id", "skill_id", "value")
        .iterator()
        if response_id in ids
    }
    changed = [
        CountedAnswer(response_id=responses[person], skill_id=skills[skill], value=value)
        for person, answers in rows.answers.items()
        for skill, text in answers.items()
        if stored.get((responses[person], skills[skill]))
        != (value := VALUES[text] if text in VALUES else int(text))
    ]
    CountedAnswer.objects.bulk_create(
        changed,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["response", "skill"],
        update_fields=["value"],
    )
    return len(changed)
