"""The drawings of the sample courses: boxes, arrows and icons, without words.

Drawn anew at every build, in the house's colours, so that no picture files lie in the repository.
"""

from collections.abc import Callable, Sequence
from io import BytesIO
from itertools import pairwise

from PIL import Image, ImageDraw

from uprest.demo.strokes import Point, circle, icon_strokes, rounded_rectangle

WIDTH, HEIGHT = 1200, 600
SCALE = 4  # drawn larger and then reduced: Pillow draws no smooth edges itself
CORNER = 30.0

PAPER = "#faf7f1"
SURFACE = "#ffffff"
LINE = "#e4ddd0"
GREEN = "#1f5c4d"
DEEP = "#03483a"
SOFT = "#dff2ec"
SUN = "#f6b73c"
SUN_SOFT = "#fff1d2"
SUN_INK = "#6b4300"
GOOD = "#1c6b45"
GOOD_SOFT = "#e0f2e6"
BAD = "#a8321f"
BAD_SOFT = "#fde7e1"
GREY = "#8b8578"

Box = tuple[float, float, float, float]


class Canvas:
    """A sheet of 1200 x 600 units to draw on."""

    def __init__(self) -> None:
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), PAPER)
        self.pen = ImageDraw.Draw(self.image)

    def fill(self, points: Sequence[Point], colour: str) -> None:
        """Fill a closed shape."""
        self.pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=colour)

    def stroke(self, points: Sequence[Point], colour: str, width: float) -> None:
        """Draw a line with round ends and joints."""
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        thickness = width * SCALE
        self.pen.line(scaled, fill=colour, width=round(thickness))
        radius = (thickness - 1) / 2  # Pillow counts the last point in
        for x, y in scaled:
            self.pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)

    def box(self, box: Box, *, fill: str = SURFACE, edge: str = LINE, width: float = 4) -> None:
        """Draw a box with round corners."""
        shape = rounded_rectangle(box, CORNER)
        self.fill(shape, fill)
        self.stroke(shape, edge, width)

    def disc(self, x: float, y: float, radius: float, colour: str) -> None:
        """Draw a full circle."""
        self.fill(circle(x, y, radius), colour)

    def icon(
        self, name: str, centre: Point, size: float, *, colour: str = GREEN, width: float = 2
    ) -> None:
        """Draw an icon of ``size`` units; ``width`` counts in its own 24 units, as Lucide does."""
        unit = size / 24
        left, top = centre[0] - size / 2, centre[1] - size / 2
        for points in icon_strokes(name):
            placed = [(left + x * unit, top + y * unit) for x, y in points]
            self.stroke(placed, colour, width * unit)

    def arrow(self, start: Point, end: Point, *, colour: str = SUN, width: float = 10) -> None:
        """Draw a level arrow from left to right."""
        self.stroke([start, end], colour, width)
        x, y = end
        head = width * 1.7
        self.stroke([(x - head, y - head), end, (x - head, y + head)], colour, width)

    def dashes(self, points: Sequence[Point], colour: str, width: float, dash: int) -> None:
        """Draw every other ``dash`` points of a closed line."""
        for first in range(0, len(points) - 1, 2 * dash):
            self.stroke(points[first : first + dash + 1], colour, width)

    def png(self) -> bytes:
        """Return the drawing as a PNG file of 1200 x 600 pixels."""
        small = self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        target = BytesIO()
        small.quantize(256, dither=Image.Dither.NONE).save(target, "PNG", optimize=True)
        return target.getvalue()


def draw(name: str) -> bytes:
    """Return the drawing ``name`` as a PNG file of 1200 x 600 pixels.

    :raises KeyError: if there is no such drawing.
    """
    canvas = Canvas()
    DRAWINGS[name](canvas)
    return canvas.png()


def _row(count: int, *, gap: float, height: float, centre: float = HEIGHT / 2) -> list[Box]:
    """Return the places of ``count`` equal boxes in a row, with a margin of 60 at both ends."""
    width = (WIDTH - 120 - gap * (count - 1)) / count
    lefts = [60 + place * (width + gap) for place in range(count)]
    top = centre - height / 2
    return [(left, top, left + width, top + height) for left in lefts]


def _centre(box: Box) -> Point:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _arrows(canvas: Canvas, boxes: Sequence[Box], *, air: float = 15) -> None:
    """Join the boxes of a row by arrows, with ``air`` at both ends of each."""
    for left, right in pairwise(boxes):
        y = (left[1] + left[3]) / 2
        canvas.arrow((left[2] + air, y), (right[0] - air, y))


def _allergy_loop(canvas: Canvas) -> None:
    """Guest, you, kitchen, and back to the guest."""
    boxes = _row(4, gap=84, height=300)
    _arrows(canvas, boxes)
    for box in (boxes[0], boxes[3]):
        canvas.box(box)
    canvas.box(boxes[1], fill=GREEN, edge=GREEN)
    canvas.box(boxes[2], fill=SUN_SOFT, edge=SUN)
    _icon_with_mark(canvas, boxes[0], "user-round", "message-circle-question-mark", GREEN)
    canvas.icon("concierge-bell", _centre(boxes[1]), 128, colour=SURFACE, width=1.7)
    canvas.icon("chef-hat", _centre(boxes[2]), 128, colour=SUN_INK, width=1.7)
    _icon_with_mark(canvas, boxes[3], "user-round", "message-circle-check", GOOD)


def _icon_with_mark(canvas: Canvas, box: Box, name: str, mark: str, colour: str) -> None:
    """Draw an icon in a box and a smaller one at its upper right, as if it were said."""
    x, y = _centre(box)
    canvas.icon(name, (x - 18, y + 24), 126, colour=GREEN, width=1.7)
    canvas.icon(mark, (x + 54, y - 72), 76, colour=colour, width=2)


def _guest_route(canvas: Canvas) -> None:
    """Stop or parking, entrance, desk, room, toilet, with a ruler under each."""
    boxes = _row(5, gap=62, height=240, centre=250)
    _arrows(canvas, boxes, air=13)
    names = ("square-parking", "door-open", "concierge-bell", "bed-double", "toilet")
    for place, (box, name) in enumerate(zip(boxes, names, strict=True)):
        canvas.box(box, fill=SOFT if place % 2 == 0 else SURFACE, edge=LINE)
        canvas.icon(name, _centre(box), 116, width=1.7)
        _ruler(canvas, box)


def _ruler(canvas: Canvas, box: Box) -> None:
    top, bottom = box[3] + 44, box[3] + 98
    shape = rounded_rectangle((box[0], top, box[2], bottom), 10)
    canvas.fill(shape, SUN_SOFT)
    canvas.stroke(shape, SUN, 4)
    ticks = 9
    for tick in range(1, ticks):
        x = box[0] + (box[2] - box[0]) * tick / ticks
        canvas.stroke([(x, top + 2), (x, top + (26 if tick % 3 == 0 else 15))], SUN_INK, 3.5)


def _complaint_steps(canvas: Canvas) -> None:
    """Listen, say it back, say sorry, act, give a time."""
    boxes = _row(5, gap=62, height=280)
    _arrows(canvas, boxes, air=13)
    names = ("ear", "messages-square", "heart", "wrench", "clock")
    for place, (box, name) in enumerate(zip(boxes, names, strict=True)):
        last = place == len(names) - 1
        canvas.box(box, fill=GREEN if last else SURFACE, edge=GREEN if last else LINE)
        colour = SURFACE if last else (BAD if name == "heart" else GREEN)
        canvas.icon(name, _centre(box), 116, colour=colour, width=1.7)


def _teach_four_steps(canvas: Canvas) -> None:
    """I do it, I explain, we do it, you do it: the colleague in green, the newcomer in yellow."""
    boxes = _row(4, gap=84, height=320)
    _arrows(canvas, boxes)
    fills = ((SOFT, LINE), (SURFACE, LINE), (SURFACE, LINE), (SUN_SOFT, SUN))
    for box, (fill, edge) in zip(boxes, fills, strict=True):
        canvas.box(box, fill=fill, edge=edge)
    x, y = _centre(boxes[0])
    _worker(canvas, (x, y), GREEN)
    x, y = _centre(boxes[1])
    canvas.icon("message-square-text", (x, y), 124, width=1.7)
    x, y = _centre(boxes[2])
    canvas.icon("user-round", (x - 46, y - 42), 92, colour=GREEN, width=2)
    canvas.icon("user-round", (x + 46, y - 42), 92, colour=SUN_INK, width=2)
    canvas.icon("hand-platter", (x, y + 74), 96, colour=GREEN, width=2)
    x, y = _centre(boxes[3])
    _worker(canvas, (x, y), SUN_INK)


def _worker(canvas: Canvas, centre: Point, colour: str) -> None:
    x, y = centre
    canvas.icon("user-round", (x, y - 50), 112, colour=colour, width=1.8)
    canvas.icon("hand-platter", (x, y + 74), 96, colour=colour, width=2)


def _review_reply(canvas: Canvas) -> None:
    """Thanks, what happened, what is done, whom to talk to."""
    boxes = _row(4, gap=84, height=300)
    _arrows(canvas, boxes)
    for box in boxes:
        canvas.box(box)
    canvas.icon("heart", _centre(boxes[0]), 128, colour=BAD, width=1.7)
    canvas.icon("message-square-warning", _centre(boxes[1]), 128, colour=SUN_INK, width=1.7)
    x, y = _centre(boxes[2])
    canvas.icon("wrench", (x - 14, y + 18), 126, width=1.7)
    canvas.disc(x + 58, y - 76, 38, GOOD)
    canvas.icon("check", (x + 58, y - 76), 52, colour=SURFACE, width=3)
    x, y = _centre(boxes[3])
    canvas.icon("user-round", (x - 18, y + 20), 126, width=1.7)
    canvas.icon("phone", (x + 56, y - 76), 66, colour=SUN_INK, width=2.2)


def _traffic_light(canvas: Canvas) -> None:
    """Red with a cross for a passport, yellow with an eye for a person, green with a tick."""
    canvas.box((150, 40, 370, 560), fill=DEEP, edge=DEEP)
    rows = (
        (130.0, BAD, "x", SURFACE, BAD_SOFT),
        (300.0, SUN, "eye", SUN_INK, SUN_SOFT),
        (470.0, GOOD, "check", SURFACE, GOOD_SOFT),
    )
    for y, lamp, sign, ink, soft in rows:
        canvas.disc(260, y, 70, lamp)
        canvas.icon(sign, (260, y), 84, colour=ink, width=3 if sign != "eye" else 2.2)
        for place in range(3):
            canvas.disc(430 + 40 * place, y, 7, lamp)
        canvas.box((570, y - 74, 1050, y + 74), fill=soft, edge=soft)
    _passport(canvas, (810, 130))
    canvas.icon("user-round", (810, 300), 112, colour=SUN_INK, width=1.8)
    _menu(canvas, (810, 470))


def _passport(canvas: Canvas, centre: Point) -> None:
    x, y = centre
    cover = rounded_rectangle((x - 44, y - 58, x + 44, y + 58), 10)
    canvas.fill(cover, SURFACE)
    canvas.stroke(cover, BAD, 8)
    canvas.icon("globe", (x, y - 12), 58, colour=BAD, width=2.4)
    canvas.stroke([(x - 20, y + 36), (x + 20, y + 36)], BAD, 7)


def _menu(canvas: Canvas, centre: Point) -> None:
    x, y = centre
    sheet = rounded_rectangle((x - 48, y - 58, x + 48, y + 58), 10)
    canvas.fill(sheet, SURFACE)
    canvas.stroke(sheet, GOOD, 8)
    canvas.icon("utensils", (x, y - 18), 48, colour=GOOD, width=2.6)
    for low, half in ((22, 26), (38, 18)):
        canvas.stroke([(x - half, y + low), (x + half, y + low)], GOOD, 6)


def _last_mile(canvas: Canvas) -> None:
    """Home, train, bus, on foot, door: a chain whose last link but one is dashed."""
    names = ("house", "train-front", "bus-front", "footprints", "door-open")
    width, overlap, height = 250.0, 34.0, 214.0
    step = width - overlap
    left = (WIDTH - (step * len(names) + overlap)) / 2
    links = [left + step * place for place in range(len(names))]
    for place, (start, name) in enumerate(zip(links, names, strict=True)):
        box = (start, HEIGHT / 2 - height / 2, start + width, HEIGHT / 2 + height / 2)
        weak = name == "footprints"
        shape = rounded_rectangle(box, height / 2 - 1)
        if weak:
            canvas.dashes(_evenly(shape, 6), SUN, 14, 4)
        else:
            canvas.stroke(shape, GREEN if place % 2 == 0 else DEEP, 14)
        middle = (start + width / 2, HEIGHT / 2)
        canvas.icon(name, middle, 104, colour=SUN_INK if weak else GREEN, width=1.8)


def _front_desk(canvas: Canvas) -> None:
    """Draw a reception: door, somebody behind the desk, bell, clock, board with a map."""
    canvas.fill([(0, 520), (WIDTH, 520), (WIDTH, HEIGHT), (0, HEIGHT)], LINE)
    canvas.box((60, 150, 252, 520), fill=SOFT, edge=GREEN)
    canvas.icon("door-open", (156, 336), 150, width=1.7)
    canvas.disc(600, 84, 62, SURFACE)
    canvas.icon("clock", (600, 84), 124, width=1.6)
    canvas.icon("user-round", (600, 280), 190, colour=SUN_INK, width=1.7)
    canvas.box((380, 370, 820, 540), fill=GREEN, edge=DEEP)
    canvas.icon("concierge-bell", (756, 330), 92, colour=SUN_INK, width=2)
    canvas.box((920, 150, 1140, 360), fill=SUN_SOFT, edge=SUN)
    canvas.icon("map", (1030, 255), 140, width=1.7)


def _desk_places(canvas: Canvas) -> None:
    """Draw the top of the desk, the safe, the shredder."""
    names = ("concierge-bell", "vault", "shredder")
    looks = ((SOFT, GREEN, GREEN), (SUN_SOFT, SUN, SUN_INK), (BAD_SOFT, BAD, BAD))
    boxes = ((60, 132, 372, 468), (444, 132, 756, 468), (828, 132, 1140, 468))
    for box, name, (fill, edge, ink) in zip(boxes, names, looks, strict=True):
        canvas.box(box, fill=fill, edge=edge)
        canvas.icon(name, _centre(box), 150, colour=ink, width=1.6)


def _evenly(points: Sequence[Point], length: float) -> list[Point]:
    """Return points along a line at about equal distances, so that dashes are of one length."""
    placed = [points[0]]
    for start, end in pairwise(points):
        distance = ((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2) ** 0.5
        pieces = round(distance / length)
        placed += [
            (
                start[0] + (end[0] - start[0]) * n / pieces,
                start[1] + (end[1] - start[1]) * n / pieces,
            )
            for n in range(1, pieces + 1)
        ]
    return placed


DRAWINGS: dict[str, Callable[[Canvas], None]] = {
    "ai-traffic-light": _traffic_light,
    "allergy-loop": _allergy_loop,
    "complaint-steps": _complaint_steps,
    "desk-places": _desk_places,
    "front-desk": _front_desk,
    "guest-route": _guest_route,
    "last-mile-chain": _last_mile,
    "review-reply-four-parts": _review_reply,
    "teach-four-steps": _teach_four_steps,
}
