"""What the landing page shows besides its own words."""

from typing import Any

from django import template
from django.utils.translation import get_language

from uprest.pages.selectors import Landing, get_landing

register = template.Library()


@register.simple_tag(takes_context=True)
def landing(context: dict[str, Any]) -> Landing:
    """Return the example shape and the cities' doors in the page's language."""
    return get_landing(request=context["request"], language=get_language() or "en")
