"""Taking a snapshot: all rows at once, and only those that the release rule lets through."""

import datetime as dt
from collections.abc import Callable, Sequence

from django.db import transaction
from django.utils.timezone import localdate

from uprest.accounts.models import User
from uprest.ecosystem.models import Municipality
from uprest.reporting.models import Release, ReleaseBasis, ReleasedRow, ReleaseOrder
from uprest.reporting.releases.choosing import Published, choose_rows
from uprest.reporting.releases.prints import pack
from uprest.reporting.selectors.answers import read_sheet, read_vocabulary
from uprest.reporting.selectors.releases import (
    StoredRelease,
    build_row,
    get_newest_release,
    read_published,
)
from uprest.reporting.services.calculation import Calculation, calculate
from uprest.reporting.types import METHOD, Frame, Table

LOST_AFTER = dt.timedelta(minutes=10)
"""An order that nobody has carried out by then is given up, so that a new one can be made."""


class ReleaseError(Exception):
    """A snapshot cannot be taken now."""


class NothingNewError(ReleaseError):
    """No row has five businesses that joined, left or changed since its last publication."""


class TooSmallError(ReleaseError):
    """The city has fewer than five businesses or ten people, and no figures yet."""


def compute(*, municipality: Municipality, at: dt.datetime) -> Calculation:
    """Return the figures of this moment, without storing them."""
    on = localdate(at)
    vocabulary = read_vocabulary(municipality=municipality)
    sheet = read_sheet(municipality=municipality, vocabulary=vocabulary, on=on)
    return calculate(sheet=sheet, frame=vocabulary.frame, municipality=municipality.slug, as_of=on)


@transaction.atomic
def take_release(*, municipality: Municipality, at: dt.datetime, by: User | None) -> Release:
    """Store a new snapshot of ``municipality`` and return it.

    :raises TooSmallError: if there are too few answers for a first one.
    :raises NothingNewError: if not one row may be published again.
    """
    # one at a time; businesses and answers may come in meanwhile
    Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)
    stored = get_newest_release(municipality=municipality)
    calculation = compute(municipality=municipality, at=at)
    if calculation.report.total is None and stored is None:
        raise TooSmallError
    old = read_published(stored=stored)
    new = [Published(row, calculation.basis) for row in calculation.report.rows]
    rows = choose_rows(old=old, new=new)
    if not any(one.basis is calculation.basis for one in rows):
        raise NothingNewError
    release = Release.objects.create(
        municipality=municipality,
        taken_at=at,
        taken_by=by,
        as_of=calculation.report.as_of,
        method=METHOD,
    )
    basis_ids = {
        id(one.basis): basis_id for one, basis_id in zip(old, _list_ids(stored), strict=True)
    }
    _store_rows(release, sorted(rows, key=_order_in(calculation.frame)), calculation, basis_ids)
    return release


def _list_ids(stored: StoredRelease | None) -> list[int | None]:
    return [row.basis_id for row in stored.rows] if stored else []


def _store_rows(
    release: Release,
    rows: Sequence[Published],
    calculation: Calculation,
    basis_ids: dict[int, int | None],
) -> None:
    """Store the rows of ``release`` with the bases they came from, and drop older bases.

    ``basis_ids`` gives the key of a stored basis by the identity of what was read from it.
    """
    city = release.municipality
    basis = ReleaseBasis.objects.create(municipality=city, packed=pack(calculation.basis))
    keys = {**basis_ids, id(calculation.basis): basis.pk}
    ReleasedRow.objects.bulk_create(
        build_row(release=release, position=position, row=one.row, basis_id=keys[id(one.basis)])
        for position, one in enumerate(rows)
    )
    used = [key for one in rows if (key := keys[id(one.basis)]) is not None]
    ReleaseBasis.objects.filter(municipality=city).exclude(pk__in=used).delete()


def _order_in(frame: Frame) -> Callable[[Published], tuple[int, float, int]]:
    """Return the key by which rows stand: skills by gap, the others in the order of the frame."""
    codes = {
        Table.SKILLS: [unit.code for unit in frame.skills],
        Table.OCCUPATIONS: [unit.code for unit in frame.occupations],
        Table.SECTORS: [unit.code for unit in frame.sectors],
    }
    tables = list(Table)

    def key(one: Published) -> tuple[int, float, int]:
        row = one.row
        gap = -1.0 if row.mean_gap is None else row.mean_gap
        order = codes.get(row.table, [])
        places = [order.index(unit) for unit in row.units if unit in order]
        by_gap = -gap if row.table == Table.SKILLS else 0.0
        return tables.index(row.table), by_gap, min(places, default=len(order))

    return key


# --- Orders ---------------------------------------------------------------------------------------


def order_release(
    *, municipality: Municipality, by: User, at: dt.datetime
) -> tuple[ReleaseOrder, bool]:
    """Return the order that waits for ``municipality``, and whether it is a new one."""
    waiting = ReleaseOrder.objects.filter(
        municipality=municipality, state=ReleaseOrder.State.WAITING
    )
    waiting.filter(ordered_at__lt=at - LOST_AFTER).update(
        state=ReleaseOrder.State.FAILED, finished_at=at
    )
    return ReleaseOrder.objects.get_or_create(
        municipality=municipality,
        state=ReleaseOrder.State.WAITING,
        defaults={"ordered_by": by, "ordered_at": at},
    )


def carry_out_order(*, order_id: int, at: dt.datetime) -> ReleaseOrder:
    """Take the release that was ordered, and write down what became of it.

    An order that does not wait any more is left as it is, so that the same message of the queue
    may come twice.
    """
    order = ReleaseOrder.objects.select_related("municipality", "ordered_by").get(pk=order_id)
    if order.state != ReleaseOrder.State.WAITING:
        return order
    state = ReleaseOrder.State.FAILED
    try:
        take_release(municipality=order.municipality, at=at, by=order.ordered_by)
        state = ReleaseOrder.State.DONE
    except NothingNewError:
        state = ReleaseOrder.State.NOTHING_NEW
    except TooSmallError:
        state = ReleaseOrder.State.TOO_SMALL
    finally:
        # also after a fault, which goes on to the log of the queue
        order.state, order.finished_at = state, at
        order.save(update_fields=["state", "finished_at"])
    return order
