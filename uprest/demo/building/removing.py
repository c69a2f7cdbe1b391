"""Removing the sample data, and nothing else.

Sample data is what belongs to a city that is marked as a sample, and the accounts of
``data/people.json``. Vocabulary, survey, pages and courses are no sample data: they stay, and what
somebody has learned in them.
"""

from collections.abc import Iterable

from django.db import transaction

from skills_gap.models import CountedAnswer
from uprest.accounts.models import User
from uprest.demo.building.stages import Stage
from uprest.demo.building.takers import AT_NOWHERE, TAKERS
from uprest.demo.models import BuiltStage
from uprest.demo.samples import read_people
from uprest.ecosystem.models import Municipality, Organisation
from uprest.events.models import Material
from uprest.events.services.programme import remove_material
from uprest.pages.models import CityPage


@transaction.atomic
def remove_sample_data(stages: Iterable[Stage]) -> None:
    """Remove sample cities with their businesses and answers, and the sample accounts.

    Of the ``stages`` those of sample data will be built again, those that load files stand.
    """
    cities = Municipality.objects.filter(is_sample=True)
    User.objects.filter(email__in=[one.email for one in read_people().everybody]).delete()
    User.objects.filter(email__startswith=TAKERS, email__endswith=AT_NOWHERE).delete()
    CountedAnswer.objects.filter(response__organisation__municipality__in=cities).delete()
    Organisation.objects.filter(municipality__in=cities).delete()
    for page in CityPage.objects.filter(municipality__in=cities):
        page.delete()
    for material in Material.objects.filter(event__municipality__in=cities):
        remove_material(event_id=material.event_id, material_id=material.pk)
    cities.delete()
    names = [stage.name for stage in stages if not stage.repeats]
    BuiltStage.objects.filter(name__in=names).delete()
