"""How far a learning record has been read."""

from datetime import datetime

from uprest.xapi.models import Actor, Watermark


def get_read_through(*, user_id: int) -> datetime | None:
    """Return until when somebody's record has been read; nothing if it should be read anew."""
    return Actor.objects.filter(user_id=user_id).values_list("read_through", flat=True).first()


def get_watermarks() -> dict[str, datetime]:
    """Return until when rows have been read for everybody, by what they are called."""
    return dict(Watermark.objects.values_list("pk", "through"))
