"""Telling people what becomes of an event that they are registered for."""

from collections.abc import Collection, Iterable
from datetime import datetime

from uprest.events.models import Event, Registration
from uprest.events.selectors.words import describe_when, lazystr_of, tell_later
from uprest.notifications.services import notify

HERE = (Registration.State.REGISTERED, Registration.State.WAITING)


def tell(
    *,
    event: Event,
    user_ids: Collection[int],
    kind: str,
    occasion: str,
    at: datetime,
    words: dict[str, object] | None = None,
) -> int:
    """Send a message about an event to people; return how many it reached.

    ``occasion`` tells this message from others of its kind: the same one never reaches anybody
    twice. Texts of the event are in each reader's language.
    """
    if not user_ids:
        return 0
    language = event.municipality.language
    context = {
        "title": tell_later(event, "title", city_language=language),
        "city": event.municipality.name,
        "when": lazystr_of(lambda: describe_when(event.starts_at, event.ends_at, event.time_zone)),
        **(words or {}),
    }
    return notify(
        user_ids=list(user_ids),
        kind=f"events.{kind}",
        key=f"events.{kind}:{event.pk}:{occasion}",
        context=context,
        to=("events:event", event.pk),
        at=at,
    )


def tell_everybody(
    *, event: Event, kind: str, occasion: str, at: datetime, words: dict[str, object] | None = None
) -> int:
    """Send a message to all who have a seat or wait for one."""
    return tell(
        event=event,
        user_ids=list_user_ids(event=event, states=HERE),
        kind=kind,
        occasion=occasion,
        at=at,
        words=words,
    )


def list_user_ids(*, event: Event, states: Iterable[str], place_id: int | None = None) -> list[int]:
    """Return who is registered at an event, or at one place of it, in one of ``states``."""
    rows = Registration.objects.filter(event=event, state__in=list(states))
    if place_id is not None:
        rows = rows.filter(place_id=place_id)
    return list(rows.order_by("user_id").values_list("user_id", flat=True))
