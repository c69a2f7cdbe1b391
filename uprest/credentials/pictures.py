"""The picture of a certificate: stairs that lead up to a goal, in a city's colours."""

import re
from dataclasses import dataclass

STEPS = 6
SIZE = 320
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no XML file may hold, not even escaped."""


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of a picture, each as ``#rrggbb``: ground, quiet marks, stairs, goal."""

    ground: str
    quiet: str
    stairs: str
    goal: str


def draw_badge(colours: Colours, *, title: str) -> str:
    """Return the picture as an SVG of its own, square with round corners, named ``title``."""
    return _wrap(
        f'<rect width="{SIZE}" height="{SIZE}" rx="72" fill="{colours.ground}"/>'
        + _draw(colours, left=52, top=44, width=216, height=224),
        width=SIZE,
        height=SIZE,
        title=title,
    )


def draw_scene(colours: Colours, *, width: int, height: int) -> str:
    """Return the picture without a ground, to lie on the dark panel of a page."""
    scene = _draw(colours, left=8, top=14, width=width - 24, height=height - 22)
    return _wrap(scene, width=width, height=height, title="")


def draw_mark(colours: Colours) -> str:
    """Return the product's sign, to stand beside its name on the dark panel."""
    content = (
        f'<rect width="34" height="34" rx="10" fill="{colours.quiet}" fill-opacity="0.2"/>'
        f'<path d="M8 25h5v-5h5v-5h5v-5h4" fill="none" stroke="{colours.stairs}"'
        ' stroke-width="3.4" stroke-linecap="round" stroke-linejoin="round"/>'
        f'<circle cx="26.2" cy="9.8" r="2.6" fill="{colours.goal}"/>'
    )
    return _wrap(content, width=34, height=34, title="")


def _wrap(content: str, *, width: int, height: int, title: str) -> str:
    name = f"<title>{_escape(title)}</title>" if title else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}" role="img">{name}{content}</svg>'
    )


def _escape(text: str) -> str:
    return UNWRITABLE.sub("", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _draw(colours: Colours, *, left: float, top: float, width: float, height: float) -> str:
    """Return the goal, and stairs of which each step stands on a pillar."""
    run, rise = width / (STEPS + 0.5), (height - height * 0.22) / STEPS
    bottom, unit = top + height, min(run, rise)
    goal_x, goal_y = left + run * STEPS, top + height * 0.1
    pillars = "".join(
        f'<rect x="{left + run * step + run * 0.12:.1f}" y="{bottom - rise * (step + 0.55):.1f}"'
        f' width="{run * 0.76:.1f}" height="{rise * (step + 0.55):.1f}" rx="{unit * 0.14:.1f}"'
        f' fill="{colours.quiet}" fill-opacity="{0.14 + 0.05 * step:.2f}"/>'
        for step in range(STEPS)
    )
    corners = "".join(
        f"H{left + run * (step + 1):.1f}V{bottom - rise * (step + 2) + rise * 0.3:.1f}"
        for step in range(STEPS - 1)
    )
    way = f"M{left:.1f} {bottom - rise * 0.7:.1f}{corners}H{left + run * STEPS:.1f}"
    return (
        f'<circle cx="{goal_x:.1f}" cy="{goal_y:.1f}" r="{unit * 1.05:.1f}"'
        f' fill="{colours.goal}" fill-opacity="0.22"/>'
        f'<circle cx="{goal_x:.1f}" cy="{goal_y:.1f}" r="{unit * 0.62:.1f}" fill="{colours.goal}"/>'
        f"{pillars}"
        f'<path d="{way}" fill="none" stroke="{colours.stairs}" stroke-width="{unit * 0.26:.1f}"'
        ' stroke-linecap="round" stroke-linejoin="round"/>'
    )
