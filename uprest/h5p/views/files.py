"""The files of contents and their libraries: what was recorded at import, and nothing else."""

from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_http_methods

from uprest.h5p.admission import RefusedError, admit
from uprest.h5p.file_types import CONTENT_TYPES, DOWNLOAD
from uprest.h5p.models import Blob
from uprest.h5p.names import find_extension
from uprest.h5p.policy import FILE_POLICY
from uprest.h5p.ranges import UnsatisfiableError, read_range
from uprest.h5p.selectors.playing import find_content_file, find_library_file

PIECE = 256 * 1024
"""Bytes that are read at a time."""
READABLE = ("text/", "application/json", "image/svg", "model/gltf+json", "font/ttf", "font/otf")
"""Types that grow smaller when compressed."""

# The frame has no origin, so every file that a script in it asks for is another origin's.
ON_EVERY_ANSWER = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Accept-Ranges, Content-Length, Content-Range, ETag",
    "Content-Security-Policy": FILE_POLICY,
    "X-Content-Type-Options": "nosniff",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Range, If-Range, If-None-Match, X-Requested-With",
    "Access-Control-Max-Age": "86400",
}


@require_http_methods(["GET", "HEAD", "OPTIONS"])
@xframe_options_exempt
def content_file(request: HttpRequest, ticket: str, path: str) -> HttpResponseBase:
    """Answer with a file of the content that the ticket names."""
    return _answer(request, ticket, path, lambda id_: find_content_file(content_id=id_, path=path))


@require_http_methods(["GET", "HEAD", "OPTIONS"])
@xframe_options_exempt
def library_file(request: HttpRequest, ticket: str, folder: str, path: str) -> HttpResponseBase:
    """Answer with a file of a library that the ticket's content runs."""

    def find(content_id: int) -> Blob | None:
        return find_library_file(content_id=content_id, folder=folder, path=path)

    return _answer(request, ticket, path, find)


def _answer(
    request: HttpRequest, ticket: str, path: str, find: Callable[[int], Blob | None]
) -> HttpResponseBase:
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers={**ON_EVERY_ANSWER, **PREFLIGHT})
    try:
        admitted = admit(ticket, at=timezone.now())
    except RefusedError:
        return HttpResponse(status=403, headers=ON_EVERY_ANSWER)
    blob = find(admitted.content_id)
    if blob is None:
        return HttpResponse(status=404, headers=ON_EVERY_ANSWER)
    return _send(request, blob, CONTENT_TYPES.get(find_extension(path), DOWNLOAD))


def _send(request: HttpRequest, blob: Blob, content_type: str) -> HttpResponseBase:
    """Answer with a file, with a part of it, or with word that the browser has it already."""
    tag = f'"{blob.sha256}"'
    headers = {
        **ON_EVERY_ANSWER,
        "Accept-Ranges": "bytes",
        "ETag": tag,
        # an address has one content for ever: the ticket names a content that never changes
        "Cache-Control": "private, max-age=31536000, immutable",
    }
    if content_type == DOWNLOAD:
        headers["Content-Disposition"] = "attachment"
    known = get_conditional_response(request, etag=tag)
    if known is not None:
        return HttpResponse(status=known.status_code, headers=headers)
    try:
        span = _find_span(request, tag, blob.size)
    except UnsatisfiableError:
        return HttpResponse(
            status=416, headers={**headers, "Content-Range": f"bytes */{blob.size}"}
        )
    first, last = span or (0, blob.size - 1)
    if span is not None:
        headers["Content-Range"] = f"bytes {first}-{last}/{blob.size}"
    if span is not None or not content_type.startswith(READABLE):
        # A part is of the file as it lies, and what is packed is not packed again.
        request.META.pop("HTTP_ACCEPT_ENCODING", None)
    headers["Content-Length"] = str(last - first + 1)
    return StreamingHttpResponse(
        [] if request.method == "HEAD" else _read(blob, first, last),
        status=200 if span is None else 206,
        content_type=content_type,
        headers=headers,
    )


def _find_span(request: HttpRequest, tag: str, size: int) -> tuple[int, int] | None:
    wanted = request.headers.get("Range", "")
    if not wanted or request.headers.get("If-Range", tag) != tag:
        return None
    return read_range(wanted, size)


def _read(blob: Blob, first: int, last: int) -> Iterator[bytes]:
    with cast("BinaryIO", default_storage.open(blob.place)) as file:
        file.seek(first)
        left = last - first + 1
        while left > 0:
            piece = file.read(min(PIECE, left))
            if not piece:
                return
            left -= len(piece)
            yield piece
