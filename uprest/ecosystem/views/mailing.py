"""The page on which an owner or manager pastes addresses to invite."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from uprest.accounts.types import SignedInRequest
from uprest.ecosystem.forms.businesses import MailingForm
from uprest.ecosystem.selectors import access_organisation
from uprest.ecosystem.services.mailing import A_DAY, invite_addresses
from uprest.ecosystem.types import TooManyInvitationsError
from uprest.ecosystem.views.teams import is_owner

MISTAKEN = 422


@never_cache
@sensitive_post_parameters("addresses")
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite_by_mail(request: SignedInRequest, organisation_id: int) -> HttpResponse:
    """Ask for addresses, and invite each of them once."""
    organisation = access_organisation(user=request.user, organisation_id=organisation_id)
    form = MailingForm(
        request.POST or None, initial={"language": organisation.municipality.language}
    )
    if form.is_valid():
        path = reverse("ecosystem:join", args=("{token}",))
        try:
            number = invite_addresses(
                organisation=organisation,
                user=request.user,
                path=path.removeprefix(f"/{get_language()}").replace("%7Btoken%7D", "{token}"),
                at=timezone.now(),
                **form.cleaned_data,
            )
        except TooManyInvitationsError as error:
            form.add_error("addresses", str(error))
        else:
            text = ngettext(
                "The invitation to %(number)d address is on its way. Who had one already, or "
                "wants no mail, gets none.",
                "The invitations to %(number)d addresses are on their way. Who had one already, "
                "or wants no mail, gets none.",
                number,
            )
            messages.success(request, text % {"number": number})
            return HttpResponseRedirect(reverse("ecosystem:invite", args=(organisation.pk,)))
    context = {
        "business": organisation,
        "form": form,
        "is_owner": is_owner(request, organisation),
        "can_mail": organisation.counts and not organisation.closed_at,
        "a_day": A_DAY,
    }
    status = MISTAKEN if form.errors else 200
    return render(request, "ecosystem/invite_by_mail.html", context, status=status)
