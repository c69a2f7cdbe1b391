"""Pictures that trainers have uploaded."""

from pathlib import PurePosixPath

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.http import http_date
from django.views.decorators.http import require_safe
from django.views.static import was_modified_since

# What Wagtail makes of an uploaded picture. Documents go through Wagtail's own view, which asks
# who may read them; nothing else below MEDIA_ROOT is public.
PUBLIC_FOLDERS = {"images"}
CONTENT_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Answer with a picture, as a picture and as nothing else.

    The content type comes from our own table, so that an upload never runs on this origin.
    """
    place = PurePosixPath(path)
    content_type = CONTENT_TYPES.get(place.suffix.lower())
    if not content_type or ".." in place.parts or place.parts[0] not in PUBLIC_FOLDERS:
        raise Http404
    if not default_storage.exists(str(place)):
        raise Http404
    changed = default_storage.get_modified_time(str(place)).timestamp()
    if not was_modified_since(request.headers.get("If-Modified-Since"), changed):
        return HttpResponseNotModified()
    response = FileResponse(default_storage.open(str(place)), content_type=content_type)
    response["Last-Modified"] = http_date(changed)
    response["Cache-Control"] = "public, max-age=86400"
    response["X-Content-Type-Options"] = "nosniff"
    return response


MEDIA_PREFIX = settings.MEDIA_URL.lstrip("/")
