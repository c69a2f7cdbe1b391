"""The pages of one event for its organisers."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext

from uprest.ecosystem.types import NavItem
from uprest.events.models import Event

register = template.Library()


@register.inclusion_tag("components/sub_nav.html")
def event_nav(event: Event, current: str, is_officer: bool) -> dict[str, Any]:  # noqa: FBT001
    """Show the pages of an event. ``current`` is the name of the page that is open."""
    pages = [
        ("manage", gettext("Overview")),
        ("edit", gettext("Edit the event")),
        ("agenda", gettext("Agenda and speakers")),
        ("materials", gettext("Materials")),
    ]
    if is_officer:
        pages[2:2] = [("places", gettext("Places and seats"))]
        pages += [
            ("registrations", gettext("Registrations")),
            ("check_in_list", gettext("Check-in")),
        ]
    args = (event.municipality.slug, event.pk)
    items = [
        NavItem(
            url=reverse(f"events:{name}", args=args), label=label, icon="", current=name == current
        )
        for name, label in pages
    ]
    return {"items": items, "label": gettext("Pages of the event")}
