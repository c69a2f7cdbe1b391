"""What happens in the learning record when pages and people change."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Revision
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
)
from wagtail_localize.models import StringTranslation

from courses.models import CourseIndexPage, CoursePage, LessonPage
from courses.reports.certificates import forget_pdfs
from courses.services import statements
from courses.services.activities import find_course_keys, refresh_activities, renew_catalogue
from courses.services.certificates import forget_holder
from courses.services.editions import keep_change
from courses.services.translations import check_translation
from courses.services.tree import repair_child_count
from courses.services.visits import claim_visit, collect_personal_data, erase_person
from courses.signals import course_completed, learning_recorded
from courses.tasks import issue_certificate, project_person_soon, recompute_course
from uprest.accounts.signals import person_erased, personal_data_requested, visit_claimed
from uprest.xapi.signals import statements_wanted


@receiver(page_published, dispatch_uid="courses.published")
def follow_publishing(instance: Page, revision: Revision | None = None, **kwargs: Any) -> None:
    """Keep what a lesson's author says about the change, and bring activities in line."""
    repair_child_count(instance)
    if isinstance(instance, LessonPage):
        by = revision.user if revision else None
        keep_change(lesson=instance, revision=revision, by=by, at=timezone.now())
    _refresh(instance)


@receiver(page_unpublished, dispatch_uid="courses.unpublished")
@receiver(page_slug_changed, dispatch_uid="courses.slug_changed")
@receiver(post_page_move, dispatch_uid="courses.moved")
def follow_pages(instance: Page, **kwargs: Any) -> None:
    """Bring activities in line with a page that was taken down, renamed or moved."""
    repair_child_count(instance)
    _refresh(instance)


@receiver(post_delete, sender=LessonPage, dispatch_uid="courses.lesson_deleted")
@receiver(post_delete, sender=CoursePage, dispatch_uid="courses.course_deleted")
def follow_deletion(instance: Page, **kwargs: Any) -> None:
    """Bring activities in line with a page that is gone."""
    _refresh(instance)


@receiver(post_save, sender=PageViewRestriction, dispatch_uid="courses.restricted")
@receiver(post_delete, sender=PageViewRestriction, dispatch_uid="courses.opened")
def follow_restriction(instance: PageViewRestriction, **kwargs: Any) -> None:
    """Bring activities in line with who may read a lesson."""
    renew_catalogue()
    page = LessonPage.objects.filter(pk=instance.page_id).first()
    if page is not None:
        _refresh(page)


@receiver(post_save, sender=StringTranslation, dispatch_uid="courses.translated")
def follow_translation(
    instance: StringTranslation,
    raw: bool = False,  # noqa: FBT001, FBT002  # sent so by Django
    update_fields: Iterable[str] | None = None,
    **kwargs: Any,
) -> None:
    """Flag a translation that an exercise could not be made of."""
    if not raw and (update_fields is None or "data" in update_fields):
        check_translation(translation=instance)


def _refresh(page: Page) -> None:
    page = page.specific_deferred if type(page) is Page else page
    if isinstance(page, CourseIndexPage):
        renew_catalogue()
    for course_key in find_course_keys(page):
        _recompute_later(refresh_activities(course_key=course_key, at=timezone.now()))


def _recompute_later(course_keys: Iterable[UUID]) -> None:
    for course_key in course_keys:
        recompute_course.delay_on_commit(str(course_key))


@receiver(visit_claimed, dispatch_uid="courses.visit_claimed")
def follow_claim(user_id: int, visitor_id: UUID, at: datetime, **kwargs: Any) -> None:
    """Move what a visitor did to the user who has claimed the visit."""
    claim_visit(user_id=user_id, visitor_id=visitor_id, at=at)


@receiver(personal_data_requested, dispatch_uid="courses.personal_data")
def hand_out_personal_data(user_id: int, **kwargs: Any) -> tuple[str, Any]:
    """Return what is kept of somebody's learning."""
    return "courses", collect_personal_data(user_id=user_id)


@receiver(person_erased, dispatch_uid="courses.person_erased")
def follow_erasure(user_id: int, **kwargs: Any) -> None:
    """Forget where an erased person was in their courses."""
    erase_person(user_id=user_id)


MOST_BEFORE_READING = 2_000


@receiver(learning_recorded, dispatch_uid="courses.learning_recorded")
def follow_learning(user_id: int, **kwargs: Any) -> None:
    """Have what somebody did told as statements, soon."""
    project_person_soon(user_id)


@receiver(statements_wanted, dispatch_uid="courses.statements_wanted")
def store_missing_statements(user_id: int | None, at: datetime, **kwargs: Any) -> None:
    """Store what is missing before statements are read. Of a long backlog, the rest comes soon."""
    if user_id is None:
        statements.project_everybody(at=at, limit=MOST_BEFORE_READING)
    else:
        statements.project_person(user_id=user_id, at=at)


@receiver(course_completed, dispatch_uid="courses.certify")
def follow_completion(user_id: int, course_key: UUID, **kwargs: Any) -> None:
    """See whether a certificate is due."""
    issue_certificate.delay_on_commit(user_id, str(course_key))


@receiver(person_erased, dispatch_uid="courses.holder_erased")
def follow_erasure_of_holder(user_id: int, at: datetime, **kwargs: Any) -> None:
    """Take the name of an erased person from their certificates, and from PDFs still kept."""
    forget_pdfs(forget_holder(user_id=user_id, at=at))
