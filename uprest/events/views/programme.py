"""What an event is made of: agenda and speakers, places, materials."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from uprest.accounts.types import SignedInRequest
from uprest.events.forms.materials import MaterialForm
from uprest.events.forms.planning import PartForm, PlaceForm, SpeakerForm
from uprest.events.models import AgendaItem, Event, Place, Speaker
from uprest.events.selectors.access import access_event, access_programme
from uprest.events.selectors.details import list_agenda, list_materials, list_places
from uprest.events.selectors.words import describe_day, localise
from uprest.events.services.programme import (
    add_material,
    add_speaker,
    remove_material,
    remove_part,
    remove_place,
    remove_speaker,
    save_part,
    save_place,
)
from uprest.events.types import PlanError
from uprest.events.views.planning import MISTAKEN, go_to_event


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def agenda(request: SignedInRequest, slug: str, event_id: int) -> HttpResponse:
    """Show the agenda and the speakers, and add a speaker."""
    organising = access_programme(user=request.user, slug=slug, event_id=event_id)
    event = organising.event
    form = SpeakerForm(request.POST or None)
    if form.is_valid():
        try:
            add_speaker(event_id=event.pk, **form.cleaned_data)
        except PlanError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, gettext("The speaker is added."))
            return go_to_event(event, "agenda")
    context = {
        "municipality": organising.municipality,
        "is_officer": organising.is_officer,
        "event": event,
        "parts": list_agenda(event),
        "speakers": Speaker.objects.filter(event=event),
        "form": form,
    }
    status = MISTAKEN if form.errors else 200
    return render(request, "events/city/agenda.html", context, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def part(
    request: SignedInRequest, slug: str, event_id: int, part_id: int | None = None
) -> HttpResponse:
    """Add a part to the agenda, or change one."""
    organising = access_programme(user=request.user, slug=slug, event_id=event_id)
    event = organising.event
    item = AgendaItem.objects.filter(event=event, pk=part_id).first() if part_id else None
    if part_id and item is None:
        raise Http404
    form = PartForm(
        request.POST or None,
        initial=_fill_part(event, item),
        event=event,
        days=_list_days(event),
        speakers=Speaker.objects.filter(event=event).values_list("pk", "name"),
    )
    if form.is_valid():
        try:
            save_part(event_id=event.pk, part_id=part_id, plan=form.read_plan(), at=timezone.now())
        except PlanError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, gettext("The agenda is saved."))
            return go_to_event(event, "agenda")
    context = {
        "municipality": organising.municipality,
        "is_officer": organising.is_officer,
        "event": event,
        "item": item,
        "form": form,
    }
    status = MISTAKEN if form.errors else 200
    return render(request, "events/city/part.html", context, status=status)


def _fill_part(event: Event, item: AgendaItem | None) -> dict[str, object]:
    """Return the initial values: of the part, or from the end of the one before."""
    zone = event.time_zone
    if item is None:
        last = AgendaItem.objects.filter(event=event).order_by("-ends_at").first()
        starts = localise(last.ends_at if last else event.starts_at, zone)
        return {"day": starts.date().isoformat(), "starts": starts.time()}
    starts = localise(item.starts_at, zone)
    return {
        **PartForm.fill_texts(item),
        "day": starts.date().isoformat(),
        "starts": starts.time(),
        "ends": localise(item.ends_at, zone).time(),
        "is_break": item.is_break,
        "room": item.room,
        "speakers": [str(pk) for pk in item.speakers.values_list("pk", flat=True)],
    }


def _list_days(event: Event) -> list[tuple[str, str]]:
    zone = event.time_zone
    first, last = localise(event.starts_at, zone), localise(event.ends_at, zone)
    number = (last.date() - first.date()).days
    days = [first + timedelta(days=day) for day in range(number + 1)]
    return [(day.date().isoformat(), describe_day(day, zone)) for day in days]


@require_POST
@login_required
def drop_part(request: SignedInRequest, slug: str, event_id: int, part_id: int) -> HttpResponse:
    """Take a part out of the agenda."""
    event = access_programme(user=request.user, slug=slug, event_id=event_id).event
    remove_part(event_id=event.pk, part_id=part_id, at=timezone.now())
    messages.success(request, gettext("The part is taken out of the agenda."))
    return go_to_event(event, "agenda")


@require_POST
@login_required
def drop_speaker(
    request: SignedInRequest, slug: str, event_id: int, speaker_id: int
) -> HttpResponse:
    """Take a speaker out of an event."""
    event = access_programme(user=request.user, slug=slug, event_id=event_id).event
    remove_speaker(event_id=event.pk, speaker_id=speaker_id)
    messages.success(request, gettext("The speaker is taken out."))
    return go_to_event(event, "agenda")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def places(
    request: SignedInRequest, slug: str, event_id: int, place_id: int | None = None
) -> HttpResponse:
    """Show the places with their seats; add one, or change one."""
    event = access_event(user=request.user, slug=slug, event_id=event_id)
    place = Place.objects.filter(event=event, pk=place_id).first() if place_id else None
    if place_id and place is None:
        raise Http404
    form = PlaceForm(request.POST or None, initial=PlaceForm.fill(place) if place else {})
    if form.is_valid():
        try:
            save_place(
                event_id=event.pk, place_id=place_id, plan=form.read_plan(), at=timezone.now()
            )
        except PlanError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, gettext("The place is saved."))
            return go_to_event(event, "places")
    context = {
        "municipality": event.municipality,
        "is_officer": True,
        "event": event,
        "places": list_places(event),
        "place": place,
        "form": form,
    }
    status = MISTAKEN if form.errors else 200
    return render(request, "events/city/places.html", context, status=status)


@require_POST
@login_required
def drop_place(request: SignedInRequest, slug: str, event_id: int, place_id: int) -> HttpResponse:
    """Take a place out of an event."""
    event = access_event(user=request.user, slug=slug, event_id=event_id)
    try:
        remove_place(event_id=event.pk, place_id=place_id, at=timezone.now())
    except PlanError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, gettext("The place is taken out."))
    return go_to_event(event, "places")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def materials(request: SignedInRequest, slug: str, event_id: int) -> HttpResponse:
    """Show recordings, files and links, and add one."""
    organising = access_programme(user=request.user, slug=slug, event_id=event_id)
    event = organising.event
    initial = {"language": organising.municipality.language}
    form = MaterialForm(request.POST or None, request.FILES or None, initial=initial)
    if form.is_valid():
        try:
            add_material(event_id=event.pk, new=form.read_new(), at=timezone.now())
        except PlanError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, gettext("It is on the page of the event now."))
            return go_to_event(event, "materials")
    context = {
        "municipality": organising.municipality,
        "is_officer": organising.is_officer,
        "event": event,
        "materials": list_materials(event, was_registered=True),
        "form": form,
    }
    status = MISTAKEN if form.errors else 200
    return render(request, "events/city/materials.html", context, status=status)


@require_POST
@login_required
def drop_material(
    request: SignedInRequest, slug: str, event_id: int, material_id: int
) -> HttpResponse:
    """Take a recording, file or link away."""
    event = access_programme(user=request.user, slug=slug, event_id=event_id).event
    remove_material(event_id=event.pk, material_id=material_id)
    messages.success(request, gettext("It is taken away."))
    return go_to_event(event, "materials")
