"""Content, libraries and files that nothing uses any more."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext

from uprest.h5p.conf import get_unused_days
from uprest.h5p.models import Blob, Content, ContentFile, ImportJob, Library, LibraryFile
from uprest.h5p.selectors.usage import find_used_contents
from uprest.h5p.services.libraries import RefusedError

GRACE = timedelta(days=1)
"""How long a file stays that an upload asked for and did not keep: it may not be done yet."""


@dataclass(frozen=True)
class Cleaned:
    """How much was deleted."""

    contents: int
    libraries: int
    files: int


def clean_up(*, at: datetime) -> Cleaned:
    """Delete what nothing uses: content after ``H5P_UNUSED_DAYS``, then its files.

    What any page or revision names stays. Installed libraries stay.
    """
    before = at - timedelta(days=get_unused_days())
    contents = _delete_contents(Content.objects.filter(created_at__lt=before))
    _delete_jobs(ImportJob.objects.filter(created_at__lt=before))
    libraries, _ = Library.objects.filter(
        status=Library.Status.WAITING, pins=None, added_at__lt=at - GRACE
    ).delete()
    return Cleaned(contents, libraries, _delete_files(wanted_before=at - GRACE))


@transaction.atomic
def delete_content(*, content: Content) -> None:
    """Delete one content with what learners have saved in it.

    :raises RefusedError: if a page or one of its revisions has it.
    """
    if content.pk in find_used_contents():
        raise RefusedError(gettext("A page or an earlier version of one has this content."))
    content.delete()


@transaction.atomic
def _delete_contents(old: QuerySet[Content]) -> int:
    used = find_used_contents()
    unused = [content for content in old.select_for_update() if content.pk not in used]
    for content in unused:
        content.delete()
    return len(unused)


def _delete_jobs(old: QuerySet[ImportJob]) -> None:
    for job in old:
        if job.upload:
            job.upload.delete(save=False)
        job.delete()


def _delete_files(*, wanted_before: datetime) -> int:
    """Delete files that no library and no content has.

    The row is locked while the file goes, so that an upload of the same waits and writes it anew.
    """
    unused = Blob.objects.filter(wanted_at__lt=wanted_before).exclude(
        Exists(LibraryFile.objects.filter(blob=OuterRef("pk")))
        | Exists(ContentFile.objects.filter(blob=OuterRef("pk")))
    )
    count = 0
    for blob in list(unused):
        with transaction.atomic():
            locked = unused.select_for_update().filter(pk=blob.pk).first()
            if locked is not None:
                locked.delete()
                default_storage.delete(blob.place)
                count += 1
    return count
