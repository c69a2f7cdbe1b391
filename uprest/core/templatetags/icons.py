"""``{% icon "clock" %}``: an icon, inline."""

import logging

from django import template
from django.conf import settings
from django.utils.safestring import SafeString

from uprest.core.icons import UnknownIconError, icon_svg

register = template.Library()
logger = logging.getLogger(__name__)


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return an icon of Lucide by its name.

    An unknown name is an error where people develop and test (``UPREST_STRICT_ICONS``, by default
    the value of ``DEBUG``). A visitor gets the page without the picture, and the log a line.
    """
    try:
        # the markup comes from the installed package, never from people
        return SafeString(icon_svg(name))
    except UnknownIconError:
        if getattr(settings, "UPREST_STRICT_ICONS", settings.DEBUG):
            raise
        logger.exception("A template asked for an icon that does not exist")
        return SafeString("")
