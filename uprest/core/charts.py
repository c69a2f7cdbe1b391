"""Geometry of the charts. The marks are drawn by the templates in ``components/``.

Coordinates leave this module as text with a decimal point, because a number in a template would
be written in the reader's language ("41,2") and no longer be SVG. Values that people read (levels,
shares) stay numbers, so that the template can write them in the reader's language.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

TOP_LEVEL = 5
EDGE_PERCENT = 6.0
"""Padding at both ends of a track, so that a mark at 0 or 5 is not cut off."""

MIN_SPOKES, MAX_SPOKES = 3, 12
HEAT_LIMITS = (0.3, 0.8, 1.3, 1.9)
"""Upper limits, exclusive, of the heat steps 0 to 3, in levels missing. Fixed in every city."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SkillLevels:
    """One skill to draw. Levels run from 0 to 5 and may be fractions (averages).

    ``now`` is None for a skill that was not asked yet; ``before`` is an earlier level, drawn as
    the way already gone.
    """

    name: str
    now: float | None
    required: float
    icon: str = ""
    url: str = ""
    before: float | None = None
    is_next: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class DumbbellRow:
    """A skill on a track: the level now, the level required, and where the marks lie (percent)."""

    name: str
    icon: str
    url: str
    is_next: bool
    now: float | None
    required: float
    gap: float | None
    is_met: bool
    x_now: str
    x_required: str
    x_before: str
    ticks: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RadarMark:
    """One spoke: its end, the place of its icon, and its level if that is known."""

    name: str
    icon: str
    now: float | None
    required: float
    is_met: bool
    spoke_x: str
    spoke_y: str
    badge_x: str
    badge_y: str
    icon_x: str
    icon_y: str
    dot_x: str
    dot_y: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Radar:
    """The shape of a profile. ``areas`` and ``outlines`` leave out what was not asked yet."""

    size: str
    centre: str
    rings: tuple[str, ...]
    required: str
    areas: tuple[str, ...]
    outlines: tuple[str, ...]
    marks: tuple[RadarMark, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class HeatCell:
    """A cell of the heat table: levels missing, its step ("0" to "4", "x" for none), its people."""

    value: float | None
    step: str
    people: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class HeatRow:
    """A row of the heat table: a group of people (or several merged), and its cells."""

    name: str
    people: int
    cells: tuple[HeatCell, ...]
    businesses: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Spark:
    """A small line without axes: its box, its points and the place of the last one."""

    width: str
    height: str
    points: str
    last_x: str
    last_y: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """A share to draw as a bar, 0 to 1. ``words`` is written instead of the figure if given."""

    name: str
    value: float
    words: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """A bar: ``percent`` to read, ``width`` to draw, ``goal`` where the goal's line lies or ""."""

    name: str
    percent: float
    words: str
    note: str
    width: str
    goal: str


def number_text(value: float) -> str:
    """Return a coordinate as SVG writes it: at most two decimals, with a point."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _level(value: float) -> float:
    if not 0 <= value <= TOP_LEVEL:
        raise ValueError(f"A level lies between 0 and {TOP_LEVEL}, not at {value!r}.")
    return value


def _share(value: float) -> float:
    if not 0 <= value <= 1:
        raise ValueError(f"A share lies between 0 and 1, not at {value!r}.")
    return value


def track_position(level: float) -> str:
    """Return where a level lies on a track, in percent of its width."""
    return number_text(EDGE_PERCENT + (100 - 2 * EDGE_PERCENT) * _level(level) / TOP_LEVEL)


def _is_met(skill: SkillLevels) -> bool:
    return skill.now is not None and skill.now >= skill.required


def _dumbbell_row(skill: SkillLevels, ticks: tuple[str, ...]) -> DumbbellRow:
    moved = skill.before is not None and skill.now is not None and skill.before < skill.now
    return DumbbellRow(
        name=skill.name,
        icon=skill.icon,
        url=skill.url,
        is_next=skill.is_next,
        now=skill.now,
        required=skill.required,
        gap=None if skill.now is None else max(0.0, skill.required - skill.now),
        is_met=_is_met(skill),
        x_now="" if skill.now is None else track_position(skill.now),
        x_required=track_position(skill.required),
        x_before=track_position(skill.before) if moved and skill.before is not None else "",
        ticks=ticks,
    )


def dumbbell(skills: Sequence[SkillLevels]) -> tuple[DumbbellRow, ...]:
    """Return the rows of a dumbbell table, in the order given.

    Raises ``ValueError`` for a level outside 0 to 5.
    """
    ticks = tuple(track_position(level) for level in range(TOP_LEVEL + 1))
    return tuple(_dumbbell_row(skill, ticks) for skill in skills)


@dataclass(frozen=True, slots=True)
class _Polar:
    """The plane of a radar: ``spokes`` directions around a centre, the first one straight up."""

    spokes: int
    centre: float
    radius: float

    def point(self, spoke: int, level: float, *, beyond: float = 0.0) -> tuple[float, float]:
        angle = -math.pi / 2 + 2 * math.pi * spoke / self.spokes
        length = self.radius * level / TOP_LEVEL + beyond
        return self.centre + math.cos(angle) * length, self.centre + math.sin(angle) * length


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{number_text(x)},{number_text(y)}" for x, y in points)


def _known_runs(levels: Sequence[float | None]) -> list[list[int]]:
    """Return the runs of neighbouring spokes with a known level, going round the circle."""
    count = len(levels)
    starts = [
        spoke for spoke in range(count) if levels[spoke] is not None and levels[spoke - 1] is None
    ]
    runs = []
    for start in starts:
        run = [start]
        while levels[(run[-1] + 1) % count] is not None:
            run.append((run[-1] + 1) % count)
        runs.append(run)
    return runs


def _shape(
    plane: _Polar, levels: Sequence[float | None]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the filled areas and the outlines of the known levels.

    An edge across a spoke that was not asked would claim a level there, so the shape stays open.
    """
    known = [plane.point(spoke, level) for spoke, level in enumerate(levels) if level is not None]
    if len(known) == len(levels):
        outline = _points(known)
        return (outline,), (f"{outline} {outline.split()[0]}",)
    areas, outlines = [], []
    for run in _known_runs(levels):
        points = [plane.point(spoke, levels[spoke] or 0.0) for spoke in run]
        areas.append(_points([*points, (plane.centre, plane.centre)]))
        outlines.append(_points(points))
    return tuple(areas), tuple(outlines)


def _radar_mark(plane: _Polar, spoke: int, skill: SkillLevels) -> RadarMark:
    end = plane.point(spoke, TOP_LEVEL)
    badge = plane.point(spoke, TOP_LEVEL, beyond=24)
    dot = None if skill.now is None else plane.point(spoke, _level(skill.now))
    return RadarMark(
        name=skill.name,
        icon=skill.icon,
        now=skill.now,
        required=skill.required,
        is_met=_is_met(skill),
        spoke_x=number_text(end[0]),
        spoke_y=number_text(end[1]),
        badge_x=number_text(badge[0]),
        badge_y=number_text(badge[1]),
        icon_x=number_text(badge[0] - 11),
        icon_y=number_text(badge[1] - 11),
        dot_x="" if dot is None else number_text(dot[0]),
        dot_y="" if dot is None else number_text(dot[1]),
    )


def radar(skills: Sequence[SkillLevels], *, size: float = 334, radius: float = 122) -> Radar:
    """Return the shape of 3 to 12 skills. Icons stand at the spokes; the table has the names.

    Raises ``ValueError`` for another number of skills or a level outside 0 to 5.
    """
    if not MIN_SPOKES <= len(skills) <= MAX_SPOKES:
        raise ValueError(f"A radar has {MIN_SPOKES} to {MAX_SPOKES} spokes, not {len(skills)}.")
    plane = _Polar(spokes=len(skills), centre=size / 2, radius=radius)
    spokes = range(len(skills))
    marks = tuple(_radar_mark(plane, spoke, skill) for spoke, skill in enumerate(skills))
    areas, outlines = _shape(plane, [skill.now for skill in skills])
    return Radar(
        size=number_text(size),
        centre=number_text(size / 2),
        rings=tuple(
            _points([plane.point(spoke, level) for spoke in spokes])
            for level in range(1, TOP_LEVEL + 1)
        ),
        required=_points([plane.point(spoke, _level(skills[spoke].required)) for spoke in spokes]),
        areas=areas,
        outlines=outlines,
        marks=marks,
    )


def heat_step(value: float | None) -> str:
    """Return the step of the fixed ramp for levels missing: "0" to "4", "x" for None."""
    if value is None:
        return "x"
    return str(sum(value >= limit for limit in HEAT_LIMITS))


def heat_cell(value: float | None, *, people: int | None = None) -> HeatCell:
    """Return a cell of the heat table with its step."""
    return HeatCell(value=value, step=heat_step(value), people=people)


def spark(
    values: Sequence[float], *, width: float = 120, height: float = 34, padding: float = 4
) -> Spark:
    """Return a small line through the values, oldest first.

    Raises ``ValueError`` if there are none.
    """
    if not values:
        raise ValueError("A line needs at least one value.")
    low, span = min(values), (max(values) - min(values)) or 1.0
    last = max(len(values) - 1, 1)
    points = [
        (
            padding + (width - 2 * padding) * index / last,
            height - padding - (height - 2 * padding) * (value - low) / span,
        )
        for index, value in enumerate(values)
    ]
    return Spark(
        width=number_text(width),
        height=number_text(height),
        points=_points(points),
        last_x=number_text(points[-1][0]),
        last_y=number_text(points[-1][1]),
    )


def bars(shares: Sequence[Share], *, goal: float | None = None) -> tuple[Bar, ...]:
    """Return one bar for each share, with a line at the goal (a share too) if there is one.

    Raises ``ValueError`` for a share outside 0 to 1.
    """
    goal_position = "" if goal is None else number_text(100 * _share(goal))
    return tuple(
        Bar(
            name=share.name,
            percent=100 * _share(share.value),
            words=share.words,
            note=share.note,
            width=number_text(100 * share.value),
            goal=goal_position,
        )
        for share in shares
    )
