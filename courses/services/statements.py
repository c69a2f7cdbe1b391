"""Telling the learning record as xAPI statements, after the fact and never twice.

The record is the truth; statements are made from its rows, in batches, outside the request that
added them. A row that has its statement is passed over, so that all of this may run at any time,
twice, or again after a crash.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from courses.selectors.events import SOURCES, Place, Source, read_rows_after, tell_rows
from uprest.xapi.selectors.reading import get_read_through, get_watermarks
from uprest.xapi.services import find_accounts, keep_events, mark_read, raise_watermark

CHUNK = 500
MARGIN = timedelta(minutes=1)
"""A row says when its request came in, and can be read when that is answered, a little later."""


def project_person(*, user_id: int, at: datetime) -> int:
    """Store the statements of one person that are missing; return how many.

    Reads what was added since the last time: one query a kind of row and three more, where
    nothing was.
    """
    if user_id not in find_accounts(user_ids=[user_id]):
        return 0
    through = get_read_through(user_id=user_id)
    place = None if through is None else Place(through - MARGIN)
    stored = 0
    for source in SOURCES:
        for rows in _read_chunks(source, place, user_id):
            stored += _keep(source, rows, at)
    mark_read(user_id=user_id, through=at)
    return stored


def project_everybody(*, at: datetime, overlap: timedelta = MARGIN, limit: int = 0) -> int:
    """Store the statements of everybody that are missing; return how many.

    Goes on from where the last run ended, and ``overlap`` before: rows come late, and a visitor's
    become somebody's days after. With ``limit`` it stops after so many rows; the next run goes on.
    """
    stored = read = 0
    marks = get_watermarks()
    for source in SOURCES:
        through = marks.get(source.name)
        place = None if through is None else Place(through - overlap)
        for rows in _read_chunks(source, place, None):
            stored += _keep(source, rows, at)
            raise_watermark(name=source.name, through=getattr(rows[-1], source.moment))
            read += len(rows)
            if limit and read >= limit:
                return stored
    return stored


def get_longest_delay() -> timedelta:
    """Return how late a row can become somebody's: a visit is claimed before it ends."""
    return timedelta(days=settings.UPREST_VISIT_DAYS + 1)


def _read_chunks(source: Source, place: Place | None, user_id: int | None) -> Iterator[list[Any]]:
    while True:
        rows = read_rows_after(source, place=place, user_id=user_id, limit=CHUNK)
        if rows:
            yield rows
        if len(rows) < CHUNK:
            return
        place = Place(getattr(rows[-1], source.moment), rows[-1].pk)


def _keep(source: Source, rows: list[Any], at: datetime) -> int:
    accounts = find_accounts(user_ids={row.user_id for row in rows})
    return keep_events(events=tell_rows(source, rows, accounts), at=at)
