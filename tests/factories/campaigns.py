"""Campaigns, needs and actions."""

import uuid
from datetime import UTC, date, datetime

import factory

from tests.factories.ecosystem import (
    ApprovedOrganisationFactory,
    MembershipFactory,
    MunicipalityFactory,
)
from uprest.campaigns.models import Action, Campaign, CampaignText, Need, Participation
from uprest.ecosystem.models import Membership
from uprest.skills.models import Skill

AT = datetime(2026, 5, 20, 9, tzinfo=UTC)


class CampaignFactory(factory.django.DjangoModelFactory):
    """A draft about complaints, with words in the city's language."""

    class Meta:
        model = Campaign
        skip_postgeneration_save = True

    municipality = factory.SubFactory(MunicipalityFactory)
    skills = factory.LazyFunction(lambda: ["complaints"])
    courses = factory.LazyFunction(lambda: [str(uuid.uuid4())])
    starts_on = date(2026, 5, 20)
    ends_on = date(2026, 7, 20)
    created_at = AT

    @factory.post_generation
    def title(self, create, value, **kwargs):
        CampaignText.objects.create(
            campaign=self,
            language=self.municipality.language,
            title=value or "Unhappy guests",
            text="Ten minutes a week.",
        )


class RunningCampaignFactory(CampaignFactory):
    state = Campaign.State.RUNNING
    started_at = AT


class ParticipationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Participation

    campaign = factory.SubFactory(RunningCampaignFactory)
    organisation = factory.SubFactory(ApprovedOrganisationFactory)
    invited_at = AT


class NeedFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Need

    municipality = factory.SubFactory(MunicipalityFactory)
    skill = factory.LazyFunction(lambda: Skill.objects.get(code="complaints"))
    why = "Guests shout."
    language = "sv"
    asked_at = AT
    moved_at = AT


class ActionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Action

    municipality = factory.SubFactory(MunicipalityFactory)
    title = "Ask the trainers for a course"
    created_at = AT


def make_business(city, *, owner=None, people=0, **fields):
    """A business that counts, with an owner and staff; return it and its people, owner first."""
    business = ApprovedOrganisationFactory(municipality=city, **fields)
    extra = {"user": owner} if owner else {}
    leader = MembershipFactory(organisation=business, role=Membership.Role.OWNER, **extra).user
    return business, [
        leader,
        *(MembershipFactory(organisation=business).user for _ in range(people)),
    ]
