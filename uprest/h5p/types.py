"""The words of this package: limits, problems, names of libraries, verdicts. Knows no framework."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import IO, Any, Protocol

MEGABYTE = 1024 * 1024
Opener = Callable[[], IO[bytes]]
WRITTEN = re.compile(r"([\w.\-]{1,255}) ([0-9]{1,5})\.([0-9]{1,5})", re.ASCII)


@dataclass(frozen=True)
class Limits:
    """How big a package may be. Sizes are in bytes, before compression."""

    file_size: int = 100 * MEGABYTE
    total_size: int = 300 * MEGABYTE
    entries: int = 5_000
    ratio: int = 200
    ratio_from: int = MEGABYTE
    """Small files may be compressed as well as they can be."""
    json_size: int = 8 * MEGABYTE
    json_depth: int = 100
    media_hosts: tuple[str, ...] | None = None
    """Hosts that content may load media from; ``None`` for every host that has a public name."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a package, or that it waits for.

    ``code`` is stable; ``uprest.h5p.wording`` has the sentence for it, with ``values`` filled in.
    """

    code: str
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, order=True)
class LibraryName:
    """A library without its patch: what dependencies name."""

    machine_name: str
    major: int
    minor: int

    def __str__(self) -> str:
        return f"{self.machine_name} {self.major}.{self.minor}"

    @property
    def folder(self) -> str:
        """The library's folder in a package."""
        return f"{self.machine_name}-{self.major}.{self.minor}"

    @classmethod
    def parse(cls, written: object) -> "LibraryName | None":
        """Read ``"H5P.Blanks 1.14"``; ``None`` if it is anything else."""
        found = WRITTEN.fullmatch(written) if isinstance(written, str) else None
        return cls(found[1], int(found[2]), int(found[3])) if found else None


@dataclass(frozen=True)
class PackedFile:
    """A file of a package: its path in its own folder, and what it is."""

    path: str
    member: str
    """Its name in the archive."""
    sha256: str
    size: int


@dataclass(frozen=True)
class LibraryFacts:
    """What is known of a library, in a package or in the store."""

    name: LibraryName
    patch: int
    digest: str
    """SHA-256 over the paths and contents of all its files."""
    manifest: Mapping[str, Any]
    is_installed: bool = True


@dataclass(frozen=True)
class PackedLibrary:
    """A library that a package brings along."""

    facts: LibraryFacts
    files: tuple[PackedFile, ...]


class Status(StrEnum):
    """What came of a package."""

    ACCEPTED = "accepted"
    WAITING = "waiting"
    REFUSED = "refused"


@dataclass(frozen=True)
class Verdict:
    """What was found. ``problems`` says why it is refused, or what it waits for."""

    status: Status
    problems: tuple[Problem, ...] = ()
    main_machine_name: str = ""
    """``mainLibrary`` of ``h5p.json``, where it could be read."""
    main_library: LibraryName | None = None
    title: str = ""
    manifest: Mapping[str, Any] = field(default_factory=dict)
    """``h5p.json``."""
    params: Mapping[str, Any] = field(default_factory=dict)
    """``content/content.json``."""
    files: tuple[PackedFile, ...] = ()
    """Pictures and other files of the content."""
    libraries: tuple[PackedLibrary, ...] = ()
    """Libraries in the package, played or not."""
    load_order: tuple[LibraryFacts, ...] = ()
    """Libraries to load, each after what it needs; of the package, else of the store."""
    missing: tuple[LibraryName, ...] = ()
    package_hash: str = ""
    """SHA-256 over all that is stored; the same for the same package zipped anew."""
    hosts: tuple[str, ...] = ()
    """Other hosts that the content loads media from."""


class LibraryStore(Protocol):
    """Where libraries lie that packages do not bring along."""

    def find(self, name: LibraryName) -> LibraryFacts | None:
        """Return the library that new content of this version uses, if it is installed."""
        ...

    def is_installed(self, digest: str) -> bool:
        """Return whether exactly this library is installed."""
        ...


class LibrarySource(Protocol):
    """Where the builder takes libraries from."""

    def find(self, name: LibraryName) -> LibraryFacts | None:
        """Return the library that new content of this version uses, if it is installed."""
        ...

    def find_nearest(self, name: LibraryName) -> LibraryFacts | None:
        """Return the library of this version, else the newest of the same major version."""
        ...

    def read_semantics(self, name: LibraryName) -> list[dict[str, Any]] | None:
        """Return the fields of its content type, if it is installed and has any."""
        ...

    def list_files(self, name: LibraryName) -> Mapping[str, Opener]:
        """Return what opens each of its files, by the path in the library."""
        ...


class EmptyStore:
    """A store without libraries."""

    def find(self, name: LibraryName) -> LibraryFacts | None:
        """Find nothing."""
        return None

    def is_installed(self, digest: str) -> bool:
        """Know nothing."""
        return False
