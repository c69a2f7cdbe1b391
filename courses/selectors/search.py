"""The catalogue as a reader searches it: words and facets, each a plain address."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from courses.models import CoursePage
from courses.selectors.catalogue import list_modules
from courses.selectors.progress import CourseProgress, get_progress
from courses.types import CourseModule
from uprest.accounts.types import Learner
from uprest.skills.selectors import list_occupations, list_skills

PAGE_SIZE = 12
WORD = re.compile(r"\w+")
SHORT, MEDIUM, LONG = "short", "medium", "long"
SHORT_MINUTES, MEDIUM_MINUTES = 15, 30


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value to tick, with the number of courses that it leaves."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A question that narrows the list down."""

    name: str
    label: str
    values: tuple[FacetValue, ...]

    @property
    def is_used(self) -> bool:
        """Whether something in it is ticked."""
        return any(value.is_chosen for value in self.values)


@dataclass(frozen=True, slots=True)
class CourseCard:
    """A course in the list. ``other_language`` names its language where it is not the page's."""

    module: CourseModule
    skills: tuple[str, ...]
    other_language: str
    progress: CourseProgress


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What the catalogue shows for one search."""

    query: str
    facets: tuple[Facet, ...]
    cards: tuple[CourseCard, ...]
    total: int
    page: "ListPage[CourseModule]"

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is searched for or ticked."""
        return bool(self.query) or any(facet.is_used for facet in self.facets)


@dataclass(frozen=True, slots=True)
class _Question:
    name: str
    label: str
    labels: dict[str, str]
    read: Callable[[CourseModule], Iterable[str]]


def search_catalogue(*, params: QueryDict, language: str, learner: Learner | None) -> Catalogue:
    """Return the courses that fit ``params`` (q, skill, work, length, language, page).

    Values of one facet widen, facets narrow. Each count says how many courses would be left with
    that value beside what the other facets choose. A fixed number of queries.
    """
    query = params.get("q", "").strip()[:200]
    modules = list_modules(language=language)
    if query:
        found = find_matching(query)
        modules = [module for module in modules if module.course_key in found]
    questions = _list_questions()
    chosen = {one.name: set(params.getlist(one.name)) & one.labels.keys() for one in questions}
    fitting = [module for module in modules if _fits(module, questions, chosen)]
    page = Paginator(fitting, PAGE_SIZE).get_page(params.get("page"))
    return Catalogue(
        query=query,
        facets=tuple(
            facet for one in questions if (facet := _count(one, modules, questions, chosen)).values
        ),
        cards=_build_cards(page.object_list, questions[0].labels, language, learner),
        total=len(fitting),
        page=page,
    )


def find_matching(query: str) -> set[UUID]:
    """Return the keys of the courses with ``query`` in their words, in any language.

    Whole words anywhere, and beginnings of words in titles and summaries. Only the letters and
    digits of ``query`` count: signs and words in capitals are commands to SQLite's search.
    """
    words = " ".join(WORD.findall(query.lower()))
    if not words:
        return set()
    courses = CoursePage.objects.live()
    results = [*courses.search(words, operator="and"), *courses.autocomplete(words)]
    return {page.translation_key for page in results}


def _list_questions() -> list[_Question]:
    return [
        _Question(
            "skill",
            _("Skill"),
            {skill.code: skill.name for skill in list_skills()},
            lambda module: (taught.skill_code for taught in module.teaches),
        ),
        _Question(
            "work",
            _("Work"),
            {occupation.code: occupation.name for occupation in list_occupations()},
            lambda module: module.occupations,
        ),
        _Question(
            "length",
            _("Length"),
            {
                SHORT: _("Up to 15 minutes"),
                MEDIUM: _("16 to 30 minutes"),
                LONG: _("More than 30 minutes"),
            },
            lambda module: (get_length(module.minutes),),
        ),
        _Question(
            "language",
            _("Language"),
            {code: name_language(code) for code, _name in settings.LANGUAGES},
            lambda module: module.languages,
        ),
    ]


def get_length(minutes: int) -> str:
    """Return which class of length a course of so many minutes is in."""
    if minutes <= SHORT_MINUTES:
        return SHORT
    return MEDIUM if minutes <= MEDIUM_MINUTES else LONG


def name_language(code: str) -> str:
    """Return a language's own name."""
    return str(get_language_info(code)["name_local"]).capitalize()


def _fits(
    module: CourseModule,
    questions: Sequence[_Question],
    chosen: dict[str, set[str]],
    besides: str = "",
) -> bool:
    return all(
        not chosen[one.name] or chosen[one.name] & set(one.read(module))
        for one in questions
        if one.name != besides
    )


def _count(
    question: _Question,
    modules: Sequence[CourseModule],
    questions: Sequence[_Question],
    chosen: dict[str, set[str]],
) -> Facet:
    counts: dict[str, int] = dict.fromkeys(chosen[question.name], 0)
    for module in modules:
        if _fits(module, questions, chosen, besides=question.name):
            for value in set(question.read(module)):
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


def _build_cards(
    modules: Iterable[CourseModule],
    skill_names: dict[str, str],
    language: str,
    learner: Learner | None,
) -> tuple[CourseCard, ...]:
    shown = list(modules)
    keys = [module.course_key for module in shown]
    progress = get_progress(learner=learner, course_keys=keys, language=language, finds_next=False)
    return tuple(
        CourseCard(
            module=module,
            skills=tuple(
                skill_names[taught.skill_code]
                for taught in module.teaches
                if taught.skill_code in skill_names
            ),
            other_language="" if module.language == language else name_language(module.language),
            progress=progress[module.course_key],
        )
        for module in shown
    )
