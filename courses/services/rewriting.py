"""Writing down anew what the log says: after a correction, and to put right what differs."""

from dataclasses import asdict
from typing import Any

from django.db import transaction

from courses.models import ItemState, TestedLevel
from courses.selectors.log import Place, read_confirmed_level, read_place


@transaction.atomic
def write_state(place: Place) -> None:
    """Make a state what the log says, which may be lower than it was."""
    here: dict[str, Any] = {
        **place.learner.owner,
        "activity_id": place.activity_id,
        "cycle": place.cycle,
    }
    ItemState.objects.get_or_create(**here)
    # who answers just now waits, and is in the log afterwards
    states = ItemState.objects.filter(**here)
    list(states.select_for_update())
    values = read_place(place)
    if values is None:
        states.delete()
    else:
        states.update(**asdict(values))


@transaction.atomic
def write_confirmed_level(*, user_id: int, skill_id: int, kind: str) -> None:
    """Make a confirmed level, or one of prior learning, what the log says."""
    here: dict[str, Any] = {"user_id": user_id, "skill_id": skill_id, "kind": kind}
    found = read_confirmed_level(**here)
    if found is None:
        TestedLevel.objects.filter(**here).delete()
        return
    TestedLevel.objects.update_or_create(
        **here,
        defaults={
            "level": found.level,
            "shown_at": found.confirmed_at,
            "shown_by": f"confirmation:{found.pk}",
        },
    )
