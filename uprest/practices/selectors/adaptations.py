"""A city's adaptations, as its officers see them, and as everybody does."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.html import strip_tags
from django.utils.translation import gettext

from courses.selectors.catalogue import list_modules
from courses.types import CourseModule
from uprest.accounts.models import User
from uprest.ecosystem.models import Municipality
from uprest.practices.models import Adaptation, AdaptationNote, PlanAction, PlanAnswer, PracticePage
from uprest.practices.selectors.library import find_practice_urls
from uprest.practices.selectors.practices import AdaptationCard, build_card, explain_evidence

OFFICER = "tourism-officer"


@dataclass(frozen=True, slots=True)
class AdaptationRow:
    """An adaptation in its city's list. ``practice_url`` is empty where the page is gone."""

    id: int
    title: str
    practice_title: str
    practice_url: str
    state: str
    state_name: str
    is_public: bool
    updated_at: datetime
    last_note_on: date | None


@dataclass(frozen=True, slots=True)
class Note:
    """A dated note; ``by`` is the officer's name, or nothing where they are gone."""

    happened_on: date
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class AdaptationView:
    """One adaptation for the officers of its city."""

    adaptation: Adaptation
    card: AdaptationCard
    practice_title: str
    practice_url: str
    evidence_words: str
    notes: tuple[Note, ...]
    updated_by: str
    may_propose: bool
    proposed_url: str


@dataclass(frozen=True, slots=True)
class AdaptedView:
    """One adaptation for everybody: what the city tells, and the practice that it comes from."""

    adaptation: Adaptation
    card: AdaptationCard
    practice_title: str
    practice_url: str
    evidence_words: str
    grown_title: str
    grown_url: str


def list_adaptations(*, municipality: Municipality, language: str) -> list[AdaptationRow]:
    """Return the adaptations of a city that came through the gate, newest change first.

    At most 3 queries.
    """
    rows = list(
        Adaptation.objects.filter(municipality=municipality)
        .annotate(last_note_on=Max("notes__happened_on"))
        .order_by("-updated_at", "-pk")
    )
    pages = find_practice_urls(keys=[row.practice_key for row in rows], language=language)
    return [_build_row(row, pages) for row in rows]


def _build_row(row: Adaptation, pages: Mapping[UUID, tuple[str, str]]) -> AdaptationRow:
    title, url = pages.get(row.practice_key, (row.practice_title, ""))
    last_note_on: date | None = row.last_note_on  # type: ignore[attr-defined]
    return AdaptationRow(
        id=row.pk,
        title=row.title,
        practice_title=title,
        practice_url=url,
        state=row.state,
        state_name=row.get_state_display(),
        is_public=row.is_public,
        updated_at=row.updated_at,
        last_note_on=last_note_on,
    )


def find_adaptation(*, municipality: Municipality, adaptation_id: int) -> Adaptation | None:
    """Return an adaptation of a city that came through the gate."""
    return (
        Adaptation.objects.filter(municipality=municipality, pk=adaptation_id)
        .select_related("municipality", "updated_by")
        .first()
    )


def get_adaptation(*, adaptation: Adaptation, language: str) -> AdaptationView:
    """Return what the page of an adaptation, read with city and officer, shows (2 queries)."""
    keys = [adaptation.practice_key]
    if adaptation.proposed_key:
        keys.append(adaptation.proposed_key)
    pages = find_practice_urls(keys=keys, language=language)
    title, url = pages.get(adaptation.practice_key, (adaptation.practice_title, ""))
    notes = AdaptationNote.objects.filter(adaptation=adaptation).select_related("written_by")
    has_worked = adaptation.state == Adaptation.State.KEPT and bool(adaptation.outcome)
    proposed = adaptation.proposed_key
    return AdaptationView(
        adaptation=adaptation,
        card=build_card(adaptation),
        practice_title=title,
        practice_url=url,
        evidence_words=explain_evidence(adaptation.evidence),
        notes=tuple(
            Note(note.happened_on, note.text, name_officer(note.written_by)) for note in notes
        ),
        updated_by=name_officer(adaptation.updated_by),
        may_propose=has_worked and proposed is None,
        proposed_url=pages.get(proposed, ("", ""))[1] if proposed else "",
    )


def get_adapted(*, adaptation_id: int, language: str) -> AdaptedView | None:
    """Return a published adaptation for everybody, or nothing where it is not (2 queries)."""
    adaptation = (
        Adaptation.objects.filter(pk=adaptation_id, is_public=True)
        .select_related("municipality")
        .first()
    )
    if adaptation is None:
        return None
    proposed = adaptation.proposed_key
    keys = [adaptation.practice_key, *([proposed] if proposed else [])]
    pages = find_practice_urls(keys=keys, language=language)
    title, url = pages.get(adaptation.practice_key, (adaptation.practice_title, ""))
    grown_title, grown_url = pages.get(proposed, ("", "")) if proposed else ("", "")
    return AdaptedView(
        adaptation=adaptation,
        card=build_card(adaptation),
        practice_title=title,
        practice_url=url,
        evidence_words=explain_evidence(adaptation.evidence),
        grown_title=grown_title,
        grown_url=grown_url,
    )


def name_officer(user: User | None) -> str:
    """Return how an officer is called; nothing where they are gone."""
    return user.get_public_name() if user else ""


def prefill(*, page: PracticePage, today: date) -> dict[str, Any]:
    """Return what the form of a new adaptation begins with: what the practice says."""
    steps = " ".join(strip_tags(page.solution.replace("</", " </")).split())
    return {
        "title": page.title,
        "changes": gettext("As in %(place)s: %(steps)s") % {"place": page.place, "steps": steps},
        "cost": page.cost_words or page.get_cost_band_display(),
        "measured": page.measured,
        "starts_on": today + timedelta(weeks=page.weeks_to_start),
        "state": Adaptation.State.CONSIDERING,
    }


def list_officer_courses(*, language: str) -> list[CourseModule]:
    """Return the courses written for tourism officers alone, before those they share with others.

    One query while no course has changed.
    """
    modules = [one for one in list_modules(language=language) if OFFICER in one.occupations]
    return sorted(modules, key=lambda one: one.occupations != (OFFICER,))


def export_person(*, user_id: int) -> dict[str, list[dict[str, Any]]]:
    """Return what this package knows of somebody, ready to be written as JSON (4 queries)."""
    adaptations = Adaptation.objects.filter(created_by=user_id).select_related("municipality")
    notes = AdaptationNote.objects.filter(written_by=user_id)
    answers = PlanAnswer.objects.filter(answered_by=user_id).select_related("round")
    actions = PlanAction.objects.filter(updated_by=user_id)
    return {
        "adaptations": [
            {
                "city": row.municipality.name,
                "title": row.title,
                "created_at": row.created_at.isoformat(),
            }
            for row in adaptations.order_by("pk")
        ],
        "notes": [
            {"on": row.happened_on.isoformat(), "text": row.text} for row in notes.order_by("pk")
        ],
        "plan_answers": [
            {
                "round": row.round.name,
                "item": row.item,
                "value": row.value,
                "comment": row.comment,
                "at": row.answered_at.isoformat(),
            }
            for row in answers.order_by("pk")
        ],
        "plan_actions": [
            {"title": row.title, "changed_at": row.updated_at.isoformat()}
            for row in actions.order_by("pk")
        ],
    }
