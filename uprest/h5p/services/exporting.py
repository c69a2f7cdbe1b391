"""From stored content back to a package."""

from typing import BinaryIO

from uprest.h5p.models import Content, ContentFile, LibraryFile
from uprest.h5p.packing import write_package
from uprest.h5p.selectors.store import make_opener


def export_content(*, content: Content, out: BinaryIO) -> None:
    """Write ``content`` with all its libraries as a ``.h5p`` file into ``out``."""
    files = ContentFile.objects.filter(content=content).select_related("blob")
    library_files = LibraryFile.objects.filter(library__pins__content=content)
    write_package(
        out,
        manifest=content.manifest,
        params=content.params,
        files={one.path: make_opener(one.blob) for one in files},
        library_files={
            f"{one.library.name.folder}/{one.path}": make_opener(one.blob)
            for one in library_files.select_related("blob", "library")
        },
    )
