"""Packages made from params: content alone, or with all libraries that it runs."""

import io
import json
import posixpath
import uuid
from collections.abc import Mapping
from typing import IO, Any

from uprest.h5p.archives import open_package
from uprest.h5p.dependencies import list_companions, plan_loading
from uprest.h5p.packing import write_package
from uprest.h5p.pictures import measure_picture
from uprest.h5p.semantics import Semantics, fill_params
from uprest.h5p.types import LibraryName, LibrarySource, Limits, Opener, Problem, Status
from uprest.h5p.validating import validate_package

NO_LICENSE = "U"
UNKNOWN_LANGUAGE = "und"
SUB_CONTENTS = uuid.UUID("6ff2f7bb-7f0c-57cf-9e02-5f0b9b1f9b53")


class BuildError(Exception):
    """What was to be built is no right package; ``problems`` says why."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(", ".join(one.code for one in problems))
        self.problems = problems


def build_package(
    *,
    main_library: LibraryName,
    params: Mapping[str, Any],
    title: str,
    language: str = UNKNOWN_LANGUAGE,
    files: Mapping[str, bytes] | None = None,
    libraries: LibrarySource | None = None,
    manifest: Mapping[str, Any] | None = None,
) -> bytes:
    """Return a ``.h5p`` file; the same arguments give the same bytes.

    With ``libraries``, params are completed by the libraries' own defaults, and all libraries
    that are there go along, those of H5P's editor too. A version that is not there is replaced by
    the newest of the same major version. Without ``libraries``, or where there is no such main
    library, the package has the content alone: it runs wherever its libraries are.

    Every sub-content (an object with ``library`` and ``params``) gets an id and metadata. Texts of
    html fields must be html already.

    :param files: pictures and other files by their ``path`` in ``params``.
    :param manifest: more for ``h5p.json``, such as ``authors`` and ``license``.
    :raises BuildError: if the outcome would be refused, for example because a file is missing.
    """
    main, filled = main_library, dict(params)
    facts = libraries.find_nearest(main_library) if libraries is not None else None
    if libraries is not None and facts is not None:
        main = facts.name
        filled = _fill(_take_installed(filled, libraries), main, libraries)
    filled = complete_sub_contents(filled, title=title)
    names, openers = _collect_libraries(main, filled, libraries if facts is not None else None)
    out = io.BytesIO()
    write_package(
        out,
        manifest={
            "title": title,
            "language": language,
            "mainLibrary": main.machine_name,
            "embedTypes": ["iframe"],
            "license": NO_LICENSE,
            **(manifest or {}),
            "preloadedDependencies": [to_dependency(name) for name in names],
        },
        params=filled,
        files={path: _open_bytes(data) for path, data in (files or {}).items()},
        library_files=openers,
    )
    _check(out)
    return out.getvalue()


def _fill(params: dict[str, Any], main: LibraryName, libraries: LibrarySource) -> dict[str, Any]:
    def find(name: LibraryName) -> Semantics | None:
        return libraries.read_semantics(name)

    semantics = find(main)
    return fill_params(params, semantics, find) if semantics is not None else params


def _take_installed(params: dict[str, Any], libraries: LibrarySource) -> dict[str, Any]:
    """Return ``params`` in which sub-contents are of versions that are there, where there are any.

    Filling them comes afterwards, and has the last word where a field offers one version only.
    """

    def take(value: Any) -> Any:
        if isinstance(value, list):
            return [take(one) for one in value]
        if not isinstance(value, dict):
            return value
        inner = {key: take(one) for key, one in value.items()}
        name = LibraryName.parse(inner.get("library"))
        facts = libraries.find_nearest(name) if name is not None else None
        return inner if facts is None else {**inner, "library": str(facts.name)}

    return {key: take(one) for key, one in params.items()}


def _collect_libraries(
    main: LibraryName, params: Mapping[str, Any], libraries: LibrarySource | None
) -> tuple[list[LibraryName], dict[str, Opener]]:
    """Return the libraries to list, the main one first, and the files that go along."""
    find = libraries.find if libraries is not None else lambda _: None
    plan = plan_loading({}, params, main, find)
    present = [facts.name for facts in plan.order]
    names = list(dict.fromkeys([main, *present, *plan.missing]))
    if libraries is None:
        return names, {}
    along = [*present, *(facts.name for facts in list_companions(plan.order, find))]
    openers = {
        f"{name.folder}/{path}": opener
        for name in along
        for path, opener in libraries.list_files(name).items()
    }
    return names, openers


def _check(out: io.BytesIO) -> None:
    """Hold what was built to the rules for what is taken in.

    :raises BuildError: if it would be refused.
    """
    with open_package(out, limits=Limits()) as package:
        verdict = validate_package(package)
    if verdict.status is Status.REFUSED:
        raise BuildError(verdict.problems)


def to_dependency(name: LibraryName) -> dict[str, str | int]:
    """Return how manifests name a library."""
    return {
        "machineName": name.machine_name,
        "majorVersion": name.major,
        "minorVersion": name.minor,
    }


def make_sub_content(
    library: LibraryName, params: Mapping[str, Any], *, title: str
) -> dict[str, Any]:
    """Return content inside other content; its id is added when the package is built."""
    return {
        "library": str(library),
        "params": dict(params),
        "metadata": make_metadata(library, title=title),
    }


def make_metadata(library: LibraryName, *, title: str) -> dict[str, str]:
    """Return what H5P keeps about each sub-content."""
    kind = library.machine_name.rsplit(".", 1)[-1]
    return {"contentType": kind, "license": NO_LICENSE, "title": title or kind}


def make_image(path: str, data: bytes) -> dict[str, Any]:
    """Return how params name a picture; ``path`` is as in ``files``.

    :raises ValueError: if it is neither PNG nor GIF nor JPEG.
    """
    mime, width, height = measure_picture(data)
    return {
        "path": path,
        "mime": mime,
        "width": width,
        "height": height,
        "copyright": {"license": NO_LICENSE},
    }


def complete_sub_contents(params: Mapping[str, Any], *, title: str) -> dict[str, Any]:
    """Return ``params`` in which every sub-content has an id and metadata.

    Ids follow from what the sub-content is and where it stands, so that building the same again
    keeps them: saved states belong to them.
    """
    completed = _complete(dict(params), title, "")
    assert isinstance(completed, dict)  # noqa: S101  # of an object comes an object
    return completed


def _complete(value: Any, title: str, place: str) -> Any:
    if isinstance(value, list):
        return [_complete(one, title, posixpath.join(place, str(n))) for n, one in enumerate(value)]
    if not isinstance(value, dict):
        return value
    inner = {key: _complete(one, title, posixpath.join(place, key)) for key, one in value.items()}
    name = LibraryName.parse(inner.get("library"))
    if name is None or "params" not in inner:
        return inner
    identity = json.dumps([title, place, str(name), inner["params"]], sort_keys=True)
    inner.setdefault("subContentId", str(uuid.uuid5(SUB_CONTENTS, identity)))
    inner["metadata"] = make_metadata(name, title="") | (inner.get("metadata") or {})
    return inner


def _open_bytes(data: bytes) -> Opener:
    def opener() -> IO[bytes]:
        return io.BytesIO(data)

    return opener
