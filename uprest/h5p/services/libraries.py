"""Libraries come in, are approved or declined, and replace one another by an explicit act."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from uprest.h5p.models import Content, Library, LibraryFile, Pin
from uprest.h5p.selectors.store import find_rows
from uprest.h5p.services.settling import settle_content, settle_waiting
from uprest.h5p.types import LibraryFacts, PackedLibrary


class RefusedError(Exception):
    """The act is not allowed as things are; the message says why, in the reader's language."""


@transaction.atomic
def add_libraries(
    *,
    packed: Iterable[PackedLibrary],
    may_install: bool,
    by: AbstractBaseUser | None,
    at: datetime,
) -> list[Library]:
    """Return the libraries with exactly these files, made where they are new.

    They are installed if that is allowed. Two uploads of the same library at once make one row:
    the second waits for the first. All go in the order of their names, so that no two uploads
    wait for each other for ever.
    """
    in_order = sorted(packed, key=lambda one: (one.facts.name, one.facts.digest))
    digests = [one.facts.digest for one in in_order]
    known = find_rows(digests)
    new = [one for one in in_order if one.facts.digest not in known]
    if new:
        Library.objects.bulk_create([_to_row(one.facts, at) for one in new], ignore_conflicts=True)
        known = find_rows(digests)
        LibraryFile.objects.bulk_create(
            [
                LibraryFile(library=known[one.facts.digest], path=file.path, blob_id=file.sha256)
                for one in new
                for file in one.files
            ],
            ignore_conflicts=True,
        )
    libraries = [known[digest] for digest in digests]
    if may_install:
        install_libraries(libraries=libraries, by=by, at=at)
    return libraries


def _to_row(facts: LibraryFacts, at: datetime) -> Library:
    return Library(
        digest=facts.digest,
        machine_name=facts.name.machine_name,
        major=facts.name.major,
        minor=facts.name.minor,
        patch=facts.patch,
        title=facts.manifest["title"],
        is_runnable=int(facts.manifest["runnable"]) == 1,
        manifest=dict(facts.manifest),
        status=Library.Status.WAITING,
        added_at=at,
    )


@transaction.atomic
def install_libraries(
    *, libraries: list[Library], by: AbstractBaseUser | None, at: datetime
) -> int:
    """Install those that wait; return how many did.

    The first of each major.minor is used for new content.
    """
    keys = [library.pk for library in libraries]
    changed = Library.objects.filter(pk__in=keys, status=Library.Status.WAITING).update(
        status=Library.Status.INSTALLED, installed_at=at, installed_by_id=by.pk if by else None
    )
    if changed:
        _use_for_new_content(libraries)
    return changed


def _use_for_new_content(libraries: list[Library]) -> None:
    """Use each, unless another of the same major.minor is in use, which stays so."""
    names = {library.machine_name for library in libraries}
    current = Library.objects.filter(is_current=True, machine_name__in=names)
    in_use = {library.name for library in current.defer("manifest")}
    for library in sorted(libraries, key=lambda one: (one.name, one.digest)):
        if library.name not in in_use:
            # another upload may have been quicker meanwhile
            with suppress(IntegrityError), transaction.atomic():
                Library.objects.filter(pk=library.pk).update(is_current=True)


@transaction.atomic
def approve_content(*, content_id: int, by: AbstractBaseUser, at: datetime) -> bool:
    """Install all libraries that a content waits with; return whether there were any."""
    waiting = Library.objects.select_for_update(of=("self",)).filter(
        pins__content_id=content_id, status=Library.Status.WAITING
    )
    installed = install_libraries(libraries=list(waiting.order_by("pk")), by=by, at=at)
    settle_waiting()
    return installed > 0


@transaction.atomic
def decline_content(*, content_id: int) -> bool:
    """Delete a content that waits, with the libraries that came with it and with no other.

    Return whether it was still waiting.
    """
    content = (
        Content.objects.select_for_update()
        .filter(pk=content_id, status=Content.Status.WAITING)
        .first()
    )
    if content is None:
        return False
    libraries = list(content.libraries.filter(status=Library.Status.WAITING))
    content.delete()
    Library.objects.filter(pk__in=[one.pk for one in libraries], pins=None).delete()
    return True


@transaction.atomic
def upgrade_library(*, library_id: int, with_content: bool) -> int:
    """Use a newer patch for new content from now on; return how much content was moved to it.

    Content keeps what it was pinned to, unless ``with_content`` says to move it as well. Saved
    states stay: the package is the same.

    :raises RefusedError: if the patch is not newer than the one in use, or with it content that is
        ready would need libraries that are not here.
    """
    new = Library.objects.select_for_update().get(pk=library_id)
    old = (
        Library.objects.select_for_update()
        .filter(machine_name=new.machine_name, major=new.major, minor=new.minor, is_current=True)
        .first()
    )
    if old is None or new.status != Library.Status.INSTALLED or new.patch <= old.patch:
        raise RefusedError(gettext("Only a newer patch can take the place of the one in use."))
    Library.objects.filter(pk=old.pk).update(is_current=False)
    Library.objects.filter(pk=new.pk).update(is_current=True)
    settle_waiting()
    return _move_content(old, new) if with_content else 0


def _move_content(old: Library, new: Library) -> int:
    """Pin what runs ``old`` to ``new``. What waited before may go on waiting for something else."""
    contents = Content.objects.filter(pins__library=old).exclude(pins__library=new)
    moved = list(contents.select_for_update(of=("self",)).order_by("pk"))
    Pin.objects.filter(library=old, content__in=moved).update(library=new)
    for content in moved:
        was_ready = content.status == Content.Status.READY
        content.status = Content.Status.WAITING
        if not settle_content(content=content) and was_ready:
            raise RefusedError(
                gettext("%(library)s needs other libraries that are not on this site.")
                % {"library": new}
            )
    return len(moved)
