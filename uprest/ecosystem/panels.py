"""What the administrators see of a city's colours beside the field for the one they choose."""

from dataclasses import asdict, dataclass

from wagtail.admin.panels import HelpPanel

from uprest.core.theme import build_theme, measure_contrast


@dataclass(frozen=True, slots=True)
class ColourPair:
    """Two colours of a theme that must be told apart, with their contrast (1 to 21)."""

    foreground: str
    background: str
    measured: float
    needed: float
    is_met: bool


def list_colour_pairs(brand_colour: str) -> list[ColourPair]:
    """Return the pairs of the theme of a brand colour; none for what is not a colour."""
    try:
        tokens = build_theme(brand_colour)
    except ValueError:
        return []
    colours = asdict(tokens)
    return [
        ColourPair(
            foreground=colours.get(result.rule.foreground, result.rule.foreground),
            background=colours.get(result.rule.background, result.rule.background),
            measured=result.measured,
            needed=result.rule.ratio,
            is_met=result.is_met,
        )
        for result in measure_contrast(tokens)
    ]


class ContrastPanel(HelpPanel):
    """The colours that follow from the saved brand colour, each pair with its contrast."""

    def __init__(
        self, content: str = "", template: str = "ecosystem/admin/contrast.html", **kwargs: object
    ) -> None:
        super().__init__(content=content, template=template, **kwargs)

    class BoundPanel(HelpPanel.BoundPanel):
        @property
        def pairs(self) -> list[ColourPair]:
            """The pairs of the city that is edited."""
            return list_colour_pairs(self.instance.brand_colour)
