"""The quiet season: a time of the year in which nobody is reminded."""

import re
from dataclasses import dataclass
from datetime import date

SEASON = re.compile(r"(\d\d)-(\d\d)/(\d\d)-(\d\d)")


@dataclass(frozen=True, slots=True)
class Season:
    """A time of the year in which nobody is reminded; it may go over New Year.

    ``first`` and ``last`` are month and day, both inside.
    """

    first: tuple[int, int]
    last: tuple[int, int]

    @classmethod
    def read(cls, text: str) -> "Season | None":
        """Return what ``text`` says, for example "06-15/08-31"; nothing where it is empty.

        :raises ValueError: if it says anything else.
        """
        if not text:
            return None
        found = SEASON.fullmatch(text)
        if found is None:
            raise ValueError(f"{text!r} is no season such as 06-15/08-31.")
        numbers = [int(number) for number in found.groups()]
        for month, day in (numbers[:2], numbers[2:]):
            date(2024, month, day)  # a leap year: refuses what is on no calendar
        return cls((numbers[0], numbers[1]), (numbers[2], numbers[3]))

    def has(self, day: date) -> bool:
        """Return whether ``day`` lies in it."""
        found = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= found <= self.last
        return found >= self.first or found <= self.last
