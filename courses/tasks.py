"""Background work of courses."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from courses.services.rebuilding import recompute_course as recompute


@shared_task(name="courses.tasks.recompute_course")
def recompute_course(course_key: str) -> int:
    """Complete whoever has done all that a changed course asks for; return how many changed."""
    return recompute(course_key=UUID(course_key), at=timezone.now())
