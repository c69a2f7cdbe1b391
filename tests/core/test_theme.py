import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uprest.core.theme import (
    DEFAULT_BRAND,
    HOUSE_YELLOW,
    build_theme,
    measure_contrast,
    normalise_colour,
    theme_css,
)

CORNERS = {
    "pine": DEFAULT_BRAND,
    "sea": "#0a6ebd",
    "coral": "#e4572e",
    "gold": "#f2b705",
    "pink": "#ff4fa3",
    "lime": "#b6ff00",
    "red": "#ff0000",
    "green": "#00ff00",
    "blue": "#0000ff",
    "cyan": "#00ffff",
    "yellow": "#ffff00",
    "black": "#000000",
    "white": "#ffffff",
    "grey": "#808080",
}


def unmet(colour):
    return [result for result in measure_contrast(build_theme(colour)) if not result.is_met]


@pytest.mark.parametrize("colour", CORNERS.values(), ids=CORNERS.keys())
def test_contrast_holds_for_corner_colours(colour):
    assert unmet(colour) == []


@settings(max_examples=60, deadline=None)
@given(st.integers(min_value=0, max_value=0xFFFFFF))
def test_contrast_holds_for_any_colour(number):
    assert unmet(f"#{number:06x}") == []


def test_short_and_upper_case_colours_are_read():
    assert normalise_colour(" #0AF ") == "#00aaff"
    assert build_theme("#0AF") == build_theme("#00aaff")


@pytest.mark.parametrize("colour", ["", "red", "1f5c4d", "#12", "#1234", "#12345g", "#12345678"])
def test_what_is_not_a_colour_is_refused(colour):
    with pytest.raises(ValueError, match="is not a colour"):
        build_theme(colour)


def test_warm_brands_get_no_brown_panel_and_a_bright_one_is_its_own_button():
    assert build_theme(CORNERS["gold"]).loud == CORNERS["gold"]
    assert build_theme(CORNERS["coral"]).loud == HOUSE_YELLOW
    assert build_theme(CORNERS["coral"]).brand_deep == "#5f1e28"


def test_stylesheet_of_a_theme_is_one_small_rule():
    css = theme_css(build_theme(DEFAULT_BRAND))
    assert css.startswith(":root{--brand-raw:#1f5c4d;--brand-soft:#")
    assert css.endswith(";}\n")
    assert css.count("--") == 10
    assert len(css) < 260
