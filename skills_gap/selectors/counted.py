"""Reads of the copies that count for businesses, without anybody's answers."""

from skills_gap.models import CountedResponse


def list_answering(*, municipality_id: int) -> frozenset[int]:
    """Return the ids of a city's businesses that have counted answers (one query)."""
    rows = CountedResponse.objects.filter(
        organisation__municipality_id=municipality_id, is_newest=True
    )
    return frozenset(rows.order_by().values_list("organisation_id", flat=True).distinct())
