"""The newest releases of two cities."""

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from uprest.ecosystem.models import Municipality
from uprest.reporting.models import Release, ReleasedRow
from uprest.reporting.selectors.releases import StoredRelease, StoredRow, read_row


@dataclass(frozen=True, slots=True)
class ReleasedCity:
    """A city that has published figures, and the key of its newest release."""

    pk: int
    slug: str
    name: str
    release_id: int


@dataclass(frozen=True)
class Comparison:
    """Two cities, each with its newest release."""

    first_city: ReleasedCity
    first: StoredRelease
    second_city: ReleasedCity
    second: StoredRelease


def list_released_cities() -> tuple[ReleasedCity, ...]:
    """Return the cities that have a release, by name (one query)."""
    newest = Release.objects.filter(municipality=OuterRef("pk")).order_by("-taken_at", "-pk")
    rows = (
        Municipality.objects.annotate(newest=Subquery(newest.values("pk")[:1]))
        .filter(newest__isnull=False)
        .order_by("name")
        .values_list("pk", "slug", "name", "newest")
    )
    return tuple(ReleasedCity(*row) for row in rows)


def read_both(*, first: ReleasedCity, second: ReleasedCity) -> Comparison:
    """Return the newest releases of both cities (one query)."""
    stored: dict[int, list[ReleasedRow]] = {first.release_id: [], second.release_id: []}
    rows = ReleasedRow.objects.filter(release__in=list(stored)).select_related("release")
    for row in rows.order_by("position"):
        stored[row.release_id].append(row)
    one, other = (
        StoredRelease(
            release=found[0].release,
            rows=tuple(StoredRow(row=read_row(row), basis_id=row.basis_id) for row in found),
        )
        for found in stored.values()
    )
    return Comparison(first_city=first, first=one, second_city=second, second=other)
