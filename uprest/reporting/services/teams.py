"""Publishing the gaps of a team."""

from collections import Counter
from datetime import datetime

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.timezone import localdate

from skills_gap.models import CountedResponse
from uprest.ecosystem.models import Organisation
from uprest.reporting.models import TeamFigure
from uprest.reporting.releases.teams import MIN_TEAM, find_step, may_publish
from uprest.reporting.selectors.teams import Unit, list_leaders, read_team_parts

SALT = "reporting.team_part"


@transaction.atomic
def renew_team_figures(*, organisation: Organisation, at: datetime) -> int:
    """Publish the rows of a team that may be published anew; return how many there were.

    Each row goes by itself. A row whose people are the same as before is left as it is.
    """
    # two renewals at once come one after the other
    locked = (
        Organisation.objects.select_for_update(of=("self",))
        .select_related("municipality")
        .get(pk=organisation.pk)
    )
    leaders = set(list_leaders(organisation=locked))
    earlier: dict[Unit, list[TeamFigure]] = {}
    for row in TeamFigure.objects.filter(organisation=locked).order_by("taken_at", "pk"):
        earlier.setdefault((row.kind, row.code), []).append(row)
    figures = []
    for unit, gaps in read_team_parts(organisation=locked, on=localdate(at)).items():
        parts = Counter(_hash(locked, unit, gap) for gap in gaps)
        before = earlier.get(unit, [])
        always_out = leaders.intersection(*(row.left_out for row in before))
        if may_publish(
            parts,
            earlier=[row.parts for row in before],
            least=MIN_TEAM + len(leaders - always_out),
        ):
            figures.append(
                TeamFigure(
                    organisation=locked,
                    kind=unit[0],
                    code=unit[1],
                    step=find_step(gaps),
                    people=len(gaps),
                    parts=dict(parts),
                    left_out=sorted(leaders),
                    taken_at=at,
                )
            )
    TeamFigure.objects.bulk_create(figures)
    return len(figures)


def renew_all_teams(*, at: datetime) -> int:
    """Publish what may be published of every team; return how many rows there were."""
    large = (
        Organisation.objects.filter(
            closed_at=None,
            pk__in=CountedResponse.objects.filter(
                is_newest=True, source=CountedResponse.Source.CHECK
            ).values("organisation_id"),
        )
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    count = 0
    for pk in list(large):
        organisation = Organisation.objects.get(pk=pk)
        members = organisation.memberships.filter(left_at=None)
        if members.count() >= MIN_TEAM:
            count += renew_team_figures(organisation=organisation, at=at)
    return count


def _hash(organisation: Organisation, unit: Unit, gap: float) -> str:
    """Return what stands for one person's gap in a row: nothing can be read back from it."""
    value = f"{organisation.pk}|{unit[0]}|{unit[1]}|{gap:.6f}"
    return salted_hmac(SALT, value, algorithm="sha256").hexdigest()[:16]
