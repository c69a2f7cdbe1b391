"""What happens in the learning record when pages and people change."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
)

from courses.models import CourseIndexPage, CoursePage, LessonPage
from courses.services.activities import find_course_keys, refresh_activities, renew_catalogue
from courses.services.tree import repair_child_count
from courses.services.visits import claim_visit, collect_personal_data, erase_person
from courses.tasks import recompute_course
from uprest.accounts.signals import person_erased, personal_data_requested, visit_claimed


@receiver(page_published, dispatch_uid="courses.published")
@receiver(page_unpublished, dispatch_uid="courses.unpublished")
@receiver(page_slug_changed, dispatch_uid="courses.slug_changed")
@receiver(post_page_move, dispatch_uid="courses.moved")
def follow_pages(instance: Page, **kwargs: Any) -> None:
    """Bring activities in line with a page that was published, taken down, renamed or moved."""
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
    page = LessonPage.objects.filter(pk=instance.page_id).first()
    if page is not None:
        _refresh(page)


def _refresh(page: Page) -> None:
    page = page.specific_deferred if type(page) is Page else page
    if isinstance(page, CourseIndexPage):
        renew_catalogue()
    for course_key in find_course_keys(page):
        _recompute_later(refresh_activities(course_key=course_key))


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
