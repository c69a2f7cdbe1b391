"""Who may organise an event: the access gate of the city, and its own speakers for the programme.

Everything about people (registrations, lists, check-in) is for the city's officers and for
administrators alone. A trainer who speaks may edit what is said: the event's words, its agenda
and its materials.
"""

from dataclasses import dataclass

from django.http import Http404

from uprest.ecosystem.models import Municipality
from uprest.ecosystem.selectors import access_municipality
from uprest.ecosystem.selectors.gate import Person
from uprest.ecosystem.types import TRAINERS_GROUP, AccessDenied
from uprest.events.models import Event


@dataclass(frozen=True, slots=True)
class Organising:
    """An event that somebody may organise. ``is_officer``: with its people, not only its words."""

    event: Event
    is_officer: bool

    @property
    def municipality(self) -> Municipality:
        """The city of the event."""
        return self.event.municipality


def access_event(*, user: Person, slug: str, event_id: int) -> Event:
    """Return the event of a city to its officer or an administrator; at most three queries.

    :raises AccessDenied: for everybody else, and where there is no such city.
    :raises Http404: if the city has no such event.
    """
    municipality = access_municipality(user=user, slug=slug)
    event = Event.objects.filter(municipality=municipality, pk=event_id).first()
    if event is None:
        raise Http404
    event.municipality = municipality
    return event


def access_programme(*, user: Person, slug: str, event_id: int) -> Organising:
    """Return the event to its officers, and to a trainer who speaks there.

    :raises AccessDenied: for everybody else.
    :raises Http404: if the city has no such event.
    """
    try:
        return Organising(access_event(user=user, slug=slug, event_id=event_id), is_officer=True)
    except AccessDenied:
        if not (user.is_authenticated and user.is_active):
            raise
        spoken = Event.objects.filter(
            pk=event_id,
            municipality__slug=slug,
            speakers__user=user,
            speakers__user__groups__name=TRAINERS_GROUP,
        )
        event = spoken.select_related("municipality").distinct().first()
        if event is None:
            raise
        return Organising(event, is_officer=False)
