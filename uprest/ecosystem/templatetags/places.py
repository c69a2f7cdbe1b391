"""The pages of one city for its officers, and of one business for who leads it."""

from typing import Any

from django import template
from django.utils.translation import gettext

from uprest.core.addresses import find_url
from uprest.ecosystem.models import Municipality, Organisation
from uprest.ecosystem.types import NavItem

register = template.Library()


@register.inclusion_tag("components/sub_nav.html")
def city_nav(municipality: Municipality, current: str) -> dict[str, Any]:
    """Show the pages of a city. ``current`` is the key of the page that is open."""
    slug = municipality.slug
    places = [
        ("figures", find_url("reporting:city", slug), gettext("Figures")),
        ("changes", find_url("reporting:changes", slug), gettext("Over time")),
        ("compare", find_url("reporting:compare", slug), gettext("Compare cities")),
        ("campaigns", find_url("campaigns:campaigns", slug), gettext("Campaigns")),
        ("actions", find_url("campaigns:actions", slug), gettext("Actions")),
        ("needs", find_url("campaigns:needs", slug), gettext("Need board")),
        ("events", find_url("events:city_events", slug), gettext("Events")),
        ("needed_levels", find_url("skills_gap:city_needs", slug), gettext("Needed levels")),
        ("businesses", find_url("ecosystem:register", slug), gettext("Businesses")),
        ("practices", find_url("practices:adaptations", slug), gettext("Good practices")),
        ("plan", find_url("practices:plans", slug), gettext("Digital plan")),
        ("exports", find_url("reporting:exports", slug), gettext("Reports and data")),
    ]
    return {"items": _list_items(places, current), "label": gettext("Pages of the city")}


@register.inclusion_tag("components/sub_nav.html")
def team_nav(business: Organisation, current: str, is_owner: bool) -> dict[str, Any]:  # noqa: FBT001
    """Show the pages of a business. ``current`` is the key of the page that is open."""
    number = business.pk
    places = [
        ("team", find_url("reporting:team", number), gettext("Team")),
        ("plan", find_url("skills_gap:assignments", number), gettext("Plan")),
        ("needs", find_url("skills_gap:needs", number), gettext("Our needs")),
        ("from_city", find_url("campaigns:business", number), gettext("From the city")),
        ("invite", find_url("ecosystem:invite", number), gettext("Invite")),
    ]
    if is_owner:
        places += [
            ("members", find_url("ecosystem:members", number), gettext("Members")),
            ("city", find_url("ecosystem:known_to_city", number), gettext("What the city knows")),
        ]
    return {"items": _list_items(places, current), "label": gettext("Pages of the business")}


def _list_items(places: list[tuple[str, str, str]], current: str) -> list[NavItem]:
    return [
        NavItem(url=url, label=label, icon="", current=key == current)
        for key, url, label in places
        if url
    ]
