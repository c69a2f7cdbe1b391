"""Taking a snapshot: all rows at once, and only those that the release rule lets through."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate

from uprest.accounts.models import User
from uprest.ecosystem.models import Municipality
from uprest.reporting.models import Release, ReleaseBasis, ReleasedRow, ReleaseOrder
from uprest.reporting.releases.choosing import Published, choose_rows, may_reweigh
from uprest.reporting.releases.prints import pack
from uprest.reporting.selectors.answers import read_register, read_sheet, read_vocabulary
from uprest.reporting.selectors.releases import (
    StoredRelease,
    build_row,
    get_newest_release,
    iterate_earlier,
    read_published,
    read_weighting,
)
from uprest.reporting.services.calculation import Calculation, calculate
from uprest.reporting.services.changes import Changes, draw_up_changes, store_changes
from uprest.reporting.types import (
    METHOD,
    Crowd,
    Frame,
    Register,
    Report,
    Row,
    Sheet,
    Table,
    Weighting,
)
from uprest.reporting.weighting import list_weights


class ReleaseError(Exception):
    """A snapshot cannot be taken now."""


class NothingNewError(ReleaseError):
    """No row has five businesses that joined, left or changed since its last publication."""


class TooSmallError(ReleaseError):
    """The city has fewer than five businesses or ten people, and no figures yet."""


Listener = Callable[[ReleaseOrder.Step], object]
"""Is told how far a release is."""


def compute(*, municipality: Municipality, at: dt.datetime) -> Calculation:
    """Return the figures of this moment, weighted to the register, without storing them."""
    return _compute(_read(municipality, at), weighting=None)


def preview(*, municipality: Municipality, at: dt.datetime) -> Report:
    """Return what a snapshot taken now would show, without storing it.

    What the release rule holds back repeats its published value, so that beside the last
    snapshot nothing can be told of fewer than five businesses. Where nothing may be published
    again, it is the last snapshot.
    """
    choice = _choose(municipality, at, lambda step: None)
    rows = [one.row for one in choice.rows]
    report, weighting = choice.calculation.report, choice.calculation.weighting

    def of(table: Table) -> tuple[Row, ...]:
        return tuple(row for row in rows if row.table == table)

    total = next(iter(of(Table.TOTAL)), None)
    return replace(
        report,
        crowd=Crowd(total.businesses, total.people) if total else report.crowd,
        total=total,
        skills=of(Table.SKILLS),
        occupations=of(Table.OCCUPATIONS),
        sectors=of(Table.SECTORS),
        sizes=of(Table.SIZES),
        areas=of(Table.AREAS),
        register_size=weighting.register_size,
        converged=weighting.converged,
    )


@dataclass(frozen=True)
class _Source:
    """Everything that a calculation reads."""

    slug: str
    on: dt.date
    frame: Frame
    sheet: Sheet
    register: Register


def _read(municipality: Municipality, at: dt.datetime) -> _Source:
    on = localdate(at)
    vocabulary = read_vocabulary(municipality=municipality)
    return _Source(
        slug=municipality.slug,
        on=on,
        frame=vocabulary.frame,
        sheet=read_sheet(municipality=municipality, vocabulary=vocabulary, on=on),
        register=read_register(municipality=municipality, frame=vocabulary.frame),
    )


def _compute(source: _Source, *, weighting: Weighting | None) -> Calculation:
    return calculate(
        sheet=source.sheet,
        frame=source.frame,
        register=source.register,
        municipality=source.slug,
        as_of=source.on,
        weighting=weighting,
    )


@dataclass(frozen=True)
class _Draft:
    """A release that is not stored yet: its rows, and the release that it was compared with."""

    before: int | None
    calculation: Calculation
    rows: tuple[Published, ...]
    basis_ids: dict[int, int | None]
    changes: Changes


def take_release(*, municipality: Municipality, at: dt.datetime, by: User | None) -> Release:
    """Store a new snapshot of ``municipality`` and return it.

    :raises TooSmallError: if there are too few answers for a first one.
    :raises NothingNewError: if not one row may be published again.
    """
    return _take(municipality=municipality, at=at, by=by, order_id=None, tell=lambda step: None)


def _take(
    *,
    municipality: Municipality,
    at: dt.datetime,
    by: User | None,
    order_id: int | None,
    tell: Listener,
) -> Release:
    """Draw up a release and store it at once, with the order that it is of.

    What takes long is done outside the transaction, so that others can see how far it is. Should
    another release have been stored meanwhile, this one is drawn up anew.
    """
    while True:
        draft = _draw_up(municipality, at, tell)
        tell(ReleaseOrder.Step.STORING)
        release = _store(draft, municipality=municipality, at=at, by=by, order_id=order_id)
        if release is not None:
            return release


def _draw_up(municipality: Municipality, at: dt.datetime, tell: Listener) -> _Draft:
    choice = _choose(municipality, at, tell)
    stored, calculation = choice.stored, choice.calculation
    if calculation.report.total is None and stored is None:
        raise TooSmallError
    if not choice.has_news:
        raise NothingNewError
    return _Draft(
        before=stored.release.pk if stored else None,
        calculation=calculation,
        rows=choice.rows,
        basis_ids={
            id(one.basis): basis_id
            for one, basis_id in zip(choice.old, _list_ids(stored), strict=True)
        },
        changes=draw_up_changes(municipality=municipality, at=at),
    )


@dataclass(frozen=True)
class _Choice:
    """The rows that may be shown now beside the last release, and what they came from."""

    stored: StoredRelease | None
    old: list[Published]
    calculation: Calculation
    rows: tuple[Published, ...]

    @property
    def has_news(self) -> bool:
        """Whether any row is a new one."""
        return any(one.basis is self.calculation.basis for one in self.rows)


def _choose(municipality: Municipality, at: dt.datetime, tell: Listener) -> _Choice:
    tell(ReleaseOrder.Step.READING)
    stored = get_newest_release(municipality=municipality)
    source = _read(municipality, at)
    tell(ReleaseOrder.Step.COMPUTING)
    calculation = _compute(source, weighting=None)
    tell(ReleaseOrder.Step.CHECKING)
    old = read_published(stored=stored)
    rows = _choose_rows(stored, old, calculation)
    if stored is not None and not may_reweigh(old=old, new=rows):
        calculation = _compute(source, weighting=read_weighting(stored=stored, frame=source.frame))
        rows = _choose_rows(stored, old, calculation)
    ordered = tuple(sorted(rows, key=_order_in(calculation.frame)))
    return _Choice(stored=stored, old=old, calculation=calculation, rows=ordered)


def _choose_rows(
    stored: StoredRelease | None, old: Sequence[Published], calculation: Calculation
) -> list[Published]:
    new = [Published(row, calculation.basis) for row in calculation.report.rows]
    return choose_rows(old=old, new=new, earlier=iterate_earlier(stored=stored))


@transaction.atomic
def _store(
    draft: _Draft,
    *,
    municipality: Municipality,
    at: dt.datetime,
    by: User | None,
    order_id: int | None,
) -> Release | None:
    """Store a release, or nothing if it was compared with one that is not the newest any more.

    :raises AlreadyDoneError: if the order has been carried out by somebody else.
    """
    # one at a time; businesses and answers may come in meanwhile
    Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)
    newest = Release.objects.filter(municipality=municipality).order_by("-taken_at", "-pk")
    before = newest.first()
    if (before.pk if before else None) != draft.before:
        return None
    report, weighting = draft.calculation.report, draft.calculation.weighting
    release = Release.objects.create(
        municipality=municipality,
        taken_at=at,
        taken_by=by,
        as_of=report.as_of,
        method=METHOD,
        register_size=weighting.register_size,
        converged=weighting.converged,
    )
    _store_rows(release, draft)
    store_changes(release=release, before=before, new=draft.changes)
    if order_id is not None:
        finish_order(order_id=order_id, state=ReleaseOrder.State.DONE, at=at, release=release)
    return release


def _list_ids(stored: StoredRelease | None) -> list[int | None]:
    return [row.basis_id for row in stored.rows] if stored else []


def _store_rows(release: Release, draft: _Draft) -> None:
    """Store the rows of ``release`` with the bases they came from.

    Older bases stay: every later release is compared with them.
    """
    city, calculation = release.municipality, draft.calculation
    basis = ReleaseBasis.objects.create(
        municipality=city,
        packed=pack(calculation.basis),
        weights=list_weights(calculation.weighting, calculation.frame),
    )
    keys = {**draft.basis_ids, id(calculation.basis): basis.pk}
    ReleasedRow.objects.bulk_create(
        build_row(release=release, position=position, row=one.row, basis_id=keys[id(one.basis)])
        for position, one in enumerate(draft.rows)
    )


def _order_in(frame: Frame) -> Callable[[Published], tuple[int, float, int]]:
    """Return the key by which rows stand: skills by gap, the others in the order of the frame."""
    codes = {
        Table.SKILLS: [unit.code for unit in frame.skills],
        Table.OCCUPATIONS: [unit.code for unit in frame.occupations],
        Table.SECTORS: [unit.code for unit in frame.sectors],
        Table.SIZES: [unit.code for unit in frame.sizes],
        Table.AREAS: list(frame.areas),
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


class AlreadyDoneError(Exception):
    """Somebody else has carried the order out meanwhile."""


def finish_order(
    *, order_id: int, state: str, at: dt.datetime, release: Release | None = None
) -> None:
    """Write down what became of an order that waits, once.

    :raises AlreadyDoneError: if the order does not wait any more.
    """
    waiting = ReleaseOrder.objects.filter(pk=order_id, state=ReleaseOrder.State.WAITING)
    if not waiting.update(state=state, finished_at=at, release=release):
        raise AlreadyDoneError


def carry_out_order(*, order_id: int, at: dt.datetime) -> ReleaseOrder:
    """Take the release that was ordered, and write down what became of it.

    The release and the end of its order are stored together. An order that does not wait any
    more is left as it is, so that the same message of the queue may come twice; one that was cut
    short is begun anew, and nothing of the first attempt is there.
    """
    order = ReleaseOrder.objects.select_related("municipality", "ordered_by").get(pk=order_id)
    mine = ReleaseOrder.objects.filter(pk=order_id, state=ReleaseOrder.State.WAITING)
    if not mine.update(taken_up_at=at, attempts=F("attempts") + 1):
        return order
    try:
        outcome = _carry_out(order, at, lambda step: mine.update(step=step))
        if outcome is not None:
            finish_order(order_id=order_id, state=outcome, at=at)
    except AlreadyDoneError:
        pass  # the same message came twice, and the other one was quicker
    except Exception:
        # goes on to the log of the queue
        mine.update(state=ReleaseOrder.State.FAILED, finished_at=at)
        raise
    order.refresh_from_db()
    return order


def _carry_out(order: ReleaseOrder, at: dt.datetime, tell: Listener) -> str | None:
    """Take the release; return what else became of the order."""
    try:
        _take(
            municipality=order.municipality,
            at=at,
            by=order.ordered_by,
            order_id=order.pk,
            tell=tell,
        )
    except NothingNewError:
        return ReleaseOrder.State.NOTHING_NEW
    except TooSmallError:
        return ReleaseOrder.State.TOO_SMALL
    return None
