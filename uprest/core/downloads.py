"""Files that people take along, sent piece by piece."""

import csv
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import override

from uprest.core.spreadsheets import make_safe

BYTE_ORDER_MARK = "\ufeff"
"""Tells spreadsheets that a file is UTF-8."""


class _Echo:
    """Gives back what a CSV writer writes, so that no file is kept."""

    def write(self, text: str) -> str:
        return text


def write_csv(rows: Iterable[Sequence[str]], *, language: str) -> Iterator[str]:
    """Yield a CSV file (RFC 4180) line by line, so that it may be of any length.

    ``rows`` are asked for one by one in ``language``: what is sent piece by piece is written when
    the request is over. All cells are quoted, so that a spreadsheet that parts at semicolons finds
    none of its own, and safe for it.
    """
    writer = csv.writer(_Echo(), lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    yield BYTE_ORDER_MARK
    left = iter(rows)
    while True:
        with override(language):
            row = next(left, None)
        if row is None:
            return
        yield writer.writerow([make_safe(cell) for cell in row])
