"""What a business lets its city know, and the public list of those that take part."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from uprest.accounts.types import SignedInRequest
from uprest.ecosystem.forms.businesses import ContactForm
from uprest.ecosystem.middleware import read_roles
from uprest.ecosystem.models import Membership, Organisation
from uprest.ecosystem.selectors import access_organisation, find_city
from uprest.ecosystem.selectors.telling import (
    CHOICES,
    CONTACT,
    NAME,
    find_contact,
    list_choices,
    list_participants,
    list_past_choices,
)
from uprest.ecosystem.services.telling import give_contact, name_as_participant, take_back

MISTAKEN = 422


@never_cache
@login_required
@require_safe
def known_to_city(request: SignedInRequest, organisation_id: int) -> HttpResponse:
    """Show the owner what the city may know of the business, and let them decide."""
    organisation = access_organisation(
        user=request.user, organisation_id=organisation_id, owner_only=True
    )
    contact = find_contact(organisation=organisation)
    initial = (
        {"name": contact.name, "email": contact.email, "phone": contact.phone} if contact else {}
    )
    return _show(request, organisation, ContactForm(initial=initial))


def _show(request: SignedInRequest, organisation: Organisation, form: ContactForm) -> HttpResponse:
    choices = {choice.code: choice for choice in list_choices(organisation=organisation)}
    context = {
        "business": organisation,
        "name_choice": choices[NAME],
        "contact_choice": choices[CONTACT],
        "past": list_past_choices(organisation=organisation),
        "form": form,
        "owns": _owns(request, organisation),
    }
    status = MISTAKEN if form.errors else 200
    return render(request, "ecosystem/known_to_city.html", context, status=status)


def _owns(request: SignedInRequest, organisation: Organisation) -> bool:
    return any(
        role.organisation_id == organisation.pk and role.role == Membership.Role.OWNER
        for role in read_roles(request).organisations
    )


@require_POST
@login_required
def agree_to_name(request: SignedInRequest, organisation_id: int) -> HttpResponse:
    """Put the business on the list of those that take part."""
    organisation = access_organisation(
        user=request.user, organisation_id=organisation_id, owner_only=True
    )
    name_as_participant(
        organisation=organisation,
        user=request.user,
        language=get_language() or "en",
        at=timezone.now(),
    )
    messages.success(request, gettext("The business is named as a participant."))
    return _go_back(organisation)


@require_POST
@login_required
def agree_to_contact(request: SignedInRequest, organisation_id: int) -> HttpResponse:
    """Let the city's officers see the contact that was written."""
    organisation = access_organisation(
        user=request.user, organisation_id=organisation_id, owner_only=True
    )
    form = ContactForm(request.POST)
    if not form.is_valid():
        return _show(request, organisation, form)
    give_contact(
        organisation=organisation,
        user=request.user,
        language=get_language() or "en",
        at=timezone.now(),
        **form.cleaned_data,
    )
    messages.success(request, gettext("The officers of the city see this contact from now on."))
    return _go_back(organisation)


@require_POST
@login_required
def take_back_choice(request: SignedInRequest, organisation_id: int, code: str) -> HttpResponse:
    """Take back what the city may know."""
    organisation = access_organisation(
        user=request.user, organisation_id=organisation_id, owner_only=True
    )
    if code not in CHOICES:
        raise Http404
    take_back(organisation=organisation, code=code, at=timezone.now())
    messages.success(request, gettext("Taken back. The city no longer sees it."))
    return _go_back(organisation)


def _go_back(organisation: Organisation) -> HttpResponse:
    return HttpResponseRedirect(reverse("ecosystem:known_to_city", args=(organisation.pk,)))


@require_safe
def participants(request: HttpRequest, slug: str) -> HttpResponse:
    """Show everybody the businesses of a city that want to be named."""
    city = find_city(slug=slug)
    if city is None:
        raise Http404
    named = [one for one in list_participants(municipality=city) if one.is_public]
    context = {"municipality": city, "participants": named}
    return render(request, "ecosystem/participants.html", context)
