"""Durations as ISO 8601 writes them, such as ``PT4M12.5S``."""

import re

# Years and months have no fixed length, so a program that measures does not write them.
_PATTERN = re.compile(
    r"P(?:(?P<weeks>\d{1,4})W"
    r"|(?:(?P<days>\d{1,4})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,6})H)?(?:(?P<minutes>\d{1,6})M)?"
    r"(?:(?P<seconds>\d{1,10}(?:[.,]\d{1,9})?)S)?)?)",
    re.ASCII,
)
_SECONDS = {"weeks": 604_800, "days": 86_400, "hours": 3600, "minutes": 60, "seconds": 1}


def read_duration(text: str) -> float:
    """Return the seconds that an ISO 8601 duration of weeks, days, hours, minutes, seconds is.

    :raises ValueError: if it is none, or one with years or months.
    """
    match = _PATTERN.fullmatch(text)
    parts = {} if match is None else {k: v for k, v in match.groupdict().items() if v is not None}
    if not parts:
        raise ValueError("not a duration")
    return sum(float(value.replace(",", ".")) * _SECONDS[name] for name, value in parts.items())


def write_duration(seconds: float) -> str:
    """Return ``seconds`` (from 0) as an ISO 8601 duration, to a hundredth of a second.

    :raises ValueError: if it is negative or not a number.
    """
    if not 0 <= seconds < float("inf"):
        raise ValueError("a duration is a number from 0")
    return f"PT{f'{seconds:.2f}'.rstrip('0').rstrip('.')}S"
