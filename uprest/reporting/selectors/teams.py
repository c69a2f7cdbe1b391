"""Numbers of people in a business."""

from uprest.ecosystem.models import Membership, Organisation


def count_members(*, organisation: Organisation) -> int:
    """Return how many people belong to a business that came from the access gate (one query)."""
    return Membership.objects.filter(organisation=organisation, left_at=None).count()
