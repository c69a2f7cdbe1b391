"""What is kept of somebody at events."""

from typing import Any

from uprest.events.models import CheckIn, Registration, Speaker


def export_person(*, user_id: int) -> dict[str, list[dict[str, Any]]]:
    """Return what this package knows of somebody, ready to be written as JSON (three queries)."""
    registrations = Registration.objects.filter(user_id=user_id).select_related("event", "place")
    check_ins = CheckIn.objects.filter(registration__user_id=user_id).select_related(
        "registration__event"
    )
    speakers = Speaker.objects.filter(user_id=user_id).select_related("event")
    return {
        "registrations": [
            {
                "event": row.event.title,
                "starts_at": row.event.starts_at.isoformat(),
                "place": row.place.name,
                "state": row.state,
                "name": row.name,
                "needs": row.needs,
                "registered_at": row.registered_at.isoformat(),
            }
            for row in registrations.order_by("registered_at", "pk")
        ],
        "check_ins": [
            {
                "event": row.registration.event.title,
                "method": row.method,
                "at": row.at.isoformat(),
                "undone_at": row.undone_at.isoformat() if row.undone_at else None,
                "recorded_at": row.recorded_at.isoformat() if row.recorded_at else None,
            }
            for row in check_ins.order_by("at", "pk")
        ],
        "speaks_at": [
            {"event": row.event.title, "name": row.name, "role": row.role}
            for row in speakers.order_by("pk")
        ],
    }
