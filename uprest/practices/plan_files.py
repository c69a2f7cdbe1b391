"""The statements of the self-check, in all languages, from data files that are never changed.

A new wording is a new file with a new version: a round keeps the version that it was begun with,
so that what somebody answered stays what they were asked. A statement that means the same keeps
its code, and is compared between versions.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from uprest.core.loading import DataFileError, read_json
from uprest.practices.scoring import HIGHEST

PLANS = Path(__file__).resolve().parent / "data" / "plans"
NEWEST = "2026-1"
LANGUAGES = ("en", "sv", "it", "hr")
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PlanItem:
    """A statement, its five answers from 0 to 4 in words, and an action for when it is low."""

    code: str
    statement: Texts
    answers: tuple[Texts, ...]
    action: Texts


@dataclass(frozen=True, slots=True)
class Dimension:
    """A part of the plan. ``skills`` are codes of the skills that help with it."""

    code: str
    icon: str
    name: Texts
    about: Texts
    skills: tuple[str, ...]
    items: tuple[PlanItem, ...]

    @property
    def item_codes(self) -> tuple[str, ...]:
        """The codes of its statements."""
        return tuple(item.code for item in self.items)


@dataclass(frozen=True, slots=True)
class PlanText:
    """All dimensions of one version."""

    version: str
    dimensions: tuple[Dimension, ...]

    @property
    def item_codes(self) -> tuple[str, ...]:
        """The codes of all statements."""
        return tuple(code for one in self.dimensions for code in one.item_codes)

    def find(self, code: str) -> Dimension | None:
        """Return the dimension with that code."""
        return next((one for one in self.dimensions if one.code == code), None)

    def find_item(self, code: str) -> PlanItem | None:
        """Return the statement with that code."""
        items = (item for one in self.dimensions for item in one.items)
        return next((item for item in items if item.code == code), None)


@cache
def read_plan(version: str) -> PlanText:
    """Return the statements of a version.

    :raises DataFileError: if there is no such version, or its file is wrong.
    """
    raw = read_json(PLANS / f"{version}.json")
    plan = PlanText(version, tuple(_read_dimension(one) for one in raw["dimensions"]))
    if raw["version"] != version or len(set(plan.item_codes)) != len(plan.item_codes):
        raise DataFileError(f"{version}.json: another version, or a statement twice.")
    return plan


def _read_dimension(raw: dict[str, Any]) -> Dimension:
    return Dimension(
        code=raw["code"],
        icon=raw["icon"],
        name=_read_texts(raw, "name"),
        about=_read_texts(raw, "about"),
        skills=tuple(raw["skills"]),
        items=tuple(_read_item(item) for item in raw["items"]),
    )


def _read_item(raw: dict[str, Any]) -> PlanItem:
    answers = {code: raw["answers"][code] for code in LANGUAGES}
    if any(len(texts) != HIGHEST + 1 for texts in answers.values()):
        raise DataFileError(f"{raw['code']}: a statement has five answers.")
    return PlanItem(
        code=raw["code"],
        statement=_read_texts(raw, "statement"),
        answers=tuple(
            {code: texts[level] for code, texts in answers.items()} for level in range(HIGHEST + 1)
        ),
        action=_read_texts(raw, "action"),
    )


def _read_texts(raw: dict[str, Any], name: str) -> Texts:
    texts: dict[str, str] = raw[name]
    if set(texts) != set(LANGUAGES):
        raise DataFileError(f"{raw['code']}: {name} is not in every language.")
    return texts
