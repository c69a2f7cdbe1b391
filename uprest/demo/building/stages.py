"""How a stage is built: in one transaction with its marker, and not a second time."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from django.db import transaction

from uprest.demo.models import BuiltStage


class Build(Protocol):
    """What builds a stage."""

    def __call__(self, *, at: datetime) -> object:
        """Build it as if it were the moment ``at``."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the demo site.

    ``inputs`` are the files and folders that it is built from. With ``repeats`` it is built again
    when they have changed: for what loads and never doubles. Without, only ``--rebuild`` makes it
    anew.
    """

    name: str
    label: str
    build: Build
    inputs: tuple[Path, ...]
    repeats: bool


def build_stages(
    stages: Iterable[Stage], *, at: datetime, report: Callable[[Stage], object]
) -> None:
    """Build what is missing, in order; call ``report`` after each stage that was built."""
    for stage in stages:
        if build_stage(stage, at=at):
            report(stage)


def build_stage(stage: Stage, *, at: datetime) -> bool:
    """Build a stage unless it stands; say whether it was built."""
    inputs = hash_files(stage.inputs)
    known = BuiltStage.objects.filter(name=stage.name).first()
    if known and _stands(stage, known, inputs):
        return False
    with transaction.atomic():
        row, _ = BuiltStage.objects.select_for_update().get_or_create(name=stage.name)
        if _stands(stage, row, inputs):
            return False
        stage.build(at=at)
        row.inputs, row.built_at = inputs, at
        row.save()
    return True


def _stands(stage: Stage, row: BuiltStage, inputs: str) -> bool:
    return row.built_at is not None and (row.inputs == inputs or not stage.repeats)


def hash_files(paths: Iterable[Path]) -> str:
    """Return one hash of the names and contents of files; of a folder all its data files count."""
    digest = sha256()
    for path in paths:
        files = [path] if path.is_file() else sorted(path.rglob("*.json"))
        for file in files:
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()
