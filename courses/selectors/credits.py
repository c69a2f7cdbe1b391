"""Where what counts came from, and how long it counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from courses.expiry import is_expired, may_renew
from courses.models import Attempt, Enrolment
from courses.selectors.catalogue import list_modules
from courses.selectors.records import ActivityRow


@dataclass(frozen=True, slots=True)
class Credit:
    """That something in a lesson was done before its course was taken, or marked by a trainer.

    ``course_title`` names the course in which it was done, where that was another one.
    """

    at: datetime
    by_trainer: bool
    course_title: str = ""


@dataclass(frozen=True, slots=True)
class Validity:
    """How long a completion counts: the present one's, or the one's that is being renewed."""

    expires_at: datetime
    is_expired: bool
    may_renew: bool
    is_renewing: bool


def build_validity(enrolment: Enrolment | None, *, at: datetime) -> Validity | None:
    """Return how long what somebody has completed counts (see ``read_enrolments``)."""
    own: datetime | None = getattr(enrolment, "expires_at", None)
    before: datetime | None = getattr(enrolment, "renewed_from", None)
    expires_at = own or before
    if expires_at is None:
        return None
    return Validity(
        expires_at=expires_at,
        is_expired=is_expired(expires_at, at=at),
        may_renew=may_renew(own, at=at),
        is_renewing=own is None,
    )


def find_credits(
    *, rows: Sequence[ActivityRow], enrolment: Enrolment | None, language: str
) -> dict[UUID, Credit]:
    """Return by lesson what was credited: a query only where something was."""
    if enrolment is None:
        return {}
    early = {
        row.id: row
        for row in rows
        if row.done_at is not None
        and (row.done_at < enrolment.enrolled_at or row.done_at == row.granted_at)
    }
    if not early:
        return {}
    titles = _find_titles(early, enrolment, language)
    found: dict[UUID, Credit] = {}
    for row in early.values():
        assert row.done_at is not None  # noqa: S101  # for the type checker: chosen above
        known = found.get(row.lesson_key)
        if known is None or known.at < row.done_at:
            is_granted = row.done_at == row.granted_at
            found[row.lesson_key] = Credit(row.done_at, is_granted, titles.get(row.id, ""))
    return found


def _find_titles(
    early: dict[int, ActivityRow], enrolment: Enrolment, language: str
) -> dict[int, str]:
    """Return the title of the other course in which each was done, as far as it was another."""
    elsewhere = dict(
        Attempt.objects.filter(
            user_id=enrolment.user_id,
            activity_id__in=early,
            cycle=enrolment.cycle,
            course_key__isnull=False,
        )
        .exclude(course_key=enrolment.course_key)
        .values_list("activity_id", "course_key")
    )
    if not elsewhere:
        return {}
    modules = {module.course_key: module.title for module in list_modules(language=language)}
    return {pk: modules.get(key, "") for pk, key in elsewhere.items() if key is not None}
