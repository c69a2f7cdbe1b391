"""One stylesheet from its parts.

The parts are listed, in order and with their layer, as CSS's own ``@import`` rules in the index.
A browser could follow them, at the price of one request for each; the site serves one file.
"""

import re
from collections.abc import Callable

IMPORT = re.compile(
    r'^@import "(?P<path>[\w./-]+)"(?: layer\((?P<layer>[\w.-]+)\))?;$', re.MULTILINE
)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
SPACE = re.compile(r"\s*([{};,>])\s*|(?<=:)\s+")


def part_paths(index: str) -> tuple[str, ...]:
    """Return the paths that the index imports, in order, relative to the index."""
    return tuple(match["path"] for match in IMPORT.finditer(index))


def build_stylesheet(index: str, *, read_part: Callable[[str], str]) -> str:
    """Return the index with every import replaced by the part it names, without comments or indent.

    ``read_part`` returns the text of a part by its path. Raises ``ValueError`` for an import that
    cannot be replaced, since a browser would ask for it at run time.
    """

    def embed(match: re.Match[str]) -> str:
        part = read_part(match["path"])
        return f"@layer {match['layer']} {{\n{part}\n}}" if match["layer"] else part

    text = COMMENT.sub("", IMPORT.sub(embed, index))
    if "@import" in text:
        raise ValueError('An import is not of the form: @import "part.css" layer(name);')
    return SPACE.sub(r"\1", text).replace(";}", "}").strip() + "\n"
