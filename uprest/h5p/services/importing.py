"""From an uploaded file to content that can be played, or to the reasons why not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from uprest.h5p.archives import Package, UnreadableError, open_package
from uprest.h5p.conf import get_limits
from uprest.h5p.models import Content, ContentFile, Pin
from uprest.h5p.selectors.store import DatabaseStore
from uprest.h5p.services.blobs import keep_files
from uprest.h5p.services.libraries import add_libraries
from uprest.h5p.services.settling import settle_content, settle_waiting
from uprest.h5p.types import Problem, Status, Verdict
from uprest.h5p.validating import validate_package


@dataclass(frozen=True)
class ImportResult:
    """What came of an upload; ``content`` is ``None`` where it was refused."""

    verdict: Verdict
    content: Content | None


def import_package(
    *,
    file: BinaryIO,
    may_install: bool,
    at: datetime,
    by: AbstractBaseUser | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> ImportResult:
    """Judge the package in ``file`` and keep it, unless it is refused.

    A refusal leaves no row and no file. The same package again gives the content of the first
    time, with the libraries installed that only now may be.

    :param may_install: whether libraries never seen are installed; if not, the content waits.
    """
    with open_package(file, limits=get_limits()) as package:
        verdict = validate_package(
            package, store=DatabaseStore(), may_install=may_install, on_progress=on_progress
        )
        if verdict.status is Status.REFUSED:
            return ImportResult(verdict, None)
        try:
            _keep_all_files(package, verdict, at)
        except UnreadableError as error:
            problem = Problem(error.code, {"file": verdict.main_machine_name})
            refused = Verdict(Status.REFUSED, (problem,), verdict.main_machine_name)
            return ImportResult(refused, None)
    content = _keep_content(verdict, may_install=may_install, by=by, at=at)
    # Once more after the commit: what another upload has brought meanwhile was not seen before.
    settle_waiting()
    content.refresh_from_db()
    return ImportResult(verdict, content)


def _keep_all_files(package: Package, verdict: Verdict, at: datetime) -> None:
    files = [*verdict.files, *(one for library in verdict.libraries for one in library.files)]
    keep_files(package=package, files=files, at=at)


@transaction.atomic
def _keep_content(
    verdict: Verdict, *, may_install: bool, by: AbstractBaseUser | None, at: datetime
) -> Content:
    """Keep libraries and content, all or nothing."""
    assert verdict.main_library is not None  # noqa: S101  # held by the verdict's status
    libraries = add_libraries(packed=verdict.libraries, may_install=may_install, by=by, at=at)
    content, is_new = Content.objects.get_or_create(
        package_hash=verdict.package_hash,
        defaults={
            "title": verdict.title,
            "language": verdict.manifest["language"],
            "machine_name": verdict.main_library.machine_name,
            "major": verdict.main_library.major,
            "minor": verdict.main_library.minor,
            "manifest": dict(verdict.manifest),
            "params": dict(verdict.params),
            "hosts": list(verdict.hosts),
            "status": Content.Status.WAITING,
            "created_by_id": by.pk if by else None,
            "created_at": at,
        },
    )
    if is_new:
        ContentFile.objects.bulk_create(
            ContentFile(content=content, path=one.path, blob_id=one.sha256) for one in verdict.files
        )
        Pin.objects.bulk_create(
            Pin(content=content, library=library, is_packed=True) for library in libraries
        )
    settle_content(content=content)
    return content
