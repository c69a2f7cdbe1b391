"""What accounts change in Wagtail's admin."""

from typing import Any

from django.utils import timezone
from wagtail import hooks
from wagtail.users.views.bulk_actions import DeleteBulkAction

from uprest.accounts.models import User
from uprest.accounts.services import erase_person


# Registered after Wagtail's own action of the same name, which it replaces.
@hooks.register("register_bulk_action", order=1000)
class EraseBulkAction(DeleteBulkAction):
    """Erases the selected people: others rely on what was counted, so no row is deleted."""

    models = [User]

    @classmethod
    def execute_action(cls, objects: list[User], **kwargs: Any) -> tuple[int, int]:
        """Leave tombstones and return how many."""
        for user in objects:
            erase_person(user_id=user.pk, at=timezone.now())
        return len(objects), 0
