"""A city's self-check: rounds, answers that are kept as they come, and actions."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext

from uprest.accounts.models import User
from uprest.ecosystem.models import Municipality
from uprest.practices.models import PlanAction, PlanAnswer, PlanRound
from uprest.practices.plan_files import NEWEST, read_plan
from uprest.practices.scoring import VALUES
from uprest.practices.services.messages import tell_officers
from uprest.practices.types import ROUND_BEGUN, RefusedError


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as a form holds it. ``seen`` is the fingerprint of what the form showed."""

    value: str
    comment: str
    evidence_url: str
    seen: str

    @property
    def fingerprint(self) -> str:
        """The fingerprint of this answer."""
        return fingerprint(self.value, self.comment, self.evidence_url)


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of saving. ``replaced`` names who had answered meanwhile what is replaced now."""

    items: tuple[str, ...]
    replaced: tuple[str, ...]


def fingerprint(value: str, comment: str, evidence_url: str) -> str:
    """Return what tells one answer from another; line ends and outer spaces do not count."""
    parts = [value, "\n".join(comment.strip().splitlines()), evidence_url.strip()]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


@transaction.atomic
def start_round(*, municipality: Municipality, name: str, by: User, at: datetime) -> PlanRound:
    """Start a round of a city that came through the gate, with the newest statements.

    Its other officers are told.

    :raises RefusedError: if one is open, or another has that name.
    """
    Municipality.objects.select_for_update().get(pk=municipality.pk)
    rounds = PlanRound.objects.filter(municipality=municipality)
    if rounds.filter(closed_at=None).exists():
        raise RefusedError(gettext("There is an open round. Close it before you start another."))
    if rounds.filter(name=name).exists():
        raise RefusedError(gettext("There is a round of that name. Give this one another."))
    round_ = PlanRound.objects.create(
        municipality=municipality, name=name, version=NEWEST, started_by=by, started_at=at
    )
    tell_officers(
        municipality=municipality,
        by=by,
        kind=ROUND_BEGUN,
        number=round_.pk,
        context={"name": name},
        to="practices:plan",
        at=at,
    )
    return round_


@transaction.atomic
def save_answers(*, round_: PlanRound, given: Mapping[str, Given], by: User, at: datetime) -> Saved:
    """Keep the answers that differ from what their form showed; the others are left alone.

    So two officers can answer at once: each writes only what they changed, and where both changed
    the same statement the later answer stands, with its name and time.

    :raises RefusedError: if the round is closed.
    :raises ValueError: if a value or a statement is unknown.
    """
    row = PlanRound.objects.select_for_update().get(pk=round_.pk)
    known = set(read_plan(row.version).item_codes)
    if not known >= set(given) or any(one.value not in ("", *VALUES) for one in given.values()):
        raise ValueError("An unknown statement or answer.")
    if row.closed_at is not None:
        raise RefusedError(gettext("This round is closed. Open it again to change an answer."))
    stored = {
        answer.item: answer
        for answer in PlanAnswer.objects.filter(round=row, item__in=given).select_related(
            "answered_by"
        )
    }
    rows: list[PlanAnswer] = []
    replaced: list[str] = []
    for item, one in given.items():
        if one.fingerprint == one.seen:
            continue
        answer = stored.get(item)
        if answer and _was_changed(answer, one) and answer.answered_by not in (None, by):
            replaced.append(answer.answered_by.get_public_name())
        rows.append(
            PlanAnswer(
                round=row,
                item=item,
                value=one.value,
                comment=one.comment.strip(),
                evidence_url=one.evidence_url,
                answered_by=by,
                answered_at=at,
            )
        )
    PlanAnswer.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["round", "item"],
        update_fields=["value", "comment", "evidence_url", "answered_by", "answered_at"],
    )
    return Saved(tuple(one.item for one in rows), tuple(dict.fromkeys(replaced)))


def _was_changed(answer: PlanAnswer, given: Given) -> bool:
    """Whether an answer is another than the form of ``given`` showed, and than it says now."""
    stored = fingerprint(answer.value, answer.comment, answer.evidence_url)
    return stored not in (given.seen, given.fingerprint)


@transaction.atomic
def close_round(*, round_: PlanRound, at: datetime) -> None:
    """Close a round: its answers stand as they are. Closed already, nothing happens."""
    PlanRound.objects.filter(pk=round_.pk, closed_at=None).update(closed_at=at)


@transaction.atomic
def reopen_round(*, round_: PlanRound) -> None:
    """Open a round again.

    :raises RefusedError: if another round of the city is open, or there is a later one.
    """
    Municipality.objects.select_for_update().get(pk=round_.municipality_id)
    others = PlanRound.objects.filter(municipality_id=round_.municipality_id).exclude(pk=round_.pk)
    if (
        others.filter(closed_at=None).exists()
        or others.filter(started_at__gt=round_.started_at).exists()
    ):
        raise RefusedError(gettext("Only the last round can be opened again."))
    PlanRound.objects.filter(pk=round_.pk).update(closed_at=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class ActionFields:
    """What officers write of an action. ``item`` is a statement's code, or empty."""

    title: str
    owner: str = ""
    due_on: date | None = None
    state: str = PlanAction.State.OPEN
    note: str = ""
    item: str = ""


@transaction.atomic
def save_action(
    *, round_: PlanRound, action: PlanAction | None, fields: ActionFields, by: User, at: datetime
) -> PlanAction:
    """Make an action of a round, or change one of it."""
    row = action or PlanAction(round=round_, municipality_id=round_.municipality_id)
    for name, value in asdict(fields).items():
        setattr(row, name, value)
    row.updated_by, row.updated_at = by, at
    row.save()
    return row
