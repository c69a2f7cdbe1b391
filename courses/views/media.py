"""Videos of lessons, in pieces."""

import re

from django.http import HttpRequest, HttpResponse
from wagtail.documents.models import AbstractDocument

from courses.blocks import get_extension

VIDEO_TYPES = {"mp4": "video/mp4", "webm": "video/webm"}
RANGE = re.compile(r"bytes=(?P<first>[0-9]{0,18})-(?P<last>[0-9]{0,18})")
PIECE = 1024 * 1024
"""Bytes in one answer. A player asks again for what follows, so no answer grows with the file."""


def serve_video_range(request: HttpRequest, document: AbstractDocument) -> HttpResponse | None:
    """Answer a player that asks for a part of a video; nothing where it is no such request.

    Wagtail hands out whole files as downloads; phones play a video only in ranges (RFC 9110,
    section 14), and only so can anybody jump in it.
    """
    content_type = VIDEO_TYPES.get(get_extension(document.filename))
    wanted = RANGE.fullmatch(request.headers.get("Range", ""))
    tag = f'"{document.get_file_hash()}"'
    if content_type is None or wanted is None or request.headers.get("If-Range", tag) != tag:
        return None
    size = document.file.size
    span = find_span(wanted["first"], wanted["last"], size)
    if span is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first, last = span
    with document.open_file() as file:
        file.seek(first)
        content = file.read(last - first + 1)
    return HttpResponse(
        content,
        status=206,
        content_type=content_type,
        headers={
            "Accept-Ranges": "bytes",
            "Content-Range": f"bytes {first}-{last}/{size}",
            "ETag": tag,
            "Cache-Control": "private, max-age=3600",
            "Content-Disposition": "inline",
            "Content-Security-Policy": "default-src 'none'",
            "X-Content-Type-Options": "nosniff",
        },
    )


def find_span(first: str, last: str, size: int) -> tuple[int, int] | None:
    """Return the first and last byte to send, or nothing where the range lies outside.

    ``first`` and ``last`` are as in the header: without ``first``, ``last`` counts from the end.
    """
    if not first and not last:
        return None
    start = int(first) if first else max(0, size - int(last))
    end = min(int(last), size - 1) if first and last else size - 1
    if start >= size or end < start:
        return None
    return start, min(end, start + PIECE - 1)
