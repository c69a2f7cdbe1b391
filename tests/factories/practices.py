"""Practices as trainers publish them, and what cities made of them."""

import uuid
from datetime import UTC, datetime

import factory
from wagtail.models import Locale, Page
from wagtail.search.index import insert_or_update_object

from tests.factories.courses import publish, set_up_index, translate_index
from tests.factories.ecosystem import MunicipalityFactory
from uprest.practices.models import (
    Adaptation,
    PlanRound,
    PracticeIndexPage,
    PracticePage,
    PracticeSector,
    PracticeSkill,
)
from uprest.skills.models import Skill

ADAPTED_AT = datetime(2026, 5, 4, 10, tzinfo=UTC)


def set_up_library():
    """Return the library in English, beside the index of courses."""
    index = PracticeIndexPage.objects.filter(locale__language_code="en").first()
    if index:
        return index
    home = set_up_index().get_parent()
    library = PracticeIndexPage(title="Good practices", slug="practices", locale=home.locale)
    return Page.objects.get(pk=home.pk).add_child(instance=library)


def add_practice(
    title="Bikes from one list", *, skills=(("partnerships", 3),), live=True, **fields
):
    index = set_up_library()
    page = PracticePage(
        title=title,
        slug=f"practice-{uuid.uuid4().hex[:8]}",
        locale=index.locale,
        live=False,
        **{
            "summary": "Seven small firms rent out one fleet.",
            "kind": "organisation",
            "problem": "<p>Each firm had three bikes, and sent guests away.</p>",
            "solution": "<p>One booking list for all bikes.</p>",
            "effect": "<p>Fewer guests were sent away.</p>",
            "place": "Lakeshire",
            "country": "FI",
            "cost_band": "low",
            "cost_words": "Locks and stickers",
            "effort_band": "weeks",
            "weeks_to_start": 10,
            **fields,
        },
    )
    page.needed_skills = [
        PracticeSkill(skill=Skill.objects.get(code=code), level=level) for code, level in skills
    ]
    page.sectors = [PracticeSector(sector="activities")]
    Page.objects.get(pk=index.pk).add_child(instance=page)
    return publish(page) if live else page


def index_practices():
    """Put all practices into the search index: done after commit by a background task."""
    for page in PracticePage.objects.all():
        insert_or_update_object(page)


def translate_library(language):
    translate_index(language)
    locale = Locale.objects.get(language_code=language)
    library = set_up_library()
    if library.get_translation_or_none(locale) is None:
        publish(library.copy_for_translation(locale))


def translate_practice(page, language, **fields):
    translate_library(language)
    translation = page.copy_for_translation(Locale.objects.get(language_code=language))
    for name, value in fields.items():
        setattr(translation, name, value)
    return publish(translation)


class AdaptationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Adaptation

    practice_key = factory.LazyFunction(uuid.uuid4)
    practice_title = "Bikes from one list"
    municipality = factory.SubFactory(MunicipalityFactory)
    title = factory.Sequence(lambda n: f"Lake bikes {n}")
    changes = "We rent out kayaks too."
    language = "en"
    created_at = ADAPTED_AT
    updated_at = ADAPTED_AT


class PlanRoundFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PlanRound

    municipality = factory.SubFactory(MunicipalityFactory)
    name = "Spring 2026"
    version = "2026-1"
    started_at = ADAPTED_AT
