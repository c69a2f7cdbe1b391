"""One exercise as a ``.h5p`` file, and such a file as an exercise at the end of a draft."""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import PurePosixPath
from typing import BinaryIO, cast
from urllib.parse import unquote
from uuid import UUID

from django.core.files.images import ImageFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from wagtail.images import get_image_model

from courses.exercises.exchange.base import OutgoingFiles, Package
from courses.exercises.exchange.registry import CONVERTERS, find_by_library
from courses.exercises.kinds import KINDS
from courses.models import LessonPage
from courses.selectors.h5p_exchange import (
    Preview,
    find_picture,
    judge_package,
    preview_package,
    read_documents,
    read_pictures,
)
from uprest.accounts.models import User
from uprest.h5p.api import DatabaseStore, Status, build_package
from uprest.h5p.models import ImportJob
from uprest.h5p.services.uploads import queue_upload, take_upload

TITLE_LENGTH = 120


class NotExchangeableError(ValueError):
    """There is no such exercise, or H5P has nothing like it; or a package is no exercise."""


class WaitedTooLongError(LookupError):
    """What was uploaded does not wait any more."""


@dataclass(frozen=True, slots=True)
class BuiltPackage:
    """A ``.h5p`` file and its name."""

    name: str
    data: bytes


def export_exercise(*, lesson: LessonPage, block_id: UUID) -> BuiltPackage:
    """Return an exercise of the newest draft of ``lesson`` as a package.

    With the libraries that play it where some version of them is installed, else its content
    alone.

    :raises NotExchangeableError: if it is not there, or H5P has nothing like it.
    :raises BuildError: if what the author wrote cannot be a package.
    """
    body = lesson.get_latest_revision_as_object().body
    stored = next((one for one in body.raw_data if one.get("id") == str(block_id)), None)
    converter = CONVERTERS.get(stored["type"]) if stored else None
    if stored is None or converter is None:
        raise NotExchangeableError
    value = stored["value"]
    pictures, files = read_pictures(converter.list_pictures(value))
    documents, more_files = read_documents(converter.list_documents(value))
    data = build_package(
        main_library=converter.library,
        params=converter.to_h5p(value, OutgoingFiles(pictures, documents)).params,
        title=KINDS[converter.kind].read(value).question[:TITLE_LENGTH],
        language=lesson.locale.language_code,
        files=files | more_files,
        libraries=DatabaseStore(),
    )
    return BuiltPackage(f"{converter.kind}-{str(block_id)[:8]}.h5p", data)


@transaction.atomic
def import_exercise(*, lesson: LessonPage, file: BinaryIO, by: User) -> str:
    """Add what the package in ``file`` holds to the end of the newest draft; return its kind.

    :raises NotExchangeableError: if the package is refused, or UPREST has nothing like it.
    """
    verdict = judge_package(file)
    name = verdict.main_library.machine_name if verdict.main_library else ""
    converter = find_by_library(name)
    if verdict.status is Status.REFUSED or converter is None:
        raise NotExchangeableError

    def keep_picture(path: str) -> int | None:
        return _keep_picture(file, path, by)

    found = converter.from_h5p(verdict.params, Package(verdict.title, keep_picture))
    draft = lesson.get_latest_revision_as_object()
    stored = [*draft.body.get_prep_value(), {"type": converter.kind, "value": found.value}]
    draft.body = draft.body.stream_block.to_python(stored)
    draft.save_revision(user=by, clean=False)
    return converter.kind


def look_at_upload(
    *, file: "UploadedFile[bytes]", by: User, at: datetime
) -> tuple[Preview, int | None]:
    """Return what an uploaded package would become, and the number under which it waits, if it can.

    It waits where every worker finds it, until ``import_waiting`` or the nightly cleaning.
    """
    preview = preview_package(cast("BinaryIO", file))
    if preview.problems:
        return preview, None
    job = queue_upload(file=file, file_name=file.name or "", may_install=False, by=by, at=at)
    return preview, job.pk


def import_waiting(*, lesson: LessonPage, job_id: int, by: User) -> str:
    """Import what ``by`` has uploaded and looked at, once; return its kind.

    :raises WaitedTooLongError: if it does not wait any more.
    :raises NotExchangeableError: if it is no exercise (any more); then it goes on waiting.
    """
    try:
        with take_upload(job_id=job_id, by=by) as file:
            return import_exercise(lesson=lesson, file=file, by=by)
    except ImportJob.DoesNotExist as error:
        raise WaitedTooLongError from error


def _keep_picture(file: BinaryIO, path: str, by: User) -> int | None:
    picture = find_picture(file, path)
    if picture is None:
        return None
    name = PurePosixPath(unquote(path.removesuffix("#tmp"))).stem
    image = get_image_model()(title=name, uploaded_by_user=by)
    image.file = ImageFile(BytesIO(picture.data), name=f"{name}.{picture.ending}")
    image.save()
    return int(image.pk)
