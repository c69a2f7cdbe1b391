"""A city's adaptations. Every page of a city starts at the access gate."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from uprest.accounts.types import SignedInRequest
from uprest.ecosystem.middleware import choose_city, read_roles
from uprest.ecosystem.models import Municipality
from uprest.ecosystem.selectors import access_municipality
from uprest.ecosystem.types import AccessDenied
from uprest.practices.forms.adaptations import AdaptationForm, NoteForm
from uprest.practices.models import Adaptation, PracticePage
from uprest.practices.selectors.adaptations import (
    find_adaptation,
    get_adaptation,
    get_adapted,
    list_adaptations,
    list_officer_courses,
    prefill,
)
from uprest.practices.selectors.library import find_practice_page
from uprest.practices.services.adaptations import (
    add_note,
    begin_adaptation,
    change_adaptation,
    propose_practice,
)
from uprest.practices.types import ChangedMeanwhileError, RefusedError

MISTAKEN, CONFLICT = 422, 409


def read_language() -> str:
    """Return the language of the request."""
    return get_language() or "en"


def enter_city(request: SignedInRequest, slug: str) -> Municipality:
    """Return the city through the gate, and show its name and colours."""
    municipality = access_municipality(user=request.user, slug=slug)
    choose_city(request, municipality)
    return municipality


@never_cache
@login_required
@require_safe
def transfer(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Lead an officer to the form of a new adaptation, asking for which city if there are more."""
    cities = read_roles(request).municipalities
    if not cities:
        raise AccessDenied
    page = _find_practice(key)
    if len(cities) == 1:
        url = reverse("practices:new_adaptation", args=(cities[0].slug, key))
        return HttpResponseRedirect(url)
    return render(request, "practices/transfer.html", {"practice": page, "cities": cities})


@never_cache
@login_required
@require_safe
def adaptations(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show what a city made of practices from elsewhere, and the courses for its officers."""
    municipality = enter_city(request, slug)
    language = read_language()
    context = {
        "municipality": municipality,
        "adaptations": list_adaptations(municipality=municipality, language=language),
        "courses": list_officer_courses(language=language),
    }
    return render(request, "practices/adaptations.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_adaptation(request: SignedInRequest, slug: str, key: UUID) -> HttpResponse:
    """Begin an adaptation, with what the practice says."""
    municipality = enter_city(request, slug)
    page = _find_practice(key)
    at = timezone.now()
    form = AdaptationForm(
        request.POST or None, initial=prefill(page=page, today=timezone.localdate(at))
    )
    if form.is_valid():
        adaptation = begin_adaptation(
            municipality=municipality,
            practice=page,
            fields=form.read_fields(),
            language=read_language(),
            by=request.user,
            at=at,
        )
        messages.success(request, gettext("Saved. Add a note whenever something happens."))
        return _show(adaptation, slug)
    return _render_form(request, form, municipality, practice=page, adaptation=None)


@never_cache
@login_required
@require_safe
def adaptation(request: SignedInRequest, slug: str, adaptation_id: int) -> HttpResponse:
    """Show one adaptation with its notes."""
    municipality = enter_city(request, slug)
    found = _find(municipality, adaptation_id)
    form = NoteForm(initial={"happened_on": timezone.localdate()})
    return _render(request, municipality, found, form)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_adaptation(request: SignedInRequest, slug: str, adaptation_id: int) -> HttpResponse:
    """Change an adaptation; what somebody else changed meanwhile is not written over unseen."""
    municipality = enter_city(request, slug)
    found = _find(municipality, adaptation_id)
    initial = {name: getattr(found, name) for name in AdaptationForm.base_fields}
    form = AdaptationForm(request.POST or None, initial=initial)
    page = find_practice_page(key=found.practice_key, language=read_language())
    if form.is_valid():
        try:
            change_adaptation(
                adaptation=found,
                fields=form.read_fields(),
                version=form.cleaned_data["version"] or 0,
                by=request.user,
                at=timezone.now(),
            )
        except ChangedMeanwhileError as error:
            form = _ask_again(request, found, error)
            return _render_form(
                request, form, municipality, practice=page, adaptation=found, status=CONFLICT
            )
        messages.success(request, gettext("Your changes are saved."))
        return _show(found, slug)
    return _render_form(request, form, municipality, practice=page, adaptation=found)


def _ask_again(
    request: SignedInRequest, found: Adaptation, error: ChangedMeanwhileError
) -> AdaptationForm:
    """Return the form as it was filled in, which the next time may write over the other's."""
    data = request.POST.copy()
    data["version"] = str(found.version)
    form = AdaptationForm(data)
    form.is_valid()
    name = error.by or gettext("Somebody else")
    form.add_error(
        None,
        gettext(
            "%(name)s changed this while you were writing. Your text stands below and is not saved "
            "yet. Look at the other version in a new tab, then save again to put yours in its "
            "place."
        )
        % {"name": name},
    )
    return form


@never_cache
@login_required
@require_POST
def write_note(request: SignedInRequest, slug: str, adaptation_id: int) -> HttpResponse:
    """Add a dated note."""
    municipality = enter_city(request, slug)
    found = _find(municipality, adaptation_id)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _render(request, municipality, found, form, status=MISTAKEN)
    add_note(adaptation=found, by=request.user, at=timezone.now(), **form.cleaned_data)
    messages.success(request, gettext("The note is saved."))
    return HttpResponseRedirect(f"{_address(found, slug)}#notes")


@never_cache
@login_required
@require_POST
def propose(request: SignedInRequest, slug: str, adaptation_id: int) -> HttpResponse:
    """Propose an adaptation that worked as a practice of its own."""
    municipality = enter_city(request, slug)
    found = _find(municipality, adaptation_id)
    try:
        propose_practice(adaptation=found, by=request.user)
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            gettext("Thank you. The trainers have a draft of it, and publish it once it is ready."),
        )
    return _show(found, slug)


@require_safe
def adapted(request: HttpRequest, adaptation_id: int) -> HttpResponse:
    """Show everybody an adaptation that its city has published."""
    view = get_adapted(adaptation_id=adaptation_id, language=read_language())
    if view is None:
        raise Http404
    return render(request, "practices/adapted.html", {"view": view})


def _find_practice(key: UUID) -> PracticePage:
    page = find_practice_page(key=key, language=read_language())
    if page is None:
        raise Http404
    return page


def _find(municipality: Municipality, adaptation_id: int) -> Adaptation:
    found = find_adaptation(municipality=municipality, adaptation_id=adaptation_id)
    if found is None:
        raise Http404
    return found


def _address(adaptation: Adaptation, slug: str) -> str:
    return reverse("practices:adaptation", args=(slug, adaptation.pk))


def _show(adaptation: Adaptation, slug: str) -> HttpResponse:
    return HttpResponseRedirect(_address(adaptation, slug))


def _render(
    request: SignedInRequest,
    municipality: Municipality,
    found: Adaptation,
    form: NoteForm,
    status: int = 200,
) -> HttpResponse:
    context = {
        "municipality": municipality,
        "view": get_adaptation(adaptation=found, language=read_language()),
        "form": form,
    }
    return render(request, "practices/adaptation.html", context, status=status)


def _render_form(
    request: SignedInRequest,
    form: AdaptationForm,
    municipality: Municipality,
    *,
    practice: PracticePage | None,
    adaptation: Adaptation | None,
    status: int = 200,
) -> HttpResponse:
    if form.errors and status == 200:
        status = MISTAKEN
    context = {
        "form": form,
        "municipality": municipality,
        "practice": practice,
        "adaptation": adaptation,
    }
    return render(request, "practices/adaptation_form.html", context, status=status)
