"""What this package does when messages are written, or when accounts announce something."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.dispatch import receiver

from uprest.accounts.signals import person_erased, personal_data_requested
from uprest.notifications.selectors import export_person
from uprest.notifications.services.wishes import erase_person
from uprest.notifications.signals import mails_due
from uprest.notifications.tasks import send_mails


@receiver(mails_due)
def enqueue_mails(
    *, notification_ids: Sequence[UUID], address_ids: Sequence[int], **_kwargs: Any
) -> None:
    """Let the queue send mails that may go out now."""
    send_mails.delay([str(one) for one in notification_ids], list(address_ids))


@receiver(person_erased)
def delete_messages(*, user_id: int, **_kwargs: Any) -> None:
    """Delete the messages of somebody who deletes their account."""
    erase_person(user_id=user_id)


@receiver(personal_data_requested)
def hand_over_messages(*, user_id: int, **_kwargs: Any) -> tuple[str, object]:
    """Return the section "notifications" of somebody's data as a file."""
    return "notifications", export_person(user_id=user_id)
