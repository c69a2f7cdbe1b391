"""H5P packages of our own making: whole ones, and every kind of broken one."""

import io
import json
import os
import stat
import struct
import warnings
import zipfile
from pathlib import Path

from django.conf import settings

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000" "1f15c4890000000d49444154789c63"
    "f8cf c0f01f0005000 1ff56c7ad".replace(" ", "")
)  # fmt: skip
SCRIPT = """H5P.UprTest = function (params) { this.params = params; };
H5P.UprTest.prototype.attach = function ($container) { $container.text(this.params.text); };
"""
SHARED = Path(os.environ.get("UPREST_SHARED_DATA", Path(settings.BASE_DIR).parent / "shared/data"))
REAL = SHARED / "h5p"


def list_real_packages(kind):
    """Return the paths of the real packages that are ``valid`` or ``bad``."""
    return sorted((REAL / kind).glob("*.h5p"))


def dependency(name, major=1, minor=0):
    return {"machineName": name, "majorVersion": major, "minorVersion": minor}


def library(name="H5P.UprTest", major=1, minor=0, patch=0, *, needs=(), files=None, **manifest):
    """Return the files of a tiny library of three lines, by their name in the package."""
    script = name.rsplit(".", 1)[-1].lower() + ".js"
    content = {
        "title": name,
        **dependency(name, major, minor),
        "patchVersion": patch,
        "runnable": 1,
        "coreApi": {"majorVersion": 1, "minorVersion": 24},
        "preloadedJs": [{"path": script}],
        "preloadedDependencies": [dependency(*one) for one in needs],
    } | manifest
    folder = f"{name}-{major}.{minor}"
    return {
        f"{folder}/library.json": content,
        f"{folder}/{script}": SCRIPT.replace("H5P.UprTest", name),
        f"{folder}/semantics.json": [{"name": "text", "type": "text", "default": "Hello"}],
    } | {f"{folder}/{path}": value for path, value in (files or {}).items()}


def package_files(*, libraries=None, params=None, files=None, needs=(), main="H5P.UprTest", **more):
    """Return the files of a package by their names."""
    manifest = {
        "title": "A test",
        "language": "en",
        "mainLibrary": main,
        "embedTypes": ["iframe"],
        "preloadedDependencies": [dependency(main), *(dependency(*one) for one in needs)],
    } | more
    return {
        "h5p.json": manifest,
        "content/content.json": {"text": "Hello"} if params is None else params,
        **{f"content/{path}": value for path, value in (files or {}).items()},
        **(library() if libraries is None else libraries),
    }


def pack(files):
    """Return an archive of ``files``: name and bytes, text or JSON; ``None`` leaves one out."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, value in files.items():
            if value is not None:
                archive.writestr(name, to_bytes(value))
    return out.getvalue()


def to_bytes(value):
    if isinstance(value, bytes):
        return value
    return (value if isinstance(value, str) else json.dumps(value)).encode()


def make_package(**parts):
    """Return a whole package as an open file."""
    return io.BytesIO(pack(package_files(**parts)))


# --- hostile ones -----------------------------------------------------------------------------


def pack_entries(*entries, before=b"", **parts):
    """Return a whole package with more entries: pairs of a name or ZipInfo and bytes.

    Names go in as they are, whatever the standard library thinks of them.
    """
    out = io.BytesIO()
    out.write(before)
    with warnings.catch_warnings(), zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # of names that are there twice
        for name, value in package_files(**parts).items():
            archive.writestr(name, to_bytes(value))
        for name, data in entries:
            archive.writestr(name if isinstance(name, zipfile.ZipInfo) else raw_entry(name), data)
    return out.getvalue()


def raw_entry(name, **fields):
    """Return an entry with exactly this name."""
    info = zipfile.ZipInfo("x")
    info.filename = name
    info.compress_type = zipfile.ZIP_DEFLATED
    for field, value in fields.items():
        setattr(info, field, value)
    return info


def change_directory(archive, name, **fields):
    """Return ``archive`` with fields of an entry of its list overwritten.

    ``fields`` are ``flags`` (offset 8), ``method`` (10), ``crc`` (16), ``packed`` (20), ``size``
    (24).
    """
    places = {"flags": (8, "<H"), "method": (10, "<H"), "crc": (16, "<L"),
              "packed": (20, "<L"), "size": (24, "<L")}  # fmt: skip
    changed = bytearray(archive)
    at = archive.rfind(name.encode(), archive.find(b"PK\x01\x02")) - 46
    assert changed[at : at + 4] == b"PK\x01\x02"
    for field, value in fields.items():
        offset, form = places[field]
        struct.pack_into(form, changed, at + offset, value)
    return bytes(changed)


def link_entry(name):
    return raw_entry(name, create_system=3, external_attr=(stat.S_IFLNK | 0o777) << 16)


def zeros_package(path, size):
    """Write a package with a member of ``size`` zeros, a piece at a time."""
    piece = bytes(1024 * 1024)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, value in package_files().items():
            archive.writestr(name, to_bytes(value))
        with archive.open("content/zeros.txt", "w", force_zip64=False) as target:
            for _ in range(size // len(piece)):
                target.write(piece)
    return path
