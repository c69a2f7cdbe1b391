"""What lines, columns and measures of a file are called, in one language or in all of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language, gettext, override, pgettext

from uprest.reporting.exports.cubes import BUSINESSES, PEOPLE
from uprest.reporting.exports.observations import CELL_TABLE, TABLE_WORDS, Line, Statistic
from uprest.reporting.selectors.words import Names, read_names
from uprest.reporting.types import Table

TABLES = {word: table for table, word in TABLE_WORDS.items()} | {CELL_TABLE: Table.OCCUPATIONS}
"""The table that the lines of a file stand in, by its word there."""
LANGUAGES = tuple(code for code, _ in settings.LANGUAGES)


@dataclass(frozen=True, slots=True)
class Labels:
    """Names by language. What lines are called does not depend on the language of the request."""

    names: Mapping[str, Names]

    def name_line(self, line: Line, language: str) -> str:
        """Return what a line is called: its skill, its job, or its job and area."""
        with override(language):
            return _name_line(self.names[language], line)

    def name_group(self, line: Line, language: str) -> str:
        """Return the name of the people of a line, without its area."""
        with override(language):
            return _name_group(self.names[language], line)

    def name_area(self, line: Line, language: str) -> str:
        """Return the name of the areas of a line."""
        with override(language):
            return self.names[language].name_areas(line.areas)

    def name_here(self, line: Line) -> str:
        """Return what a line is called in the language of the request."""
        return _name_line(self.names[read_language()], line)


def read_language() -> str:
    """Return the language of the request, one of those of the site."""
    language = get_language() or settings.LANGUAGE_CODE
    return language if language in LANGUAGES else settings.LANGUAGE_CODE


def read_labels(languages: Iterable[str] = LANGUAGES) -> Labels:
    """Return the names in the languages (one query each)."""
    names = {}
    for language in languages:
        with override(language):
            names[language] = read_names()
    return Labels(names)


def _name_line(names: Names, line: Line) -> str:
    group = _name_group(names, line)
    if line.table != CELL_TABLE:
        return group
    return gettext("%(job)s: %(area)s") % {"job": group, "area": names.name_areas(line.areas)}


def _name_group(names: Names, line: Line) -> str:
    if line.table == TABLE_WORDS[Table.TOTAL]:
        return gettext("The whole city")
    if line.table == TABLE_WORDS[Table.SKILLS] and len(line.units) > 1:
        return gettext("%(areas)s: several skills together") % {
            "areas": names.name_areas(line.areas)
        }
    return names.name_units(TABLES[line.table], line.units)


def name_statistics() -> dict[Statistic, str]:
    """Return the names of the statistics in the language of the request."""
    return {
        Statistic.MEAN_LEVEL: gettext("Average level now"),
        Statistic.MEAN_REQUIRED: gettext("Average level needed"),
        Statistic.MEAN_GAP: gettext("Average gap to the need"),
        Statistic.SHARE_WITH_GAP: gettext("Share of people below the need"),
        Statistic.IMPORTANT_LOW_SHARE: gettext(
            "Share of people with an important skill that is low"
        ),
    }


def name_columns(languages: Iterable[str] = LANGUAGES) -> dict[str, dict[str, str]]:
    """Return the names of all columns, dimensions and measures, by code and language."""
    names: dict[str, dict[str, str]] = {}
    for language in languages:
        with override(language):
            for code, name in _name_columns().items():
                names.setdefault(code, {})[language] = name
    return names


def _name_columns() -> dict[str, str]:
    low, high = gettext("Lower end (90 %)"), gettext("Upper end (90 %)")
    words = {
        "table": gettext("Table"),
        "code": gettext("Code"),
        "area": gettext("Code of the area"),
        "statistic": gettext("What is measured"),
        "unit": pgettext("what a figure is counted in", "Unit"),
        "value": gettext("Figure"),
        "low": low,
        "high": high,
        "status": gettext("Why there is no number"),
        "published_on": gettext("As of"),
        "as_of": gettext("Day of the release"),
        "line": gettext("Group of people"),
        "measure": gettext("What is measured"),
        BUSINESSES: gettext("Businesses"),
        PEOPLE: gettext("People"),
    }
    labels = {
        f"label_{code}": gettext("Name (%(language)s)") % {"language": name}
        for code, name in settings.LANGUAGES
    }
    measures = {}
    for code, name in name_statistics().items():
        measures[str(code)] = name
        measures[f"{code}_low"] = gettext("%(figure)s: lower end (90 %%)") % {"figure": name}
        measures[f"{code}_high"] = gettext("%(figure)s: upper end (90 %%)") % {"figure": name}
    return {**words, **labels, **measures}
