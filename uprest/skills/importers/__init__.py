"""Official files of other frameworks, loaded beside ours.

Their labels and sentences stay theirs: UPREST does not ship them, the operator brings the
files. Loading a file again changes nothing, and a wrong file is refused whole.
"""

from collections.abc import Callable

from uprest.skills.importers.digcomp import import_digcomp
from uprest.skills.importers.esco import import_esco
from uprest.skills.importers.greencomp import import_greencomp

# name -> function of (paths, language) that returns how many rows were written
IMPORTERS: dict[str, Callable[..., int]] = {
    "digcomp": import_digcomp,
    "esco": import_esco,
    "greencomp": import_greencomp,
}

__all__ = ["IMPORTERS", "import_digcomp", "import_esco", "import_greencomp"]
