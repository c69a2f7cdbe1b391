"""A city's theme: one brand colour in, a set of colours with guaranteed contrast out.

The city chooses a colour; nobody can choose an unreadable page. Every token that carries text or a
control is darkened in OKLCH (which keeps the hue while lightness falls) until it meets the ratio
of WCAG 2.2 that its place asks for. Data colours and the colours of right and wrong are fixed in
the stylesheet, because they must mean the same in every city.
"""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from coloraide import Color

PAPER = "#faf7f1"
SURFACE = "#ffffff"
WHITE = "#ffffff"
INK = "#1b2424"
LOUD_INK = "#1c1300"
HOUSE_YELLOW = "#f6b73c"
DEFAULT_BRAND = "#1f5c4d"

HEX_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
LIGHTNESS_STEP = 0.005
DARKEST = 0.08


@dataclass(frozen=True, kw_only=True, slots=True)
class ThemeTokens:
    """The colours of one theme, each as ``#rrggbb``.

    ``brand_raw`` is decoration only: it never carries meaning or text.
    """

    brand_raw: str
    brand_soft: str
    brand_softer: str
    brand: str
    brand_hover: str
    brand_deep: str
    brand_ink: str
    brand_line: str
    brand_glow: str
    loud: str


@dataclass(frozen=True, slots=True)
class ContrastRule:
    """A pair that must be told apart: a token name or a colour on another, at least ``ratio``:1."""

    foreground: str
    background: str
    ratio: float


@dataclass(frozen=True, slots=True)
class ContrastResult:
    """What a rule came to for one theme."""

    rule: ContrastRule
    measured: float

    @property
    def is_met(self) -> bool:
        """Whether the measured ratio reaches the ratio that the rule asks for."""
        return self.measured >= self.rule.ratio


CONTRAST_RULES = (
    ContrastRule(WHITE, "brand", 4.5),
    ContrastRule(WHITE, "brand_hover", 4.5),
    ContrastRule(WHITE, "brand_deep", 7),
    ContrastRule("brand", PAPER, 4.5),
    ContrastRule("brand", "brand_soft", 4.5),
    ContrastRule("brand_ink", "brand_soft", 7),
    ContrastRule("brand_ink", PAPER, 7),
    ContrastRule("brand_line", SURFACE, 3),
    ContrastRule("brand_glow", "brand_deep", 4.5),
    ContrastRule(LOUD_INK, "loud", 7),
    ContrastRule("loud", "brand_deep", 3),
    ContrastRule(INK, "brand_soft", 7),
)


def normalise_colour(value: str) -> str:
    """Return the colour as lower-case ``#rrggbb``.

    Raises ``ValueError`` for anything but ``#rgb`` or ``#rrggbb``.
    """
    text = value.strip()
    if not HEX_COLOUR.fullmatch(text):
        raise ValueError(
            f"{value!r} is not a colour: write # and six hexadecimal digits, for example #1f5c4d."
        )
    digits = text[1:].lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def contrast_ratio(first: str, second: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    return Color(first).contrast(Color(second), method="wcag21")


def _from_oklch(lightness: float, chroma: float, hue: float) -> str:
    colour = Color("oklch", [lightness, chroma, hue]).fit("srgb", method="oklch-chroma")
    return colour.convert("srgb").to_string(hex=True)


def _darken_until(
    lightness: float, chroma: float, hue: float, *, against: Iterable[str], ratio: float
) -> str:
    """Return the lightest such colour that keeps ``ratio`` on every background given."""
    backgrounds = tuple(against)
    while lightness > DARKEST:
        candidate = _from_oklch(lightness, chroma, hue)
        if all(contrast_ratio(candidate, background) >= ratio for background in backgrounds):
            return candidate
        lightness -= LIGHTNESS_STEP
    return INK


def _deep_panel(chroma: float, hue: float) -> str:
    """Return the dark panel, on which white text reaches 9.5:1.

    Dark orange is brown and dark yellow is olive. Warm brands get burgundy or charcoal instead and
    keep their own colour for the marks on top.
    """
    lightness, panel_chroma, panel_hue = 0.36, min(chroma, 0.075), hue
    if chroma > 0.03 and (hue > 345 or hue < 52):
        lightness, panel_chroma, panel_hue = 0.34, 0.095, 15
    elif chroma > 0.03 and hue < 128:
        lightness, panel_chroma = 0.30, 0.012
    return _darken_until(lightness, panel_chroma, panel_hue, against=[WHITE], ratio=9.5)


def _glow(chroma: float, hue: float, *, panel: str) -> str:
    """Return a light accent that is readable on the dark panel."""
    lightness = 0.78
    candidate = _from_oklch(lightness, chroma, hue)
    while contrast_ratio(candidate, panel) < 5.2 and lightness < 0.97:
        lightness += 0.01
        candidate = _from_oklch(lightness, chroma, hue)
    return candidate


def _loud(brand: str, chroma: float, *, panel: str) -> str:
    """Return the one loud button: the brand if dark text is readable on it, else house yellow."""
    is_usable = (
        chroma > 0.1 and contrast_ratio(brand, LOUD_INK) >= 7 and contrast_ratio(brand, panel) >= 3
    )
    return brand if is_usable else HOUSE_YELLOW


def build_theme(brand_colour: str) -> ThemeTokens:
    """Return the theme of a brand colour, ``#rgb`` or ``#rrggbb``.

    Takes some milliseconds: compute it when the colour is saved and store what ``theme_css``
    makes of it. Raises ``ValueError`` for what is not a colour.
    """
    brand = normalise_colour(brand_colour)
    # a grey has no hue (coloraide says NaN): any will do
    lightness, chroma, hue = (
        0.0 if part != part else part for part in Color(brand).convert("oklch").coords()
    )
    soft = _from_oklch(0.945, min(chroma, 0.022), hue)
    softer = _from_oklch(0.972, min(chroma, 0.010), hue)
    light_surfaces = (WHITE, PAPER, soft, softer)
    action = min(lightness, 0.55)
    panel = _deep_panel(chroma, hue)
    return ThemeTokens(
        brand_raw=brand,
        brand_soft=soft,
        brand_softer=softer,
        brand=_darken_until(action, chroma, hue, against=light_surfaces, ratio=4.6),
        brand_hover=_darken_until(action - 0.07, chroma, hue, against=light_surfaces, ratio=6.0),
        brand_deep=panel,
        brand_ink=_darken_until(0.42, min(chroma, 0.09), hue, against=light_surfaces, ratio=7.2),
        brand_line=_darken_until(
            0.68, min(chroma, 0.12), hue, against=(WHITE, PAPER, softer), ratio=3.1
        ),
        brand_glow=_glow(min(chroma, 0.11), hue, panel=panel),
        loud=_loud(brand, chroma, panel=panel),
    )


def measure_contrast(tokens: ThemeTokens) -> tuple[ContrastResult, ...]:
    """Return what every contrast rule comes to for these tokens."""
    colours = asdict(tokens)
    return tuple(
        ContrastResult(
            rule,
            contrast_ratio(
                colours.get(rule.foreground, rule.foreground),
                colours.get(rule.background, rule.background),
            ),
        )
        for rule in CONTRAST_RULES
    )


def theme_css(tokens: ThemeTokens) -> str:
    """Return the stylesheet of a theme: the tokens as custom properties, about 200 bytes."""
    properties = "".join(
        f"--{name.replace('_', '-')}:{colour};" for name, colour in asdict(tokens).items()
    )
    return ":root{" + properties + "}\n"
