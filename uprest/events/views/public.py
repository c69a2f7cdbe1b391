"""What everybody sees: the events, one event, its calendar file and its materials."""

from pathlib import PurePosixPath

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses.views.media import RANGE, find_span
from uprest.accounts.models import User
from uprest.ecosystem.models import Municipality
from uprest.events.calendars import write_calendar
from uprest.events.forms.materials import CONTENT_TYPES, VIDEO_TYPES
from uprest.events.models import Format, Material
from uprest.events.selectors.details import (
    EventView,
    build_entry,
    find_event,
    find_material,
    read_event,
)
from uprest.events.selectors.listing import LANGUAGE_NAMES, Wanted, build_cards, list_events

PAGE = 20
CALENDAR = "text/calendar; charset=utf-8"


@never_cache
@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """Show the events that are coming, or those that were."""
    asked = request.GET
    wanted = Wanted(
        city=asked.get("city", "")[:60],
        language=asked.get("language", "") if asked.get("language") in LANGUAGE_NAMES else "",
        format=asked.get("format", "") if asked.get("format") in Format.values else "",
        past=asked.get("when") == "past",
    )
    at = timezone.now()
    page = Paginator(list_events(wanted=wanted, at=at), PAGE).get_page(asked.get("page"))
    context = {
        "wanted": wanted,
        "page_obj": page,
        "cards": build_cards(page.object_list, at=at),
        "cities": Municipality.objects.filter(events__published_at__isnull=False)
        .distinct()
        .order_by("name")
        .values_list("slug", "name"),
        "formats": Format.choices,
        "language_names": LANGUAGE_NAMES.items(),
        "is_filtered": bool(wanted.city or wanted.language or wanted.format),
    }
    return render(request, "events/events.html", context)


@never_cache
@require_safe
def event(request: HttpRequest, event_id: int) -> HttpResponse:
    """Show one event, and to who is registered what is theirs."""
    return render(request, "events/event.html", {"view": see_event(request, event_id)})


def see_event(request: HttpRequest, event_id: int) -> EventView:
    """Return an event as whoever asks sees it.

    :raises Http404: if there is none, or it is a draft.
    """
    found = find_event(event_id)
    if found is None:
        raise Http404
    return read_event(
        event=found,
        user=read_user(request),
        language=get_language() or "en",
        at=timezone.now(),
    )


def read_user(request: HttpRequest) -> User | None:
    """Return who is signed in, if anybody is."""
    return request.user if isinstance(request.user, User) else None


@require_safe
def calendar(request: HttpRequest, event_id: int) -> HttpResponse:
    """Hand out the calendar file of an event: all its places, and no link of a meeting."""
    return hand_out_calendar(request, see_event(request, event_id), is_personal=False)


def hand_out_calendar(request: HttpRequest, view: EventView, *, is_personal: bool) -> HttpResponse:
    """Answer with the calendar file of an event."""
    url = request.build_absolute_uri(reverse("events:event", args=(view.event.pk,)))
    entry = build_entry(view=view, url=url, is_personal=is_personal)
    answer = HttpResponse(write_calendar(entry), content_type=CALENDAR)
    answer["Content-Disposition"] = f'attachment; filename="uprest-event-{view.event.pk}.ics"'
    answer["Cache-Control"] = "private, no-store" if is_personal else "no-cache"
    return answer


@require_safe
def material(request: HttpRequest, event_id: int, material_id: int) -> HttpResponseBase:
    """Hand out a file, or a part of a video to a player. Nothing of it runs on this site."""
    found = _find_material(request, event_id, material_id)
    suffix = PurePosixPath(found.file.name or "").suffix
    content_type = CONTENT_TYPES.get(suffix)
    if (
        not found.file
        or content_type is None
        or not found.file.storage.exists(str(found.file.name))
    ):
        raise Http404
    if suffix in VIDEO_TYPES:
        piece = _cut(request, found, content_type)
        if piece is not None:
            return piece
    name = found.file_name or f"material{suffix}"
    answer = FileResponse(
        found.file.open("rb"), as_attachment=True, filename=name, content_type=content_type
    )
    return _lock_down(answer)


def _cut(request: HttpRequest, found: Material, content_type: str) -> HttpResponse | None:
    """Answer a player that asks for a part of a video (RFC 9110, section 14)."""
    wanted = RANGE.fullmatch(request.headers.get("Range", ""))
    if wanted is None:
        return None
    size = found.file.size
    span = find_span(wanted["first"], wanted["last"], size)
    if span is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first, last = span
    with found.file.open("rb") as file:
        file.seek(first)
        content = file.read(last - first + 1)
    answer = HttpResponse(content, status=206, content_type=content_type)
    answer["Accept-Ranges"] = "bytes"
    answer["Content-Range"] = f"bytes {first}-{last}/{size}"
    answer["Content-Disposition"] = "inline"
    _lock_down(answer)
    return answer


@require_safe
def captions(request: HttpRequest, event_id: int, material_id: int) -> HttpResponseBase:
    """Hand out the captions of a video."""
    found = _find_material(request, event_id, material_id)
    if not found.captions or not found.captions.storage.exists(str(found.captions.name)):
        raise Http404
    answer = FileResponse(found.captions.open("rb"), content_type="text/vtt; charset=utf-8")
    return _lock_down(answer)


def _find_material(request: HttpRequest, event_id: int, material_id: int) -> Material:
    found = find_material(event_id=event_id, material_id=material_id, user=read_user(request))
    if found is None:
        raise Http404
    return found


def _lock_down(answer: HttpResponseBase) -> HttpResponseBase:
    answer["Content-Security-Policy"] = "default-src 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, max-age=3600"
    return answer
