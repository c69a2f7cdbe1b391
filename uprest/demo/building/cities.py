"""The cities, their registers and their pages."""

from datetime import datetime

from django.utils.timezone import localdate

from uprest.demo.building.calendar import find_next
from uprest.demo.samples import SampleCity, read_businesses, read_cities
from uprest.ecosystem.models import Municipality, RegisterEntry, RequirementOverride
from uprest.ecosystem.services.cities import save_city
from uprest.pages.services import add_city_page
from uprest.skills.models import Occupation, Skill


def build_cities(*, at: datetime) -> None:
    """Make the sample cities with their registers, own requirements and pages."""
    for sample in read_cities():
        city = save_city(city=_find_city(sample, at))
        add_city_page(municipality=city)
        _load_requirements(city, sample)
    _load_registers()


def get_sample_city(slug: str) -> Municipality:
    """Return a sample city that stands.

    :raises Municipality.DoesNotExist: if it was not built, or is no sample.
    """
    return Municipality.objects.get(slug=slug, is_sample=True)


def _find_city(sample: SampleCity, at: datetime) -> Municipality:
    """Return the city to save: new, or the sample that is there.

    A real city of the same name is left alone.
    """
    known = Municipality.objects.filter(slug=sample.slug).first()
    if known and not known.is_sample:
        raise RealCityError(sample.slug)
    city = known or Municipality(slug=sample.slug)
    city.name, city.country, city.language = sample.name, sample.country, sample.language
    city.brand_colour, city.contact_email = sample.brand_colour, sample.contact_email
    city.season_starts_on = find_next(sample.season, after=localdate(at))
    city.is_sample = True
    return city


class RealCityError(Exception):
    """A city of the same slug is there, and it is no sample."""


def _load_requirements(city: Municipality, sample: SampleCity) -> None:
    for row in sample.requirements:
        RequirementOverride.objects.update_or_create(
            municipality=city,
            occupation=Occupation.objects.get(code=row.occupation),
            skill=Skill.objects.get(code=row.skill),
            defaults={"level": row.level, "importance": row.importance},
        )


def _load_registers() -> None:
    ids = dict(Municipality.objects.filter(is_sample=True).values_list("slug", "pk"))
    RegisterEntry.objects.bulk_create(
        (
            RegisterEntry(
                municipality_id=ids[business.city],
                number=business.number,
                name=business.name,
                sector=business.sector,
                size_class=business.size_class,
            )
            for business in read_businesses()
        ),
        ignore_conflicts=True,
    )
