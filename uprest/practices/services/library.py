"""The library's own pages, and who may write in them."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext, override
from wagtail.models import GroupPagePermission, Locale, Page

from courses.models import CourseIndexPage
from courses.services.roles import PAGE_PERMISSIONS
from uprest.ecosystem.types import TRAINERS_GROUP
from uprest.practices.models import (
    PracticeIndexPage,
    PracticePage,
    PracticeSector,
    PracticeSkill,
)
from uprest.skills.models import Skill

SLUG = "practices"


@transaction.atomic
def set_up_library() -> None:
    """Make the index beside each index of courses, and let trainers write in it; once.

    Pages that are there already are left as their editors have them.
    """
    indexes = CourseIndexPage.objects.select_related("locale").order_by("pk")
    source: PracticeIndexPage | None = None
    for courses in indexes:
        with override(courses.locale.language_code):
            title = gettext("Good practices")
        source = _keep_index(source, courses, title)
    _let_trainers_write()


def _keep_index(
    source: PracticeIndexPage | None, courses: CourseIndexPage, title: str
) -> PracticeIndexPage:
    """Return the first index; make that of the language of ``courses`` where it is missing."""
    known: PracticeIndexPage | None = PracticeIndexPage.objects.filter(
        locale=courses.locale
    ).first()
    if known is not None:
        return source or known
    if source is None:
        home = courses.get_parent()
        index = PracticeIndexPage(title=title, slug=SLUG, locale=courses.locale)
        home.add_child(instance=index)
        return index
    translation = source.copy_for_translation(courses.locale)
    translation.title, translation.draft_title, translation.slug = title, title, SLUG
    translation.save_revision().publish()
    return source


def _let_trainers_write() -> None:
    group, _is_new = Group.objects.get_or_create(name=TRAINERS_GROUP)
    permissions = Permission.objects.filter(
        content_type__app_label="wagtailcore", codename__in=PAGE_PERMISSIONS
    )
    for index in PracticeIndexPage.objects.all():
        for permission in permissions:
            GroupPagePermission.objects.get_or_create(
                group=group, page=index, permission=permission
            )


@transaction.atomic
def publish_practice(
    *,
    slug: str,
    texts: Mapping[str, Mapping[str, str]],
    facts: Mapping[str, Any],
    skills: Mapping[str, int],
    sectors: tuple[str, ...],
) -> PracticePage:
    """Publish a practice of a data file in all its languages; return it in the first one.

    ``texts`` are the texts of each field by the code of their language, ``facts`` what is the same
    in all. ``skills`` are levels by the skill's code. Again, it changes what has changed.
    """
    first, *others = next(iter(texts.values()))
    index = PracticeIndexPage.objects.get(locale__language_code=first)
    known = PracticePage.objects.child_of(index).filter(slug=slug).first()
    page: PracticePage = known or PracticePage(slug=slug, locale=index.locale, live=False, **facts)
    if known is None:
        _fill(page, texts, facts, first)
        found = {skill.code: skill for skill in Skill.objects.filter(code__in=skills)}
        page.needed_skills = [
            PracticeSkill(skill=found[code], level=level) for code, level in skills.items()
        ]
        page.sectors = [PracticeSector(sector=sector) for sector in sectors]
        index.add_child(instance=page)
        page.save_revision().publish()
    elif _fill(page, texts, facts, first):
        page.save_revision().publish()
    for code in others:
        _translate(PracticePage.objects.get(pk=page.pk), texts, facts, code)
    return page


def _translate(
    page: PracticePage,
    texts: Mapping[str, Mapping[str, str]],
    facts: Mapping[str, Any],
    code: str,
) -> None:
    locale = Locale.objects.get(language_code=code)
    known: Page | None = page.get_translation_or_none(locale)
    translation = (known or page.copy_for_translation(locale)).specific
    if _fill(translation, texts, facts, code) or known is None:
        translation.save_revision().publish()


def _fill(
    page: PracticePage,
    texts: Mapping[str, Mapping[str, str]],
    facts: Mapping[str, Any],
    code: str,
) -> bool:
    """Give ``page`` its texts and facts; return whether that changed anything."""
    wanted = {**facts, **{name: by_language[code] for name, by_language in texts.items()}}
    changed = {name: value for name, value in wanted.items() if getattr(page, name) != value}
    for name, value in changed.items():
        setattr(page, name, value)
    page.draft_title = page.title
    return bool(changed)
