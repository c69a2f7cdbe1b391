"""What the page of one practice shows besides its own words."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language, gettext

from courses.selectors.catalogue import list_modules
from courses.selectors.search import name_language
from courses.types import CourseModule
from uprest.practices.models import Adaptation, Evidence, PracticePage
from uprest.practices.panels import name_country
from uprest.practices.selectors.library import Practice, list_practices

RELATED = 3
COURSES = 4


@dataclass(frozen=True, slots=True)
class NeededSkill:
    """A skill that a practice needs, from which level on, and what that level looks like."""

    code: str
    name: str
    icon: str
    level: int
    behaviour: str


@dataclass(frozen=True, slots=True)
class AdaptationCard:
    """An adaptation as others see it: a city and what came of it, and no person."""

    title: str
    city: str
    url: str
    state: str
    state_name: str
    outcome: str
    evidence_name: str
    starts_on: date | None
    language: str
    other_language: str


@dataclass(frozen=True, slots=True)
class PracticeView:
    """A practice for one reader. ``source`` is the adaptation that it grew from, if it did."""

    key: UUID
    country_name: str
    evidence_words: str
    skills: tuple[NeededSkill, ...]
    sectors: tuple[str, ...]
    courses: tuple[CourseModule, ...]
    related: tuple[Practice, ...]
    adaptations: tuple[AdaptationCard, ...]
    source: AdaptationCard | None
    transfer_url: str


def get_practice(*, page: PracticePage) -> PracticeView:
    """Return what the page shows; at most 12 queries, however many practices there are."""
    language = page.locale.language_code
    skills = _list_skills(page)
    codes = {skill.code for skill in skills}
    public = list_public_adaptations(key=page.translation_key)
    return PracticeView(
        key=page.translation_key,
        country_name=name_country(page.country),
        evidence_words=explain_evidence(page.evidence),
        skills=skills,
        sectors=tuple(row.get_sector_display() for row in page.sectors.all()),
        courses=_list_courses(codes, language),
        related=_list_related(page.translation_key, codes, language),
        adaptations=tuple(
            build_card(row) for row in public if row.practice_key == page.translation_key
        ),
        source=next(
            (build_card(row) for row in public if row.proposed_key == page.translation_key), None
        ),
        transfer_url=reverse("practices:transfer", args=(page.translation_key,)),
    )


def explain_evidence(evidence: str) -> str:
    """Return in a sentence how strong the evidence is; nothing where there is none."""
    return {
        Evidence.TOLD: gettext("Those who took part say so. Nothing was counted."),
        Evidence.COUNTED: gettext("There are figures, but nothing to compare them with."),
        Evidence.COMPARED: gettext(
            "There are figures from before and after, or from with and without. That is no proof "
            "of what caused the change."
        ),
    }.get(Evidence(evidence), "") if evidence else ""  # fmt: skip


def list_public_adaptations(*, key: UUID) -> list[Adaptation]:
    """Return the published adaptations of a practice, and the one it grew from (one query)."""
    return list(
        Adaptation.objects.filter(Q(practice_key=key) | Q(proposed_key=key), is_public=True)
        .select_related("municipality")
        .order_by("-updated_at", "-pk")
    )


def build_card(row: Adaptation) -> AdaptationCard:
    """Return an adaptation, read with its city, as others see it."""
    return AdaptationCard(
        title=row.title,
        city=row.municipality.name,
        url=reverse("practices:adapted", args=(row.pk,)),
        state=row.state,
        state_name=row.get_state_display(),
        outcome=row.outcome,
        evidence_name=row.get_evidence_display() if row.evidence else "",
        starts_on=row.starts_on,
        language=row.language,
        other_language="" if row.language == get_language() else name_language(row.language),
    )


def _list_skills(page: PracticePage) -> tuple[NeededSkill, ...]:
    return tuple(
        NeededSkill(
            code=row.skill.code,
            name=row.skill.name,
            icon=row.skill.icon,
            level=row.level,
            behaviour=row.skill.levels[row.level],
        )
        for row in page.needed_skills.select_related("skill")
    )


def _list_courses(codes: set[str], language: str) -> tuple[CourseModule, ...]:
    """Return the courses that raise what is needed, those that raise most of it first."""
    counted = [
        (len(codes & {taught.skill_code for taught in module.teaches}), module)
        for module in list_modules(language=language)
    ]
    fitting = sorted((row for row in counted if row[0]), key=lambda row: -row[0])
    return tuple(module for _count, module in fitting[:COURSES])


def _list_related(key: UUID, codes: set[str], language: str) -> tuple[Practice, ...]:
    counted = [
        (len(codes & set(practice.skills)), practice)
        for practice in list_practices(language=language)
        if practice.key != key
    ]
    fitting = sorted((row for row in counted if row[0]), key=lambda row: -row[0])
    return tuple(practice for _count, practice in fitting[:RELATED])
