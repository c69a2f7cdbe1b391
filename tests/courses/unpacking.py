"""PDF files, made readable."""

import contextlib
import os
import re
import zlib

import pytest

from uprest.core.pdf import can_make_pdf

# In CI a missing Pango is a failure.
needs_pango = pytest.mark.skipif(
    not can_make_pdf() and not os.environ.get("CI"), reason="NO PANGO: run `make pango` as root"
)


def unpack(content: bytes) -> bytes:
    """Return a PDF with its compressed parts readable."""
    # what is compressed may itself end with a "\r"
    parts = re.findall(rb"stream\r?\n(.*?)\nendstream", content, re.DOTALL)
    opened = []
    for part in parts:
        with contextlib.suppress(zlib.error):
            opened.append(zlib.decompressobj().decompress(part))
    return b"\n".join([content, *opened])
