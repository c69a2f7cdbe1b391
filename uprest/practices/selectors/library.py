"""The practices that there are, one for all its languages, and those a reader looks for."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils.translation import gettext as _

from courses.selectors.pages import choose_versions
from courses.selectors.search import WORD, Facet, FacetValue, name_language
from uprest.practices.models import (
    Adaptation,
    CostBand,
    EffortBand,
    Kind,
    PracticePage,
    PracticeSkill,
)
from uprest.practices.panels import name_country
from uprest.skills.models import Skill
from uprest.skills.selectors import list_areas, list_skills

PAGE_SIZE = 12
KIND_ICONS = {Kind.ORGANISATION: "users", Kind.TOOL: "monitor-smartphone", Kind.FORMAT: "sparkles"}
BODIES = ("problem", "solution", "effect")
SKILL, AREA, KIND, COST, EFFORT, PLACE = "skill", "area", "kind", "cost", "effort", "place"


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice in a list: one, whatever its languages.

    The texts are in ``language``. ``skills`` are codes of the skills it needs, ``areas`` of their
    areas; ``adapted`` counts the published adaptations elsewhere.
    """

    key: UUID
    title: str
    summary: str
    url: str
    icon: str
    kind: str
    kind_name: str
    cost_band: str
    cost_name: str
    effort_band: str
    effort_name: str
    place: str
    country: str
    country_name: str
    language: str
    other_language: str
    skills: tuple[str, ...]
    skill_names: tuple[str, ...]
    areas: tuple[str, ...]
    is_sample: bool
    adapted: int


@dataclass(frozen=True, slots=True)
class Library:
    """What the index shows for one search. ``gap`` names the one skill looked for, if it is one."""

    query: str
    facets: tuple[Facet, ...]
    practices: tuple[Practice, ...]
    total: int
    page: "ListPage[Practice]"
    gap: str

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is searched for or ticked."""
        return bool(self.query) or any(facet.is_used for facet in self.facets)


def list_practices(*, language: str) -> list[Practice]:
    """Return every practice that is live in some language, by title (4 queries).

    The texts are in ``language`` where the practice is live in it, else in its source language;
    which skills it needs is read from its source.
    """
    pages = list(PracticePage.objects.live().select_related("locale").defer(*BODIES).order_by("pk"))
    sources: dict[UUID, PracticePage] = {}
    for page in pages:
        sources.setdefault(page.translation_key, page)
    skills = _read_skills([page.pk for page in sources.values()])
    adapted = _count_adaptations()
    found = [
        _build(page, skills[sources[key].pk], adapted[key], language)
        for key, page in choose_versions(pages, language).items()
    ]
    return sorted(found, key=lambda practice: practice.title.casefold())


def _read_skills(page_ids: Iterable[int]) -> dict[int, list[Skill]]:
    rows = PracticeSkill.objects.filter(page__in=page_ids).select_related("skill__area")
    found: dict[int, list[Skill]] = defaultdict(list)
    for row in rows.order_by("sort_order"):
        found[row.page_id].append(row.skill)
    return found


def _count_adaptations() -> dict[UUID, int]:
    counts: dict[UUID, int] = defaultdict(int)
    keys = Adaptation.objects.filter(is_public=True).values_list("practice_key", flat=True)
    for key in keys:
        counts[key] += 1
    return counts


def _build(page: PracticePage, skills: list[Skill], adapted: int, language: str) -> Practice:
    code = page.locale.language_code
    return Practice(
        key=page.translation_key,
        title=page.title,
        summary=page.summary,
        url=page.get_url() or "",
        icon=KIND_ICONS[Kind(page.kind)],
        kind=page.kind,
        kind_name=page.get_kind_display(),
        cost_band=page.cost_band,
        cost_name=page.get_cost_band_display(),
        effort_band=page.effort_band,
        effort_name=page.get_effort_band_display(),
        place=page.place,
        country=page.country,
        country_name=name_country(page.country),
        language=code,
        other_language="" if code == language else name_language(code),
        skills=tuple(skill.code for skill in skills),
        skill_names=tuple(skill.name for skill in skills),
        areas=tuple(skill.area.code for skill in skills if skill.area),
        is_sample=page.is_sample,
        adapted=adapted,
    )


def find_matching(query: str) -> set[UUID]:
    """Return the keys of the practices with ``query`` in their words, in any language (2 queries).

    Whole words anywhere, and beginnings of words in titles and summaries.
    """
    words = " ".join(WORD.findall(query.lower()))
    if not words:
        return set()
    practices = PracticePage.objects.live().defer(*BODIES)
    results = [*practices.search(words, operator="and"), *practices.autocomplete(words)]
    return {page.translation_key for page in results}


@dataclass(frozen=True, slots=True)
class _Question:
    name: str
    label: str
    labels: dict[str, str]
    read: Callable[[Practice], Iterable[str]]


def search_library(*, params: QueryDict, language: str) -> Library:
    """Return the practices that fit ``params`` (q, skill, area, kind, cost, effort, place, page).

    Values of one facet widen, facets narrow. A fixed number of queries.
    """
    query = params.get("q", "").strip()[:200]
    practices = list_practices(language=language)
    questions = _list_questions(practices)
    if query:
        found = find_matching(query)
        practices = [practice for practice in practices if practice.key in found]
    chosen = {one.name: set(params.getlist(one.name)) & one.labels.keys() for one in questions}
    fitting = [practice for practice in practices if _fits(practice, questions, chosen)]
    page = Paginator(fitting, PAGE_SIZE).get_page(params.get("page"))
    facets = (_count(one, practices, questions, chosen) for one in questions)
    skills = [questions[0].labels[code] for code in chosen[SKILL]]
    return Library(
        query=query,
        facets=tuple(facet for facet in facets if facet.values),
        practices=tuple(page.object_list),
        total=len(fitting),
        page=page,
        gap=skills[0] if len(skills) == 1 else "",
    )


def _list_questions(practices: Sequence[Practice]) -> list[_Question]:
    countries = {one.country: one.country_name for one in practices}
    return [
        _Question(
            SKILL,
            _("Skill"),
            {skill.code: skill.name for skill in list_skills()},
            lambda practice: practice.skills,
        ),
        _Question(
            AREA,
            _("Area"),
            {area.code: area.name for area in list_areas()},
            lambda practice: practice.areas,
        ),
        _Question(KIND, _("Kind"), _label(Kind.choices), lambda practice: (practice.kind,)),
        _Question(COST, _("Cost"), _label(CostBand.choices), lambda one: (one.cost_band,)),
        _Question(EFFORT, _("Effort"), _label(EffortBand.choices), lambda one: (one.effort_band,)),
        _Question(
            PLACE,
            _("Country"),
            dict(sorted(countries.items(), key=lambda row: row[1])),
            lambda practice: (practice.country,),
        ),
    ]


def _label(choices: Iterable[tuple[str, object]]) -> dict[str, str]:
    return {value: str(label) for value, label in choices}


def _fits(
    practice: Practice,
    questions: Sequence[_Question],
    chosen: dict[str, set[str]],
    besides: str = "",
) -> bool:
    return all(
        not chosen[one.name] or chosen[one.name] & set(one.read(practice))
        for one in questions
        if one.name != besides
    )


def _count(
    question: _Question,
    practices: Sequence[Practice],
    questions: Sequence[_Question],
    chosen: dict[str, set[str]],
) -> Facet:
    counts: dict[str, int] = dict.fromkeys(chosen[question.name], 0)
    for practice in practices:
        if _fits(practice, questions, chosen, besides=question.name):
            for value in set(question.read(practice)):
                counts[value] = counts.get(value, 0) + 1
    return Facet(
        question.name,
        question.label,
        tuple(
            FacetValue(value, label, counts[value], value in chosen[question.name])
            for value, label in question.labels.items()
            if value in counts
        ),
    )


def find_practice_page(*, key: UUID, language: str) -> PracticePage | None:
    """Return the live page of a practice in ``language``, else in its source language (1 query)."""
    pages = PracticePage.objects.live().filter(translation_key=key).select_related("locale")
    return choose_versions(pages.order_by("pk"), language).get(key)


def find_practice_urls(*, keys: Iterable[UUID], language: str) -> dict[UUID, tuple[str, str]]:
    """Return title and address of each practice that is live, by key (one query)."""
    pages = PracticePage.objects.live().filter(translation_key__in=set(keys))
    chosen = choose_versions(pages.select_related("locale").defer(*BODIES).order_by("pk"), language)
    return {key: (page.title, page.get_url() or "") for key, page in chosen.items()}
