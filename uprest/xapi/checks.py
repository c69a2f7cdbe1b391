"""Settings that would be found wrong only when the first statement is kept or sent."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured

from uprest.xapi.services.forwarding import read_url
from uprest.xapi.verbs import VERBS


@register
def check_settings(**kwargs: Any) -> list[CheckMessage]:
    """Find verbs that do not exist, and an address that is not safe."""
    found: list[CheckMessage] = [
        Error(f"UPREST_XAPI_VERBS: there is no verb “{name}”.", id="xapi.E001")
        for name in settings.UPREST_XAPI_VERBS
        if name not in VERBS
    ]
    try:
        if settings.UPREST_LRS_URL:
            read_url()
    except ImproperlyConfigured as error:
        found.append(Error(str(error), id="xapi.E002"))
    return found
