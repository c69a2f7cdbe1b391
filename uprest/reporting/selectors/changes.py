"""The stored changes of the newest release, and the rows of all releases of a city."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import groupby, islice

from django.db.models import Q

from uprest.ecosystem.models import Municipality
from uprest.reporting.models import ChangeBasis, Release, ReleasedChange, ReleasedRow
from uprest.reporting.releases.packing import Packed, unpack_basis
from uprest.reporting.selectors.releases import read_row
from uprest.reporting.types import ChangeRow, ChangeTable, Interval, Row, Table

SHOWN_RELEASES = 12
"""So many releases, the newest ones, are told as a trend."""


@dataclass(frozen=True)
class StoredChange:
    """A published change, and the key of its basis."""

    row: ChangeRow
    basis_id: int | None


@dataclass(frozen=True)
class PastRelease:
    """A release with its rows, of the tables that were asked for."""

    release: Release
    rows: tuple[Row, ...]


def list_changes(*, release: Release) -> tuple[StoredChange, ...]:
    """Return the changes that were published with a release, in order (one query)."""
    rows = ReleasedChange.objects.filter(release=release).order_by("position")
    return tuple(StoredChange(row=read_change(one), basis_id=one.basis_id) for one in rows)


def list_earlier_changes(*, release: Release) -> list[tuple[StoredChange, ...]]:
    """Return the changes of each release of the city before this one, the newest first (one query).

    Those whose prints are not kept any more are left out.
    """
    rows = ReleasedChange.objects.filter(
        Q(release__taken_at__lt=release.taken_at)
        | Q(release__taken_at=release.taken_at, release__lt=release.pk),
        release__municipality=release.municipality_id,
        basis__isnull=False,
    ).order_by("-release__taken_at", "-release_id", "position")
    return [
        tuple(StoredChange(row=read_change(one), basis_id=one.basis_id) for one in found)
        for _, found in groupby(rows, key=lambda one: one.release_id)
    ]


def read_change(stored: ReleasedChange) -> ChangeRow:
    """Return a stored change as it was computed."""

    def read(name: str) -> Interval:
        low, high = stored.intervals[name]
        return Interval(low=low, high=high)

    return ChangeRow(
        table=ChangeTable(stored.table),
        units=tuple(stored.units),
        businesses=stored.businesses,
        people=stored.people,
        published_on=stored.published_on,
        change=stored.change,
        change_interval=read("change"),
        gap_change=stored.gap_change,
        gap_interval=read("gap_change"),
        difference=stored.difference,
        difference_interval=None if stored.difference is None else read("difference"),
    )


def build_change(
    *, release: Release, position: int, row: ChangeRow, basis_id: int | None
) -> ReleasedChange:
    """Return a change to store."""
    intervals = {
        "change": row.change_interval,
        "gap_change": row.gap_interval,
        "difference": row.difference_interval,
    }
    return ReleasedChange(
        release=release,
        position=position,
        table=row.table,
        units=list(row.units),
        businesses=row.businesses,
        people=row.people,
        change=row.change,
        gap_change=row.gap_change,
        difference=row.difference,
        intervals={name: [one.low, one.high] for name, one in intervals.items() if one},
        published_on=row.published_on,
        basis_id=basis_id,
    )


def read_bases(*, municipality: Municipality, key_check: str) -> dict[int, Packed] | None:
    """Return the stored prints of a city's changes by key (one query).

    None where some were made with another secret key, so that nothing can be compared with them.
    """
    rows = list(ChangeBasis.objects.filter(municipality=municipality))
    if any(row.key_check != key_check for row in rows):
        return None
    return {row.pk: unpack_basis(bytes(row.packed)) for row in rows}


CHUNK = 200
"""Rows of the newest release that are in memory at a time, each with what it was before."""


def iterate_past_rows(
    *, release: Release, tables: Collection[Table]
) -> Iterator[tuple[PastRelease, ...]]:
    """Yield each row of a release with the older rows that share a unit with it, as it is read.

    It comes as all releases up to this one, oldest first, as ``list_past_releases`` gives them; the
    row itself is the only one of the last.
    """
    releases = _list_releases(municipality_id=release.municipality_id, until=release)[:-1]
    rows = ReleasedRow.objects.filter(release=release, table__in=list(tables))
    newest = (read_row(one) for one in rows.order_by("position").iterator(chunk_size=CHUNK))
    while part := tuple(islice(newest, CHUNK)):
        older = _find_older(part, releases)
        for row in part:
            found = {key: one for unit in _tag_units(row) for key, one in older[unit].items()}
            yield (
                *(
                    PastRelease(
                        release=one,
                        rows=tuple(old for (owner, _), old in found.items() if owner == one.pk),
                    )
                    for one in releases
                ),
                PastRelease(release=release, rows=(row,)),
            )


Tagged = tuple[str, str]
"""A table and a unit of a row in it; "" is the unit of the whole city."""


def _tag_units(row: Row) -> list[Tagged]:
    return [(row.table, unit) for unit in row.units or ("",)]


def _find_older(
    part: tuple[Row, ...], releases: list[Release]
) -> dict[Tagged, dict[tuple[int, int], Row]]:
    """Return by unit the older rows that have one of the units of ``part``.

    Their keys are those of their release and of themselves (two queries).
    """
    found: dict[Tagged, dict[tuple[int, int], Row]] = {
        tagged: {} for row in part for tagged in _tag_units(row)
    }
    older = ReleasedRow.objects.filter(
        release__in=[one.pk for one in releases], table__in={table for table, _ in found}
    )
    keys = [
        key
        for key, table, units in older.values_list("pk", "table", "units").iterator()
        if any((table, unit) in found for unit in units or ("",))
    ]
    for one in ReleasedRow.objects.filter(pk__in=keys).order_by("position"):
        row = read_row(one)
        for tagged in _tag_units(row):
            if tagged in found:
                found[tagged][one.release_id, one.pk] = row
    return found


def _list_releases(*, municipality_id: int, until: Release | None = None) -> list[Release]:
    """Return the newest releases of a city, up to one of them, oldest first (one query)."""
    found = Release.objects.filter(municipality=municipality_id)
    if until is not None:
        found = found.filter(
            Q(taken_at__lt=until.taken_at) | Q(taken_at=until.taken_at, pk__lte=until.pk)
        )
    return list(reversed(found.order_by("-taken_at", "-pk")[:SHOWN_RELEASES]))


def list_past_releases(*, municipality: Municipality) -> tuple[PastRelease, ...]:
    """Return the releases of a city with all their rows, oldest first (two queries)."""
    releases = _list_releases(municipality_id=municipality.pk)
    rows: dict[int, list[Row]] = {one.pk: [] for one in releases}
    stored = ReleasedRow.objects.filter(release__in=list(rows)).order_by("position")
    for one in stored:
        rows[one.release_id].append(read_row(one))
    return tuple(PastRelease(release=one, rows=tuple(rows[one.pk])) for one in releases)
