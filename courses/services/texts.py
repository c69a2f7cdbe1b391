"""What learners write in their own words."""

from datetime import datetime
from typing import Any

from courses.models import LearnerText
from uprest.accounts.types import Learner


def keep_text(*, learner: Learner, activity_id: int, text: str, at: datetime) -> None:
    """Keep what the learner wrote in an activity, in place of what they wrote there before."""
    here: dict[str, Any] = {**learner.owner, "activity_id": activity_id}
    LearnerText.objects.update_or_create(**here, defaults={"text": text, "written_at": at})
