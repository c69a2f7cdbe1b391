"""A release as a JSON-stat 2.0 dataset.

The format: https://json-stat.org/full/. Three dimensions: the day, the line, and what is measured
of it. A figure at the end of its scale is null with a status. The file is written piece by piece,
never held as a whole.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from uprest.reporting.exports.observations import DECIMALS, UNITS, Line, Statistic, Status, Unit
from uprest.reporting.exports.tables import About, NameLine, Words

BUSINESSES, PEOPLE = "businesses", "people"
ENDS = ("_low", "_high")
MEASURES = (
    *(f"{one}{end}" for one in Statistic for end in ("", *ENDS)),
    BUSINESSES,
    PEOPLE,
)
"""What is measured of a line: each statistic, the ends of its interval, and who was counted."""

ReadLines = Callable[[], Iterable[Line]]
"""Reads the lines of a release from the first one on, as often as it is called."""


def write_cube(
    about: About,
    *,
    day: str,
    read_lines: ReadLines,
    name_line: NameLine,
    titles: Mapping[str, Words],
    languages: Sequence[str],
) -> Iterator[str]:
    """Yield the dataset as pieces of JSON. Labels are in ``about.language``.

    ``titles`` name the dimensions ``as_of``, ``line`` and ``measure``, and each measure. What
    lines are called in ``languages`` stands in ``extension``.
    """
    count = sum(1 for _ in read_lines())
    head = _describe(about, day=day, count=count, titles=titles)
    yield f'{json.dumps(head, ensure_ascii=False)[:-1]}, "dimension": {{"as_of": '
    yield _dump(_one_day(day, titles["as_of"][about.language]))
    yield f', "measure": {_dump(_list_measures(titles, about.language))}'
    yield f', "line": {{"label": {_dump(titles["line"][about.language])}, "category": {{"index": ['
    yield from _join(_dump(line.key) for line in read_lines())
    yield '], "label": {'
    yield from _join(
        f"{_dump(line.key)}: {_dump(name_line(line, about.language))}" for line in read_lines()
    )
    yield '}}}}, "value": ['
    yield from _join(_dump(value)[1:-1] for value in map(_list_values, read_lines()))
    yield '], "status": {'
    yield from _join(_list_statuses(read_lines()))
    yield f'}}, "extension": {_dump(_list_weights(about))[:-1]}, "labels": {{'
    for place, language in enumerate(languages):
        yield f"{', ' if place else ''}{_dump(language)}: {{"
        yield from _join(
            f"{_dump(line.key)}: {_dump(name_line(line, language))}" for line in read_lines()
        )
        yield "}"
    yield "}}}"


def _describe(about: About, *, day: str, count: int, titles: Mapping[str, Words]) -> dict[str, Any]:
    return {
        "version": "2.0",
        "class": "dataset",
        "href": about.url,
        "label": about.title[about.language],
        "source": about.publisher,
        "updated": about.modified,
        "note": [about.description[about.language], about.weights[about.language]],
        "link": {"license": [{"type": "text/html", "href": about.licence}]},
        "id": ["as_of", "line", "measure"],
        "size": [1, count, len(MEASURES)],
        "role": {"time": ["as_of"], "metric": ["measure"]},
    }


def _list_weights(about: About) -> dict[str, Any]:
    return {"is_weighted": about.register_size > 0, "register_size": about.register_size}


def _one_day(day: str, label: str) -> dict[str, Any]:
    return {"label": label, "category": {"index": [day], "label": {day: day}}}


def _list_measures(titles: Mapping[str, Words], language: str) -> dict[str, Any]:
    return {
        "label": titles["measure"][language],
        "category": {
            "index": list(MEASURES),
            "label": {one: titles[one][language] for one in MEASURES},
            "unit": {one: _describe_unit(one) for one in MEASURES},
        },
    }


def _describe_unit(measure: str) -> dict[str, Any]:
    if measure in {BUSINESSES, PEOPLE}:
        return {"decimals": 0, "label": measure}
    unit = UNITS[_find_statistic(measure)]
    return {"decimals": DECIMALS[unit], "label": "levels, 0 to 5" if unit == Unit.LEVELS else "1"}


def _find_statistic(measure: str) -> Statistic:
    for end in ENDS:
        measure = measure.removesuffix(end)
    return Statistic(measure)


def _list_values(line: Line) -> list[float | int | None]:
    values: list[float | int | None] = []
    for statistic in Statistic:
        figure = line.get(statistic)
        values += [figure.value, figure.low, figure.high] if figure else [None, None, None]
    return [*values, line.businesses, line.people]


def _list_statuses(lines: Iterable[Line]) -> Iterator[str]:
    statistics = list(Statistic)
    for place, line in enumerate(lines):
        for figure in line.figures:
            if figure.status != Status.SHOWN:
                column = statistics.index(figure.statistic) * (1 + len(ENDS))
                yield f'"{place * len(MEASURES) + column}": {_dump(figure.status)}'


def _join(pieces: Iterable[str]) -> Iterator[str]:
    for place, piece in enumerate(pieces):
        yield f", {piece}" if place else piece


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
