"""Packages that are read in the background, with a progress that can be looked at."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import BinaryIO, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.files.base import File
from django.db import transaction

from uprest.h5p.models import ImportJob
from uprest.h5p.services.importing import import_package
from uprest.h5p.types import Problem, Status

logger = logging.getLogger(__name__)
STEP = 5
"""Per cent between two notes of the progress."""


def queue_upload(
    *, file: "File[bytes]", file_name: str, may_install: bool, by: AbstractBaseUser, at: datetime
) -> ImportJob:
    """Keep an uploaded file until it is read; return what says how far that is."""
    return ImportJob.objects.create(
        file_name=file_name[-255:],
        upload=File(file, name="package.h5p"),
        may_install=may_install,
        created_by_id=by.pk,
        created_at=at,
    )


@contextmanager
def take_upload(*, job_id: int, by: AbstractBaseUser) -> Iterator[BinaryIO]:
    """Open a queued file for whoever uploaded it, once: it is gone where nothing was raised.

    :raises ImportJob.DoesNotExist: if it is another's, was taken, or was cleaned up.
    """
    with transaction.atomic():
        # locked: of two who take it at once, the second finds nothing
        queued = ImportJob.objects.select_for_update().filter(status=ImportJob.Status.QUEUED)
        job = queued.get(pk=job_id, created_by_id=by.pk)
        with job.upload.open("rb") as file:
            yield cast("BinaryIO", file)
        job.delete()
        transaction.on_commit(lambda: job.upload.delete(save=False))


def read_upload(*, job_id: int, at: datetime) -> None:
    """Import a queued file; a job that was done, or is gone, stays as it is."""
    job = ImportJob.objects.filter(pk=job_id).exclude(status=ImportJob.Status.DONE).first()
    if job is None:
        return
    ImportJob.objects.filter(pk=job_id).update(status=ImportJob.Status.READING)
    try:
        _read(job, at)
    except Exception:
        logger.exception("The H5P package of upload %s could not be read", job_id)
        failed = Problem("upload-failed")
        _finish(job, Status.REFUSED, [failed], content_id=None, at=at)
        raise


def _read(job: ImportJob, at: datetime) -> None:
    reported = 0

    def report(done: int, total: int) -> None:
        nonlocal reported
        percent = 100 * done // total
        if percent >= reported + STEP and percent < 100:
            reported = percent
            ImportJob.objects.filter(pk=job.pk).update(progress=percent)

    with job.upload.open("rb") as file:
        result = import_package(
            file=cast("BinaryIO", file),
            may_install=job.may_install,
            by=job.created_by,
            at=at,
            on_progress=report,
        )
    content_id = result.content.pk if result.content else None
    _finish(job, result.verdict.status, result.verdict.problems, content_id=content_id, at=at)


def _finish(
    job: ImportJob,
    status: Status,
    problems: Sequence[Problem],
    *,
    content_id: int | None,
    at: datetime,
) -> None:
    """Note what came of it, and let go of the upload."""
    job.upload.delete(save=False)
    ImportJob.objects.filter(pk=job.pk).update(
        status=ImportJob.Status.DONE,
        progress=100,
        verdict=str(status),
        problems=[{"code": one.code, "values": dict(one.values)} for one in problems],
        content_id=content_id,
        upload="",
        finished_at=at,
    )
