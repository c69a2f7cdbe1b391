"""The messages that this package sends."""

from uprest.notifications.kinds import Kind, register
from uprest.notifications.types import Group

INVITED = "campaigns.invited"
OVER = "campaigns.over"
NEED = "campaigns.need"
ACTION_GIVEN = "campaigns.action_given"
ACTION_DUE = "campaigns.action_due"


def register_kinds() -> None:
    """Make the kinds of messages known."""
    folder = "campaigns/notifications"
    register(
        Kind(code=INVITED, group=Group.CITY, template=f"{folder}/invited.txt"),
        Kind(code=OVER, group=Group.CITY, template=f"{folder}/over.txt"),
        Kind(code=NEED, group=Group.CITY, template=f"{folder}/need.txt"),
        Kind(code=ACTION_GIVEN, group=Group.CITY, template=f"{folder}/action_given.txt"),
        Kind(code=ACTION_DUE, group=Group.CITY, template=f"{folder}/action_due.txt"),
    )
