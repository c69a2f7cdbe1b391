"""What this package knows of one person."""

from typing import Any

from uprest.campaigns.models import (
    Action,
    ActionNote,
    Campaign,
    Need,
    NeedSupport,
    Participation,
)


def export_person(*, user_id: int) -> dict[str, list[dict[str, Any]]]:
    """Return what this package knows of somebody, ready to be written as JSON (seven queries)."""
    return {
        "campaigns_written": [
            {"city": row.municipality.name, "state": row.state, "at": row.created_at.isoformat()}
            for row in Campaign.objects.filter(created_by=user_id)
            .select_related("municipality")
            .order_by("pk")
        ],
        "answers_for_a_business": [
            {
                "business": row.organisation.name,
                "campaign": row.campaign_id,
                "answer": row.answer,
                "at": row.answered_at.isoformat() if row.answered_at else None,
            }
            for row in Participation.objects.filter(answered_by=user_id)
            .select_related("organisation")
            .order_by("pk")
        ],
        "modules_asked_for": [_describe_need(row) for row in _list_needs(asked_by=user_id)],
        "modules_taken_as_trainer": [_describe_need(row) for row in _list_needs(trainer=user_id)],
        "modules_needed_too": [
            {"business": row.organisation.name, "at": row.supported_at.isoformat()}
            for row in NeedSupport.objects.filter(supported_by=user_id)
            .select_related("organisation")
            .order_by("pk")
        ],
        "actions": [
            {
                "city": row.municipality.name,
                "title": row.title,
                "state": row.state,
                "due_on": row.due_on.isoformat() if row.due_on else None,
            }
            for row in Action.objects.filter(owner=user_id)
            .select_related("municipality")
            .order_by("pk")
        ],
        "notes_on_actions": [
            {
                "action": row.action.title,
                "text": row.text,
                "state": row.state,
                "at": row.written_at.isoformat(),
            }
            for row in ActionNote.objects.filter(by=user_id).select_related("action")
        ],
    }


def _list_needs(**who: int) -> list[Need]:
    return list(Need.objects.filter(**who).select_related("municipality").order_by("pk"))


def _describe_need(row: Need) -> dict[str, Any]:
    return {
        "city": row.municipality.name,
        "words": row.words,
        "why": row.why,
        "state": row.state,
        "at": row.asked_at.isoformat(),
    }
