"""Models of events."""

from uprest.events.models.events import (
    AgendaItem,
    Event,
    Format,
    Material,
    Place,
    Speaker,
    State,
)
from uprest.events.models.registrations import CheckIn, Registration

__all__ = [
    "AgendaItem",
    "CheckIn",
    "Event",
    "Format",
    "Material",
    "Place",
    "Registration",
    "Speaker",
    "State",
]
