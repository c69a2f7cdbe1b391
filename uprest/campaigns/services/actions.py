"""Actions of a city: written, given to an officer, moved on, remembered."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from uprest.accounts.models import User
from uprest.campaigns.models import Action, ActionNote, Campaign
from uprest.campaigns.selectors.releases import find_release
from uprest.campaigns.services.telling import tell_due, tell_new_owner
from uprest.campaigns.types import ActionContent
from uprest.ecosystem.models import Municipality, OfficerRole
from uprest.ecosystem.types import AccessDenied

State = Action.State
STILL_TO_DO = (State.OPEN, State.DOING)


@transaction.atomic
def create_action(
    *, municipality: Municipality, content: ActionContent, token: UUID, by: User, at: datetime
) -> Action:
    """Write an action and tell its owner, unless that is who wrote it. Twice makes one.

    :raises AccessDenied: if owner, campaign or token belong to another city.
    """
    known = Action.objects.filter(token=token).first()
    if known is not None:
        if known.municipality_id != municipality.pk:
            raise AccessDenied
        return known
    action = Action(municipality=municipality, token=token, created_at=at, created_by=by)
    _write(action, content)
    if action.owner_id != by.pk:
        tell_new_owner(action=action, at=at)
    return action


@transaction.atomic
def edit_action(*, action: Action, content: ActionContent, by: User, at: datetime) -> Action:
    """Change an action; a new owner is told.

    :raises AccessDenied: if owner or campaign belong to another city.
    """
    found = _lock(action)
    owner_before = found.owner_id
    _write(found, content)
    if found.owner_id not in (owner_before, by.pk):
        tell_new_owner(action=found, at=at)
    return found


def _write(action: Action, content: ActionContent) -> None:
    city = action.municipality
    if not OfficerRole.objects.filter(municipality=city, user_id=content.owner_id).exists():
        raise AccessDenied
    campaigns = Campaign.objects.filter(municipality=city)
    if content.campaign_id is not None and not campaigns.filter(pk=content.campaign_id).exists():
        raise AccessDenied
    if content.release_id is not None:
        release = find_release(municipality=city, release_id=content.release_id)
        if release is None:
            raise AccessDenied
    action.title, action.finding = content.title, content.finding
    action.owner_id, action.due_on = content.owner_id, content.due_on
    action.release_id, action.campaign_id = content.release_id, content.campaign_id
    action.event = content.event
    action.save()


@transaction.atomic
def add_note(*, action: Action, text: str, state: str, by: User, at: datetime) -> Action:
    """Add a note, and move the action to ``state``. Nothing to say and no new state adds nothing.

    :raises ValueError: if ``state`` is no value of ``Action.State``.
    """
    found = _lock(action)
    new_state = State(state)
    is_moved = found.state != new_state
    last = found.notes.order_by("-written_at", "-pk").first()
    is_same = last is not None and not is_moved and last.text == text and last.by_id == by.pk
    if not (text or is_moved) or is_same:
        return found
    ActionNote.objects.create(
        action=found, text=text, state=new_state if is_moved else "", by=by, written_at=at
    )
    if is_moved:
        found.state = new_state
        found.save(update_fields=["state"])
    return found


def remind_of_actions(*, at: datetime) -> int:
    """Remind the owners of actions that are due today or were due; once for each due date."""
    due = Action.objects.filter(
        state__in=STILL_TO_DO, due_on__lte=localdate(at), owner__isnull=False
    ).select_related("municipality")
    return sum(tell_due(action=action, at=at) for action in due)


def _lock(action: Action) -> Action:
    return (
        Action.objects.select_for_update(of=("self",))
        .select_related("municipality")
        .get(pk=action.pk)
    )
