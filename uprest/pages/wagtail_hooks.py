"""What happens before a page is shown."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.models import Page

from uprest.ecosystem.middleware import choose_city
from uprest.pages.models import CityPage


@hooks.register("before_serve_page")
def show_city(page: Page, request: HttpRequest, args: list[Any], kwargs: dict[str, Any]) -> None:
    """Show the name and colours of a city from when its door is opened."""
    if isinstance(page, CityPage):
        choose_city(request, page.municipality)
