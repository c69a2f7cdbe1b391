"""How events are told: their texts in the reader's language, and when they are."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format, time_format
from django.utils.functional import lazystr
from django.utils.text import capfirst
from django.utils.translation import get_language

ORDER = ("en", "sv", "it", "hr")


@dataclass(frozen=True, slots=True)
class Words:
    """A text and the language that it is in."""

    text: str
    language: str

    def __str__(self) -> str:
        return self.text


def read_words(row: Any, field: str, *, city_language: str = "") -> Words:
    """Return a text of ``row`` in the reader's language, else in English, else the city's own."""
    for code in dict.fromkeys([get_language() or "en", "en", city_language, *ORDER]):
        text = getattr(row, f"{field}_{code}", None) if code else None
        if text:
            return Words(text, code)
    return Words("", city_language or "en")


def localise(moment: datetime, zone: str) -> datetime:
    """Return ``moment`` by the clocks of ``zone``."""
    return moment.astimezone(ZoneInfo(zone))


def describe_day(moment: datetime, zone: str) -> str:
    """Return the day, with its name: "Friday 14 May 2027"."""
    local = localise(moment, zone)
    return f"{capfirst(date_format(local, 'l'))} {date_format(local, 'DATE_FORMAT')}"


def describe_time(moment: datetime, zone: str) -> str:
    """Return the time of the day: "14:00"."""
    return time_format(localise(moment, zone), "TIME_FORMAT")


def describe_span(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    """Return from when to when on a day: "14:00–17:00"."""
    return f"{describe_time(starts_at, zone)}–{describe_time(ends_at, zone)}"


def describe_when(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    """Return when an event is, with its days, its times and the time zone's short name."""
    first, last = localise(starts_at, zone), localise(ends_at, zone)
    if first.date() == last.date():
        span = describe_span(first, last, zone)
        return f"{describe_day(first, zone)}, {span} {first.tzname() or ''}"
    return (
        f"{describe_day(first, zone)}, {describe_time(first, zone)} – "
        f"{describe_day(last, zone)}, {describe_time(last, zone)} {last.tzname() or ''}"
    )


def tell_later(row: Any, field: str, *, city_language: str) -> Any:
    """Return a text of ``row`` that is chosen when it is written: in that reader's language."""
    return lazystr_of(lambda: read_words(row, field, city_language=city_language).text)


def lazystr_of(read: Any) -> Any:
    """Return a string that is read each time when it is written."""
    return lazystr(_Reader(read))


class _Reader:
    def __init__(self, read: Any) -> None:
        self.read = read

    def __str__(self) -> str:
        return str(self.read())
