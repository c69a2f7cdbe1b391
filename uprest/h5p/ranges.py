"""Parts of files, as RFC 9110 (section 14) has them. Knows no framework."""

import re

RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.ASCII)


class UnsatisfiableError(ValueError):
    """The range lies outside of the file."""


def read_range(header: str, size: int) -> tuple[int, int] | None:
    """Return the first and last byte that a ``Range`` header asks for.

    Nothing where the whole file is to be sent: no range, several of them, or no sense in it.

    :raises UnsatisfiableError: if the file has no such bytes.
    """
    wanted = RANGE.fullmatch(header.replace(" ", ""))
    if wanted is None or wanted.groups() == ("", ""):
        return None
    first, last = wanted.groups()
    if not first:
        if int(last) == 0 or size == 0:
            raise UnsatisfiableError
        return max(0, size - int(last)), size - 1
    start, end = int(first), min(int(last), size - 1) if last else size - 1
    if last and int(last) < start:
        return None
    if start >= size:
        raise UnsatisfiableError
    return start, end
