"""Addresses by the name of the page."""

from django.urls import NoReverseMatch, reverse


def find_url(name: str, *args: object) -> str:
    """Return the address of a named page, or nothing where this installation has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
