"""Dated counts of a campaign: taken every day, kept only where they may be shown."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.crypto import salted_hmac

from uprest.campaigns.figures import (
    Basis,
    Group,
    Shown,
    may_renew,
    show_businesses,
    show_people,
)
from uprest.campaigns.models import Campaign, CampaignCount
from uprest.campaigns.selectors.progress import read_progress

SALT = "campaigns.print"
LENGTH = 16
Kind = CampaignCount.Kind


@transaction.atomic
def count_campaign(*, campaign: Campaign, at: datetime) -> list[CampaignCount]:
    """Count a campaign that runs, and keep what may be shown beside all earlier counts.

    Return the new counts: none where too few businesses have changed. A dozen queries at most.
    """
    found = read_progress(campaign=campaign)
    businesses = show_businesses(invited=found.invited, yes=found.yes)
    said = {one: frozenset([one]) for one in found.invited}
    basis = _take_prints(
        campaign,
        {
            "yes": Group({one: said[one] for one in found.yes}),
            "rest": Group({one: said[one] for one in found.invited - found.yes}),
        },
    )
    new = [_keep(campaign, Kind.BUSINESSES, businesses, basis, at)]
    if found.began.is_enough:
        people = show_people(began=found.began, finished=found.finished)
        basis = _take_prints(
            campaign,
            {
                "began": found.began,
                "finished": found.finished,
                "rest": found.began.without(found.finished),
            },
        )
        new.append(_keep(campaign, Kind.PEOPLE, people, basis, at))
    return [count for count in new if count is not None]


def _take_prints(campaign: Campaign, parts: Mapping[str, Group]) -> dict[str, dict[str, str]]:
    """Return a print of each business's people in each part, which tells nobody who they are."""
    return {
        part: {
            str(business): _hash(campaign, part, business, people)
            for business, people in sorted(group.people.items())
        }
        for part, group in parts.items()
    }


def _hash(campaign: Campaign, part: str, business: int, people: frozenset[int]) -> str:
    words = " ".join(str(person) for person in sorted(people))
    text = f"{campaign.pk}:{part}:{business}:{words}"
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest()[:LENGTH]


def _keep(
    campaign: Campaign, kind: str, shown: Shown, basis: Basis, at: datetime
) -> CampaignCount | None:
    earlier = campaign.counts.filter(kind=kind).values_list("basis", flat=True)
    if not may_renew(new=basis, earlier=list(earlier)):
        return None
    count, _is_new = CampaignCount.objects.get_or_create(
        campaign=campaign,
        kind=kind,
        counted_at=at,
        defaults={"figures": shown.figures, "nearly": list(shown.nearly), "basis": basis},
    )
    return count
