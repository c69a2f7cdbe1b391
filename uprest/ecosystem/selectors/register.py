"""Reads for the administrators who decide which businesses count."""

from django.db.models import Q

from uprest.ecosystem.models import Organisation, RegisterEntry
from uprest.ecosystem.types import FreeEntry, WaitingBusiness


def list_waiting_businesses(*, limit: int = 100) -> list[WaitingBusiness]:
    """Return the businesses that wait longest for an administrator, oldest first (two queries).

    ``suggestion`` is the one free register entry of the same city, name and sector. It is only
    suggested: were it matched by itself, anybody could claim a business by its name.
    """
    waiting = list(
        Organisation.objects.filter(
            register_entry=None, approved_at=None, declined_at=None, closed_at=None
        )
        .select_related("municipality")
        .order_by("created_at", "pk")[:limit]
    )
    entries: dict[tuple[int, str, str], list[RegisterEntry]] = {}
    for entry in RegisterEntry.objects.filter(
        organisation=None,
        municipality__in={row.municipality_id for row in waiting},
        name__in={row.name for row in waiting},
    ):
        entries.setdefault((entry.municipality_id, entry.name, entry.sector), []).append(entry)
    return [
        WaitingBusiness(
            organisation_id=row.pk,
            name=row.name,
            city_name=row.municipality.name,
            sector=row.get_sector_display(),
            size=row.get_size_class_display(),
            created_at=row.created_at,
            suggestion=_pick_only(entries.get((row.municipality_id, row.name, row.sector), [])),
        )
        for row in waiting
    ]


def _pick_only(entries: list[RegisterEntry]) -> FreeEntry | None:
    return build_free_entry(entries[0]) if len(entries) == 1 else None


def list_free_entries(*, municipality_id: int, words: str, limit: int = 50) -> list[FreeEntry]:
    """Return free register entries of a city whose name or number holds ``words``, by name."""
    entries = RegisterEntry.objects.filter(municipality_id=municipality_id, organisation=None)
    if words:
        entries = entries.filter(Q(name__icontains=words) | Q(number__icontains=words))
    return [build_free_entry(entry) for entry in entries.order_by("name", "pk")[:limit]]


def build_free_entry(entry: RegisterEntry) -> FreeEntry:
    """Return the value that an administrator chooses from."""
    return FreeEntry(
        entry_id=entry.pk,
        number=entry.number,
        name=entry.name,
        sector=entry.get_sector_display(),
        size=entry.get_size_class_display(),
    )


def get_waiting_business(*, organisation_id: int) -> Organisation:
    """Return a business with its city, for the administrators' screens.

    :raises Organisation.DoesNotExist: if there is none.
    """
    return Organisation.objects.select_related("municipality").get(pk=organisation_id)
