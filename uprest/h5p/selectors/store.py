"""The libraries of this site, as the validator and the builder ask for them."""

import json
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from django.core.files.storage import default_storage

from uprest.h5p.models import Blob, Library, LibraryFile
from uprest.h5p.types import LibraryFacts, LibraryName, Opener

SEMANTICS_FILE = "semantics.json"


class DatabaseStore:
    """Installed libraries. One is made for each package: it remembers what it has read."""

    def __init__(self) -> None:
        self._current: dict[LibraryName, LibraryFacts] | None = None
        self._digests: set[str] = set()
        self._files: dict[str, dict[str, Opener]] = {}

    def find(self, name: LibraryName) -> LibraryFacts | None:
        """Return the library that new content of this version uses, if it is installed."""
        return self._read().get(name)

    def is_installed(self, digest: str) -> bool:
        """Return whether exactly this library is installed."""
        self._read()
        return digest in self._digests

    def find_nearest(self, name: LibraryName) -> LibraryFacts | None:
        """Return the library of this version, else the newest of the same major version."""
        if name in self._read():
            return self._read()[name]
        kind = (name.machine_name, name.major)
        versions = [one for one in self._read() if (one.machine_name, one.major) == kind]
        return self._read()[max(versions)] if versions else None

    def read_semantics(self, name: LibraryName) -> list[dict[str, Any]] | None:
        """Return the fields of the library's content type, if it is installed and has any."""
        opener = self.list_files(name).get(SEMANTICS_FILE)
        if opener is None:
            return None
        with opener() as source:
            semantics = json.loads(source.read().decode("utf-8-sig"))
        return semantics if isinstance(semantics, list) else None

    def list_files(self, name: LibraryName) -> Mapping[str, Opener]:
        """Return what opens each of the library's files, by the path in the library."""
        facts = self.find(name)
        if facts is None:
            return {}
        if facts.digest not in self._files:
            rows = LibraryFile.objects.filter(library__digest=facts.digest)
            self._files[facts.digest] = {
                row.path: make_opener(row.blob) for row in rows.select_related("blob")
            }
        return self._files[facts.digest]

    def _read(self) -> dict[LibraryName, LibraryFacts]:
        """Read all installed libraries in one query."""
        if self._current is None:
            rows = list(Library.objects.filter(status=Library.Status.INSTALLED))
            self._digests = {row.digest for row in rows}
            self._current = {row.name: to_facts(row) for row in rows if row.is_current}
        return self._current


def to_facts(row: Library) -> LibraryFacts:
    """Return a stored library as the pure modules know it."""
    return LibraryFacts(
        name=row.name,
        patch=row.patch,
        digest=row.digest,
        manifest=row.manifest,
        is_installed=row.status == Library.Status.INSTALLED,
    )


def find_rows(digests: Iterable[str]) -> dict[str, Library]:
    """Return the stored libraries by their digest."""
    return {row.digest: row for row in Library.objects.filter(digest__in=list(digests))}


def make_opener(blob: Blob) -> Opener:
    """Return what opens a stored file."""
    return partial(default_storage.open, blob.place)
