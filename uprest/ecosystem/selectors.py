"""Reads of cities and businesses, and the ONE access gate for other people's data."""

from uprest.ecosystem.models import Municipality


def find_city(*, slug: str | None) -> Municipality | None:
    """Return the city with ``slug``, if there is one."""
    return Municipality.objects.filter(slug=slug).first() if slug else None
