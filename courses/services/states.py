"""The state of one item: raised by an attempt, never lowered by one."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any, Self

from django.db import connection

from courses.models import Attempt, ItemState
from courses.types import NoAttemptsLeftError
from uprest.accounts.types import Learner

EARLIEST, LATEST = ("done_at", "passed_at"), ("last_at", "last_passed_at")


@dataclass(frozen=True, slots=True)
class Proof:
    """What attempts come to: how many, the best score, first and last dates, done and passed."""

    tries: int
    best_score: float
    done_at: datetime | None
    passed_at: datetime | None
    last_at: datetime | None
    last_passed_at: datetime | None

    @classmethod
    def read(cls, attempt: Attempt) -> Self:
        """Return what one attempt comes to."""
        when = attempt.happened_at
        passed = when if attempt.is_passed else None
        return cls(1, attempt.score, when, passed, when, passed)

    @classmethod
    def read_state(cls, state: ItemState) -> Self:
        """Return what the attempts come to that a state was raised by."""
        return cls(*(getattr(state, field.name) for field in fields(cls)))


@dataclass(frozen=True, slots=True)
class Raised:
    """What raising a state has done: whether it is the first proof, and the first pass."""

    is_first: bool
    is_first_pass: bool


def raise_state(
    *, learner: Learner, activity_id: int, cycle: int, proof: Proof, limit: int | None = None
) -> Raised:
    """Add ``proof`` to an item's state and raise it; return what that has done.

    Nothing in it is ever lowered; the first dates stay the first, and the last the last, in
    whatever order they come. One statement, so that two devices at once cannot undo each other,
    nor get past ``limit`` tries.

    :raises NoAttemptsLeftError: if it was tried ``limit`` times before.
    """
    values: dict[str, Any] = {
        **learner.owner, "activity_id": activity_id, "cycle": cycle, **asdict(proof)
    }  # fmt: skip
    prepared = _prepare(values)
    with connection.cursor() as cursor:
        cursor.execute(
            _build_upsert(next(iter(learner.owner)), has_limit=limit is not None),
            [*prepared.values(), *([] if limit is None else [limit]), prepared["passed_at"]],
        )
        found = cursor.fetchone()
    if found is None:
        raise NoAttemptsLeftError
    return Raised(is_first=found[0] == proof.tries, is_first_pass=bool(found[1]))


@cache
def _build_upsert(owner: str, *, has_limit: bool) -> str:
    """Return the statement that adds a state or raises it, and says how many tries it has then."""
    columns = [owner, "activity_id", "cycle", *(field.name for field in fields(Proof))]
    raised = [
        "tries = state.tries + excluded.tries",
        _keep("best_score", ">"),
        *(_keep(name, "<") for name in EARLIEST),
        *(_keep(name, ">") for name in LATEST),
    ]
    table = ItemState._meta.db_table  # noqa: SLF001  # Django's API
    return (
        f"INSERT INTO {table} AS state ({', '.join(columns)}) "  # noqa: S608  # names of columns
        f"VALUES ({', '.join(['%s'] * len(columns))}) "
        f"ON CONFLICT ({owner}, activity_id, cycle) WHERE {owner} IS NOT NULL "
        f"DO UPDATE SET {', '.join(raised)} {'WHERE state.tries < %s ' if has_limit else ''}"
        "RETURNING tries, passed_at >= %s"
    )


def _keep(name: str, sign: str) -> str:
    """Return the assignment that takes the new value where it is the first, or beats the old."""
    return (
        f"{name} = CASE WHEN state.{name} IS NULL OR excluded.{name} {sign} state.{name} "
        f"THEN excluded.{name} ELSE state.{name} END"
    )


def _prepare(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values as the database takes them."""
    field = {found.attname: found for found in ItemState._meta.concrete_fields}  # noqa: SLF001
    return {name: field[name].get_db_prep_save(value, connection) for name, value in values.items()}
