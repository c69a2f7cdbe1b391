"""What somebody with an account does: register, cancel, check in, and see their own events."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from uprest.accounts.types import SignedInRequest
from uprest.events.forms.taking_part import CheckInForm, RegistrationForm
from uprest.events.models import Registration
from uprest.events.selectors.details import EventView, PlaceView
from uprest.events.selectors.listing import list_my_events
from uprest.events.services.attending import check_in_by_code
from uprest.events.services.registering import leave as give_back
from uprest.events.services.registering import register as take_seat
from uprest.events.types import CheckInError, RegistrationClosedError
from uprest.events.views.public import hand_out_calendar, see_event

MISTAKEN, CONFLICT = 422, 409


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: SignedInRequest, event_id: int) -> HttpResponse:
    """Register for an event, or change what was said before."""
    view = see_event(request, event_id)
    if request.method != "POST" and not view.is_open:
        # the page of the event says why
        return HttpResponseRedirect(reverse("events:event", args=(event_id,)))
    form = _build_form(request, view)
    status = 200
    if form.is_valid():
        try:
            row = take_seat(
                event_id=event_id, user=request.user, wish=form.read_wish(), at=timezone.now()
            )
        except RegistrationClosedError as error:
            form.add_error(None, str(error))
        else:
            _say_registered(request, row)
            return HttpResponseRedirect(reverse("events:event", args=(event_id,)))
    if form.errors:
        status = MISTAKEN
    context = {"view": view, "form": form}
    return render(request, "events/register.html", context, status=status)


def _build_form(request: SignedInRequest, view: EventView) -> RegistrationForm:
    mine = view.mine
    places = [(place.place_id, describe_place(place)) for place in view.places]
    initial = {
        "place": mine.place_id if mine else places[0][0] if len(places) == 1 else None,
        "name": mine.name if mine else request.user.display_name,
        "needs": mine.needs if mine else "",
    }
    return RegistrationForm(request.POST or None, initial=initial, places=places)


def describe_place(place: PlaceView) -> str:
    """Return a place as a choice: its name, its address, and how many seats are free."""
    where = ", ".join(part for part in (place.name, place.address) if part)
    if place.free is None:
        return where
    if place.is_full:
        seats = gettext("full: you get on the waiting list")
    else:
        seats = ngettext("%(count)d seat free", "%(count)d seats free", place.free) % {
            "count": place.free
        }
    return f"{where} · {seats}"


def _say_registered(request: SignedInRequest, row: Registration) -> None:
    if row.state == Registration.State.REGISTERED:
        text = gettext("You have a seat: %(place)s. We remind you the day before.")
    else:
        text = gettext(
            "%(place)s is full. You are on the waiting list, and hear from us as soon as a seat "
            "is free."
        )
    messages.success(request, text % {"place": row.place.name})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: SignedInRequest, event_id: int) -> HttpResponse:
    """Cancel one's registration, after one question."""
    view = see_event(request, event_id)
    if request.method == "POST":
        if give_back(event_id=event_id, user_id=request.user.pk, at=timezone.now()):
            messages.success(request, gettext("Your registration is cancelled."))
        return HttpResponseRedirect(reverse("events:event", args=(event_id,)))
    if view.mine is None or view.mine.is_checked_in:
        return HttpResponseRedirect(reverse("events:event", args=(event_id,)))
    return render(request, "events/leave.html", {"view": view})


@never_cache
@login_required
@require_safe
def my_calendar(request: SignedInRequest, event_id: int) -> HttpResponse:
    """Hand out one's own calendar file, with one's place and the link of the meeting."""
    view = see_event(request, event_id)
    if view.mine is None:
        raise Http404
    return hand_out_calendar(request, view, is_personal=True)


@never_cache
@login_required
@require_safe
def my_events(request: SignedInRequest) -> HttpResponse:
    """Show the events that somebody is registered for and was at."""
    found = list_my_events(user_id=request.user.pk, at=timezone.now())
    return render(request, "events/my_events.html", {"events": found})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: SignedInRequest) -> HttpResponse:
    """Check in with the code of the place. Opening the page, also from a QR code, does nothing."""
    form = CheckInForm(request.POST or None, initial={"code": request.GET.get("code", "")[:40]})
    status = 200
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="event_check_in", user=request.user):
            refusal: HttpResponse = ratelimit.respond_429(request)
            return refusal
        try:
            found = check_in_by_code(
                user=request.user, code=form.cleaned_data["code"], at=timezone.now()
            )
        except CheckInError as error:
            form.add_error("code", str(error))
        else:
            messages.success(request, gettext("You are checked in. Welcome!"))
            return HttpResponseRedirect(
                reverse("events:event", args=(found.registration.event_id,))
            )
    if form.errors:
        status = MISTAKEN
    return render(request, "events/check_in.html", {"form": form}, status=status)
