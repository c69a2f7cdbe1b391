"""Pages that only the demo has."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from uprest.demo.mail import list_mails


@never_cache
@require_safe
def show_mails(request: HttpRequest) -> HttpResponse:
    """Show the mails that the demo would have sent; anywhere else there is no such page."""
    if not settings.UPREST_DEMO:
        raise Http404
    return render(request, "demo/mails.html", {"mails": list_mails()})
