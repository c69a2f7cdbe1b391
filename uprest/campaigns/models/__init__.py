"""Campaigns, asked-for modules and actions."""

from uprest.campaigns.models.actions import Action, ActionNote
from uprest.campaigns.models.campaigns import (
    Campaign,
    CampaignCount,
    CampaignText,
    Participation,
)
from uprest.campaigns.models.needs import Need, NeedSupport

__all__ = [
    "Action",
    "ActionNote",
    "Campaign",
    "CampaignCount",
    "CampaignText",
    "Need",
    "NeedSupport",
    "Participation",
]
