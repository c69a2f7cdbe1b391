"""Files under the hash of their contents: written once, never changed."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from tempfile import SpooledTemporaryFile

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from uprest.h5p.archives import Package, UnreadableError
from uprest.h5p.models import Blob
from uprest.h5p.types import MEGABYTE, PackedFile


def keep_files(*, package: Package, files: Iterable[PackedFile], at: datetime) -> None:
    """Make sure that each of ``files`` lies in the storage, and has its row.

    Not one transaction: a file is there before its row, and a row that nothing points to is
    cleaned up a day later. What is marked as wanted now is safe from a cleanup until then.
    """
    wanted = {one.sha256: one for one in sorted(files, key=lambda one: one.sha256)}
    known = _want(list(wanted), at)
    new = [
        Blob(sha256=sha256, size=one.size, wanted_at=at)
        for sha256, one in wanted.items()
        if sha256 not in known
    ]
    for blob in [*new, *known.values()]:
        _write(package, wanted[blob.sha256], blob)
    Blob.objects.bulk_create(new, ignore_conflicts=True)


@transaction.atomic
def _want(hashes: list[str], at: datetime) -> dict[str, Blob]:
    """Mark files that have a row as wanted; locked in order, so that no two uploads block."""
    known = Blob.objects.select_for_update().filter(pk__in=hashes).order_by("pk").in_bulk()
    Blob.objects.filter(pk__in=known).update(wanted_at=at)
    return known


def _write(package: Package, packed: PackedFile, blob: Blob) -> None:
    """Write one file, unless it is there in its full length.

    :raises UnreadableError: if the archive has changed since it was judged.
    """
    if default_storage.exists(blob.place):
        if default_storage.size(blob.place) == blob.size:
            return
        default_storage.delete(blob.place)
    sha256 = hashlib.sha256()
    with SpooledTemporaryFile(max_size=MEGABYTE) as copy:
        for piece in package.iterate(packed.member):
            sha256.update(piece)
            copy.write(piece)
        if sha256.hexdigest() != blob.sha256:
            raise UnreadableError("file-damaged")
        copy.seek(0)
        name = default_storage.save(blob.place, File(copy, name=blob.sha256))
    if name != blob.place:  # somebody else was quicker with the same contents
        default_storage.delete(name)
