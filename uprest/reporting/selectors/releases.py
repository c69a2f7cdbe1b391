"""The stored releases: rows as values, and their private bases."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from uprest.ecosystem.models import Municipality, RegisterEntry
from uprest.reporting.models import Release, ReleaseBasis, ReleasedRow, ReleaseOrder
from uprest.reporting.releases.choosing import Published
from uprest.reporting.releases.prints import Snapshot, unpack
from uprest.reporting.types import Cell, Frame, Interval, Row, Table, Weighting, Yardstick
from uprest.reporting.weighting import restore_weights


@dataclass(frozen=True)
class StoredRow:
    """A published row, and the key of its basis."""

    row: Row
    basis_id: int | None


@dataclass(frozen=True)
class StoredRelease:
    """The newest release of a city with its rows in order."""

    release: Release
    rows: tuple[StoredRow, ...]

    @property
    def total(self) -> Row:
        """The row of the whole city, which every release has."""
        return self.list_rows(Table.TOTAL)[0]

    def list_rows(self, table: Table) -> tuple[Row, ...]:
        """Return the rows of one table, in the order of the table."""
        return tuple(stored.row for stored in self.rows if stored.row.table == table)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a city's page says beside the figures.

    ``register_size`` is the number of businesses in the register, ``order_state`` a value of
    ``ReleaseOrder.State`` or "": what became of the newest wish for a release; ``order_step`` how
    far it is.
    """

    register_size: int
    order_state: str
    ordered_at: dt.datetime | None
    order_step: int = 0


def get_newest_release(*, municipality: Municipality) -> StoredRelease | None:
    """Return the newest release of a city (one query), or nothing before the first one."""
    newest = Release.objects.filter(municipality=municipality).order_by("-taken_at", "-pk")
    return _read_release(ReleasedRow.objects.filter(release=Subquery(newest.values("pk")[:1])))


def find_newest(*, municipality: Municipality) -> Release | None:
    """Return the newest release of a city without its rows (one query), if there is one."""
    return Release.objects.filter(municipality=municipality).order_by("-taken_at", "-pk").first()


def get_total(*, release: Release) -> Row:
    """Return the row of the whole city, which every release has (one query)."""
    return read_row(ReleasedRow.objects.get(release=release, table=Table.TOTAL))


def get_release(*, release_id: int) -> StoredRelease | None:
    """Return one release by its key, which comes from a city of the access gate (one query)."""
    return _read_release(ReleasedRow.objects.filter(release=release_id))


def _read_release(found: QuerySet[ReleasedRow]) -> StoredRelease | None:
    rows = list(found.select_related("release").order_by("position"))
    if not rows:
        return None
    return StoredRelease(
        release=rows[0].release,
        rows=tuple(StoredRow(row=read_row(row), basis_id=row.basis_id) for row in rows),
    )


def read_row(stored: ReleasedRow) -> Row:
    """Return a stored row as the calculation made it."""
    return Row(
        table=Table(stored.table),
        units=tuple(stored.units),
        areas=tuple(stored.areas),
        businesses=stored.businesses,
        people=stored.people,
        mean_level=stored.mean_level,
        mean_required=stored.mean_required,
        mean_gap=stored.mean_gap,
        share_with_gap=stored.share_with_gap,
        cells=tuple(Cell(**{**cell, "areas": tuple(cell["areas"])}) for cell in stored.cells),
        published_on=stored.published_on,
        effective=stored.effective,
        important_low=stored.important_low,
        mean_gap_interval=_read_interval(stored, "mean_gap"),
        share_interval=_read_interval(stored, "share_with_gap"),
        important_low_interval=_read_interval(stored, "important_low"),
        measured=Yardstick(**stored.measured),
    )


def build_row(*, release: Release, position: int, row: Row, basis_id: int | None) -> ReleasedRow:
    """Return a row to store."""
    return ReleasedRow(
        release=release,
        position=position,
        table=row.table,
        units=list(row.units),
        areas=list(row.areas),
        cells=[asdict(cell) for cell in row.cells],
        businesses=row.businesses,
        people=row.people,
        mean_level=row.mean_level,
        mean_required=row.mean_required,
        mean_gap=row.mean_gap,
        share_with_gap=row.share_with_gap,
        effective=row.effective,
        important_low=row.important_low,
        intervals=_list_intervals(row),
        measured=asdict(row.measured),
        published_on=row.published_on,
        basis_id=basis_id,
    )


def _read_interval(stored: ReleasedRow, figure: str) -> Interval | None:
    ends = stored.intervals.get(figure)
    return Interval(low=ends[0], high=ends[1]) if ends else None


def _list_intervals(row: Row) -> dict[str, list[float]]:
    intervals = {
        "mean_gap": row.mean_gap_interval,
        "share_with_gap": row.share_interval,
        "important_low": row.important_low_interval,
    }
    return {figure: [one.low, one.high] for figure, one in intervals.items() if one}


def read_published(*, stored: StoredRelease | None) -> list[Published]:
    """Return the rows of a release with their bases (one query)."""
    return _read_bases(stored.rows) if stored else []


def _read_bases(rows: Sequence[StoredRow]) -> list[Published]:
    ids = {one.basis_id for one in rows if one.basis_id is not None}
    bases: dict[int | None, Snapshot] = {
        basis.pk: unpack(bytes(basis.packed)) for basis in ReleaseBasis.objects.filter(pk__in=ids)
    }
    return [Published(row=one.row, basis=bases[one.basis_id]) for one in rows]


def iterate_earlier(*, stored: StoredRelease | None) -> Iterator[list[Published]]:
    """Yield the rows of each release before ``stored`` with their bases, the newest release first.

    Rows whose basis was not kept are left out. One release is in memory at a time: a query for
    all, and two for each of them.
    """
    if stored is None:
        return
    newest = stored.release
    older = Release.objects.filter(municipality=newest.municipality_id).filter(
        Q(taken_at__lt=newest.taken_at) | Q(taken_at=newest.taken_at, pk__lt=newest.pk)
    )
    for key in list(older.order_by("-taken_at", "-pk").values_list("pk", flat=True)):
        rows = ReleasedRow.objects.filter(release=key, basis__isnull=False).order_by("position")
        yield _read_bases([StoredRow(row=read_row(one), basis_id=one.basis_id) for one in rows])


def read_weighting(*, stored: StoredRelease, frame: Frame) -> Weighting:
    """Return what businesses weighed in a release (one query); all its rows have the same weights.

    Releases of before there were weights have none: everybody weighs 1.
    """
    ids = {one.basis_id for one in stored.rows if one.basis_id is not None}
    weights = (
        ReleaseBasis.objects.filter(pk__in=ids).order_by("pk").values_list("weights", flat=True)
    )
    return restore_weights(
        weights.first() or {},
        frame,
        register_size=stored.release.register_size,
        converged=stored.release.converged,
    )


def get_standing(*, municipality: Municipality) -> Standing:
    """Return what stands beside the figures (one query)."""
    orders = ReleaseOrder.objects.filter(municipality=OuterRef("pk")).order_by("-ordered_at", "-pk")
    register = RegisterEntry.objects.filter(municipality=OuterRef("pk")).order_by()
    sizes = register.values("municipality").annotate(size=Count("pk")).values("size")
    size, state, ordered_at, step = (
        Municipality.objects.filter(pk=municipality.pk)
        .values_list(
            Coalesce(Subquery(sizes), 0),
            Coalesce(Subquery(orders.values("state")[:1]), Value("")),
            Subquery(orders.values("ordered_at")[:1]),
            Coalesce(Subquery(orders.values("step")[:1]), 0),
        )
        .get()
    )
    return Standing(register_size=size, order_state=state, ordered_at=ordered_at, order_step=step)
