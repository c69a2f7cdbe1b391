"""Small things that the pages of signing in show."""

from django import template
from django.conf import settings
from django.urls import reverse

register = template.Library()


@register.simple_tag
def demo_mails_url() -> str:
    """Return where the demo shows its mails; nothing on a real site, which sends them."""
    return reverse("demo:mails") if settings.UPREST_DEMO else ""
