"""The H5P modules of the sample courses: our own content type, packed in each language."""

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from uprest.demo.samples import MODULES
from uprest.h5p.api import describe, import_package
from uprest.h5p.models import Content

# Zipped anew, a package is the same to the last byte: its content is found, not made again.
LONG_AGO = (1980, 1, 1, 0, 0, 0)


class ModuleError(ValueError):
    """A module's package is refused; the text says why."""


def keep_modules(block: Mapping[str, Any], *, at: datetime) -> dict[str, Content]:
    """Return the content of a module block of a course's file, by language.

    :raises ModuleError: if what it makes is no package that can be played.
    """
    return {
        language: _keep(block, title, language, at) for language, title in block["title"].items()
    }


def _keep(block: Mapping[str, Any], title: str, language: str, at: datetime) -> Content:
    package = pack(block["library"], _say(block["params"], language), title, language)
    result = import_package(file=io.BytesIO(package), may_install=True, at=at)
    if result.content is None or result.content.status != Content.Status.READY:
        raise ModuleError("; ".join(describe(one) for one in result.verdict.problems))
    return result.content


def _say(value: Any, language: str) -> Any:
    """Return parameters with every text in one language; a text is a mapping by language."""
    if isinstance(value, list):
        return [_say(item, language) for item in value]
    if isinstance(value, dict) and language in value:
        return value[language]
    if isinstance(value, dict):
        return {name: _say(item, language) for name, item in value.items()}
    return value


def pack(library: str, params: Any, title: str, language: str) -> bytes:
    """Return a package with ``library``, the folder of a content type, and ``params``."""
    folder = MODULES / library
    about = json.loads((folder / "library.json").read_text(encoding="utf-8"))
    name = {key: about[key] for key in ("machineName", "majorVersion", "minorVersion")}
    manifest = {
        "title": title,
        "language": language,
        "mainLibrary": about["machineName"],
        "embedTypes": ["iframe"],
        "preloadedDependencies": [name],
    }
    files = {
        "h5p.json": json.dumps(manifest).encode(),
        "content/content.json": json.dumps(params).encode(),
        **{f"{library}/{path.name}": path.read_bytes() for path in sorted(folder.iterdir())},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, content in files.items():
            archive.writestr(zipfile.ZipInfo(path, LONG_AGO), content)
    return out.getvalue()
