"""Whose completions expire soon."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef

from courses.expiry import REMINDER_DAYS, RENEWS_BEFORE, find_due_reminder
from courses.models import CompletionRecord, Enrolment, Reminder


@dataclass(frozen=True, slots=True)
class Expiring:
    """A completion that expires soon, and the reminder that is due: 60, 30 or 7 days before."""

    completion_id: int
    user_id: int
    email: str
    language: str
    course_key: UUID
    course_title: str
    expires_at: datetime
    days: int


def list_expiring(*, at: datetime) -> list[Expiring]:
    """Return the completions of which somebody is to be reminded at ``at``; one query.

    Not those who have begun to renew, nor who was reminded as near to the end before.
    """
    later = Enrolment.objects.filter(
        user_id=OuterRef("user_id"), course_key=OuterRef("course_key"), cycle__gt=OuterRef("cycle")
    )
    completions = (
        CompletionRecord.objects.filter(
            expires_at__gt=at,
            expires_at__lte=at + RENEWS_BEFORE,
            user__is_active=True,
            user__erased_at=None,
        )
        .exclude(Exists(later))
        .annotate(email=F("user__email"), language_of_user=F("user__language"))
        .annotate(
            **{
                f"told_{days}": Exists(
                    Reminder.objects.filter(completion=OuterRef("pk"), days__lte=days)
                )
                for days in REMINDER_DAYS
            }
        )
        .order_by("expires_at", "pk")
    )
    found = []
    for row in completions:
        assert row.expires_at is not None  # noqa: S101  # for the type checker: filtered above
        days = find_due_reminder(row.expires_at, at=at)
        if days is not None and not getattr(row, f"told_{days}"):
            found.append(
                Expiring(
                    completion_id=row.pk,
                    user_id=row.user_id,
                    email=row.email,
                    language=row.language_of_user,
                    course_key=row.course_key,
                    course_title=row.course_title,
                    expires_at=row.expires_at,
                    days=days,
                )
            )
    return found
