"""Courses, lessons, exercises and skills as the things that statements are about."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from wagtail.models import Page

from courses.models import Activity
from courses.types import LESSON_STEP
from uprest.skills.models import Skill
from uprest.xapi.types import Thing

ADL = "http://adlnet.gov/expapi/activities/"
BADGE = "http://activitystrea.ms/schema/1.0/badge"
# What xAPI calls the exercises that have a name of their own there.
INTERACTIONS = {
    "true_false": "true-false",
    "multiple_choice": "choice",
    "fill_blanks": "fill-in",
    "drag_words": "matching",
    "match_pairs": "matching",
    "drag_zones": "matching",
    "put_in_order": "sequencing",
    "single_choice_set": "other",
    "mark_words": "other",
    "summary": "other",
}
ASSESSMENTS = {"quiz": "assessment", "video_questions": "assessment", "branching": "simulation"}
"""Exercises of many questions: they are passed or not, where others are answered."""


@dataclass(frozen=True, slots=True)
class Titles:
    """The titles of courses and lessons, by key and language."""

    of: Mapping[UUID, Mapping[str, str]]

    def name_course(self, key: UUID) -> Thing:
        """Return a course."""
        return Thing("course", str(key), f"{ADL}course", self.of.get(key, {}))

    def name_certificate(self, key: UUID) -> Thing:
        """Return the certificate of a course: the kind, and not the one that somebody holds."""
        return Thing("certificate", str(key), BADGE, self.of.get(key, {}))

    def name_lesson(self, key: UUID) -> Thing:
        """Return a lesson."""
        return Thing("lesson", str(key), f"{ADL}lesson", self.of.get(key, {}))

    def name_activity(self, activity: Activity) -> Thing:
        """Return a lesson, or an exercise: it is called after its lesson, with its number there.

        Its question is left out: it would make every statement long, and its words change.
        """
        if activity.kind == Activity.Kind.LESSON:
            return self.name_lesson(activity.lesson_key)
        place = activity.position % LESSON_STEP
        titles = self.of.get(activity.lesson_key, {})
        interaction = INTERACTIONS.get(activity.exercise_kind, "")
        kind = ASSESSMENTS.get(activity.exercise_kind, "interaction")
        return Thing(
            kind="exercise",
            key=str(activity.key),
            type=f"{ADL}{'cmi.interaction' if interaction else kind}",
            names={language: f"{title} · {place}" for language, title in titles.items()},
            interaction=interaction,
        )


def name_level(skill: Skill, level: int) -> Thing:
    """Return one level of a skill: what somebody shows."""
    names = {language: getattr(skill, f"name_{language}") for language, _ in settings.LANGUAGES}
    return Thing(
        kind="skill",
        key=f"{skill.code}/{level}",
        type=f"{ADL}objective",
        names={language: f"{name} · {level}" for language, name in names.items() if name},
    )


def read_titles(keys: Collection[UUID]) -> Titles:
    """Return titles in all languages that the pages are live in; one query.

    What is live in none any more keeps the titles that it had. What never was has none.
    """
    pages = Page.objects.filter(translation_key__in=set(keys), first_published_at__isnull=False)
    rows = pages.order_by("pk").values_list(
        "translation_key", "locale__language_code", "title", "live"
    )
    live: dict[UUID, dict[str, str]] = {}
    past: dict[UUID, dict[str, str]] = {}
    for key, language, title, is_live in rows:
        (live if is_live else past).setdefault(key, {}).setdefault(language, title)
    return Titles(past | live)
