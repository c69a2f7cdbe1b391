"""Background work of courses."""

from uuid import UUID

from celery import shared_task
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from courses.services import statements
from courses.services.certificates import issue_certificate as issue
from courses.services.rebuilding import recompute_course as recompute
from courses.services.regrade_orders import carry_out_regrade
from courses.services.reminders import remind_everybody
from uprest.notifications.seasons import Season


@shared_task(name="courses.tasks.recompute_course")
def recompute_course(course_key: str) -> int:
    """Complete whoever has done all that a changed course asks for; return how many changed."""
    return recompute(course_key=UUID(course_key), at=timezone.now())


@shared_task(name="courses.tasks.send_reminders")
def send_reminders() -> int:
    """Remind whoever has a course that expires, not in the quiet season; return how many."""
    return remind_everybody(at=timezone.now(), quiet=Season.read(settings.UPREST_QUIET_SEASON))


@shared_task(name="courses.tasks.score_again")
def score_again(order_id: int) -> None:
    """Score answers again as a trainer ordered; an order that is done is left as it is."""
    carry_out_regrade(order_id=order_id, at=timezone.now())


WINDOW = 30
"""Seconds in which all that somebody does becomes one task."""


def project_person_soon(user_id: int) -> None:
    """Enqueue ``project_person``, once for all that the person does in the next seconds."""
    # The mark goes a little before the task runs: what comes in between has a task of its own.
    if cache.add(f"courses.project_person.{user_id}", 1, timeout=WINDOW - 5):
        project_person.apply_async(args=[user_id], countdown=WINDOW)


@shared_task(name="courses.tasks.project_person")
def project_person(user_id: int) -> int:
    """Store the statements of one person that are missing; return how many."""
    return statements.project_person(user_id=user_id, at=timezone.now())


@shared_task(name="courses.tasks.project_statements")
def project_statements(*, late: bool = False) -> int:
    """Store the statements of everybody that are missing; return how many.

    Runs every ten minutes, for whom no task was enqueued or whose task was lost; once a day
    also for what became somebody's ``late``: a visit is claimed days after.
    """
    overlap = statements.get_longest_delay() if late else statements.MARGIN
    return statements.project_everybody(at=timezone.now(), overlap=overlap)


@shared_task(name="courses.tasks.issue_certificate")
def issue_certificate(user_id: int, course_key: str) -> None:
    """Certify a course that somebody has completed, if they have proven it."""
    issue(user_id=user_id, course_key=UUID(course_key), at=timezone.now())
