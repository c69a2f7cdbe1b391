"""What the pages of the library show; each tag asks one selector."""

from typing import Any

from django import template
from django.utils.translation import get_language

from uprest.ecosystem.middleware import read_roles
from uprest.practices.selectors.library import Library, search_library
from uprest.practices.selectors.practices import PracticeView, get_practice

register = template.Library()


@register.simple_tag(takes_context=True)
def library(context: dict[str, Any]) -> Library:
    """Return the practices that the request's address asks for."""
    return search_library(params=context["request"].GET, language=get_language() or "en")


@register.simple_tag(takes_context=True)
def practice_view(context: dict[str, Any]) -> PracticeView:
    """Return what the page of a practice shows."""
    return get_practice(page=context["page"])


@register.simple_tag(takes_context=True)
def may_transfer(context: dict[str, Any]) -> bool:
    """Whether the reader works for a city; nobody does in the editor's preview."""
    request = context["request"]
    if getattr(request, "is_preview", False):
        return False
    return bool(read_roles(request).municipalities)
