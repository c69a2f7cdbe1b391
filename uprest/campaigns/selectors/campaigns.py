"""Campaigns for the officers of a city."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from uprest.accounts.models import User
from uprest.campaigns.models import Campaign
from uprest.campaigns.selectors.texts import choose_words
from uprest.ecosystem.models import Municipality, Sector
from uprest.ecosystem.types import AccessDenied
from uprest.reporting.selectors.words import Names, join_words


@dataclass(frozen=True, kw_only=True, slots=True)
class CampaignLine:
    """A campaign in the list of a city."""

    campaign_id: int
    title: str
    state: str
    state_label: str
    gap: str
    sector: str
    starts_on: dt.date
    ends_on: dt.date


STATES = (
    Campaign.State.RUNNING,
    Campaign.State.DRAFT,
    Campaign.State.ENDED,
    Campaign.State.CANCELLED,
)
"""In this order campaigns are listed."""


def read_campaigns() -> QuerySet[Campaign]:
    """Return campaigns with their city and texts (two queries)."""
    return Campaign.objects.select_related("municipality").prefetch_related("texts")


def get_campaign(*, municipality: Municipality, pk: int) -> Campaign:
    """Return a campaign of a city that came through the gate (two queries).

    :raises AccessDenied: if it is not one of this city's.
    """
    campaign = read_campaigns().filter(municipality=municipality, pk=pk).first()
    if campaign is None:
        raise AccessDenied
    return campaign


def list_campaigns(
    *, municipality: Municipality, names: Names, language: str
) -> list[CampaignLine]:
    """Return the campaigns of a city that came through the gate, what runs first (two queries)."""
    found = read_campaigns().filter(municipality=municipality).order_by("-starts_on", "-pk")
    lines = [
        CampaignLine(
            campaign_id=campaign.pk,
            title=choose_words(campaign, language=language).title,
            state=campaign.state,
            state_label=campaign.get_state_display(),
            gap=name_gap(campaign, names),
            sector=name_sector(campaign),
            starts_on=campaign.starts_on,
            ends_on=campaign.ends_on,
        )
        for campaign in found
    ]
    return sorted(lines, key=lambda line: STATES.index(Campaign.State(line.state)))


def name_gap(campaign: Campaign, names: Names) -> str:
    """Return the area or the skills of a campaign as words."""
    if campaign.area:
        return names.name_areas([campaign.area])
    return join_words([names.skills.get(code, code) for code in campaign.skills])


def name_sector(campaign: Campaign) -> str:
    """Return the name of the campaign's sector, or nothing for all."""
    return str(Sector(campaign.sector).label) if campaign.sector else ""


def list_officers(*, municipality: Municipality) -> list[tuple[int, str]]:
    """Return the officers of a city with their names (one query)."""
    officers = User.objects.filter(
        officer_roles__municipality=municipality, is_active=True
    ).distinct()
    return sorted(
        ((user.pk, user.get_public_name()) for user in officers), key=lambda one: one[1].casefold()
    )
