"""Where learners are in contents."""

from typing import Any

from uprest.h5p.models import SavedState


def read_states(*, learner_key: str, content_id: int) -> dict[str, dict[str, str]]:
    """Return what the player starts with: for each part of the content, data by its type."""
    states: dict[str, dict[str, str]] = {"0": {}}
    if learner_key:
        for row in SavedState.objects.filter(learner_key=learner_key, content_id=content_id):
            states.setdefault(row.sub_content_id, {})[row.data_type] = row.data
    return states


def collect_states(*, learner: str) -> list[dict[str, Any]]:
    """Return all states of a learner, ready for JSON."""
    rows = SavedState.objects.filter(learner_key__startswith=f"{learner}/").order_by("saved_at")
    return [
        {
            "content": row.content.title,
            "part": row.sub_content_id,
            "type": row.data_type,
            "data": row.data,
            "saved_at": row.saved_at.isoformat(),
        }
        for row in rows.select_related("content")
    ]
