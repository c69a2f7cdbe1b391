"""The people of an event, for its city's officers: who comes, who is there."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from uprest.accounts.types import SignedInRequest
from uprest.ecosystem.services.invitations import draw_qr
from uprest.events.forms.taking_part import MarkForm
from uprest.events.models import Event, Registration
from uprest.events.selectors.access import access_event
from uprest.events.selectors.details import describe_evidence
from uprest.events.selectors.organising import list_people
from uprest.events.selectors.words import describe_when, read_words
from uprest.events.services.attending import check_in_by_list, undo_check_in
from uprest.events.types import CheckInError

CONFLICT = 409
EMPTY_LINES = 8


@never_cache
@login_required
@require_safe
def registrations(request: SignedInRequest, slug: str, event_id: int) -> HttpResponse:
    """Show who has registered, place by place, and who waits."""
    event = access_event(user=request.user, slug=slug, event_id=event_id)
    return render(request, "events/city/registrations.html", _describe(event))


def _describe(event: Event) -> dict[str, object]:
    return {
        "municipality": event.municipality,
        "is_officer": True,
        "event": event,
        "title": read_words(event, "title", city_language=event.municipality.language),
        "when": describe_when(event.starts_at, event.ends_at, event.time_zone),
        "places": list_people(event=event),
        "is_over": event.ends_at <= timezone.now(),
    }


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check_in_list(request: SignedInRequest, slug: str, event_id: int) -> HttpResponse:
    """Show who is there, and check people in with one tap each, or undo it."""
    event = access_event(user=request.user, slug=slug, event_id=event_id)
    status = 200
    if request.method == "POST":
        form = MarkForm(request.POST)
        if not form.is_valid():
            return HttpResponseBadRequest()
        try:
            return _mark(request, event, form)
        except CheckInError as error:
            messages.error(request, str(error))
            status = CONFLICT
    context = {
        **_describe(event),
        "counts_for": describe_evidence(event, get_language() or "en"),
    }
    return render(request, "events/city/check_in.html", context, status=status)


def _mark(request: SignedInRequest, event: Event, form: MarkForm) -> HttpResponse:
    number, at = form.cleaned_data["registration"], timezone.now()
    try:
        if form.cleaned_data["undo"]:
            undo_check_in(event=event, registration_id=number, by=request.user, at=at)
        else:
            check_in_by_list(event=event, registration_id=number, by=request.user, at=at)
    except Registration.DoesNotExist as error:
        raise Http404 from error
    address = reverse("events:check_in_list", args=(event.municipality.slug, event.pk))
    # back to the person who was tapped, not to the top of a long list
    return HttpResponseRedirect(f"{address}#person-{number}")


@never_cache
@login_required
@require_safe
def sign_in_list(request: SignedInRequest, slug: str, event_id: int) -> HttpResponse:
    """Show a list to print, with a line for each person's signature, a page for each place."""
    event = access_event(user=request.user, slug=slug, event_id=event_id)
    context = {**_describe(event), "empty_lines": range(EMPTY_LINES)}
    return render(request, "events/city/sign_in_list.html", context)


@never_cache
@login_required
@require_safe
def codes(request: SignedInRequest, slug: str, event_id: int) -> HttpResponse:
    """Show the check-in code of each place, to print or to share on a screen."""
    event = access_event(user=request.user, slug=slug, event_id=event_id)
    context = _describe(event)
    context["codes"] = [
        {
            "place": place.name,
            "code": f"{place.code[:4]} {place.code[4:]}",
            "address": _show_address(request),
            "qr": _draw(request, place.code),
        }
        for place in list_people(event=event)
    ]
    return render(request, "events/city/codes.html", context)


def _find_address(request: HttpRequest) -> str:
    """Return the page for codes without a language, so that it opens in that of each phone."""
    path = reverse("events:check_in").removeprefix(f"/{get_language()}")
    return request.build_absolute_uri(path)


def _show_address(request: HttpRequest) -> str:
    return _find_address(request).split("://", 1)[1].rstrip("/")


def _draw(request: HttpRequest, code: str) -> SafeString:
    # segno's drawing of an address that we made ourselves
    return mark_safe(draw_qr(f"{_find_address(request)}?code={code}"))  # noqa: S308
