"""What stays of somebody who deletes their account: what a city or a business said, no name."""

from datetime import datetime

from django.db import transaction

from uprest.campaigns.models import (
    Action,
    ActionNote,
    Campaign,
    Need,
    NeedSupport,
    Participation,
)


@transaction.atomic
def erase_person(*, user_id: int, at: datetime) -> None:
    """Take somebody's name off campaigns, needs and actions; a need they were writing is free."""
    Need.objects.filter(trainer_id=user_id, state=Need.State.WRITING).update(
        state=Need.State.ASKED, moved_at=at
    )
    for field in ("asked_by", "trainer", "hidden_by"):
        Need.objects.filter(**{field: user_id}).update(**{field: None})
    for field in ("created_by", "started_by", "over_by"):
        Campaign.objects.filter(**{field: user_id}).update(**{field: None})
    Participation.objects.filter(answered_by=user_id).update(answered_by=None)
    NeedSupport.objects.filter(supported_by=user_id).update(supported_by=None)
    ActionNote.objects.filter(by=user_id).update(by=None)
    Action.objects.filter(created_by=user_id).update(created_by=None)
    # who did what is over and done keeps no name either; what is still to do needs a new owner
    Action.objects.filter(owner_id=user_id).update(owner=None)
