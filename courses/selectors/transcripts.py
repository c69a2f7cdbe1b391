"""A learner's transcript: what somebody did, proved and got a certificate for, with dates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from courses.models import CompletionRecord, Correction, Enrolment, TestedLevel
from courses.selectors.certificates import (
    VERSION_LENGTH,
    CertificateRow,
    list_certificates,
)
from courses.selectors.pages import find_courses, find_lessons
from uprest.accounts.models import User

COURSE_PREFIX = "course:"


@dataclass(frozen=True, slots=True)
class TranscriptCourse:
    """One cycle of a course. ``completed_at`` is empty where it is still under way.

    ``title`` is in ``language``: as it was on completion, as it is now before.
    """

    title: str
    language: str
    cycle: int
    enrolled_at: datetime | None
    completed_at: datetime | None
    last_evidence_at: datetime | None
    expires_at: datetime | None
    is_expired: bool
    content_version: str
    rule_version: int | None
    certificate: CertificateRow | None


@dataclass(frozen=True, slots=True)
class TranscriptSkill:
    """A level by one kind of evidence, since when, and what showed it."""

    name: str
    icon: str
    level: int
    kind: str
    shown_at: datetime
    shown_by: str


@dataclass(frozen=True, slots=True)
class TranscriptAttendance:
    """A lesson that was attended at an event, who said so, and when it was written down.

    ``lessons`` are the titles of all that one event stands for. It is no tested evidence.
    """

    event: str
    lessons: tuple[str, ...]
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Transcript:
    """Everything of one person, at one time."""

    holder: str
    made_at: datetime
    courses: tuple[TranscriptCourse, ...]
    skills: tuple[TranscriptSkill, ...]
    attended: tuple[TranscriptAttendance, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show yet."""
        return not (self.courses or self.skills or self.attended)


def get_transcript(*, user_id: int, language: str, at: datetime) -> Transcript:
    """Return somebody's own transcript, newest first, in at most 9 queries."""
    completions = CompletionRecord.objects.filter(user_id=user_id)
    completed = {(one.course_key, one.cycle): one for one in completions}
    enrolments = {
        (one.course_key, one.cycle): one for one in Enrolment.objects.filter(user_id=user_id)
    }
    levels = list(TestedLevel.objects.filter(user_id=user_id).select_related("skill"))
    keys = {key for key, _cycle in enrolments} | {key for key, _cycle in completed}
    keys |= {key for level in levels if (key := _read_course(level))}
    pages = find_courses(course_keys=keys, language=language)
    titles = {key: page.title for key, page in pages.items()}
    titles |= {key: one.course_title for (key, _cycle), one in completed.items()}
    certificates = list_certificates(user_id=user_id, at=at)
    courses = [
        _build_course(
            key,
            enrolments.get(key),
            completed.get(key),
            (titles.get(key[0], ""), pages[key[0]].locale.language_code if key[0] in pages else ""),
            certificates,
            at,
        )
        for key in enrolments.keys() | completed.keys()
    ]
    return Transcript(
        holder=User.objects.values_list("display_name", flat=True).get(pk=user_id),
        made_at=at,
        courses=tuple(sorted((one for one in courses if one.title), key=_when, reverse=True)),
        skills=tuple(_list_skills(levels, titles)),
        attended=tuple(_list_attended(user_id, language)),
    )


def _list_attended(user_id: int, language: str) -> Iterable[TranscriptAttendance]:
    rows = list(
        Correction.objects.filter(
            user_id=user_id,
            kind=Correction.Kind.ATTENDANCE,
            takes_back=None,
            taken_back_by=None,
        )
        .select_related("activity")
        .order_by("-corrected_at", "activity__position", "pk")
    )
    if not rows:
        return
    keys = {row.activity.lesson_key for row in rows}
    titles = {
        key: page.title for key, page in find_lessons(lesson_keys=keys, language=language).items()
    }
    deeds: dict[UUID, list[Correction]] = {}
    for row in rows:
        deeds.setdefault(row.deed, []).append(row)
    for found in deeds.values():
        names = [titles.get(row.activity.lesson_key, "") for row in found]
        first = found[0]
        yield TranscriptAttendance(
            event=first.reason,
            lessons=tuple(name for name in names if name),
            by_name=first.by_name,
            at=first.corrected_at,
        )


def _when(course: TranscriptCourse) -> tuple[datetime, int]:
    moments = (course.completed_at, course.enrolled_at)
    return max(moment for moment in moments if moment is not None), course.cycle


def _build_course(
    key: tuple[UUID, int],
    enrolment: Enrolment | None,
    completion: CompletionRecord | None,
    now: tuple[str, str],
    certificates: dict[int, CertificateRow],
    at: datetime,
) -> TranscriptCourse:
    enrolled_at = enrolment.enrolled_at if enrolment else None
    if completion is None:
        title, language = now
        return TranscriptCourse(
            title=title,
            language=language,
            cycle=key[1],
            enrolled_at=enrolled_at,
            completed_at=None,
            last_evidence_at=None,
            expires_at=None,
            is_expired=False,
            content_version="",
            rule_version=None,
            certificate=None,
        )
    return TranscriptCourse(
        title=completion.course_title,
        language=completion.language,
        cycle=completion.cycle,
        enrolled_at=enrolled_at,
        completed_at=completion.completed_at,
        last_evidence_at=completion.last_evidence_at,
        expires_at=completion.expires_at,
        is_expired=completion.expires_at is not None and completion.expires_at <= at,
        content_version=completion.content_hash[:VERSION_LENGTH],
        rule_version=completion.rule_version,
        certificate=certificates.get(completion.pk),
    )


def _read_course(level: TestedLevel) -> UUID | None:
    prefix, _separator, key = level.shown_by.partition(":")
    return UUID(key) if f"{prefix}:" == COURSE_PREFIX else None


def _list_skills(
    levels: Iterable[TestedLevel], titles: dict[UUID, str]
) -> Iterable[TranscriptSkill]:
    for level in sorted(levels, key=lambda one: (one.skill.position, -one.level)):
        yield TranscriptSkill(
            name=level.skill.name,
            icon=level.skill.icon,
            level=level.level,
            kind=level.get_kind_display(),
            shown_at=level.shown_at,
            shown_by=_tell_source(level, titles),
        )


def _tell_source(level: TestedLevel, titles: dict[UUID, str]) -> str:
    course_key = _read_course(level)
    if course_key is not None:
        title = titles.get(course_key, "")
        return _("Exercises of the course “%(title)s”") % {"title": title} if title else ""
    if level.kind == TestedLevel.Kind.TESTED:
        return _("Knowledge questions after the skills check")
    return _("The word of a trainer")
