"""Actions of a city: listed, written, moved on, printed, taken along."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from uprest.accounts.types import SignedInRequest
from uprest.campaigns.forms.actions import ActionForm, NoteForm, read_initial
from uprest.campaigns.forms.campaigns import new_token
from uprest.campaigns.models import Action
from uprest.campaigns.reports.actions import list_action_rows
from uprest.campaigns.selectors.actions import (
    describe_action,
    get_action,
    iterate_actions,
    list_actions,
    list_states,
)
from uprest.campaigns.selectors.campaigns import list_officers
from uprest.campaigns.services.actions import add_note, create_action, edit_action
from uprest.campaigns.views.places import MISTAKEN, open_city, read_language
from uprest.core.downloads import write_csv
from uprest.ecosystem.models import Municipality

ALL = "ALL"
USUAL_TIME = timedelta(weeks=4)
"""How long an action gets, unless the officer chooses another day."""


def _read_state(request: SignedInRequest) -> str:
    state = request.GET.get("state", "")
    return state if state in {ALL, *Action.State.values} else ""


@never_cache
@login_required
@require_safe
def actions(request: SignedInRequest, slug: str) -> HttpResponse:
    """List the actions of a city: what is still to do, or those in one state."""
    municipality = open_city(request, slug)
    return render(request, "campaigns/actions.html", _build_list(request, municipality))


@never_cache
@login_required
@require_safe
def print_actions(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the list with its notes, to be printed for a meeting."""
    municipality = open_city(request, slug)
    context = _build_list(request, municipality) | {"today": localdate()}
    return render(request, "campaigns/print_actions.html", context)


@never_cache
@login_required
@require_safe
def actions_csv(request: SignedInRequest, slug: str) -> HttpResponseBase:
    """Send the list as a CSV file, line by line."""
    municipality = open_city(request, slug)
    language = read_language()
    found = iterate_actions(
        municipality=municipality,
        state=_read_state(request),
        language=language,
        at=timezone.now(),
    )
    response = StreamingHttpResponse(
        write_csv(list_action_rows(found), language=language),
        content_type="text/csv; charset=utf-8",
    )
    name = f"uprest-{municipality.slug}-actions-{localdate().isoformat()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _build_list(request: SignedInRequest, municipality: Municipality) -> dict[str, Any]:
    state = _read_state(request)
    found = list_actions(
        municipality=municipality, state=state, language=read_language(), at=timezone.now()
    )
    states = [
        ("", gettext("Still to do")),
        *list_states(),
        (ALL, pgettext("states of actions", "All")),
    ]
    return {
        "municipality": municipality,
        "actions": found,
        "states": states,
        "state": state,
        "state_label": dict(states)[state],
    }


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_action(request: SignedInRequest, slug: str) -> HttpResponse:
    """Write an action; a finding's link fills in what it is about."""
    municipality = open_city(request, slug)
    initial = {
        "token": new_token(),
        "title": request.GET.get("title", "")[:200],
        "finding": request.GET.get("finding", "")[:300],
        **{
            name: int(number)
            for name in ("release", "campaign", "event")
            if (number := request.GET.get(name, "")).isdecimal() and len(number) < 10
        },
        "owner": request.user.pk,
        "due_on": localdate() + USUAL_TIME,
    }
    form = _build_form(request, municipality, initial)
    if request.method == "POST" and form.is_valid():
        found = create_action(
            municipality=municipality,
            content=form.to_content(),
            token=form.cleaned_data["token"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, gettext("The action is on the list."))
        return _go_to(municipality, found)
    return _show_form(request, municipality, form, None)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Change what an action says, its owner or its day."""
    municipality = open_city(request, slug)
    found = get_action(municipality=municipality, pk=pk)
    form = _build_form(request, municipality, read_initial(found))
    if request.method == "POST" and form.is_valid():
        edit_action(action=found, content=form.to_content(), by=request.user, at=timezone.now())
        messages.success(request, gettext("The action is changed."))
        return _go_to(municipality, found)
    return _show_form(request, municipality, form, found)


def _build_form(
    request: SignedInRequest, municipality: Municipality, initial: dict[str, Any]
) -> ActionForm:
    return ActionForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        officers=list_officers(municipality=municipality),
    )


def _show_form(
    request: SignedInRequest, municipality: Municipality, form: ActionForm, found: Action | None
) -> HttpResponse:
    context = {"municipality": municipality, "form": form, "action": found}
    status = MISTAKEN if form.errors else 200
    return render(request, "campaigns/edit_action.html", context, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def action(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Show an action with its notes, and add one."""
    municipality = open_city(request, slug)
    found = get_action(municipality=municipality, pk=pk)
    form = NoteForm(
        request.POST if request.method == "POST" else None, initial={"state": found.state}
    )
    if request.method == "POST" and form.is_valid():
        add_note(
            action=found,
            text=form.cleaned_data["text"],
            state=form.cleaned_data["state"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, gettext("Kept."))
        return _go_to(municipality, found)
    context = {
        "municipality": municipality,
        "action": describe_action(found, language=read_language(), today=localdate()),
        "form": form,
    }
    status = MISTAKEN if form.errors else 200
    return render(request, "campaigns/action.html", context, status=status)


def _go_to(municipality: Municipality, found: Action) -> HttpResponse:
    return HttpResponseRedirect(reverse("campaigns:action", args=(municipality.slug, found.pk)))
