"""What the log says: attempts, and what was said about them later.

Everything else in the record follows from it and can be made again.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet

from courses.models import Activity, Attempt, Correction, ItemState, LevelConfirmation, TestedLevel
from uprest.accounts.types import Learner

CHUNK = 200


class Place(NamedTuple):
    """One learner, one activity, one cycle: where a state is."""

    user_id: int | None
    visitor_id: UUID | None
    activity_id: int
    cycle: int

    @property
    def learner(self) -> Learner:
        """Whose it is."""
        return Learner(self.user_id, self.visitor_id)

    @property
    def filters(self) -> dict[str, Any]:
        """Keyword arguments for a query of any model that has a place."""
        return {**self.learner.owner, "activity_id": self.activity_id, "cycle": self.cycle}


@dataclass(frozen=True, slots=True)
class StateValues:
    """What the log comes to at one place; the same fields as ItemState."""

    tries: int = 0
    best_score: float = 0.0
    done_at: datetime | None = None
    passed_at: datetime | None = None
    last_at: datetime | None = None
    last_passed_at: datetime | None = None
    granted_at: datetime | None = None
    pass_granted_at: datetime | None = None


PLACE = ("user_id", "visitor_id", "activity_id", "cycle")
VALUES = tuple(StateValues.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class StateDrift:
    """A state that is not what the log says."""

    place: Place
    stored: StateValues | None
    logged: StateValues | None


@dataclass(frozen=True, slots=True)
class ConfirmedDrift:
    """A confirmed level that is not what the log says."""

    user_id: int
    skill_id: int
    kind: str
    stored: int | None
    logged: int | None


def find_state_drift() -> Iterator[StateDrift]:
    """Yield every state that is not what the log says, in chunks of activities."""
    ids = list(Activity.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        logged = read_log(
            Attempt.objects.filter(activity_id__in=chunk),
            Correction.objects.filter(activity_id__in=chunk),
        )
        states = ItemState.objects.filter(activity_id__in=chunk).values(*PLACE, *VALUES)
        stored = {
            _place(row): StateValues(**{name: row[name] for name in VALUES}) for row in states
        }
        for place in sorted(logged.keys() | stored.keys(), key=str):
            if logged.get(place) != stored.get(place):
                yield StateDrift(place, stored.get(place), logged.get(place))


def read_place(place: Place) -> StateValues | None:
    """Return what the log comes to at one place."""
    here = place.filters
    logged = read_log(Attempt.objects.filter(**here), Correction.objects.filter(**here))
    return logged.get(place)


def read_log(
    attempts: QuerySet[Attempt], corrections: QuerySet[Correction]
) -> dict[Place, StateValues]:
    """Return what attempts and their corrections come to at each place."""
    values = _summarise(attempts)
    standing = list(
        corrections.filter(takes_back=None, taken_back_by=None).order_by("corrected_at", "pk")
    )
    regrades = [row for row in standing if row.kind == Correction.Kind.REGRADE]
    if regrades:
        values |= _score_again(attempts, regrades)
    for row in standing:
        if row.kind != Correction.Kind.REGRADE:
            place = Place(row.user_id, row.visitor_id, row.activity_id, row.cycle)
            values[place] = _grant(values.get(place) or StateValues(), row)
    return values


def _summarise(attempts: QuerySet[Attempt]) -> dict[Place, StateValues]:
    passed = Q(is_passed=True)
    rows = attempts.values(*PLACE).annotate(
        tries=Count("id"),
        best_score=Max("score"),
        done_at=Min("happened_at"),
        passed_at=Min("happened_at", filter=passed),
        last_at=Max("happened_at"),
        last_passed_at=Max("happened_at", filter=passed),
    )
    return {_place(row): _read_values(row, VALUES[:6]) for row in rows.order_by()}


def _read_values(row: dict[str, Any], names: Iterable[str]) -> StateValues:
    return StateValues(**{name: row[name] for name in names})


def _place(row: dict[str, Any]) -> Place:
    return Place(*(row[name] for name in PLACE))


def _score_again(
    attempts: QuerySet[Attempt], regrades: Iterable[Correction]
) -> dict[Place, StateValues]:
    """Return the places of corrected attempts anew; of several corrections the newest holds."""
    newest = {row.attempt_id: row for row in regrades}
    touched: dict[Place, list[Attempt]] = defaultdict(list)
    places = {Place(r.user_id, r.visitor_id, r.activity_id, r.cycle) for r in newest.values()}
    near = attempts.filter(activity_id__in={place.activity_id for place in places})
    for attempt in near.iterator():
        place = Place(attempt.user_id, attempt.visitor_id, attempt.activity_id, attempt.cycle)
        if place in places:
            touched[place].append(attempt)
    return {place: _fold(found, newest) for place, found in touched.items()}


def _fold(attempts: Collection[Attempt], newest: dict[UUID | None, Correction]) -> StateValues:
    scores, dates, passes = [], [], []
    for attempt in attempts:
        judged = newest.get(attempt.pk) or attempt
        scores.append(judged.score or 0.0)
        dates.append(attempt.happened_at)
        if judged.is_passed:
            passes.append(attempt.happened_at)
    return StateValues(
        tries=len(attempts),
        best_score=max(scores),
        done_at=min(dates),
        passed_at=min(passes, default=None),
        last_at=max(dates),
        last_passed_at=max(passes, default=None),
    )


def _grant(values: StateValues, row: Correction) -> StateValues:
    """Add what a trainer or an organiser has given; the first that stands is the date."""
    values = replace(values, granted_at=values.granted_at or row.corrected_at)
    if row.is_passed:
        values = replace(values, pass_granted_at=values.pass_granted_at or row.corrected_at)
    return values


def read_confirmed_level(*, user_id: int, skill_id: int, kind: str) -> LevelConfirmation | None:
    """Return the highest confirmation of a skill that stands, of equal ones the first."""
    standing = _list_standing().filter(user_id=user_id, skill_id=skill_id, kind=kind)
    return standing.order_by("-level", "confirmed_at", "pk").first()


def find_confirmed_drift() -> list[ConfirmedDrift]:
    """Return the confirmed levels, and those of prior learning, that are not what the log says."""
    logged: dict[tuple[int, int, str], int] = {}
    for row in _list_standing():
        key = (row.user_id, row.skill_id, row.kind)
        logged[key] = max(row.level, logged.get(key, 0))
    stored = {
        (row.user_id or 0, row.skill_id, row.kind): row.level
        for row in TestedLevel.objects.filter(user__isnull=False).exclude(
            kind=TestedLevel.Kind.TESTED
        )
    }
    return [
        ConfirmedDrift(*key, stored.get(key), logged.get(key))
        for key in sorted(logged.keys() | stored.keys())
        if logged.get(key) != stored.get(key)
    ]


def _list_standing() -> QuerySet[LevelConfirmation]:
    return LevelConfirmation.objects.filter(takes_back=None, taken_back_by=None)
