"""When somebody is asked again what they once knew. Arithmetic alone.

After 3, 14 and 60 days from the first right answer. Whoever is right goes on to the next of these
stages, whoever is not is asked the same again. Nothing is asked twice within three days, also
where somebody comes late to it.
"""

from datetime import datetime, timedelta

STAGES = (3, 14, 60)
"""Days from the first right answer."""
PAUSE = timedelta(days=3)
"""At least so long lies between two times that the same is asked."""
AT_ONCE = 5
"""As many questions are asked at most in one sitting."""


def find_wait(right: int) -> timedelta:
    """Return how long after the first right answer the next recap is, once ``right`` were right.

    :raises IndexError: after the last stage.
    """
    return timedelta(days=STAGES[right])


def find_due(
    *, passed_at: datetime, right: int, last_at: datetime | None = None
) -> datetime | None:
    """Return from when on somebody may be asked again; nothing after the last stage.

    ``passed_at`` is when they first passed the exercise, ``right`` how many recaps of it were
    right, ``last_at`` when they last answered one.
    """
    if right >= len(STAGES):
        return None
    due = passed_at + find_wait(right)
    return due if last_at is None else max(due, last_at + PAUSE)


def find_next(*, passed_at: datetime, stage: int, is_right: bool, at: datetime) -> datetime | None:
    """Return when the same is asked next, once a recap of ``stage`` was answered ``at``."""
    right = STAGES.index(stage) + is_right
    return find_due(passed_at=passed_at, right=right, last_at=at)
