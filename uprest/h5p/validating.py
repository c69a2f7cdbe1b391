"""The verdict on a package: accepted, waiting for libraries or approval, or refused."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from uprest.h5p.archives import Package, UnreadableError, shorten
from uprest.h5p.dependencies import LoadPlan, plan_loading
from uprest.h5p.file_types import (
    CONTENT_EXTENSIONS,
    HEAD_LENGTH,
    LIBRARY_EXTENSIONS,
    has_right_start,
)
from uprest.h5p.json_reading import JsonError, read_json, read_json_object
from uprest.h5p.manifests import (
    PACKAGE_FILE,
    find_main_library,
    judge_core_api,
    judge_library_manifest,
    judge_package_manifest,
    judge_preloaded,
    read_library_name,
)
from uprest.h5p.names import find_extension, is_hidden
from uprest.h5p.params import judge_addresses, list_hosts
from uprest.h5p.types import (
    EmptyStore,
    LibraryFacts,
    LibraryName,
    LibraryStore,
    PackedFile,
    PackedLibrary,
    Problem,
    Status,
    Verdict,
)

CONTENT_FOLDER = "content"
CONTENT_FILE = "content.json"
LIBRARY_FILE = "library.json"
SEMANTICS_FILE = "semantics.json"
LANGUAGE_FOLDER = "language/"
OBJECT_FILES = (PACKAGE_FILE, CONTENT_FILE, LIBRARY_FILE)
Report = Callable[[int, int], None]


def validate_package(
    package: Package,
    *,
    store: LibraryStore | None = None,
    may_install: bool = True,
    on_progress: Report | None = None,
) -> Verdict:
    """Judge ``package`` from its first byte to its last, and say everything that is wrong.

    :param store: where libraries lie that the package does not bring along.
    :param may_install: whether whoever hands it in may add libraries that were never seen; if
        not, the package waits for somebody who may.
    :param on_progress: called with files read and files in all.
    """
    return _Inspection(package, store or EmptyStore(), may_install=may_install).run(on_progress)


def compute_digest(files: Iterable[tuple[str, str]]) -> str:
    """Return one SHA-256 for pairs of path and SHA-256, whatever their order."""
    lines = sorted(f"{path}\0{sha256}\n" for path, sha256 in files)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


class _Inspection:
    """One package under inspection; collects every problem."""

    def __init__(self, package: Package, store: LibraryStore, *, may_install: bool) -> None:
        self.package = package
        self.store = store
        self.may_install = may_install
        self.problems = list(package.problems)
        self.read: dict[str, PackedFile] = {}
        self.objects: dict[str, dict[str, Any]] = {}
        self.main_machine_name = ""

    def run(self, on_progress: Report | None) -> Verdict:
        folders = self._sort_files()
        self._read_files(folders, on_progress)
        manifest = self._read_manifest()
        content = {one.path: one for one in self._list_files(folders, CONTENT_FOLDER)}
        params = self._read_params(
            {name.partition("/")[2] for name in folders.get(CONTENT_FOLDER, ())}
        )
        libraries = [
            library
            for folder in folders
            if folder != CONTENT_FOLDER and (library := self._read_library(folder, folders))
        ]
        self._judge_twins(libraries)
        main = find_main_library(manifest) if manifest else None
        if self.problems or manifest is None or params is None or main is None:
            return Verdict(
                status=Status.REFUSED,
                problems=tuple(self.problems),
                main_machine_name=self.main_machine_name,
            )
        own = {library.facts.name: library.facts for library in libraries}
        plan = plan_loading(
            manifest, params, main, lambda name: own.get(name) or self.store.find(name)
        )
        waiting = self._list_reasons_to_wait(libraries, plan)
        verdict = Verdict(
            status=Status.WAITING if waiting else Status.ACCEPTED,
            problems=tuple(waiting),
            main_machine_name=main.machine_name,
            main_library=main,
            title=manifest["title"],
            manifest=manifest,
            params=params,
            files=tuple(one for path, one in content.items() if path != CONTENT_FILE),
            libraries=tuple(libraries),
            load_order=plan.order,
            missing=plan.missing,
            hosts=list_hosts(params),
        )
        return replace(verdict, package_hash=self._hash_all(verdict))

    def _sort_files(self) -> dict[str, list[str]]:
        """Return the names in the content and in each library; the rest is ignored."""
        folders: dict[str, list[str]] = {}
        for name in self.package.members:
            folder, slash, _ = name.partition("/")
            if slash and not is_hidden(name):
                folders.setdefault(folder, []).append(name)
        return {
            folder: names
            for folder, names in folders.items()
            if folder == CONTENT_FOLDER or _is_library(folder, names)
        }

    def _read_files(self, folders: dict[str, list[str]], on_progress: Report | None) -> None:
        """Read every file to its end, and keep what it is."""
        names = [PACKAGE_FILE] if PACKAGE_FILE in self.package.members else []
        names += [name for folder in folders.values() for name in folder]
        for count, name in enumerate(names, start=1):
            if self.package.members[name].is_safe and self._has_right_extension(name):
                self._read_file(name)
            if on_progress is not None:
                on_progress(count, len(names))

    def _has_right_extension(self, name: str) -> bool:
        extension = find_extension(name)
        is_content = name.startswith((f"{CONTENT_FOLDER}/", PACKAGE_FILE))
        if extension in (CONTENT_EXTENSIONS if is_content else LIBRARY_EXTENSIONS):
            return True
        code = "file-svg" if extension == "svg" else "file-extension"
        self.problems.append(Problem(code, {"file": shorten(name)}))
        return False

    def _read_file(self, name: str) -> None:
        """Read one file in pieces, once: length, checksum, first bytes, and its JSON."""
        sha256, head, size = hashlib.sha256(), b"", 0
        is_parsed = _is_parsed(name)
        pieces: list[bytes] = []
        try:
            for piece in self.package.iterate(name):
                head = head or piece[:HEAD_LENGTH]
                size += len(piece)
                sha256.update(piece)
                if is_parsed and size <= self.package.limits.json_size + len(piece):
                    pieces.append(piece)
        except UnreadableError as error:
            self.problems.append(Problem(error.code, {"file": shorten(name)}))
            return
        if not has_right_start(find_extension(name), head):
            self.problems.append(Problem("file-not-what-it-says", {"file": shorten(name)}))
        path = name.partition("/")[2] or name
        self.read[name] = PackedFile(path, name, sha256.hexdigest(), size)
        if is_parsed:
            self._parse(name, b"".join(pieces))

    def _parse(self, name: str, data: bytes) -> None:
        """Keep the object of a file that must hold one; of others, only what is wrong."""
        try:
            if name.rpartition("/")[2] in OBJECT_FILES:
                self.objects[name] = read_json_object(data, limits=self.package.limits)
            else:
                read_json(data, limits=self.package.limits)
        except JsonError as error:
            self.problems.append(Problem(error.code, {"file": shorten(name)}))

    def _list_files(self, folders: dict[str, list[str]], folder: str) -> list[PackedFile]:
        return [self.read[name] for name in folders.get(folder, ()) if name in self.read]

    def _get_object(self, name: str) -> dict[str, Any] | None:
        """Return the object in a file, or note that there is no such file."""
        if name not in self.package.members:
            self.problems.append(Problem("file-missing", {"file": name}))
        return self.objects.get(name)

    def _read_manifest(self) -> dict[str, Any] | None:
        """Return ``h5p.json`` if it is right."""
        if self.package.is_unreadable:
            return None
        manifest = self._get_object(PACKAGE_FILE)
        if manifest is None:
            return None
        problems = judge_package_manifest(manifest)
        self.problems.extend(problems)
        self.main_machine_name = shorten(str(manifest.get("mainLibrary", "")))
        return manifest if not problems else None

    def _read_params(self, present: set[str]) -> dict[str, Any] | None:
        """Return ``content.json``, having followed what it points to.

        ``present`` has files that cannot be taken too: those are named already.
        """
        if self.package.is_unreadable:
            return None
        params = self._get_object(f"{CONTENT_FOLDER}/{CONTENT_FILE}")
        if params is not None:
            hosts = self.package.limits.media_hosts
            self.problems.extend(judge_addresses(params, paths=present, media_hosts=hosts))
        return params

    def _read_library(self, folder: str, folders: dict[str, list[str]]) -> PackedLibrary | None:
        """Return a library that is right, or note everything that is wrong with it."""
        name = f"{folder}/{LIBRARY_FILE}"
        manifest = self._get_object(name)
        if manifest is None:
            return None
        problems = judge_library_manifest(manifest, file=shorten(name))
        self.problems.extend(problems)
        if problems:
            return None
        library = read_library_name(manifest)
        if folder not in (library.folder, library.machine_name):
            values = {"folder": shorten(folder), "library": str(library)}
            self.problems.append(Problem("library-folder", values))
        files = self._list_files(folders, folder)
        present = {one.partition("/")[2] for one in folders[folder]}
        self.problems.extend(judge_preloaded(manifest, folder=folder, paths=present))
        self.problems.extend(judge_core_api(manifest, folder=folder))
        facts = LibraryFacts(
            name=library,
            patch=int(manifest["patchVersion"]),
            digest=compute_digest((one.path, one.sha256) for one in files),
            manifest=manifest,
        )
        return PackedLibrary(facts, tuple(files))

    def _judge_twins(self, libraries: list[PackedLibrary]) -> None:
        """Note libraries that the package has twice."""
        seen: set[LibraryName] = set()
        for library in libraries:
            if library.facts.name in seen:
                self.problems.append(Problem("library-twice", {"library": str(library.facts.name)}))
            seen.add(library.facts.name)

    def _list_reasons_to_wait(
        self, libraries: list[PackedLibrary], plan: LoadPlan
    ) -> list[Problem]:
        """Return the libraries that are nowhere, and those that somebody must approve."""
        reasons = [Problem("library-missing", {"library": str(name)}) for name in plan.missing]
        if not self.may_install:
            reasons += [
                Problem("library-new", {"library": f"{one.facts.name}.{one.facts.patch}"})
                for one in libraries
                if not self.store.is_installed(one.facts.digest)
            ]
        return reasons

    @staticmethod
    def _hash_all(verdict: Verdict) -> str:
        """Return one hash for all that would be stored, however its JSON is written."""
        written = {PACKAGE_FILE: verdict.manifest, CONTENT_FILE: verdict.params}
        parts = [
            *((name, _hash_json(value)) for name, value in written.items()),
            *((f"{CONTENT_FOLDER}/{one.path}", one.sha256) for one in verdict.files),
            *((str(one.facts.name), one.facts.digest) for one in verdict.libraries),
        ]
        return compute_digest(parts)


def _is_parsed(name: str) -> bool:
    """Return whether a file must be JSON; other JSON is only handed on."""
    folder, _, path = name.partition("/")
    if folder in (PACKAGE_FILE, CONTENT_FOLDER):
        return path in ("", CONTENT_FILE)
    is_translation = path.startswith(LANGUAGE_FOLDER) and find_extension(path) == "json"
    return is_translation or path in (LIBRARY_FILE, SEMANTICS_FILE)


def _hash_json(value: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _is_library(folder: str, names: list[str]) -> bool:
    """Return whether a folder is a library, or is named as if it were one."""
    is_named_so = LibraryName.parse(" ".join(folder.rsplit("-", 1))) is not None
    return is_named_so or f"{folder}/{LIBRARY_FILE}" in names
