"""Businesses that a city may ask to take part."""

from django.db.models import Q

from uprest.ecosystem.models import Organisation


def list_counting_businesses(*, municipality_id: int, sector: str) -> list[int]:
    """Return the numbers of the businesses of a sector (or all) that somebody vouched for.

    Others are not asked: whoever reads the counts could have registered them.
    """
    businesses = Organisation.objects.filter(
        Q(register_entry__isnull=False) | Q(approved_at__isnull=False),
        municipality_id=municipality_id,
        closed_at=None,
    )
    if sector:
        businesses = businesses.filter(sector=sector)
    return list(businesses.order_by("pk").values_list("pk", flat=True))
