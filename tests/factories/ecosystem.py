"""Cities, businesses and the people in them."""

from datetime import UTC, datetime

import factory
from django.contrib.auth.models import Group

from uprest.accounts.models import User
from uprest.ecosystem.models import (
    Invitation,
    Membership,
    Municipality,
    OfficerRole,
    Organisation,
    RegisterEntry,
    Sector,
    SizeClass,
)
from uprest.ecosystem.services.cities import save_city
from uprest.ecosystem.types import ADMINISTRATORS_GROUP, TRAINERS_GROUP

JOINED = datetime(2026, 3, 2, 9, tzinfo=UTC)


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    display_name = factory.Sequence(lambda n: f"Person {n}")

    @factory.post_generation
    def groups(self, create, names, **kwargs):
        for name in names or ():
            self.groups.add(Group.objects.get_or_create(name=name)[0])


class AdministratorFactory(PersonFactory):
    groups = factory.PostGeneration(
        lambda user, *_: user.groups.add(Group.objects.get_or_create(name=ADMINISTRATORS_GROUP)[0])
    )


class TrainerFactory(PersonFactory):
    groups = factory.PostGeneration(
        lambda user, *_: user.groups.add(Group.objects.get_or_create(name=TRAINERS_GROUP)[0])
    )


class MunicipalityFactory(factory.django.DjangoModelFactory):
    """A city with its theme, as the service saves it."""

    class Meta:
        model = Municipality

    slug = factory.Sequence(lambda n: f"city-{n}")
    name = factory.Sequence(lambda n: f"City {n}")
    language = "sv"

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return save_city(city=model_class(*args, **kwargs))


class RegisterEntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RegisterEntry

    municipality = factory.SubFactory(MunicipalityFactory)
    number = factory.Sequence(lambda n: f"5560-{n:04}")
    name = factory.Sequence(lambda n: f"Hotel {n}")
    sector = Sector.ACCOMMODATION
    size_class = SizeClass.MICRO


class OrganisationFactory(factory.django.DjangoModelFactory):
    """A business that waits for approval."""

    class Meta:
        model = Organisation

    municipality = factory.SubFactory(MunicipalityFactory)
    name = factory.Sequence(lambda n: f"Hotel {n}")
    sector = Sector.ACCOMMODATION
    size_class = SizeClass.MICRO


class ApprovedOrganisationFactory(OrganisationFactory):
    approved_at = JOINED


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(PersonFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Membership.Role.STAFF
    joined_at = JOINED


class OfficerRoleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OfficerRole

    user = factory.SubFactory(PersonFactory)
    municipality = factory.SubFactory(MunicipalityFactory)


class InvitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Invitation

    organisation = factory.SubFactory(OrganisationFactory)
    created_at = JOINED
