"""What waits for a trainer: their drafts, and lessons that a language does not have yet."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language_info
from wagtail.models import Page

from courses.models import CoursePage, LessonPage
from courses.selectors.insights import list_editable
from courses.selectors.pages import live_lessons
from uprest.accounts.models import User

SHOWN = 5
"""So many of each are shown; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A page with changes that are not published. ``language`` is its code."""

    title: str
    language: str
    url: str


@dataclass(frozen=True, slots=True)
class Untranslated:
    """Lessons that are live and that one language, in which their course is, does not have."""

    language: str
    count: int
    lessons: tuple[Draft, ...]


def list_drafts(user: User | AnonymousUser) -> list[Draft]:
    """Return the courses and lessons with changes of ``user`` that are not published, newest first.

    One query beside those for what they may change.
    """
    if not isinstance(user, User):
        return []
    pages = (
        list_editable(user)
        .type(CoursePage, LessonPage)
        .filter(Q(owner=user) | Q(latest_revision__user=user), has_unpublished_changes=True)
        .select_related("locale")
        .order_by("-latest_revision_created_at", "pk")
    )
    return [
        Draft(page.draft_title or page.title, page.locale.language_code, _find_edit_url(page.pk))
        for page in pages[:SHOWN]
    ]


def list_untranslated(user: User | AnonymousUser) -> list[Untranslated]:
    """Return, for each language that lacks some, the lessons that ``user`` may translate into it.

    3 queries beside those for what they may change.
    """
    mine = set(list_editable(user).type(LessonPage).values_list("pk", flat=True))
    live = [
        row
        for row in live_lessons()
        .order_by("path")
        .values_list("pk", "translation_key", "locale__language_code", "path", "title")
        if row[0] in mine
    ]
    courses = CoursePage.objects.live().values_list(
        "translation_key", "locale__language_code", "path"
    )
    course_of = {path: key for key, _code, path in courses}
    there = {(key, code) for key, code, _path in courses}
    done = {(key, code) for _pk, key, code, *_ in live}
    sources = {key: row for row in reversed(live) for key in (row[1],)}
    drafts = {
        (key, code): pk
        for pk, key, code in LessonPage.objects.filter(translation_key__in=sources, live=False)
        .order_by()
        .values_list("pk", "translation_key", "locale__language_code")
    }
    found = []
    for code, _name in settings.LANGUAGES:
        missing = [
            Draft(title, code, _find_translate_url(pk, drafts.get((key, code))))
            for key, (pk, _key, _code, path, title) in reversed(sources.items())
            if (key, code) not in done and (course_of[path[: -Page.steplen]], code) in there
        ]
        if missing:
            name = str(get_language_info(code)["name_translated"])
            found.append(Untranslated(name, len(missing), tuple(missing[:SHOWN])))
    return found


def _find_edit_url(page_id: int) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page_id])


def _find_translate_url(page_id: int, draft_id: int | None) -> str:
    if draft_id is not None:
        return _find_edit_url(draft_id)
    return reverse("wagtail_localize:submit_page_translation", args=[page_id])
