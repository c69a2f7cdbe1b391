"""Geometry of progress: segments of a bar, and the staircase that is the product's sign."""

from dataclasses import dataclass

from uprest.core.charts import number_text

MAX_SEGMENTS = 12
"""More would be too thin to tell apart on a phone; then one bar is drawn."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """Steps on the way. ``states`` is empty when there are too many to draw one by one."""

    total: int
    done: int
    current: int
    states: tuple[str, ...]
    width: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Staircase:
    """The sign of the product: stairs up to the goal, and how far one has come."""

    way: str
    climbed: str
    here_x: str
    here_y: str
    label_y: str
    goal_x: str
    goal_y: str
    is_complete: bool
    shows_here: bool


def progress(*, total: int, done: int, is_inside: bool = True) -> Progress:
    """Return how far one is: ``done`` steps of ``total``, and inside the next one if so said.

    Raises ``ValueError`` if there is no step or more are done than there are.
    """
    if total < 1 or not 0 <= done <= total:
        raise ValueError(f"{done} of {total} steps cannot be done.")
    inside = is_inside and done < total
    states = ("DONE",) * done + ("NOW",) * inside + ("TODO",) * (total - done - inside)
    return Progress(
        total=total,
        done=done,
        current=min(done + 1, total),
        states=states if total <= MAX_SEGMENTS else (),
        width=number_text(100 * done / total),
    )


def staircase(*, total: int, done: int, width: float = 270, height: float = 210) -> Staircase:
    """Return stairs of ``total`` steps with ``done`` of them climbed.

    More than eight are drawn as eight, in proportion. Raises ``ValueError`` like ``progress``.
    """
    if total < 1 or not 0 <= done <= total:
        raise ValueError(f"{done} of {total} steps cannot be done.")
    steps = min(max(total, 3), 8)
    climbed = steps if done == total else min(round(done * steps / total), steps - 1)
    left, bottom, right, top = 10.0, height - 20, width - 10, 38.0
    run, rise = (right - left) / (steps + 0.5), (bottom - top) / steps
    corners = [f"M{number_text(left)} {number_text(bottom)}"]
    for step in range(1, steps + 1):
        corners.append(f"H{number_text(left + run * step)}V{number_text(bottom - rise * step)}")
    here_x, here_y = left + run * (climbed + 0.5), bottom - rise * climbed
    return Staircase(
        way="".join(corners) + f"H{number_text(right)}",
        climbed="".join(corners[: climbed + 1]) + f"H{number_text(here_x)}",
        here_x=number_text(here_x),
        here_y=number_text(here_y),
        label_y=number_text(here_y - 34),
        goal_x=number_text(right),
        goal_y=number_text(top),
        is_complete=climbed == steps,
        shows_here=0 < climbed < steps and here_y - top > 52,
    )
