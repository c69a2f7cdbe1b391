"""Reminding people of what expires: 60, 30 and 7 days before, each once."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from courses.models import Reminder
from courses.selectors.expiring import Expiring, list_expiring
from courses.selectors.pages import find_courses
from courses.types import EXPIRING
from uprest.notifications.seasons import Season
from uprest.notifications.services import notify


def remind_everybody(*, at: datetime, quiet: Season | None) -> int:
    """Send the reminders that are due; none in the quiet season. Return how many were sent."""
    if quiet is not None and quiet.has(timezone.localdate(at)):
        return 0
    return sum(remind(expiring=one, at=at) for one in list_expiring(at=at))


def remind(*, expiring: Expiring, at: datetime) -> bool:
    """Send one reminder in the person's language; return whether it was not sent before."""
    try:
        with transaction.atomic():
            Reminder.objects.create(
                completion_id=expiring.completion_id, days=expiring.days, sent_at=at
            )
            _write(expiring, at)
    except IntegrityError:  # another run was quicker
        return False
    return True


def _write(expiring: Expiring, at: datetime) -> None:
    pages = find_courses(course_keys=[expiring.course_key], language=expiring.language)
    page = pages.get(expiring.course_key)
    notify(
        user_ids=[expiring.user_id],
        kind=EXPIRING,
        key=f"{EXPIRING}:{expiring.completion_id}:{expiring.days}",
        context={
            "title": page.title if page else expiring.course_title,
            "expires_at": expiring.expires_at,
            "is_offered": page is not None,
        },
        to=page.get_url() if page else None,
        at=at,
    )
