"""A city's self-check as its officers see it: rounds, a profile, what is low, what is planned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext, pgettext

from uprest.core.addresses import find_url
from uprest.core.charts import Bar, Share, bars
from uprest.ecosystem.models import Municipality
from uprest.practices.models import PlanAction, PlanAnswer, PlanRound
from uprest.practices.plan_files import Dimension, PlanItem, PlanText, read_plan
from uprest.practices.scoring import (
    ELSEWHERE,
    HIGHEST,
    UNKNOWN,
    Change,
    Score,
    compare,
    list_low,
    read_level,
    score,
)

UNDER_WAY = (PlanAction.State.OPEN, PlanAction.State.DOING)


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round in the city's list."""

    id: int
    name: str
    url: str
    started_at: datetime
    closed_at: datetime | None
    answered: int
    total: int


@dataclass(frozen=True, slots=True)
class DimensionRow:
    """A dimension in the profile. Texts are ready to be read; ``mean`` is for the order alone."""

    code: str
    name: str
    about: str
    icon: str
    url: str
    mean: float | None
    mean_text: str
    change_text: str
    answered: int
    total: int
    notes: str


@dataclass(frozen=True, slots=True)
class LowItem:
    """A statement that asks for an action, with the action proposed for it."""

    code: str
    dimension: str
    statement: str
    answer: str
    proposal: str
    action_url: str
    city_action_url: str
    has_action: bool


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An action of the plan."""

    id: int
    title: str
    about: str
    owner: str
    due_on: date | None
    is_late: bool
    state: str
    state_name: str
    note: str
    url: str
    city_action_url: str


@dataclass(frozen=True, slots=True)
class PlanView:
    """The result of a round: a profile, what stands out, and what to do."""

    round: PlanRound
    finding: str
    dimensions: tuple[DimensionRow, ...]
    bars: tuple[Bar, ...]
    before: str
    low: tuple[LowItem, ...]
    actions: tuple[ActionRow, ...]
    answered: int
    total: int
    next_url: str
    next_name: str


def list_rounds(*, municipality: Municipality) -> list[RoundRow]:
    """Return the rounds of a city that came through the gate, newest first (one query)."""
    given = Count("answers", filter=~Q(answers__value=""))
    rounds = PlanRound.objects.filter(municipality=municipality).annotate(given=given)
    return [
        RoundRow(
            id=row.pk,
            name=row.name,
            url=reverse("practices:plan", args=(municipality.slug, row.pk)),
            started_at=row.started_at,
            closed_at=row.closed_at,
            answered=row.given,
            total=len(read_plan(row.version).item_codes),
        )
        for row in rounds.order_by("-started_at", "-pk")
    ]


def find_round(*, municipality: Municipality, round_id: int) -> PlanRound | None:
    """Return a round of a city that came through the gate (one query)."""
    return (
        PlanRound.objects.filter(municipality=municipality, pk=round_id)
        .select_related("municipality")
        .first()
    )


def find_open_round(*, municipality: Municipality) -> PlanRound | None:
    """Return the round of a city that is not closed, if there is one."""
    return PlanRound.objects.filter(municipality=municipality, closed_at=None).first()


def find_round_before(*, round_: PlanRound) -> PlanRound | None:
    """Return the round of the same city before this one."""
    earlier = PlanRound.objects.filter(
        municipality_id=round_.municipality_id, started_at__lt=round_.started_at
    )
    return earlier.order_by("-started_at").first()


def get_plan(*, round_: PlanRound, language: str, today: date) -> PlanView:
    """Return the result of a round, read with its city, in ``language`` (at most 4 queries)."""
    plan = read_plan(round_.version)
    before = find_round_before(round_=round_)
    ids = [round_.pk, *([before.pk] if before else [])]
    values: dict[int, dict[str, str]] = {one: {} for one in ids}
    given = PlanAnswer.objects.filter(round__in=ids).values_list("round_id", "item", "value")
    for round_id, item, value in given:
        values[round_id][item] = value
    now = values[round_.pk]
    earlier = values[before.pk] if before else {}
    slug = round_.municipality.slug
    rows = tuple(_build_dimension(one, round_, now, earlier, language) for one in plan.dimensions)
    actions = _list_actions(round_, plan, language, today)
    unfinished = next((row for row in rows if row.answered < row.total), None)
    return PlanView(
        round=round_,
        finding=_write_finding(rows),
        dimensions=rows,
        bars=_draw(rows),
        before=before.name if before else "",
        low=tuple(
            _build_low(one, item, now, round_, language, _list_items_with_action(round_, actions))
            for one in plan.dimensions
            for item in one.items
            if item.code in list_low(one.item_codes, now)
        ),
        actions=tuple(_build_action(row, plan, slug, language, today) for row in actions),
        answered=sum(row.answered for row in rows),
        total=sum(row.total for row in rows),
        next_url=unfinished.url if unfinished else "",
        next_name=unfinished.name if unfinished else "",
    )


def _build_dimension(
    dimension: Dimension,
    round_: PlanRound,
    now: Mapping[str, str],
    earlier: Mapping[str, str],
    language: str,
) -> DimensionRow:
    found = score(dimension.item_codes, now)
    args = (round_.municipality.slug, round_.pk, dimension.code)
    return DimensionRow(
        code=dimension.code,
        name=dimension.name[language],
        about=dimension.about[language],
        icon=dimension.icon,
        url=reverse("practices:plan_part", args=args),
        mean=found.mean,
        mean_text=write_mean(found.mean),
        change_text=_write_change(compare(dimension.item_codes, earlier, now)),
        answered=found.answered,
        total=found.total,
        notes=_write_notes(found),
    )


def write_mean(mean: float | None) -> str:
    """Return a mean of levels as people read it: one decimal; nothing where nothing is rated."""
    return "" if mean is None else number_format(round(mean, 1), decimal_pos=1, use_l10n=True)


def _write_change(change: Change | None) -> str:
    if change is None:
        return ""
    rounded = round(change.difference, 1)
    if not rounded:
        return pgettext("change of a level", "as before")
    sign = "+" if rounded > 0 else "−"
    return f"{sign}{number_format(abs(rounded), decimal_pos=1, use_l10n=True)}"


def _write_notes(found: Score) -> str:
    parts = []
    left = found.total - found.answered
    if left:
        parts.append(
            ngettext("%(count)d not answered", "%(count)d not answered", left) % {"count": left}
        )
    if found.unknown:
        parts.append(
            ngettext("%(count)d not known", "%(count)d not known", found.unknown)
            % {"count": found.unknown}
        )
    if found.elsewhere:
        parts.append(
            ngettext("%(count)d decided elsewhere", "%(count)d decided elsewhere", found.elsewhere)
            % {"count": found.elsewhere}
        )
    return ", ".join(parts)


def _write_finding(rows: Sequence[DimensionRow]) -> str:
    """Return a sentence with the strongest and the weakest dimension; nothing before two."""
    rated = sorted((row for row in rows if row.mean is not None), key=lambda row: row.mean or 0)
    if len(rated) < 2 or rated[0].mean_text == rated[-1].mean_text:
        return ""
    return gettext(
        "You are furthest with “%(strong)s” (%(high)s of 4), and least far with “%(weak)s” "
        "(%(low)s of 4)."
    ) % {
        "strong": rated[-1].name,
        "high": rated[-1].mean_text,
        "weak": rated[0].name,
        "low": rated[0].mean_text,
    }


def _draw(rows: Sequence[DimensionRow]) -> tuple[Bar, ...]:
    return bars(
        [
            Share(
                name=row.name,
                value=row.mean / HIGHEST,
                words=gettext("%(level)s of 4") % {"level": row.mean_text},
            )
            for row in rows
            if row.mean is not None
        ]
    )


def say_answer(item: PlanItem, value: str, language: str) -> str:
    """Return an answer in words."""
    level = read_level(value)
    if level is not None:
        return item.answers[level][language]
    return {
        UNKNOWN: gettext("We do not know"),
        ELSEWHERE: gettext("Not ours to decide"),
    }.get(value, "")


def _build_low(
    dimension: Dimension,
    item: PlanItem,
    now: Mapping[str, str],
    round_: PlanRound,
    language: str,
    with_action: set[str],
) -> LowItem:
    slug = round_.municipality.slug
    address = reverse("practices:new_plan_action", args=(slug, round_.pk))
    return LowItem(
        code=item.code,
        dimension=dimension.name[language],
        statement=item.statement[language],
        answer=say_answer(item, now[item.code], language),
        proposal=item.action[language],
        action_url=f"{address}?{urlencode({'item': item.code})}",
        city_action_url=find_city_action(slug, item.action[language]),
        has_action=item.code in with_action,
    )


def find_city_action(slug: str, title: str) -> str:
    """Return the address that puts something on the city's list of actions, or nothing."""
    url = find_url("campaigns:new_action", slug)
    return f"{url}?{urlencode({'title': title})}" if url else ""


def _list_actions(
    round_: PlanRound, plan: PlanText, language: str, today: date
) -> list[PlanAction]:
    """Return what was planned in this round, and what is still under way from others."""
    rows = PlanAction.objects.filter(
        Q(round=round_) | Q(municipality_id=round_.municipality_id, state__in=UNDER_WAY)
    )
    order = list(PlanAction.State.values)
    return sorted(rows, key=lambda row: (order.index(row.state), row.due_on or date.max, row.pk))


def _list_items_with_action(round_: PlanRound, actions: Sequence[PlanAction]) -> set[str]:
    return {row.item for row in actions if row.item}


def _build_action(
    row: PlanAction, plan: PlanText, slug: str, language: str, today: date
) -> ActionRow:
    item = plan.find_item(row.item) if row.item else None
    return ActionRow(
        id=row.pk,
        title=row.title,
        about=item.statement[language] if item else "",
        owner=row.owner,
        due_on=row.due_on,
        is_late=bool(row.due_on and row.due_on < today and row.state in UNDER_WAY),
        state=row.state,
        state_name=row.get_state_display(),
        note=row.note,
        url=reverse("practices:plan_action", args=(slug, row.round_id, row.pk)),
        city_action_url=find_city_action(slug, row.title) if row.state in UNDER_WAY else "",
    )


def find_action(*, round_: PlanRound, action_id: int) -> PlanAction | None:
    """Return an action of a round that came through the gate."""
    return PlanAction.objects.filter(round=round_, pk=action_id).first()
