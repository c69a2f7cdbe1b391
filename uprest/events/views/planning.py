"""What a city's officers do with its events. Every page starts at the access gate."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from uprest.accounts.types import SignedInRequest
from uprest.ecosystem.models import Municipality
from uprest.ecosystem.selectors import access_municipality
from uprest.events.forms.planning import CancelForm, EventForm, choose_zone
from uprest.events.models import Event, State
from uprest.events.selectors.access import access_event, access_programme
from uprest.events.selectors.details import read_event
from uprest.events.selectors.listing import build_city_rows, list_city_events
from uprest.events.selectors.organising import list_evidence_choices
from uprest.events.services.planning import (
    cancel_event,
    change_event,
    create_event,
    keep_frame,
    list_faults,
    publish_event,
)
from uprest.events.types import PlanError
from uprest.skills.models import Skill

PAGE = 30
MISTAKEN = 422


def go_to_event(event: Event, name: str = "manage") -> HttpResponseRedirect:
    """Go to a page of an event's organisers."""
    return HttpResponseRedirect(reverse(f"events:{name}", args=(event.municipality.slug, event.pk)))


@never_cache
@login_required
@require_safe
def city_events(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show all events of a city, drafts too, with counts."""
    municipality = access_municipality(user=request.user, slug=slug)
    events = list_city_events(municipality_id=municipality.pk)
    page = Paginator(events, PAGE).get_page(request.GET.get("page"))
    context = {
        "municipality": municipality,
        "page_obj": page,
        "rows": build_city_rows(page.object_list, at=timezone.now()),
    }
    return render(request, "events/city/events.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_event(request: SignedInRequest, slug: str) -> HttpResponse:
    """Plan an event. ``?title=`` and ``?skill=`` fill in what an officer comes with."""
    municipality = access_municipality(user=request.user, slug=slug)
    asked = request.GET
    skills = Skill.objects.filter(code__in=asked.getlist("skill")[:20])
    initial: dict[str, object] = {
        f"title_{municipality.language}": asked.get("title", "")[:160],
        "skills": list(skills.values_list("pk", flat=True)),
        "languages": [municipality.language],
        "time_zone": choose_zone(municipality.country),
    }
    form = _build_form(request, municipality, initial)
    if form.is_valid():
        try:
            event = create_event(
                municipality=municipality,
                plan=form.read_plan(),
                by=request.user,
                at=timezone.now(),
            )
        except PlanError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(
                request, gettext("The event is a draft. Add its places and its agenda next.")
            )
            return go_to_event(event, "places")
    context = {"municipality": municipality, "form": form, "event": None, "is_officer": True}
    status = MISTAKEN if form.errors else 200
    return render(request, "events/city/edit.html", context, status=status)


def _build_form(
    request: SignedInRequest, municipality: Municipality, initial: dict[str, object]
) -> EventForm:
    return EventForm(
        request.POST or None,
        initial=initial,
        language=municipality.language,
        evidence=list_evidence_choices(language=get_language() or "en"),
    )


@never_cache
@login_required
@require_safe
def manage(request: SignedInRequest, slug: str, event_id: int) -> HttpResponse:
    """Show how an event stands, and what is next."""
    organising = access_programme(user=request.user, slug=slug, event_id=event_id)
    event = organising.event
    view = read_event(event=event, user=None, language=get_language() or "en", at=timezone.now())
    context = {
        "municipality": organising.municipality,
        "is_officer": organising.is_officer,
        "event": event,
        "view": view,
        "faults": list_faults(event) if event.state == State.DRAFT else [],
    }
    return render(request, "events/city/event.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, slug: str, event_id: int) -> HttpResponse:
    """Change an event; people who are registered hear of what matters to them."""
    organising = access_programme(user=request.user, slug=slug, event_id=event_id)
    event, municipality = organising.event, organising.municipality
    form = _build_form(request, municipality, EventForm.fill(event))
    if not organising.is_officer:
        form.show_frame()
    if form.is_valid():
        try:
            plan = form.read_plan()
            if not organising.is_officer:
                plan = keep_frame(event, plan)
            change_event(event_id=event.pk, plan=plan, at=timezone.now())
        except PlanError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, gettext("The event is saved."))
            return go_to_event(event)
    context = {
        "municipality": municipality,
        "form": form,
        "event": event,
        "is_officer": organising.is_officer,
    }
    status = MISTAKEN if form.errors else 200
    return render(request, "events/city/edit.html", context, status=status)


@require_POST
@login_required
def publish(request: SignedInRequest, slug: str, event_id: int) -> HttpResponse:
    """Show an event to everybody."""
    event = access_event(user=request.user, slug=slug, event_id=event_id)
    try:
        publish_event(event_id=event.pk, at=timezone.now())
    except PlanError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, gettext("The event is published. People can register."))
    return go_to_event(event)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: SignedInRequest, slug: str, event_id: int) -> HttpResponse:
    """Call an event off, with a reason."""
    event = access_event(user=request.user, slug=slug, event_id=event_id)
    form = CancelForm(request.POST or None)
    if form.is_valid():
        try:
            cancel_event(event_id=event.pk, reason=form.cleaned_data["reason"], at=timezone.now())
        except PlanError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(
                request, gettext("The event is cancelled. Everybody who is registered is told.")
            )
            return go_to_event(event)
    context = {"municipality": event.municipality, "event": event, "form": form}
    status = MISTAKEN if form.errors else 200
    return render(request, "events/city/cancel.html", context, status=status)
