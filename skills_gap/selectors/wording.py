"""What figures mean, in the reader's words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from skills_gap.planning.types import Obstacle


@dataclass(frozen=True, slots=True)
class NamedCourse:
    """A course by its title and address in the reader's language."""

    title: str
    url: str


LEVEL_NAMES = (
    gettext_lazy("new to it"),
    gettext_lazy("aware"),
    gettext_lazy("with help"),
    gettext_lazy("on my own"),
    gettext_lazy("secure"),
    gettext_lazy("can teach others"),
)
IMPORTANCE_NAMES = {
    1: gettext_lazy("useful"),
    2: gettext_lazy("important"),
    3: gettext_lazy("very important"),
}
STRENGTHS = {
    "digital": gettext_lazy("You already have the systems in hand"),
    "ai": gettext_lazy("You already use AI with a clear head"),
    "experience": gettext_lazy("You already know how guests find you"),
    "green": gettext_lazy("You already work in a way that lasts"),
    "care": gettext_lazy("You already have what guests notice first"),
    "business": gettext_lazy("You already keep the business running"),
}


def level_name(level: int) -> str:
    """Return what a level from 0 to 5 means."""
    return str(LEVEL_NAMES[level])


def describe_strength(*, area_code: str) -> str:
    """Return the headline for somebody whose strongest skill, with its need met, is in an area."""
    return str(STRENGTHS.get(area_code) or _("You already have a good start"))


def describe_minutes(minutes: int) -> str:
    """Return a length of time, such as "2 h 40 min"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)s min") % {"minutes": number_format(rest)}
    if not rest:
        return _("%(hours)s h") % {"hours": number_format(hours)}
    return _("%(hours)s h %(minutes)s min") % {
        "hours": number_format(hours),
        "minutes": number_format(rest),
    }


def describe_lessons(lessons: int) -> str:
    """Return a number of lessons in words."""
    return ngettext("%(count)s lesson", "%(count)s lessons", lessons) % {
        "count": number_format(lessons)
    }


def join_words(words: Sequence[str]) -> str:
    """Return "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def describe_reason(
    reason: Mapping[str, Any],
    *,
    skills: Mapping[str, str],
    courses: Mapping[str, NamedCourse],
) -> str:
    """Return why a course is on a path; ``skills`` has names by code, ``courses`` by key."""
    if reason["kind"] == "RAISES":
        return _(
            "Raises %(skill)s from %(from_level)s to %(to_level)s; "
            "your job needs %(required)s, %(importance)s."
        ) % {
            "skill": skills.get(reason["skill"], reason["skill"]),
            "from_level": reason["from_level"],
            "to_level": reason["to_level"],
            "required": reason["required"],
            "importance": IMPORTANCE_NAMES.get(reason["importance"], ""),
        }
    course = courses.get(reason["course_key"])
    return _("Needed before %(course)s.") % {"course": course.title} if course else ""


def describe_obstacle(
    uncovered: Mapping[str, Any],
    *,
    skills: Mapping[str, str],
    courses: Mapping[str, NamedCourse],
) -> str:
    """Return why no course of the path narrows a gap, with the nearest course if there is one."""
    course = courses.get(uncovered["course_key"] or "")
    describe = OBSTACLES.get(uncovered["obstacle"])
    if course is None or describe is None:
        return _("No course teaches this above level %(level)s yet.") % {
            "level": uncovered["current"]
        }
    return describe(uncovered, course, skills, courses)


def _few_minutes(
    uncovered: Mapping[str, Any],
    course: NamedCourse,
    skills: Mapping[str, str],
    courses: Mapping[str, NamedCourse],
) -> str:
    return _("%(course)s takes %(time)s, and there is not enough time left for it.") % {
        "course": course.title,
        "time": describe_minutes(uncovered.get("minutes") or 0),
    }


def _entry_level(
    uncovered: Mapping[str, Any],
    course: NamedCourse,
    skills: Mapping[str, str],
    courses: Mapping[str, NamedCourse],
) -> str:
    code = uncovered["entry_skill"]
    return _("%(course)s asks for %(skill)s at level %(level)s, and no course leads there yet.") % {
        "course": course.title,
        "skill": skills.get(code, code),
        "level": uncovered["entry_level"],
    }


def _requires(
    uncovered: Mapping[str, Any],
    course: NamedCourse,
    skills: Mapping[str, str],
    courses: Mapping[str, NamedCourse],
) -> str:
    before = courses.get(uncovered["requires"] or "")
    return _("%(course)s comes after %(before)s, which does not fit.") % {
        "course": course.title,
        "before": before.title if before else _("another course"),
    }


def _language(
    uncovered: Mapping[str, Any],
    course: NamedCourse,
    skills: Mapping[str, str],
    courses: Mapping[str, NamedCourse],
) -> str:
    names = dict(settings.LANGUAGES)
    return _("%(course)s is in %(languages)s only.") % {
        "course": course.title,
        "languages": join_words([names.get(code, code) for code in uncovered.get("languages", ())]),
    }


OBSTACLES: dict[str, Callable[..., str]] = {
    Obstacle.MINUTES: _few_minutes,
    Obstacle.ENTRY_LEVEL: _entry_level,
    Obstacle.REQUIRES: _requires,
    Obstacle.LANGUAGE: _language,
}
