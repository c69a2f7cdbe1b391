"""What other packages use: open, validate, import, build, export. Described in ``docs/h5p.md``."""

from uprest.h5p.archives import Package, open_package
from uprest.h5p.building import (
    BuildError,
    build_package,
    complete_sub_contents,
    make_image,
    make_sub_content,
)
from uprest.h5p.params import find_path
from uprest.h5p.selectors.store import DatabaseStore
from uprest.h5p.semantics import wrap_html
from uprest.h5p.services.exporting import export_content
from uprest.h5p.services.importing import ImportResult, import_package
from uprest.h5p.types import LibraryName, Limits, Problem, Status, Verdict
from uprest.h5p.validating import validate_package
from uprest.h5p.wording import describe, describe_all

__all__ = [
    "BuildError",
    "DatabaseStore",
    "ImportResult",
    "LibraryName",
    "Limits",
    "Package",
    "Problem",
    "Status",
    "Verdict",
    "build_package",
    "complete_sub_contents",
    "describe",
    "describe_all",
    "export_content",
    "find_path",
    "import_package",
    "make_image",
    "make_sub_content",
    "open_package",
    "validate_package",
    "wrap_html",
]
