"""The sample cities publish their figures as open data."""

from datetime import datetime

from uprest.accounts.models import User
from uprest.demo.building.cities import get_sample_city
from uprest.demo.samples import read_cities
from uprest.reporting.models import OpenData
from uprest.reporting.services.open_data import decide_open_data


def publish_open_data(*, at: datetime) -> None:
    """Let each city publish what it has released, on the same terms."""
    for sample in read_cities():
        city = get_sample_city(sample.slug)
        officer = User.objects.filter(officer_roles__municipality=city).first()
        decide_open_data(
            municipality=city,
            is_open=True,
            licence=OpenData.Licence.CC_BY,
            publisher=city.name,
            contact_email=city.contact_email,
            by=officer,
            at=at,
        )
