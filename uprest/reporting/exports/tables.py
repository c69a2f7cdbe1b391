"""Observations as CSV, with the description of their columns: CSVW, and Table Schema's cousin.

CSVW: https://www.w3.org/TR/tabular-metadata/
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from uprest.core.spreadsheets import make_safe
from uprest.reporting.exports.observations import Line, Statistic, Status, Unit, write_number

NameLine = Callable[[Line, str], str]
"""Gives the name of a line in a language."""
Words = Mapping[str, str]
"""One text by language."""

BEFORE_LABELS = ("table", "code", "area")
AFTER_LABELS = (
    "statistic",
    "unit",
    "value",
    "low",
    "high",
    "status",
    "businesses",
    "people",
    "published_on",
)
KEY = ("table", "code", "area", "statistic")
"""The columns that name an observation."""
DATA_TYPES: Mapping[str, Any] = {
    "value": {"base": "decimal", "minimum": 0, "maximum": 5},
    "low": {"base": "decimal", "minimum": 0, "maximum": 5},
    "high": {"base": "decimal", "minimum": 0, "maximum": 5},
    "businesses": {"base": "integer", "minimum": 5},
    "people": {"base": "integer", "minimum": 10},
    "published_on": {"base": "date", "format": "yyyy-MM-dd"},
    "statistic": {"base": "string", "format": "|".join(Statistic)},
    "unit": {"base": "string", "format": "|".join(Unit)},
    "status": {"base": "string", "format": "|".join(one for one in Status if one)},
}
MAY_BE_EMPTY = frozenset({"area", "value", "low", "high", "status"})


@dataclass(frozen=True, kw_only=True, slots=True)
class About:
    """What a release says of itself beside its figures. Texts go by language.

    ``weights`` says what the figures are weighted to, and ``register_size`` how many businesses
    of the register that are, 0 where they are unweighted.
    """

    title: Words
    description: Words
    weights: Words
    register_size: int
    publisher: str
    licence: str
    modified: str
    url: str
    language: str


def list_columns(languages: Sequence[str]) -> list[str]:
    """Return the names of the columns, with one label for each language."""
    return [*BEFORE_LABELS, *(f"label_{language}" for language in languages), *AFTER_LABELS]


class Echo:
    """Gives back what a CSV writer writes, so that no file is kept."""

    def write(self, text: str) -> str:
        """Return the text."""
        return text


def write_csv(
    lines: Iterable[Line], *, name_line: NameLine, languages: Sequence[str]
) -> Iterator[str]:
    """Yield a CSV file line by line (RFC 4180), one observation each, its header first."""
    writer = csv.writer(Echo(), lineterminator="\r\n")
    yield writer.writerow(list_columns(languages))
    for line in lines:
        start = [line.table, line.code, line.area]
        start += [name_line(line, language) for language in languages]
        end = [str(line.businesses), str(line.people), line.published_on.isoformat()]
        for figure in line.figures:
            unit = figure.unit
            numbers = [write_number(one, unit) for one in (figure.value, figure.low, figure.high)]
            words = [*start, figure.statistic, unit, *numbers, figure.status, *end]
            yield writer.writerow([make_safe(word) for word in words])


def describe_csv(
    about: About, *, file_name: str, titles: Mapping[str, Words], languages: Sequence[str]
) -> dict[str, Any]:
    """Return the CSVW metadata of ``file_name``. ``titles`` name the columns, by language."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": about.language}],
        "url": file_name,
        "dc:title": _tag(about.title),
        "dc:description": _tag(about.description),
        "rdfs:comment": _tag(about.weights),
        "notes": [{"is_weighted": about.register_size > 0, "register_size": about.register_size}],
        "dc:publisher": about.publisher,
        "dc:license": {"@id": about.licence},
        "dc:modified": about.modified,
        "dc:source": {"@id": about.url},
        "tableSchema": {
            "columns": [_describe_column(name, titles) for name in list_columns(languages)],
            "primaryKey": list(KEY),
        },
        "dialect": {"encoding": "utf-8", "header": True, "delimiter": ","},
    }


def _describe_column(name: str, titles: Mapping[str, Words]) -> dict[str, Any]:
    # the header of the file is the code, which belongs to no language
    words = {language: [text] for language, text in titles.get(name, {}).items()}
    column: dict[str, Any] = {
        "name": name,
        "titles": {"und": [name], **words},
        "datatype": DATA_TYPES.get(name, "string"),
        "required": name not in MAY_BE_EMPTY,
    }
    if name.startswith("label_"):
        column["lang"] = name.removeprefix("label_")
    return column


def _tag(words: Words) -> list[dict[str, str]]:
    return [{"@value": text, "@language": language} for language, text in words.items()]


def describe_fields(languages: Sequence[str]) -> dict[str, Any]:
    """Return the same columns as a Table Schema (https://datapackage.org/standard/table-schema/).

    It has the same types and limits, for programs that do not read CSVW.
    """
    fields = []
    for name in list_columns(languages):
        kind = DATA_TYPES.get(name, {"base": "string"})
        constraints = {key: kind[key] for key in ("minimum", "maximum") if key in kind}
        if "|" in kind.get("format", ""):
            constraints["enum"] = kind["format"].split("|")
        if name not in MAY_BE_EMPTY:
            constraints["required"] = True
        base = {"decimal": "number"}.get(kind["base"], kind["base"])
        fields.append({"name": name, "type": base, "constraints": constraints})
    return {"fields": fields, "primaryKey": list(KEY), "missingValues": [""]}
