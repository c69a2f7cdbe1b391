"""Storing statements once, in order, and deleting the old ones."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from uprest.xapi.models import Ledger, Statement
from uprest.xapi.selectors.ledger import get_site
from uprest.xapi.statements import (
    build_statement,
    make_id,
    make_lookup,
    make_registration,
    write_time,
)
from uprest.xapi.types import Event, Thing
from uprest.xapi.validating import find_problems

logger = logging.getLogger(__name__)

BATCH = 500
STEP = timedelta(microseconds=1)


def keep_events(*, events: Sequence[Event], at: datetime) -> int:
    """Store a statement for each event that has none yet; return how many were stored.

    Verbs that are not kept, and what is older than what is kept, are passed over. The same event
    again changes nothing. At most 6 queries for ``BATCH`` events, and 1 if there is nothing new.
    """
    wanted = _find_missing([event for event in events if _is_kept(event)])
    if not wanted:
        return 0
    with transaction.atomic():
        ledger = lock_ledger()
        fresh = [
            event
            for event in _find_missing(wanted)
            if ledger.deleted_through is None or event.happened_at >= ledger.deleted_through
        ]
        rows = _build_rows(_drop_pointless(fresh), at, ledger.stored_through)
        if not rows:
            return 0
        Statement.objects.bulk_create(rows, batch_size=BATCH)
        voided = [make_id(event.voids) for event in fresh if event.voids]
        if voided:
            Statement.objects.filter(pk__in=voided).update(is_voided=True)
        Ledger.objects.update(stored_through=rows[-1].stored)
    return len(rows)


def lock_ledger() -> Ledger:
    """Return the ledger, locked until the transaction ends."""
    Ledger.objects.get_or_create(pk=1)
    return Ledger.objects.select_for_update().get(pk=1)


def _is_kept(event: Event) -> bool:
    return event.verb in settings.UPREST_XAPI_VERBS or bool(event.voids)


def _find_missing(events: Sequence[Event]) -> list[Event]:
    by_id = {make_id(event.row): event for event in events}
    if not by_id:
        return []
    known = set(Statement.objects.filter(pk__in=by_id).values_list("pk", flat=True))
    return [event for pk, event in by_id.items() if pk not in known]


def _drop_pointless(events: Sequence[Event]) -> list[Event]:
    """Leave out what voids a statement that is not there."""
    targets = {make_id(event.voids) for event in events if event.voids}
    if not targets:
        return list(events)
    there = set(Statement.objects.filter(pk__in=targets).values_list("pk", flat=True))
    there |= {make_id(event.row) for event in events}
    return [event for event in events if not event.voids or make_id(event.voids) in there]


def _build_rows(
    events: Sequence[Event], at: datetime, stored_through: datetime | None
) -> list[Statement]:
    stored = at if stored_through is None else max(at, stored_through + STEP)
    rows = []
    for event in events:
        row = _build_row(event, stored)
        if row is not None:
            rows.append(row)
            stored += STEP
    return rows


def _build_row(event: Event, stored: datetime) -> Statement | None:
    site = get_site()
    body = {**build_statement(event, site), "stored": write_time(stored)}
    problems = find_problems(body)
    if problems:  # a fault of ours: said, and no reason to keep nothing at all
        logger.error("The statement about %s is not valid: %s", event.row, "; ".join(problems))
        return None

    def look_up(thing: Thing) -> UUID:
        return make_lookup(site.name_activity(thing))

    around = (event.parent, event.grouping)
    parent, grouping = (look_up(thing) if thing else None for thing in around)

    return Statement(
        id=make_id(event.row),
        account=event.account,
        verb=event.verb,
        activity=look_up(event.thing),
        parent=parent,
        grouping=grouping,
        registration=event.course_key
        and make_registration(event.account, event.course_key, event.cycle),
        timestamp=event.happened_at,
        stored=stored,
        body=body,
    )


def delete_old_statements(*, at: datetime) -> int:
    """Delete what happened more than ``UPREST_XAPI_DAYS`` ago, for good; return how many.

    The learning record still has what they were made from; the ledger remembers not to make them
    again, also if more days are kept later.
    """
    if not settings.UPREST_XAPI_DAYS:
        return 0
    with transaction.atomic():
        ledger = lock_ledger()
        before = at - timedelta(days=settings.UPREST_XAPI_DAYS)
        if ledger.deleted_through is not None:
            before = max(before, ledger.deleted_through)
        Ledger.objects.update(deleted_through=before)
    deleted = 0
    while True:
        ids = list(Statement.objects.filter(timestamp__lt=before).values_list("pk")[:BATCH])
        if not ids:
            return deleted
        deleted += Statement.objects.filter(pk__in=[pk for (pk,) in ids]).delete()[0]
