"""Opening an archive of a stranger: every name and size is judged before anything is unpacked."""

import copy
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from types import TracebackType
from typing import BinaryIO, Self

from uprest.h5p.names import find_name_problem, fold_name
from uprest.h5p.types import MEGABYTE, Limits, Problem

CHUNK = 64 * 1024
END_SIGNATURE, END_SIZE = b"PK\x05\x06", 22
ZIP64_LOCATOR, ZIP64_LOCATOR_SIZE = b"PK\x06\x07", 20
ENTRY_SIGNATURE, ENTRY_SIZE = b"PK\x01\x02", 46
LOCAL_SIGNATURE, LOCAL_SIZE = b"PK\x03\x04", 30
LONGEST_COMMENT = 65_535
BYTES_AN_ENTRY = 2_048
ENCRYPTED = 0x1 | 0x40 | 0x2000
BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    ValueError,
    EOFError,
    OSError,
    IndexError,
    OverflowError,
)
"""What the standard library raises on archives that are not what they say."""


class UnreadableError(Exception):
    """A file of an archive cannot be read; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Member:
    """A file in an archive. ``is_safe`` says that its sizes allow reading it."""

    name: str
    size: int
    info: zipfile.ZipInfo
    is_safe: bool


class Package:
    """An opened archive: its files, and what is wrong with it as an archive.

    Reading never takes more memory or time than the sizes allow that the archive declares.
    """

    def __init__(
        self,
        *,
        archive: zipfile.ZipFile | None,
        members: dict[str, Member],
        problems: tuple[Problem, ...],
        limits: Limits,
    ) -> None:
        self._archive = archive
        self.members = members
        self.problems = problems
        self.limits = limits

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def is_unreadable(self) -> bool:
        """Whether this is no archive at all, so that no file can be looked at."""
        return self._archive is None

    def close(self) -> None:
        """Let go of the archive; the file that it was opened from stays open."""
        if self._archive is not None:
            self._archive.close()

    def iterate(self, name: str) -> Iterator[bytes]:
        """Yield the file ``name`` in pieces.

        :raises UnreadableError: if it is damaged, or longer or shorter than declared.
        """
        member = self.members[name]
        if self._archive is None or not member.is_safe:
            raise UnreadableError("file-unreadable")
        # The standard library stops at the declared size; asked for more, it shows a lie.
        info = copy.copy(member.info)
        info.file_size = member.size + CHUNK
        length = 0
        try:
            with self._archive.open(info) as source:
                while piece := source.read(CHUNK):
                    length += len(piece)
                    if length > member.size:
                        raise UnreadableError("file-size-lies")
                    yield piece
        except BROKEN as error:
            raise UnreadableError("file-damaged") from error
        if length != member.size:
            raise UnreadableError("file-size-lies")


def open_package(file: BinaryIO, *, limits: Limits | None = None) -> Package:
    """Open the archive in ``file``, which must be seekable. Never raises on what is in it."""
    limits = limits or Limits()
    problem = _judge_frame(file, limits)
    if problem is not None:
        return Package(archive=None, members={}, problems=(problem,), limits=limits)
    try:
        archive = zipfile.ZipFile(file)
    except BROKEN:
        damaged = Problem("archive-damaged")
        return Package(archive=None, members={}, problems=(damaged,), limits=limits)
    infos = archive.infolist()
    problems = [*_judge_whole(infos, limits), *_judge_names(infos)]
    members: dict[str, Member] = {}
    total = sum(info.file_size for info in infos)
    for info in infos:
        found = _judge_entry(info, limits)
        problems.extend(found)
        if not info.is_dir():
            is_safe = not found and total <= limits.total_size
            name = info.orig_filename
            members.setdefault(name, Member(name, info.file_size, info, is_safe))
    return Package(archive=archive, members=members, problems=tuple(problems), limits=limits)


def _judge_frame(file: BinaryIO, limits: Limits) -> Problem | None:
    """Return what is wrong before the list of entries is taken into memory."""
    try:
        size = file.seek(0, 2)
        file.seek(0)
        if file.read(4) != LOCAL_SIGNATURE:
            return Problem("archive-no-zip")
        start = max(0, size - END_SIZE - LONGEST_COMMENT - ZIP64_LOCATOR_SIZE)
        file.seek(start)
        tail = file.read(size - start)
        at = tail.rfind(END_SIGNATURE)
        if at < 0 or len(tail) - at < END_SIZE:
            return Problem("archive-damaged")
        if tail[max(0, at - ZIP64_LOCATOR_SIZE) : at].startswith(ZIP64_LOCATOR):
            return Problem("archive-zip64")
        (length,) = struct.unpack_from("<L", tail, at + 12)
        if length > limits.entries * BYTES_AN_ENTRY:
            return Problem("archive-too-many-entries", {"limit": limits.entries})
        file.seek(max(0, start + at - length))
        entries = _count_entries(file.read(length), limits.entries)
    except OSError:
        return Problem("archive-damaged")
    if entries > limits.entries:
        return Problem("archive-too-many-entries", {"limit": limits.entries})
    return None


def _count_entries(directory: bytes, limit: int) -> int:
    """Count the entries of an archive's list, up to one more than ``limit``."""
    count = at = 0
    while count <= limit and directory.startswith(ENTRY_SIGNATURE, at):
        if at + ENTRY_SIZE > len(directory):
            break
        name, extra, comment = struct.unpack_from("<HHH", directory, at + 28)
        at += ENTRY_SIZE + name + extra + comment
        count += 1
    return count


def _judge_whole(infos: list[zipfile.ZipInfo], limits: Limits) -> Iterator[Problem]:
    """Yield what is wrong with the archive as a whole."""
    if sum(info.file_size for info in infos) > limits.total_size:
        yield Problem("archive-too-big", {"limit": limits.total_size // MEGABYTE})
    in_order = sorted(infos, key=lambda info: info.header_offset)
    if in_order and in_order[0].header_offset != 0:
        yield Problem("archive-prefix")
    for one, after in pairwise(in_order):
        if one.header_offset + LOCAL_SIZE + one.compress_size > after.header_offset:
            yield Problem("archive-overlap", {"file": shorten(one.orig_filename)})


def _judge_entry(info: zipfile.ZipInfo, limits: Limits) -> list[Problem]:
    """Return what is wrong with one entry, but for its name."""
    codes: dict[str, int | bool] = {
        "file-encrypted": info.flag_bits & ENCRYPTED,
        "file-compression": info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED),
        "file-link": _is_special(info),
        "file-too-big": info.file_size > limits.file_size,
        "file-bomb": info.file_size > limits.ratio_from
        and info.file_size > limits.ratio * info.compress_size,
    }
    values: dict[str, str | int] = {
        "file": shorten(info.orig_filename),
        "limit": limits.file_size // MEGABYTE,
    }
    return [Problem(code, values) for code, is_wrong in codes.items() if is_wrong]


def _is_special(info: zipfile.ZipInfo) -> bool:
    """Return whether an entry is a link, a device or a pipe."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    return kind not in (0, stat.S_IFREG, stat.S_IFDIR)


def _judge_names(infos: list[zipfile.ZipInfo]) -> Iterator[Problem]:
    """Yield what is wrong with names, each alone and beside the others."""
    files: dict[str, str] = {}
    folders: dict[str, str] = {}
    for info in infos:
        name = info.orig_filename
        if code := find_name_problem(name):
            yield Problem(code, {"file": shorten(name)})
            continue
        key = fold_name(name.removesuffix("/"))
        parents = key.split("/")[:-1]
        folders.update({"/".join(parents[: n + 1]): name for n in range(len(parents))})
        if info.is_dir():
            folders.setdefault(key, name)
        elif key in files:
            code = "name-twice" if files[key] == name else "name-collides"
            yield Problem(code, {"file": shorten(name), "other": shorten(files[key])})
        else:
            files[key] = name
    for key in files.keys() & folders.keys():
        names = {"file": shorten(files[key]), "other": shorten(folders[key])}
        yield Problem("name-collides", names)


def shorten(name: str) -> str:
    """Return ``name`` so that it can be shown: in one line, and not for pages."""
    shown = name
    if not name.isprintable():
        shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name)
    return shown if len(shown) <= 160 else f"{shown[:120]} … {shown[-30:]}"
