"""Saving a city with the colours that follow from its brand colour."""

from functools import cache
from hashlib import sha256

from uprest.core.theme import DEFAULT_BRAND, build_theme, normalise_colour, theme_css
from uprest.ecosystem.models import Municipality

HASH_LENGTH = 12


def save_city(*, city: Municipality) -> Municipality:
    """Save ``city``, new or known, and compute its theme from its brand colour.

    :raises ValueError: if the brand colour is not a colour.
    """
    set_theme(city=city)
    city.save()
    return city


def set_theme(*, city: Municipality) -> None:
    """Compute the theme of ``city`` from its brand colour, without saving.

    :raises ValueError: if the brand colour is not a colour.
    """
    city.brand_colour = normalise_colour(city.brand_colour)
    city.theme_css = theme_css(build_theme(city.brand_colour))
    city.theme_hash = hash_theme(city.theme_css)


def hash_theme(css: str) -> str:
    """Return the few letters that name one version of a theme in its address."""
    return sha256(css.encode()).hexdigest()[:HASH_LENGTH]


@cache
def get_default_theme() -> tuple[str, str]:
    """Return stylesheet and hash of the house's own theme, which holds where no city is shown."""
    css = theme_css(build_theme(DEFAULT_BRAND))
    return css, hash_theme(css)
