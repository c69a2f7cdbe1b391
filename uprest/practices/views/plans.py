"""The self-check of a city's digital transformation, for its officers alone."""

from datetime import date
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from uprest.accounts.types import SignedInRequest
from uprest.core.pdf import BusyError, CannotMakePdfError, can_make_pdf
from uprest.ecosystem.models import Municipality
from uprest.practices.forms.plans import ActionForm, PartForm, RoundForm
from uprest.practices.models import PlanAction, PlanRound
from uprest.practices.plan_files import read_plan
from uprest.practices.reports.plans import get_plan_pdf
from uprest.practices.selectors.adaptations import list_officer_courses
from uprest.practices.selectors.plan_parts import PartView, get_part
from uprest.practices.selectors.plans import (
    find_action,
    find_open_round,
    find_round,
    get_plan,
    list_rounds,
)
from uprest.practices.services.plans import (
    Saved,
    close_round,
    reopen_round,
    save_action,
    save_answers,
    start_round,
)
from uprest.practices.types import RefusedError
from uprest.practices.views.adaptations import MISTAKEN, enter_city, read_language

SOON = 5
"""Seconds after which somebody may ask again for a PDF."""


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plans(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the rounds of a city, and start one."""
    municipality = enter_city(request, slug)
    at = timezone.now()
    form = RoundForm(request.POST or None, initial={"name": name_round(timezone.localdate(at))})
    if form.is_valid():
        try:
            round_ = start_round(
                municipality=municipality, name=form.cleaned_data["name"], by=request.user, at=at
            )
        except RefusedError as error:
            form.add_error("name", str(error))
        else:
            first = read_plan(round_.version).dimensions[0]
            args = (municipality.slug, round_.pk, first.code)
            return HttpResponseRedirect(reverse("practices:plan_part", args=args))
    context = {
        "municipality": municipality,
        "rounds": list_rounds(municipality=municipality),
        "open_round": find_open_round(municipality=municipality),
        "courses": list_officer_courses(language=read_language()),
        "form": form,
    }
    status = MISTAKEN if form.errors else HTTPStatus.OK
    return render(request, "practices/plans.html", context, status=status)


def name_round(today: date) -> str:
    """Return what a round that is begun today is called, unless the officer calls it otherwise."""
    names = {
        0: gettext("Winter %(year)d"),
        1: gettext("Spring %(year)d"),
        2: gettext("Summer %(year)d"),
        3: gettext("Autumn %(year)d"),
    }
    return names[today.month % 12 // 3] % {"year": today.year}


@never_cache
@login_required
@require_safe
def plan(request: SignedInRequest, slug: str, round_id: int) -> HttpResponse:
    """Show the result of a round."""
    municipality = enter_city(request, slug)
    round_ = _find(municipality, round_id)
    view = get_plan(round_=round_, language=read_language(), today=timezone.localdate())
    context = {"municipality": municipality, "view": view, "can_make_pdf": can_make_pdf()}
    return render(request, "practices/plan.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan_part(request: SignedInRequest, slug: str, round_id: int, code: str) -> HttpResponse:
    """Answer the statements of one dimension. Saving one with a fault saves the others."""
    municipality = enter_city(request, slug)
    round_ = _find(municipality, round_id)
    part = get_part(round_=round_, code=code, language=read_language())
    if part is None:
        raise Http404
    data = request.POST.copy() if request.method == "POST" else None
    form = PartForm(part.dimension, part.answers, read_language(), data)
    if data is None:
        return _render_part(request, municipality, part, form)
    given = form.read_given()
    try:
        saved = save_answers(round_=round_, given=given, by=request.user, at=timezone.now())
    except RefusedError as error:
        form.add_error(None, str(error))
        return _render_part(request, municipality, part, form, status=HTTPStatus.CONFLICT)
    _tell(request, saved)
    if form.errors:
        for item, one in given.items():  # what is kept now is what the form shows next
            data[f"{item}-seen"] = one.fingerprint
        return _render_part(request, municipality, part, form, status=MISTAKEN)
    return HttpResponseRedirect(_find_next(data, part, municipality))


def _tell(request: SignedInRequest, saved: Saved) -> None:
    count = len(saved.items)
    if count:
        text = ngettext("%(count)d answer is saved.", "%(count)d answers are saved.", count)
        messages.success(request, text % {"count": count})
    for name in saved.replaced:
        text = gettext("%(name)s had answered one of them meanwhile; your answer stands now.")
        messages.warning(request, text % {"name": name})


def _find_next(data: QueryDict, part: PartView, municipality: Municipality) -> str:
    result = reverse("practices:plan", args=(municipality.slug, part.round.pk))
    return result if "result" in data else part.next_url or result


def _render_part(
    request: SignedInRequest,
    municipality: Municipality,
    part: PartView,
    form: PartForm,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    items = [(fields, part.origins[fields.code]) for fields in form.list_items()]
    context = {"municipality": municipality, "part": part, "form": form, "items": items}
    return render(request, "practices/plan_part.html", context, status=status)


@login_required
@require_POST
def close_plan(request: SignedInRequest, slug: str, round_id: int) -> HttpResponse:
    """Close a round."""
    municipality = enter_city(request, slug)
    close_round(round_=_find(municipality, round_id), at=timezone.now())
    messages.success(request, gettext("The round is closed. Its answers stand as they are."))
    return HttpResponseRedirect(reverse("practices:plan", args=(slug, round_id)))


@login_required
@require_POST
def reopen_plan(request: SignedInRequest, slug: str, round_id: int) -> HttpResponse:
    """Open the last round again."""
    municipality = enter_city(request, slug)
    try:
        reopen_round(round_=_find(municipality, round_id))
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, gettext("The round is open again."))
    return HttpResponseRedirect(reverse("practices:plan", args=(slug, round_id)))


@never_cache
@login_required
@require_safe
def plan_pdf(request: SignedInRequest, slug: str, round_id: int) -> HttpResponse:
    """Hand out the result of a round as a PDF file, or say why there is none."""
    municipality = enter_city(request, slug)
    round_ = _find(municipality, round_id)
    back = reverse("practices:plan", args=(slug, round_id))
    view = get_plan(round_=round_, language=read_language(), today=timezone.localdate())
    try:
        content = get_plan_pdf(view)
    except (BusyError, CannotMakePdfError) as error:
        is_busy = isinstance(error, BusyError)
        context = {"is_busy": is_busy, "again": request.get_full_path(), "back": back}
        status = HTTPStatus.SERVICE_UNAVAILABLE
        answer = render(request, "practices/no_pdf.html", context, status=status)
        if is_busy:
            answer["Retry-After"] = str(SOON)
        return answer
    answer = HttpResponse(content, content_type="application/pdf")
    name = slugify(f"{municipality.slug} {round_.name}") or municipality.slug
    answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_plan_action(request: SignedInRequest, slug: str, round_id: int) -> HttpResponse:
    """Make an action, of one's own or as proposed for a statement (``?item=``)."""
    municipality = enter_city(request, slug)
    round_ = _find(municipality, round_id)
    item = read_plan(round_.version).find_item(request.GET.get("item", ""))
    initial: dict[str, str] = {"state": PlanAction.State.OPEN.value}
    if item:
        initial |= {"item": item.code, "title": item.action[read_language()]}
    return _edit_action(request, municipality, round_, None, initial)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan_action(request: SignedInRequest, slug: str, round_id: int, action_id: int) -> HttpResponse:
    """Change an action."""
    municipality = enter_city(request, slug)
    round_ = _find(municipality, round_id)
    action = find_action(round_=round_, action_id=action_id)
    if action is None:
        raise Http404
    initial = {name: getattr(action, name) for name in ActionForm.base_fields}
    return _edit_action(request, municipality, round_, action, initial)


def _edit_action(
    request: SignedInRequest,
    municipality: Municipality,
    round_: PlanRound,
    action: PlanAction | None,
    initial: dict[str, str],
) -> HttpResponse:
    form = ActionForm(request.POST or None, initial=initial)
    if form.is_valid():
        fields = form.read_fields()
        save_action(round_=round_, action=action, fields=fields, by=request.user, at=timezone.now())
        messages.success(request, gettext("The action is saved."))
        address = reverse("practices:plan", args=(municipality.slug, round_.pk))
        return HttpResponseRedirect(f"{address}#actions")
    item = read_plan(round_.version).find_item(form["item"].value() or "")
    context = {
        "municipality": municipality,
        "round": round_,
        "form": form,
        "action": action,
        "statement": item.statement[read_language()] if item else "",
    }
    status = MISTAKEN if form.errors else HTTPStatus.OK
    return render(request, "practices/plan_action.html", context, status=status)


def _find(municipality: Municipality, round_id: int) -> PlanRound:
    found = find_round(municipality=municipality, round_id=round_id)
    if found is None:
        raise Http404
    return found
