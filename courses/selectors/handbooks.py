"""Courses as a handbook to print: what can be read, talked over and ticked off without a screen.

What is right is never in it: exercises become questions for a conversation, their answers in
alphabetical order, or a line that says to do them on a phone.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from courses.models import CoursePage, LessonPage
from courses.selectors.pages import find_courses

LINK = re.compile(r"</?a\b[^>]*>|<embed\b[^>]*/?>")
NOTHING = SafeString("")
HEADING = re.compile(r"<(/?)h[23]\b[^>]*>")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence in a language."""

    language: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Topic:
    """A question for a conversation, and the answers that are talked over, if any."""

    question: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class HandbookPart:
    """One block of a lesson. ``kind`` names the part of the template that shows it."""

    kind: str
    heading: str = ""
    html: SafeString = NOTHING
    text: str = ""
    items: tuple[str, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    topics: tuple[Topic, ...] = ()


@dataclass(frozen=True, slots=True)
class HandbookLesson:
    """A lesson with its parts in order."""

    title: str
    minutes: int
    parts: tuple[HandbookPart, ...]


@dataclass(frozen=True, slots=True)
class HandbookCourse:
    """A course; ``language`` is what its texts are in, ``url`` where it is done on a phone."""

    course_key: UUID
    title: str
    summary: str
    language: str
    url: str
    lessons: tuple[HandbookLesson, ...]

    @property
    def minutes(self) -> int:
        """The minutes of all lessons."""
        return sum(lesson.minutes for lesson in self.lessons)


def list_handbook_courses(*, course_keys: Collection[UUID], language: str) -> list[HandbookCourse]:
    """Return the live courses of these keys, in their order, in ``language`` where there is one.

    Two queries, and one for each lesson that names files.
    """
    pages = find_courses(course_keys=course_keys, language=language)
    chosen = [pages[key] for key in dict.fromkeys(course_keys) if key in pages]
    lessons = _read_lessons(chosen)
    return [
        HandbookCourse(
            course_key=page.translation_key,
            title=page.title,
            summary=page.summary,
            language=page.locale.language_code,
            url=page.get_url() or "",
            lessons=tuple(
                HandbookLesson(one.title, one.minutes, tuple(list_parts(one.body)))
                for one in lessons
                if one.path.startswith(page.path)
            ),
        )
        for page in chosen
    ]


def _read_lessons(pages: Iterable[CoursePage]) -> list[LessonPage]:
    below = Q(pk__in=[])
    for page in pages:
        below |= Q(path__startswith=page.path)
    return list(LessonPage.objects.live().filter(below).order_by("path"))


def list_parts(body: Iterable[Any]) -> Iterable[HandbookPart]:
    """Return what a lesson's body becomes on paper; what is not known is done on a phone."""
    for block in body:
        make = MAKERS.get(block.block_type, _on_a_phone)
        yield make(block.value)


def clean_text(html: str) -> SafeString:
    """Return a lesson's text without links, its headings below those of the lesson.

    What editors may enter was cleaned when it was saved.
    """
    without = LINK.sub("", html)
    return mark_safe(HEADING.sub(r"<\1h4>", without))  # noqa: S308


def _text(value: Any) -> HandbookPart:
    return HandbookPart(kind="text", html=clean_text(getattr(value, "source", escape(str(value)))))


def _phrase(value: Mapping[str, Any]) -> HandbookPart:
    return HandbookPart(
        kind="phrase",
        heading=value["heading"],
        phrases=tuple(
            Phrase(
                line["language"], get_language_info(line["language"])["name_local"], line["text"]
            )
            for line in value["lines"]
        ),
    )


def _note(kind: str) -> Callable[[Mapping[str, Any]], HandbookPart]:
    def make(value: Mapping[str, Any]) -> HandbookPart:
        return HandbookPart(kind=kind, heading=value["heading"], text=value["text"])

    return make


def _picture(value: Mapping[str, Any]) -> HandbookPart:
    words = [value.get("alt_text") or "", value.get("caption") or ""]
    return HandbookPart(kind="picture", text=" ".join(word for word in words if word))


def _video(value: Mapping[str, Any]) -> HandbookPart:
    transcript = value.get("transcript")
    html = clean_text(transcript.source) if transcript else NOTHING
    return HandbookPart(kind="video", heading=value["title"], html=html)


def _checklist(value: Mapping[str, Any]) -> HandbookPart:
    return HandbookPart(kind="checklist", heading=value["heading"], items=tuple(value["items"]))


def _places(value: Mapping[str, Any]) -> HandbookPart:
    items = tuple(f"{place['heading']}: {place['text']}" for place in value["hotspots"])
    text = value["picture"].get("alt_text") or ""
    return HandbookPart(kind="points", heading=value["heading"], text=text, items=items)


def _multiple_choice(value: Mapping[str, Any]) -> HandbookPart:
    return _ask(_topic(value))


def _true_false(value: Mapping[str, Any]) -> HandbookPart:
    return _ask(_statement(value))


def _quiz(value: Mapping[str, Any]) -> HandbookPart:
    topics = [
        _statement(one.value) if one.block_type == "true_false" else _topic(one.value)
        for one in value["questions"]
    ]
    return _ask(*topics, heading=value["heading"])


def _video_questions(value: Mapping[str, Any]) -> HandbookPart:
    return _ask(*(_topic(one) for one in value["questions"]), heading=value["title"])


def _single_choices(value: Mapping[str, Any]) -> HandbookPart:
    topics = [
        Topic(one["question"], _mix([one["right"], *one["wrong"]])) for one in value["questions"]
    ]
    return _ask(*topics, heading=value["instruction"])


def _summary(value: Mapping[str, Any]) -> HandbookPart:
    topics = [
        Topic(_("Which of these is true?"), _mix([one["right"], *one["wrong"]]))
        for one in value["sets"]
    ]
    return _ask(*topics, heading=value["instruction"])


def _order(value: Mapping[str, Any]) -> HandbookPart:
    return _ask(Topic(value["instruction"], _mix(value["items"])))


def _pairs(value: Mapping[str, Any]) -> HandbookPart:
    left = _mix(pair["left"] for pair in value["pairs"])
    right = _mix(pair["right"] for pair in value["pairs"])
    question = _("What belongs to each of these: %(things)s?") % {"things": "; ".join(left)}
    return _ask(Topic(question, right), heading=value["instruction"])


def _short_text(value: Mapping[str, Any]) -> HandbookPart:
    return _ask(Topic(value["question"], tuple(value["criteria"])))


def _reflection(value: Mapping[str, Any]) -> HandbookPart:
    return _ask(Topic(value["prompt"], (value["hint"],) if value.get("hint") else ()))


def _cards(value: Mapping[str, Any]) -> HandbookPart:
    topics = [Topic(card["front"]) for card in value["cards"]]
    return _ask(*topics, heading=value["heading"])


def _on_a_phone(value: Any) -> HandbookPart:
    """Return the line that stands for what needs a screen, with its own words where it has some."""
    words = ""
    for name in ("title", "heading", "instruction", "introduction"):
        try:
            words = words or str(value[name] or "")
        except (KeyError, TypeError, IndexError):
            continue
    return HandbookPart(kind="phone", text=words)


def _topic(value: Mapping[str, Any]) -> Topic:
    return Topic(value["question"], _mix(option["text"] for option in value["options"]))


def _statement(value: Mapping[str, Any]) -> Topic:
    return Topic(_("True or not, and why? “%(statement)s”") % {"statement": value["statement"]})


def _ask(*topics: Topic, heading: str = "") -> HandbookPart:
    return HandbookPart(kind="ask", heading=heading, topics=topics)


def _mix(options: Iterable[str]) -> tuple[str, ...]:
    """Return answers in alphabetical order, so that their order tells nothing."""
    return tuple(sorted(options, key=str.casefold))


MAKERS: Mapping[str, Callable[[Any], HandbookPart]] = {
    "text": _text,
    "phrase": _phrase,
    "tip": _note("tip"),
    "never": _note("never"),
    "picture": _picture,
    "video": _video,
    "checklist": _checklist,
    "multiple_choice": _multiple_choice,
    "true_false": _true_false,
    "quiz": _quiz,
    "video_questions": _video_questions,
    "image_hotspots": _places,
    "short_text": _short_text,
    "reflection": _reflection,
    "single_choice_set": _single_choices,
    "put_in_order": _order,
    "match_pairs": _pairs,
    "summary": _summary,
    "flash_cards": _cards,
}
"""What each kind of block becomes. What is missing here is done on a phone."""
