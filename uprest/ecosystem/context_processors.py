"""The frame of every page: city, colours, navigation, language switch."""

from typing import Any

from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's variables."""
    return {"city": getattr(request, "city", None)}
