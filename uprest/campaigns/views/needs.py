"""The need board: for officers, for businesses, and for trainers."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from uprest.accounts.types import SignedInRequest
from uprest.campaigns.forms.campaigns import new_token
from uprest.campaigns.forms.needs import HideForm, NeedForm, SupportForm
from uprest.campaigns.models import Need
from uprest.campaigns.selectors.needs import (
    NeedLine,
    Reader,
    describe_needs,
    find_same_needs,
    list_states,
    read_needs,
)
from uprest.campaigns.services.needs import ask_for_module, hide_need, set_support
from uprest.campaigns.types import AlreadyAskedError, UnvouchedError
from uprest.campaigns.views.places import (
    CONFLICT,
    MISTAKEN,
    is_owner,
    open_business,
    open_city,
    read_language,
)
from uprest.ecosystem.models import Municipality, Organisation
from uprest.ecosystem.types import RefusedError

A_PAGE = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Board:
    """A page of the board, and the filter by state."""

    page: "Page[Need]"
    needs: list[NeedLine]
    states: list[tuple[str, str]]
    state: str


def build_board(
    request: SignedInRequest,
    *,
    reader: Reader,
    municipality: Municipality | None,
    organisation: Organisation | None = None,
) -> Board:
    """Return the page of the board that the address asks for."""
    states = list_states()
    state = request.GET.get("state", "")
    if state not in dict(states):
        state = ""
    needs = read_needs(municipality=municipality, organisation=organisation, state=state)
    page = Paginator(needs, A_PAGE).get_page(request.GET.get("page"))
    lines = describe_needs(
        needs=list(page), reader=reader, organisation=organisation, language=read_language()
    )
    return Board(page=page, needs=lines, states=states, state=state)


# --- Officers -----------------------------------------------------------------------------------


@never_cache
@login_required
@require_safe
def needs(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the board of a city to its officers."""
    municipality = open_city(request, slug)
    board = build_board(request, reader=Reader.CITY, municipality=municipality)
    context = {"municipality": municipality, "board": board}
    return render(request, "campaigns/needs.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_need(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask for a module as a city."""
    municipality = open_city(request, slug)
    context = {"municipality": municipality, "business": None}
    return _ask(request, municipality, None, context)


@require_POST
@login_required
def hide(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Hide what a need says, or show it again."""
    municipality = open_city(request, slug)
    form = HideForm(request.POST)
    if form.is_valid():
        is_hidden = form.cleaned_data["hide"] == "yes"
        hide_need(
            municipality=municipality,
            need_id=pk,
            is_hidden=is_hidden,
            by=request.user,
            at=timezone.now(),
        )
        text = gettext("The text is hidden.") if is_hidden else gettext("The text is shown again.")
        messages.success(request, text)
    return HttpResponseRedirect(reverse("campaigns:needs", args=(municipality.slug,)))


# --- Businesses -----------------------------------------------------------------------------------


@never_cache
@login_required
@require_safe
def board(request: SignedInRequest, organisation_id: int) -> HttpResponse:
    """Show the board of the city to a business."""
    return _show_board(request, open_business(request, organisation_id))


def _show_board(
    request: SignedInRequest, organisation: Organisation, refusal: str = "", status: int = 200
) -> HttpResponse:
    found = build_board(
        request,
        reader=Reader.BUSINESS,
        municipality=organisation.municipality,
        organisation=organisation,
    )
    context = {
        "business": organisation,
        "is_owner": is_owner(request, organisation),
        "board": found,
        "refusal": refusal,
    }
    return render(request, "campaigns/board.html", context, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: SignedInRequest, organisation_id: int) -> HttpResponse:
    """Ask for a module as a business."""
    organisation = open_business(request, organisation_id)
    context = {"business": organisation, "is_owner": is_owner(request, organisation)}
    return _ask(request, organisation.municipality, organisation, context)


@require_POST
@login_required
def support(request: SignedInRequest, organisation_id: int, pk: int) -> HttpResponse:
    """Say that a business needs it too, or take that back."""
    organisation = open_business(request, organisation_id)
    form = SupportForm(request.POST)
    if not form.is_valid():
        refusal = gettext("Nothing was changed. Press the button of the module once more.")
        return _show_board(request, organisation, refusal, MISTAKEN)
    needs_it = form.cleaned_data["needs_it"] == "yes"
    try:
        set_support(
            need_id=pk,
            organisation=organisation,
            needs_it=needs_it,
            by=request.user,
            at=timezone.now(),
        )
    except RefusedError as error:
        return _show_board(request, organisation, str(error), CONFLICT)
    if needs_it:
        text = gettext("Counted: you need it too. We tell you when there is a course.")
    else:
        text = gettext("Taken back.")
    messages.success(request, text)
    return HttpResponseRedirect(reverse("campaigns:board", args=(organisation.pk,)))


# --- Asked ----------------------------------------------------------------------------------------


def _ask(
    request: SignedInRequest,
    municipality: Municipality,
    organisation: Organisation | None,
    context: dict[str, Any],
) -> HttpResponse:
    form = NeedForm(
        request.POST if request.method == "POST" else None,
        initial={
            "token": new_token(),
            "skill": request.GET.get("skill", ""),
            "language": read_language(),
        },
        is_business=organisation is not None,
    )
    status = 200
    if request.method == "POST":
        status = MISTAKEN
        if form.is_valid():
            try:
                ask_for_module(
                    municipality=municipality,
                    organisation=organisation,
                    content=form.to_content(),
                    token=form.cleaned_data["token"],
                    is_other=form.cleaned_data["is_other"],
                    by=request.user,
                    at=timezone.now(),
                )
            except AlreadyAskedError as error:
                form.add_error("skill", str(error))
                status = CONFLICT
            except UnvouchedError as error:
                form.add_error(None, str(error))
                status = CONFLICT
            else:
                messages.success(request, gettext("It is on the board. Trainers see it now."))
                return HttpResponseRedirect(_board_url(municipality, organisation))
    same = find_same_needs(municipality=municipality, skill_id=form.skill_id)
    lines = []
    if same:
        found = read_needs(municipality=municipality, organisation=organisation, state="").filter(
            pk__in=[need.pk for need in same]
        )
        lines = describe_needs(
            needs=list(found),
            reader=Reader.BUSINESS if organisation else Reader.CITY,
            organisation=organisation,
            language=read_language(),
        )
    context |= {"form": form, "same": lines, "board_url": _board_url(municipality, organisation)}
    return render(request, "campaigns/ask.html", context, status=status)


def _board_url(municipality: Municipality, organisation: Organisation | None) -> str:
    if organisation is not None:
        return reverse("campaigns:board", args=(organisation.pk,))
    return reverse("campaigns:needs", args=(municipality.slug,))
