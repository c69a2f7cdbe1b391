"""Statements as somebody asks for them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from uprest.xapi.models import Actor, Statement
from uprest.xapi.statements import make_lookup
from uprest.xapi.types import Query, StatementPage
from uprest.xapi.verbs import CODES

CHUNK = 500


def find_account(*, user_id: int) -> UUID | None:
    """Return the account of a user in statements, if they have one."""
    return Actor.objects.filter(user_id=user_id).values_list("account", flat=True).first()


def find_statement(*, query: Query, within: UUID | None) -> tuple[dict[str, Any], datetime] | None:
    """Return the one statement that ``query`` names and when it was stored; one query.

    ``within`` is the account whose statements alone may be read; without it, all may be.
    """
    is_voided = query.voided_id is not None
    statement_id = query.voided_id or query.statement_id
    found = _readable(within).filter(pk__in=[statement_id], is_voided=is_voided)
    return found.values_list("body", "stored").first()


def list_statements(*, query: Query, within: UUID | None) -> StatementPage:
    """Return one page of what ``query`` asks for; one query.

    ``within`` is the account whose statements alone may be read; without it, all may be. Pages
    hang together by the moment of storing, which no two statements share: what is stored while
    somebody turns pages neither moves nor repeats anything.
    """
    if query.is_stranger:
        return StatementPage(())
    asked = _readable(within).filter(_ask(query), is_voided=False)
    if query.after is not None:
        beyond = {"stored__gt" if query.ascending else "stored__lt": query.after}
        asked = asked.filter(**beyond)
    rows = asked.order_by("stored" if query.ascending else "-stored").values_list("stored", "body")
    found = list(rows[: query.limit + 1])
    page = found[: query.limit]
    has_more = len(found) > len(page)
    return StatementPage(tuple(body for _, body in page), page[-1][0] if has_more else None)


def _readable(within: UUID | None) -> QuerySet[Statement]:
    rows = Statement.objects.all()
    return rows if within is None else rows.filter(account=within)


def _ask(query: Query) -> Q:
    asked = Q()
    if query.account is not None:
        asked &= Q(account=query.account)
    if query.verb is not None:
        asked &= Q(verb=CODES.get(query.verb, ""))
    if query.activity is not None:
        asked &= _ask_activity(make_lookup(query.activity), is_wide=query.related_activities)
    if query.registration is not None:
        asked &= Q(registration=query.registration)
    if query.since is not None:
        asked &= Q(stored__gt=query.since)
    if query.until is not None:
        asked &= Q(stored__lte=query.until)
    return asked


def _ask_activity(key: UUID, *, is_wide: bool) -> Q:
    about = Q(activity=key)
    return about | Q(parent=key) | Q(grouping=key) if is_wide else about


def iterate_statements(*, account: UUID) -> Iterator[dict[str, Any]]:
    """Yield everything kept of one account, oldest first, a part at a time."""
    rows = Statement.objects.filter(account=account).order_by("stored")
    yield from rows.values_list("body", flat=True).iterator(chunk_size=CHUNK)


def summarise_statements(*, account: UUID) -> tuple[int, datetime | None]:
    """Return how many statements an account has, and when the newest was stored."""
    found = Statement.objects.filter(account=account).aggregate(n=Count("pk"), newest=Max("stored"))
    return found["n"], found["newest"]
