"""The lines of Lucide's icons as points, so that pictures can be drawn from them.

An icon is a list of strokes, a stroke a list of points in a square of 24 units. Curves become
short straight pieces (SVG 1.1, section 8: paths, and appendix F.6.5 for arcs).
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from math import acos, cos, hypot, pi, radians, sin, sqrt

from uprest.core.icons import icon_svg

Point = tuple[float, float]
Stroke = list[Point]

PIECES = 24  # straight pieces in one curve
TOKEN = re.compile(r"([MmLlHhVvCcSsQqTtAaZz])|(-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?)")
SIZES = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}


@cache
def icon_strokes(name: str) -> tuple[tuple[Point, ...], ...]:
    """Return the strokes of the icon ``name`` in a square of 24 units.

    :raises UnknownIconError: if there is no such icon.
    """
    reader = _ShapeReader()
    reader.feed(icon_svg(name))
    return tuple(tuple(stroke) for stroke in reader.strokes)


class _ShapeReader(HTMLParser):
    """Collects the strokes of the shapes that Lucide uses."""

    def __init__(self) -> None:
        super().__init__()
        self.strokes: list[Stroke] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Turn one shape into strokes."""
        values = {name: value or "0" for name, value in attrs}
        if tag == "path":
            self.strokes += flatten_path(values["d"])
        elif tag in SHAPES:
            self.strokes.append(SHAPES[tag](values))


def _line(values: dict[str, str]) -> Stroke:
    x1, y1, x2, y2 = (float(values[name]) for name in ("x1", "y1", "x2", "y2"))
    return [(x1, y1), (x2, y2)]


def _circle(values: dict[str, str]) -> Stroke:
    radius = float(values["r"])
    return circle(float(values["cx"]), float(values["cy"]), radius)


def _ellipse(values: dict[str, str]) -> Stroke:
    x, y, rx, ry = (float(values[name]) for name in ("cx", "cy", "rx", "ry"))
    return [(x + rx * across, y + ry * down) for across, down in circle(0, 0, 1)]


def _rectangle(values: dict[str, str]) -> Stroke:
    x, y, width, height = (float(values.get(name, "0")) for name in ("x", "y", "width", "height"))
    return rounded_rectangle(
        (x, y, x + width, y + height), float(values.get("rx", values.get("ry", "0")))
    )


def _points(values: dict[str, str]) -> Stroke:
    numbers = [float(part) for part in re.findall(r"-?[\d.]+", values["points"])]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _polygon(values: dict[str, str]) -> Stroke:
    corners = _points(values)
    return [*corners, corners[0]]


SHAPES: dict[str, Callable[[dict[str, str]], Stroke]] = {
    "line": _line,
    "circle": _circle,
    "rect": _rectangle,
    "ellipse": _ellipse,
    "polygon": _polygon,
    "polyline": _points,
}


def circle(x: float, y: float, radius: float) -> Stroke:
    """Return a closed circle."""
    turns = (2 * pi * step / (2 * PIECES) for step in range(2 * PIECES + 1))
    return [(x + radius * cos(turn), y + radius * sin(turn)) for turn in turns]


def rounded_rectangle(box: tuple[float, float, float, float], radius: float) -> Stroke:
    """Return a closed rectangle (left, top, right, bottom) with round corners."""
    left, top, right, bottom = box
    corners = (
        (right - radius, top + radius, -90),
        (right - radius, bottom - radius, 0),
        (left + radius, bottom - radius, 90),
        (left + radius, top + radius, 180),
    )
    stroke: Stroke = []
    for x, y, start in corners:
        for step in range(PIECES + 1):
            turn = radians(start + 90 * step / PIECES)
            stroke.append((x + radius * cos(turn), y + radius * sin(turn)))
    return [*stroke, stroke[0]]


def flatten_path(data: str) -> list[Stroke]:
    """Return the strokes of an SVG path, its curves in short straight pieces."""
    pen = _Pen()
    for command, numbers in _commands(data):
        pen.draw(command, numbers)
    return pen.strokes


def _commands(data: str) -> Iterator[tuple[str, list[float]]]:
    """Yield each command with its numbers; repeated numbers repeat the command."""
    letters: list[tuple[str, str]] = re.findall(r"([MmLlHhVvCcSsQqTtAaZz])([^A-Za-df-z]*)", data)
    for letter, rest in letters:
        size = SIZES[letter.upper()]
        if size == 0:
            yield letter, []
            continue
        numbers = _arc_numbers(rest) if letter in "Aa" else _numbers(rest)
        for first in range(0, len(numbers), size):
            repeated = {"M": "L", "m": "l"}.get(letter, letter) if first else letter
            yield repeated, numbers[first : first + size]


def _numbers(text: str) -> list[float]:
    return [float(number) for _, number in TOKEN.findall(text)]


def _arc_numbers(text: str) -> list[float]:
    """Read numbers of arcs, whose two flags may stand without a gap before the next number."""
    numbers: list[float] = []
    pattern = re.compile(r"[\s,]*(-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?)")
    flag = re.compile(r"[\s,]*([01])")
    place = 0
    while match := (flag if len(numbers) % 7 in (3, 4) else pattern).match(text, place):
        numbers.append(float(match[1]))
        place = match.end()
    return numbers


class _Pen:
    """Follows the commands of a path."""

    def __init__(self) -> None:
        self.strokes: list[Stroke] = []
        self.at: Point = (0.0, 0.0)
        self.control: Point | None = None

    def draw(self, command: str, numbers: list[float]) -> None:
        """Draw one command; lower-case commands count from where the pen is."""
        kind = command.upper()
        if command.islower():
            numbers = self._absolute(kind, numbers)
        control = self.control
        self.control = None
        if kind == "M":
            self.strokes.append([(numbers[0], numbers[1])])
        elif kind == "Z":
            self.strokes[-1].append(self.strokes[-1][0])
        elif kind == "A":
            self.strokes[-1] += _arc(self.at, numbers)
        elif kind in "CSQT":
            self._curve(kind, numbers, control)
        else:
            self._straight(kind, numbers)
        self.at = self.strokes[-1][-1]

    def _absolute(self, kind: str, numbers: list[float]) -> list[float]:
        x, y = self.at
        if kind == "H":
            return [x + numbers[0]]
        if kind == "V":
            return [y + numbers[0]]
        if kind == "A":
            return [*numbers[:5], x + numbers[5], y + numbers[6]]
        return [number + (y if place % 2 else x) for place, number in enumerate(numbers)]

    def _straight(self, kind: str, numbers: list[float]) -> None:
        x, y = self.at
        target = {"H": (numbers[0], y), "V": (x, numbers[0])}.get(kind)
        self._open()
        self.strokes[-1].append(target or (numbers[0], numbers[1]))

    def _curve(self, kind: str, numbers: list[float], control: Point | None) -> None:
        points = list(zip(numbers[::2], numbers[1::2], strict=True))
        if kind in "ST":
            x, y = self.at
            mirrored = (2 * x - control[0], 2 * y - control[1]) if control else self.at
            points.insert(0, mirrored)
        self._open()
        self.strokes[-1] += _bezier([self.at, *points])
        self.control = points[-2]

    def _open(self) -> None:
        if not self.strokes:
            self.strokes.append([self.at])


def _bezier(points: list[Point]) -> Stroke:
    """Return the curve of two or three control points (de Casteljau), without its start."""
    stroke: Stroke = []
    for step in range(1, PIECES + 1):
        share = step / PIECES
        row = points
        while len(row) > 1:
            row = [
                (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]))
                for a, b in pairwise(row)
            ]
        stroke.append(row[0])
    return stroke


def _arc(start: Point, numbers: list[float]) -> Stroke:
    """Return an elliptical arc without its start, from end points to centre (F.6.5)."""
    rx, ry, rotation, large, sweep, x, y = numbers
    if (x, y) == start or rx == 0 or ry == 0:
        return [(x, y)]
    turn = radians(rotation)
    half_x, half_y = (start[0] - x) / 2, (start[1] - y) / 2
    own_x = cos(turn) * half_x + sin(turn) * half_y
    own_y = -sin(turn) * half_x + cos(turn) * half_y
    grow = max(1.0, sqrt((own_x / rx) ** 2 + (own_y / ry) ** 2))
    rx, ry = rx * grow, ry * grow
    below = (rx * own_y) ** 2 + (ry * own_x) ** 2
    root = sqrt(max(0.0, ((rx * ry) ** 2 - below) / below)) * (-1 if large == sweep else 1)
    centre_x, centre_y = root * rx * own_y / ry, -root * ry * own_x / rx
    first = _angle((own_x - centre_x) / rx, (own_y - centre_y) / ry)
    last = _angle((-own_x - centre_x) / rx, (-own_y - centre_y) / ry)
    span = last - first
    span += 2 * pi * ((span < 0 and bool(sweep)) - (span > 0 and not sweep))
    middle_x = cos(turn) * centre_x - sin(turn) * centre_y + (start[0] + x) / 2
    middle_y = sin(turn) * centre_x + cos(turn) * centre_y + (start[1] + y) / 2
    stroke: Stroke = []
    for step in range(1, PIECES + 1):
        angle = first + span * step / PIECES
        on_x, on_y = rx * cos(angle), ry * sin(angle)
        stroke.append(
            (
                middle_x + cos(turn) * on_x - sin(turn) * on_y,
                middle_y + sin(turn) * on_x + cos(turn) * on_y,
            )
        )
    return stroke


def _angle(x: float, y: float) -> float:
    """Return the angle of a vector, -pi to pi."""
    angle = acos(max(-1.0, min(1.0, x / hypot(x, y))))
    return angle if y >= 0 else -angle
