"""Names of files in an archive: which are safe, and which are the same to some file system."""

import posixpath
import re
import unicodedata
from urllib.parse import unquote

DRIVE = re.compile(r"[A-Za-z]:")
LONGEST_NAME = 512
LONGEST_PART = 255
MOST_PARTS = 32
UNSEEN = ("Cc", "Cs")


def find_name_problem(name: str) -> str | None:
    """Return the code of what is wrong with the name of a file or folder in an archive.

    A name must say the same path to every reader: it is judged as written, with percent signs
    decoded, and with look-alikes (such as U+2024 for a full stop) put in their plain form.
    """
    if not name.isprintable() and any(unicodedata.category(one) in UNSEEN for one in name):
        return "name-control-characters"
    if "\\" in name:
        return "name-backslash"
    parts = name.split("/")
    is_long = len(name) > LONGEST_NAME or len(parts) > MOST_PARTS
    if is_long or any(len(part.encode()) > LONGEST_PART for part in parts):
        return "name-too-long"
    forms = {name, unquote(name, errors="replace"), unicodedata.normalize("NFKC", name)}
    return "name-unsafe" if any(_leads_elsewhere(form) for form in forms) else None


def _leads_elsewhere(name: str) -> bool:
    """Return whether ``name`` is no plain relative path: absolute, a drive, or to be normalised."""
    path = name.removesuffix("/")
    return (
        not path
        or path.startswith("/")
        or "\\" in path
        or "\0" in path
        or DRIVE.match(path) is not None
        or posixpath.normpath(path) != path
        or path.split("/")[0] in (".", "..")
        or any(part.endswith((" ", ".")) for part in path.split("/"))
    )


def fold_name(name: str) -> str:
    """Return a key that is equal for names which some file system takes for the same."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def is_hidden(name: str) -> bool:
    """Return whether an archive's name is of the kind that H5P skips (``__MACOSX/``, ``.git``)."""
    return any(part.startswith((".", "_")) for part in name.split("/"))


def find_extension(name: str) -> str:
    """Return the extension in small letters without the dot, or nothing."""
    return posixpath.splitext(name)[1].lstrip(".").lower()
