"""Courses and lessons, published as trainers publish them, and people in them."""

import json
import uuid
from datetime import UTC, datetime

import factory
from wagtail.models import Locale, Page, Site

from courses.models import CourseIndexPage, CoursePage, Enrolment, LessonPage, TaughtSkill
from tests.factories.ecosystem import PersonFactory
from uprest.pages.models import HomePage
from uprest.skills.models import Skill

LEARNT_AT = datetime(2026, 5, 4, 10, tzinfo=UTC)


def set_up_index():
    """Return the course index in English, below a landing page that is the site's root."""
    index = CourseIndexPage.objects.filter(locale__language_code="en").first()
    if index:
        return index
    locale, _ = Locale.objects.get_or_create(language_code="en")
    # a test that commits has emptied the database behind it, the root with it
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root", locale=locale)
    home = root.add_child(instance=HomePage(title="UPREST", slug="start", locale=locale))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page": home}
    )
    Site.clear_site_root_paths_cache()
    return home.add_child(instance=CourseIndexPage(title="Courses", slug="courses", locale=locale))


def translate_index(language):
    """Return the course index in ``language``, made where it is missing."""
    locale, _ = Locale.objects.get_or_create(language_code=language)
    index = set_up_index()
    for page in (index.get_parent().specific, index):
        if page.get_translation_or_none(locale) is None:
            translation = page.copy_for_translation(locale)
            translation.slug = page.slug if page == index else f"{page.slug}-{language}"
            translation.save_revision().publish()
    Site.clear_site_root_paths_cache()
    return index.get_translation(locale)


def publish(page):
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def text(html="<p>Ask the kitchen.</p>"):
    return {"type": "text", "id": str(uuid.uuid4()), "value": html}


def choice(skill="allergies", level=3, options=(True, False, False), question="What do you do?"):
    """Return a multiple choice; ``options`` say which answers are right."""
    block_id = uuid.uuid4()
    return {
        "type": "multiple_choice",
        "id": str(block_id),
        "value": {
            "skill": skill,
            "level": str(level),
            "question": question,
            "options": [
                {
                    "type": "item",
                    "id": str(uuid.uuid5(block_id, str(number))),
                    "value": {
                        "text": f"Answer {number}",
                        "is_correct": is_right,
                        "feedback": f"Feedback {number}",
                    },
                }
                for number, is_right in enumerate(options)
            ],
        },
    }


def statement(skill="allergies", level=3, is_true=True):
    return {
        "type": "true_false",
        "id": str(uuid.uuid4()),
        "value": {
            "skill": skill,
            "level": str(level),
            "statement": "Traces can be enough.",
            "is_true": is_true,
            "feedback_right": "Yes, traces can be enough.",
            "feedback_wrong": "No: traces can be enough.",
        },
    }


def right_answers(block):
    """Return the ids of the right answers of a block made by ``choice`` or ``statement``."""
    value = block["value"]
    if block["type"] == "true_false":
        return frozenset({"true" if value["is_true"] else "false"})
    return frozenset(o["id"] for o in value["options"] if o["value"]["is_correct"])


def wrong_answers(block):
    """Return the id of one wrong answer."""
    value = block["value"]
    if block["type"] == "true_false":
        return frozenset({"false" if value["is_true"] else "true"})
    return frozenset([next(o["id"] for o in value["options"] if not o["value"]["is_correct"])])


def stored_block(lesson, index):
    """Return a block of a lesson as ``choice`` and the others make them."""
    return dict(lesson.body.get_prep_value()[index])


def add_lesson(course, *, blocks=None, title="Ask the kitchen first", live=True, **fields):
    """Add a lesson; without ``blocks`` it is a text alone."""
    page = LessonPage(
        title=title,
        slug=fields.pop("slug", f"lesson-{uuid.uuid4().hex[:8]}"),
        live=False,
        locale=course.locale,
        body=json.dumps([text()] if blocks is None else blocks),
        **fields,
    )
    Page.objects.get(pk=course.pk).add_child(instance=page)
    return publish(page) if live else page


def add_course(
    *, lessons=2, exercises=0, title="Food allergies", teaches=(("allergies", 2, 4),), **fields
):
    """Add a course with ``lessons`` lessons of ``exercises`` exercises each, all published."""
    index = set_up_index()
    course = CoursePage(
        title=title,
        slug=fields.pop("slug", f"course-{uuid.uuid4().hex[:8]}"),
        live=False,
        summary=fields.pop("summary", "Take it seriously, ask, come back."),
        locale=index.locale,
        **fields,
    )
    course.taught_skills = [
        TaughtSkill(skill=Skill.objects.get(code=code), from_level=first, to_level=last)
        for code, first, last in teaches
    ]
    Page.objects.get(pk=index.pk).add_child(instance=course)
    course = publish(course)
    for number in range(lessons):
        blocks = [text(), *(choice() for _ in range(exercises))]
        add_lesson(course, title=f"Lesson {number + 1}", blocks=blocks)
    return course


def list_lessons(course):
    return list(LessonPage.objects.child_of(course).order_by("path"))


def translate(page, language, **fields):
    """Publish a translation of ``page`` with ``fields`` changed."""
    translate_index(language)
    locale = Locale.objects.get(language_code=language)
    translation = page.get_translation_or_none(locale) or page.copy_for_translation(locale)
    translation = translation.specific
    for name, value in fields.items():
        setattr(translation, name, value)
    return publish(translation)


class EnrolmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Enrolment

    user = factory.SubFactory(PersonFactory)
    course_key = factory.LazyFunction(uuid.uuid4)
    enrolled_at = LEARNT_AT
