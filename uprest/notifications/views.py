"""Somebody's messages, what they want of them, and the one tap that stops mail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from uprest.accounts.types import SignedInRequest
from uprest.notifications.forms import WishesForm, write_initial
from uprest.notifications.models import Group
from uprest.notifications.selectors import build_message, list_messages, read_wishes
from uprest.notifications.services.stopping import read_stop
from uprest.notifications.services.stopping import stop as stop_mails
from uprest.notifications.services.wishes import mark_all_read, save_wishes
from uprest.notifications.types import StopLinkError

A_PAGE = 20


@never_cache
@login_required
@require_safe
def show_messages(request: SignedInRequest) -> HttpResponse:
    """Show somebody's messages, newest first."""
    rows = Paginator(list_messages(user_id=request.user.pk), A_PAGE)
    page = rows.get_page(request.GET.get("page"))
    found = [build_message(row) for row in page]
    context = {
        "page_obj": page,
        "found": found,
        "has_new": any(one.is_new for one in found),
    }
    return render(request, "notifications/messages.html", context)


@require_POST
@login_required
def read_messages(request: SignedInRequest) -> HttpResponse:
    """Mark all messages as read."""
    mark_all_read(user_id=request.user.pk, at=timezone.now())
    return redirect("notifications:messages")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: SignedInRequest) -> HttpResponse:
    """Show and save what somebody wants of messages."""
    wishes = read_wishes(user_ids=[request.user.pk])[request.user.pk]
    form = WishesForm(request.POST or None, initial=write_initial(wishes))
    if request.method == "POST" and form.is_valid():
        save_wishes(user_id=request.user.pk, wishes=form.read())
        messages.success(request, _("Saved."))
        return redirect("notifications:choose")
    return render(
        request, "notifications/choose.html", {"form": form}, status=422 if form.errors else 200
    )


@csrf_exempt  # the link itself is the proof, and mail programs post to it by themselves (RFC 8058)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, and stop mails with one tap. Asking changes nothing: mail scanners follow links."""
    try:
        found = read_stop(token)
    except StopLinkError as error:
        raise Http404 from error
    if request.method == "POST":
        stop_mails(stop=found, at=timezone.now())
    context = {
        "group": Group(found.group).label if found.group else "",
        "is_done": request.method == "POST",
    }
    return render(request, "notifications/stop.html", context)
