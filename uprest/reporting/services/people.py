"""What is left of somebody who deletes their account."""

from django.db import transaction

from uprest.reporting.models import CouncilReport, OpenData, Release, ReleaseOrder, Withdrawal


@transaction.atomic
def erase_person(*, user_id: int) -> None:
    """Take somebody's name off what they ordered and decided for a city, which stays."""
    Release.objects.filter(taken_by=user_id).update(taken_by=None)
    ReleaseOrder.objects.filter(ordered_by=user_id).update(ordered_by=None)
    CouncilReport.objects.filter(ordered_by=user_id).update(ordered_by=None)
    OpenData.objects.filter(changed_by=user_id).update(changed_by=None)
    Withdrawal.objects.filter(withdrawn_by=user_id).update(withdrawn_by=None)
