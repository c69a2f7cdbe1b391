"""One exercise as a ``.h5p`` file, and such a file as an exercise at the end of a draft."""

from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO
from uuid import UUID

from django.core.files.images import ImageFile
from django.db import transaction
from wagtail.images import get_image_model

from courses.exercises.exchange.base import OutgoingFiles, Package
from courses.exercises.exchange.registry import CONVERTERS, find_by_library
from courses.exercises.kinds import KINDS
from courses.models import LessonPage
from courses.selectors.h5p_exchange import CONTENT, judge_package, read_documents, read_pictures
from uprest.accounts.models import User
from uprest.h5p.api import DatabaseStore, Status, build_package, open_package

TITLE_LENGTH = 120


class NotExchangeableError(ValueError):
    """There is no such exercise, or H5P has nothing like it; or a package is no exercise."""


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

    def keep_picture(path: str) -> int:
        return _keep_picture(file, path, by)

    found = converter.from_h5p(verdict.params, Package(verdict.title, keep_picture))
    draft = lesson.get_latest_revision_as_object()
    stored = [*draft.body.get_prep_value(), {"type": converter.kind, "value": found.value}]
    draft.body = draft.body.stream_block.to_python(stored)
    draft.save_revision(user=by, clean=False)
    return converter.kind


def _keep_picture(file: BinaryIO, path: str, by: User) -> int:
    with open_package(file) as package:
        data = b"".join(package.iterate(CONTENT + path))
    name = path.rsplit("/", 1)[-1]
    image = get_image_model()(title=name, uploaded_by_user=by)
    image.file = ImageFile(BytesIO(data), name=name)
    image.save()
    return int(image.pk)
