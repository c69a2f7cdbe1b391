"""The figures that officers took: after the season before, and today."""

from datetime import datetime

from django.utils.timezone import localdate

from uprest.accounts.models import User
from uprest.demo.building.calendar import find_release_moment
from uprest.demo.building.cities import get_sample_city
from uprest.demo.population import LAST_BEFORE
from uprest.demo.samples import read_cities
from uprest.reporting.services.releases import take_release


def release_the_season_before(*, at: datetime) -> None:
    """Take each city's figures as they stood when the season before began."""
    _release(find_release_moment(season=LAST_BEFORE, today=localdate(at)))


def release_now(*, at: datetime) -> None:
    """Take each city's figures of the day of building."""
    _release(at)


def _release(at: datetime) -> None:
    for sample in read_cities():
        city = get_sample_city(sample.slug)
        officer = User.objects.filter(officer_roles__municipality=city).first()
        take_release(municipality=city, at=at, by=officer)
