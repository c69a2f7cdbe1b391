"""The names of areas, skills, occupations and sectors in the reader's language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import CharField, ExpressionWrapper, F, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language, gettext, ngettext
from modeltranslation.utils import build_localized_fieldname

from uprest.ecosystem.models import Sector, SizeClass
from uprest.reporting.types import Row, Table
from uprest.skills.models import Area, Occupation, Skill
from uprest.skills.types import SHIPPED_FRAMEWORK

MOST_NAMED, NAMED_OF_MANY = 3, 2
"""So many jobs or sectors of a row are named at most, and so many where it has more."""


@dataclass(frozen=True, slots=True)
class Names:
    """Names by code; the short names of areas are for narrow table heads.

    ``skill_areas`` gives the code of each skill's area.
    """

    areas: Mapping[str, str]
    short_areas: Mapping[str, str]
    skills: Mapping[str, str]
    occupations: Mapping[str, str]
    sectors: Mapping[str, str]
    skill_areas: Mapping[str, str]
    sizes: Mapping[str, str] = field(default_factory=dict)

    def name_areas(self, codes: Iterable[str]) -> str:
        """Return the names of areas as one phrase."""
        return join_words([self.areas.get(code, code) for code in codes])

    def name_row(self, row: Row) -> str:
        """Return the name of a row; merged skills go by their area."""
        if row.table == Table.TOTAL:
            return gettext("The whole city")
        if row.table == Table.SKILLS and len(row.units) > 1:
            return self._name_merged_skills(row)
        return self.name_units(row.table, row.units)

    def name_units(self, table: Table, units: Sequence[str]) -> str:
        """Return the name of a row by its units; of many jobs or sectors the first are named."""
        names = self._find_names(table)
        words = [names.get(code, code) for code in units]
        if not self._is_shortened(table, units):
            return join_words(words)
        if len(words) == len(names):
            return gettext("All jobs") if table == Table.OCCUPATIONS else gettext("All sectors")
        count = len(words) - NAMED_OF_MANY
        if table == Table.OCCUPATIONS:
            text = ngettext(
                "%(names)s and %(count)s other job", "%(names)s and %(count)s other jobs", count
            )
        else:
            text = ngettext(
                "%(names)s and %(count)s other sector",
                "%(names)s and %(count)s other sectors",
                count,
            )
        return text % {"names": ", ".join(words[:NAMED_OF_MANY]), "count": count}

    def list_members(self, row: Row) -> str:
        """Return all units of a row in words where its name does not say them all, else ""."""
        if not self._is_shortened(row.table, row.units):
            return ""
        names = self._find_names(row.table)
        return join_words([names.get(code, code) for code in row.units])

    def _is_shortened(self, table: Table, units: Sequence[str]) -> bool:
        return table in (Table.OCCUPATIONS, Table.SECTORS) and len(units) > MOST_NAMED

    def _find_names(self, table: Table) -> Mapping[str, str]:
        return {
            Table.SKILLS: self.skills,
            Table.OCCUPATIONS: self.occupations,
            Table.SECTORS: self.sectors,
            Table.SIZES: self.sizes,
            Table.AREAS: self.areas,
        }[table]

    def _name_merged_skills(self, row: Row) -> str:
        areas = self.name_areas(row.areas)
        return gettext("%(areas)s: several skills together") % {"areas": areas}


def join_words(words: list[str]) -> str:
    """Return words as a list in a sentence."""
    if len(words) < 2:
        return "".join(words)
    parts = {"words": ", ".join(words[:-1]), "last": words[-1]}
    return gettext("%(words)s and %(last)s") % parts


def read_names() -> Names:
    """Return all names of the shipped vocabulary (one query)."""
    areas, skills, jobs = (
        _name_rows("area", Area.objects.all(), Value("")),
        _name_rows("skill", Skill.objects.all(), F("area__code")),
        _name_rows("occupation", Occupation.objects.all(), Value("")),
    )
    found: dict[str, dict[str, tuple[str, str, str]]] = {"area": {}, "skill": {}, "occupation": {}}
    for kind, code, name, short_name, area in areas.union(skills, jobs, all=True):
        found[kind][code] = (name, short_name or name, area or "")
    return Names(
        areas={code: name for code, (name, _, _) in found["area"].items()},
        short_areas={code: short for code, (_, short, _) in found["area"].items()},
        skills={code: name for code, (name, _, _) in found["skill"].items()},
        occupations={code: name for code, (name, _, _) in found["occupation"].items()},
        sectors={sector.value: str(sector.label) for sector in Sector},
        sizes={size.value: str(size.label) for size in SizeClass},
        skill_areas={code: area for code, (_, _, area) in found["skill"].items()},
    )


def _name_rows(kind: str, rows: QuerySet[Any, Any], area: Value | F) -> QuerySet[Any, Any]:
    # the columns are named here, because modeltranslation reads several for one, which no union can
    named: QuerySet[Any, Any] = rows.filter(framework__code=SHIPPED_FRAMEWORK).annotate(
        kind_word=Value(kind, output_field=CharField()),
        name_word=_in_language("name"),
        short_word=_in_language("short_name"),
        area_code=ExpressionWrapper(area, output_field=CharField()),
    )
    return named.values_list("kind_word", "code", "name_word", "short_word", "area_code")


def _in_language(field: str) -> Coalesce:
    """Return a translated field in the reader's language, else in English."""
    present = F(build_localized_fieldname(field, get_language() or settings.LANGUAGE_CODE))
    english = F(build_localized_fieldname(field, settings.LANGUAGE_CODE))
    return Coalesce(NullIf(present, Value("")), english, output_field=CharField())
