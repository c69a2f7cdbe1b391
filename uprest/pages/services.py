"""Setting a site up: what it must know, who may do what, and the pages that every site has."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override
from wagtail.models import Locale, Page, Site

from courses.models import CourseIndexPage
from courses.services.certificates import allow_revoking
from courses.services.roles import set_up_trainers
from skills_gap.services.surveys import load_survey
from uprest.accounts.services import load_consent_texts
from uprest.core.loading import read_json
from uprest.ecosystem.models import Municipality
from uprest.ecosystem.services.administrators import set_up_administrators
from uprest.ecosystem.signals import site_set_up
from uprest.pages.models import CityPage, HomePage, StandardPage
from uprest.skills.services import load_vocabulary

STANDARD_PAGES = Path(__file__).resolve().parent / "data" / "standard_pages.json"
LANGUAGES = [code for code, _ in settings.LANGUAGES]


@transaction.atomic
def set_up_site(*, at: datetime) -> HomePage:
    """Make what every site needs and return the landing page in the first language.

    That is: the vocabulary, the skills check, the consent texts, the groups of trainers and
    administrators, and the pages. Pages that are there already are left as their editors have
    them.
    """
    load_vocabulary()
    load_consent_texts()
    load_survey(at=at)
    set_up_administrators()
    allow_revoking()
    for code in LANGUAGES:
        Locale.objects.get_or_create(language_code=code)
    home = HomePage.objects.filter(locale__language_code=LANGUAGES[0]).first() or _make_home()
    for code in LANGUAGES[1:]:
        _translate(home, code, {"title": "UPREST", "slug": f"home-{code}"})
    _make_course_index(home)
    set_up_trainers()  # after the index, which they may change
    for data in read_json(STANDARD_PAGES)["pages"]:
        _make_standard_page(home, data)
    site_set_up.send(sender=HomePage)
    return home


@transaction.atomic
def add_city_page(*, municipality: Municipality) -> CityPage:
    """Make the door of ``municipality`` in every language; return the first language's."""
    home = HomePage.objects.get(locale__language_code=LANGUAGES[0])
    page: CityPage | None = CityPage.objects.filter(
        municipality=municipality, locale__language_code=LANGUAGES[0]
    ).first()
    if page is None:
        page = CityPage(title=municipality.name, slug=municipality.slug, municipality=municipality)
        home.add_child(instance=page)
    for code in LANGUAGES[1:]:
        _translate(page, code, {"title": municipality.name, "slug": municipality.slug})
    return page


def _make_home() -> HomePage:
    """Put the first landing page under the root in the place of Wagtail's welcome page."""
    root = Page.get_first_root_node()
    Page.objects.filter(depth=2, slug="home", content_type__model="page").delete()
    root.refresh_from_db()
    home = HomePage(
        title="UPREST", slug="home", locale=Locale.objects.get(language_code=LANGUAGES[0])
    )
    root.add_child(instance=home)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "site_name": "UPREST", "root_page": home},
    )
    return home


def _make_course_index(home: HomePage) -> None:
    index = CourseIndexPage.objects.child_of(home).first()
    if index is None:
        index = CourseIndexPage(title="Courses", slug="courses")
        home.add_child(instance=index)
    for code in LANGUAGES[1:]:
        with override(code):
            title = gettext("Courses")
        _translate(index, code, {"title": title, "slug": "courses"})


def _make_standard_page(home: HomePage, data: dict[str, Any]) -> None:
    page = StandardPage.objects.child_of(home).filter(slug=data["slug"]).first()
    if page is None:
        page = StandardPage(slug=data["slug"], **_standard_fields(data, LANGUAGES[0]))
        home.add_child(instance=page)
    for code in LANGUAGES[1:]:
        _translate(page, code, {"slug": data["slug"], **_standard_fields(data, code)})


def _standard_fields(data: dict[str, Any], code: str) -> dict[str, str]:
    return {
        "title": data["title"][code],
        "introduction": data["intro"][code],
        "body": data["body"][code],
    }


def _translate(page: Page, code: str, fields: dict[str, Any]) -> None:
    """Publish ``page`` in the language ``code`` with ``fields``, unless it is there already."""
    locale = Locale.objects.get(language_code=code)
    if page.get_translation_or_none(locale) is not None:
        return
    translation = page.copy_for_translation(locale)
    for name, value in fields.items():
        setattr(translation, name, value)
    translation.draft_title = translation.title
    translation.save_revision().publish()
