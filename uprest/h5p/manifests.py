"""``h5p.json`` and ``library.json`` against their schemas, as H5P's own core has them."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from uprest.h5p.names import find_name_problem
from uprest.h5p.types import LibraryName, Problem

PACKAGE_FILE = "h5p.json"
NEWEST_CORE = (1, 28)
LANGUAGE = re.compile(r"[-a-zA-Z]{1,10}", re.ASCII)
MAIN_LIBRARY = re.compile(r"[$a-z_][0-9a-z_.$\-]{1,254}", re.ASCII | re.IGNORECASE)
MACHINE_NAME = re.compile(r"[\w.\-]{1,255}", re.ASCII)
NUMBER = re.compile(r"[0-9]{1,5}", re.ASCII)
LONGEST_LINE = 255
DEPENDENCIES = ("preloadedDependencies", "dynamicDependencies", "editorDependencies")

Check = Callable[[Any], bool]


def _is_line(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_LINE


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_number(value: Any) -> bool:
    """Whole numbers come as numbers and as texts."""
    if isinstance(value, bool):
        return False
    return isinstance(value, int | str) and NUMBER.fullmatch(str(value)) is not None


def _is_flag(value: Any) -> bool:
    return value in (0, 1, "0", "1")


def _matches(pattern: re.Pattern[str]) -> Check:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_list_of(check: Check) -> Check:
    return lambda value: isinstance(value, list) and all(check(one) for one in value)


def _has(fields: Mapping[str, Check]) -> Check:
    return lambda value: (
        isinstance(value, dict)
        and all(name in value and check(value[name]) for name, check in fields.items())
    )


_is_embed_type = _is_list_of(lambda value: value in ("div", "iframe"))
_is_dependencies = _is_list_of(
    _has(
        {
            "machineName": _matches(MACHINE_NAME),
            "majorVersion": _is_number,
            "minorVersion": _is_number,
        }
    )
)
_is_files = _is_list_of(_has({"path": _is_text}))

PACKAGE_REQUIRED: dict[str, Check] = {
    "title": _is_line,
    "language": _matches(LANGUAGE),
    "mainLibrary": _matches(MAIN_LIBRARY),
    "embedTypes": _is_embed_type,
    "preloadedDependencies": _is_dependencies,
}
PACKAGE_OPTIONAL: dict[str, Check] = {
    "dynamicDependencies": _is_dependencies,
    "editorDependencies": _is_dependencies,
    "author": _is_text,
    "authors": lambda value: isinstance(value, list),
    "changes": lambda value: isinstance(value, list),
    "license": _is_text,
}
LIBRARY_REQUIRED: dict[str, Check] = {
    "title": _is_line,
    "machineName": _matches(MACHINE_NAME),
    "majorVersion": _is_number,
    "minorVersion": _is_number,
    "patchVersion": _is_number,
    "runnable": _is_flag,
}
LIBRARY_OPTIONAL: dict[str, Check] = {
    **dict.fromkeys(DEPENDENCIES, _is_dependencies),
    "preloadedJs": _is_files,
    "preloadedCss": _is_files,
    "coreApi": _has({"majorVersion": _is_number, "minorVersion": _is_number}),
    "dropLibraryCss": _is_list_of(_has({"machineName": _matches(MACHINE_NAME)})),
    "embedTypes": _is_embed_type,
    "fullscreen": _is_flag,
    "metadataSettings": lambda value: isinstance(value, dict),
}


def judge_package_manifest(manifest: Mapping[str, Any]) -> list[Problem]:
    """Return what is wrong with ``h5p.json``."""
    problems = list(_judge(manifest, PACKAGE_REQUIRED, PACKAGE_OPTIONAL, PACKAGE_FILE))
    if not problems and find_main_library(manifest) is None:
        name = str(manifest["mainLibrary"])
        problems.append(Problem("main-library-not-listed", {"library": name}))
    return problems


def judge_library_manifest(manifest: Mapping[str, Any], *, file: str) -> list[Problem]:
    """Return what is wrong with the ``library.json`` that lies at ``file``."""
    return list(_judge(manifest, LIBRARY_REQUIRED, LIBRARY_OPTIONAL, file))


def _judge(
    manifest: Mapping[str, Any],
    required: Mapping[str, Check],
    optional: Mapping[str, Check],
    file: str,
) -> Iterator[Problem]:
    for name, check in required.items():
        if name not in manifest:
            yield Problem("field-missing", {"file": file, "field": name})
        elif not check(manifest[name]):
            yield Problem("field-wrong", {"file": file, "field": name})
    for name, check in optional.items():
        if name in manifest and not check(manifest[name]):
            yield Problem("field-wrong", {"file": file, "field": name})


def find_main_library(manifest: Mapping[str, Any]) -> LibraryName | None:
    """Return the main library with its version, if it is among the preloaded dependencies."""
    for one in list_dependencies(manifest):
        if one.machine_name == manifest["mainLibrary"]:
            return one
    return None


def list_dependencies(
    manifest: Mapping[str, Any], kind: str = "preloadedDependencies"
) -> list[LibraryName]:
    """Return the libraries that a right manifest names, in its order."""
    return [
        LibraryName(one["machineName"], int(one["majorVersion"]), int(one["minorVersion"]))
        for one in manifest.get(kind, [])
    ]


def read_library_name(manifest: Mapping[str, Any]) -> LibraryName:
    """Return name and version of a library with a right manifest."""
    return LibraryName(
        manifest["machineName"], int(manifest["majorVersion"]), int(manifest["minorVersion"])
    )


def list_preloaded(manifest: Mapping[str, Any], kind: str) -> list[str]:
    """Return the paths of the scripts (``preloadedJs``) or styles (``preloadedCss``) to load."""
    return [one["path"].removeprefix("./") for one in manifest.get(kind, [])]


def judge_preloaded(
    manifest: Mapping[str, Any], *, folder: str, paths: set[str]
) -> Iterator[Problem]:
    """Yield what is wrong with the scripts and styles that a library of a right manifest names."""
    for kind, extension in (("preloadedJs", ".js"), ("preloadedCss", ".css")):
        for path in list_preloaded(manifest, kind):
            values = {"library": folder, "file": path}
            if find_name_problem(path) or not path.lower().endswith(extension):
                yield Problem("preloaded-path", values)
            elif path not in paths:
                yield Problem("preloaded-missing", values)


def judge_core_api(manifest: Mapping[str, Any], *, folder: str) -> Iterator[Problem]:
    """Yield a problem where a library of a right manifest needs a newer H5P than ours."""
    core = manifest.get("coreApi")
    if core is None:
        return
    needed = int(core["majorVersion"]), int(core["minorVersion"])
    if needed > NEWEST_CORE:
        yield Problem(
            "core-too-old",
            {
                "library": folder,
                "needed": f"{needed[0]}.{needed[1]}",
                "present": f"{NEWEST_CORE[0]}.{NEWEST_CORE[1]}",
            },
        )
