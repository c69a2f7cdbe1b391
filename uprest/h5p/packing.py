"""Writing an archive that H5P reads, the same bytes for the same content."""

import json
import shutil
import zipfile
from collections.abc import Mapping
from typing import Any, BinaryIO

from uprest.h5p.types import Opener

OLDEST_DATE = (1980, 1, 1, 0, 0, 0)
READABLE = 0o100644 << 16
# Squeezing what is squeezed already only takes time.
SQUEEZED = (".png", ".jpg", ".jpeg", ".gif", ".mp3", ".mp4", ".m4a", ".ogg", ".webm", ".woff2")


def write_package(
    out: BinaryIO,
    *,
    manifest: Mapping[str, Any],
    params: Mapping[str, Any],
    files: Mapping[str, Opener],
    library_files: Mapping[str, Opener],
) -> None:
    """Write a package.

    :param files: for each path in the content, what opens the file.
    :param library_files: for each path in the archive, what opens the file.
    """
    with zipfile.ZipFile(out, "w") as archive:
        _write_json(archive, "h5p.json", manifest)
        _write_json(archive, "content/content.json", params)
        members = {f"content/{path}": opener for path, opener in files.items()}
        for name, opener in sorted((members | dict(library_files)).items()):
            with opener() as opened, archive.open(_describe(name), "w") as target:
                shutil.copyfileobj(opened, target)


def _write_json(archive: zipfile.ZipFile, name: str, value: Mapping[str, Any]) -> None:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    archive.writestr(_describe(name), text.encode())


def _describe(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, OLDEST_DATE)
    info.external_attr = READABLE
    is_squeezed = name.lower().endswith(SQUEEZED)
    info.compress_type = zipfile.ZIP_STORED if is_squeezed else zipfile.ZIP_DEFLATED
    return info
