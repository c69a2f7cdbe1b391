"""What publishing a lesson again means for those who have done it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from wagtail.models import Revision

from courses.models import Activity, ChangeKind, ContentChange, LessonPage
from courses.selectors.editions import is_source
from uprest.accounts.models import User


@transaction.atomic
def keep_change(
    *, lesson: LessonPage, revision: Revision | None, by: User | None, at: datetime
) -> None:
    """Note what its author chose when ``lesson`` was published, and use the choice up.

    Only the choice in the source language counts, and only for a lesson that was out before. The
    activities follow when the course's are refreshed. A lesson that is only scheduled keeps it.
    """
    kind = lesson.change_kind
    if not lesson.live or kind == ChangeKind.MINOR:
        return
    _use_up(lesson, revision)
    course_key = _find_course_key(lesson)
    if course_key is not None and is_source(lesson):
        ContentChange.objects.create(
            course_key=course_key,
            lesson_key=lesson.translation_key,
            kind=kind,
            at=at,
            by=by,
            by_name=by.display_name if by else "",
        )


def _find_course_key(lesson: LessonPage) -> UUID | None:
    """Return the course that the lesson was last out in."""
    known = Activity.objects.filter(lesson_key=lesson.translation_key)
    return known.order_by("-edition").values_list("course_key", flat=True).first()


def _use_up(lesson: LessonPage, revision: Revision | None) -> None:
    """Set the choice back, in the page and in what the editor opens next."""
    lesson.change_kind = ChangeKind.MINOR
    LessonPage.objects.filter(pk=lesson.pk).update(change_kind=ChangeKind.MINOR)
    if revision is not None:
        content = {**revision.content, "change_kind": ChangeKind.MINOR.value}
        Revision.objects.filter(pk=revision.pk).update(content=content)
        revision.content = content
