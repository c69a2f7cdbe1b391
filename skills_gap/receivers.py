"""What the skills check does when accounts announce something; one service each.

They run inside the transaction of the announcement: the next page shows the result.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext

from skills_gap.selectors.counted import list_answering
from skills_gap.services import ownership
from skills_gap.services.paths import replan_path
from uprest.accounts.signals import (
    consent_withdrawn,
    language_changed,
    minutes_changed,
    person_erased,
    personal_data_requested,
    visit_claimed,
)
from uprest.accounts.types import Learner
from uprest.ecosystem.signals import participation_requested


@receiver(visit_claimed, dispatch_uid="skills_gap.claim_visit")
def claim_visit(user_id: int, visitor_id: UUID, at: datetime, **kwargs: Any) -> None:
    """Move what the visitor answered into the account."""
    ownership.claim_visit(user_id=user_id, visitor_id=visitor_id, at=at)


@receiver(personal_data_requested, dispatch_uid="skills_gap.personal_data")
def collect_personal_data(user_id: int, **kwargs: Any) -> tuple[str, Any]:
    """Answer with everything that the person answered, and what was made of it."""
    return "skills_check", ownership.collect_everything(user_id=user_id)


@receiver(person_erased, dispatch_uid="skills_gap.erase_answers")
def erase_answers(user_id: int, **kwargs: Any) -> None:
    """Delete the person's answers."""
    ownership.erase_answers(user_id=user_id)


@receiver(consent_withdrawn, dispatch_uid="skills_gap.stop_counting")
def stop_counting(
    user_id: int | None, visitor_id: UUID | None, code: str, subject_key: str, **kwargs: Any
) -> None:
    """Remove the copies that the consent allowed."""
    learner = Learner(user_id=user_id, visitor_id=visitor_id)
    ownership.stop_counting(learner=learner, code=code, subject_key=subject_key)


@receiver(participation_requested, dispatch_uid="skills_gap.count_answering")
def count_answering(municipality_id: int, **kwargs: Any) -> tuple[str, frozenset[int]]:
    """Answer with the businesses that somebody's answers count for."""
    return gettext("Have counted answers"), list_answering(municipality_id=municipality_id)


@receiver(language_changed, dispatch_uid="skills_gap.language_changed")
@receiver(minutes_changed, dispatch_uid="skills_gap.minutes_changed")
def replan(user_id: int, **kwargs: Any) -> None:
    """Plan the path anew for the language and the minutes that hold now."""
    replan_path(user_id=user_id, at=timezone.now())
