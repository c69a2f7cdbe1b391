"""What an owner or manager does for the team: the link on the wall, and who belongs."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from uprest.accounts.types import SignedInRequest
from uprest.ecosystem.forms.businesses import InvitationForm, RoleForm
from uprest.ecosystem.middleware import read_roles
from uprest.ecosystem.models import Invitation, Membership, Organisation
from uprest.ecosystem.selectors import (
    access_organisation,
    get_invitation,
    get_member,
    list_members,
)
from uprest.ecosystem.services.invitations import draw_qr, make_invitation, revoke_invitation
from uprest.ecosystem.services.memberships import change_role, end_membership
from uprest.ecosystem.types import LastOwnerError, Member

CONFLICT, MISTAKEN = 409, 422


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A working link of a business. ``shown`` is its address without ``https://``, for people.

    ``code`` says the same for those who type, at ``code_address``.
    """

    invitation_id: int
    url: str
    shown: str
    code: str
    code_address: str
    qr: SafeString


@dataclass(frozen=True, slots=True)
class PosterText:
    """The words of a poster in one language."""

    language: str
    heading: str
    promise: str
    scan: str
    privacy: str


@never_cache
@login_required
@require_safe
def invite(request: SignedInRequest, organisation_id: int) -> HttpResponse:
    """Show the link of a business, and let it be made, replaced or stopped."""
    organisation = access_organisation(user=request.user, organisation_id=organisation_id)
    invitation = get_invitation(organisation_id=organisation.pk)
    context = {
        "business": organisation,
        "link": build_link(request, invitation) if invitation else None,
        "is_owner": is_owner(request, organisation),
        "can_invite": not (organisation.closed_at or organisation.declined_at),
    }
    return render(request, "ecosystem/invite.html", context)


@require_POST
@login_required
def make_link(request: SignedInRequest, organisation_id: int) -> HttpResponse:
    """Make the link of a business, or a new one in place of the present one."""
    organisation = access_organisation(user=request.user, organisation_id=organisation_id)
    form = InvitationForm(request.POST)
    make_invitation(
        organisation=organisation,
        user=request.user,
        at=timezone.now(),
        replaces=form.cleaned_data["invitation"] if form.is_valid() else None,
    )
    messages.success(request, gettext("The link is ready. Share it or print the poster."))
    return HttpResponseRedirect(reverse("ecosystem:invite", args=(organisation.pk,)))


@require_POST
@login_required
def stop_link(request: SignedInRequest, organisation_id: int) -> HttpResponse:
    """Stop the link of a business."""
    organisation = access_organisation(user=request.user, organisation_id=organisation_id)
    form = InvitationForm(request.POST)
    if form.is_valid() and form.cleaned_data["invitation"]:
        revoke_invitation(
            organisation=organisation,
            invitation_id=form.cleaned_data["invitation"],
            at=timezone.now(),
        )
        messages.success(request, gettext("The link has stopped working."))
    return HttpResponseRedirect(reverse("ecosystem:invite", args=(organisation.pk,)))


@never_cache
@login_required
@require_safe
def poster(request: SignedInRequest, organisation_id: int) -> HttpResponse:
    """Show a page to print for the staff-room wall, in the city's language and in English."""
    organisation = access_organisation(user=request.user, organisation_id=organisation_id)
    invitation = get_invitation(organisation_id=organisation.pk)
    if invitation is None:
        return HttpResponseRedirect(reverse("ecosystem:invite", args=(organisation.pk,)))
    context = {
        "business": organisation,
        "link": build_link(request, invitation),
        "texts": list_poster_texts(organisation),
    }
    return render(request, "ecosystem/poster.html", context)


@never_cache
@login_required
@require_safe
def members(request: SignedInRequest, organisation_id: int) -> HttpResponse:
    """Show the owner who belongs to the business."""
    organisation = access_organisation(
        user=request.user, organisation_id=organisation_id, owner_only=True
    )
    context = {"business": organisation, "members": list_members(organisation=organisation)}
    return render(request, "ecosystem/members.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_role(request: SignedInRequest, organisation_id: int, membership_id: int) -> HttpResponse:
    """Give a member another role."""
    organisation = access_organisation(
        user=request.user, organisation_id=organisation_id, owner_only=True
    )
    member = get_member(organisation=organisation, membership_id=membership_id)
    form = RoleForm(request.POST or None, initial={"role": member.role})
    if form.is_valid():
        try:
            change_role(
                organisation=organisation,
                membership_id=membership_id,
                role=form.cleaned_data["role"],
                at=timezone.now(),
            )
        except LastOwnerError as error:
            form.add_error("role", str(error))
        else:
            messages.success(request, gettext("The role is changed."))
            return _go_to_members(organisation)
    context = {"business": organisation, "member": member, "form": form}
    status = MISTAKEN if form.errors else 200
    return render(request, "ecosystem/edit_role.html", context, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove_member(
    request: SignedInRequest, organisation_id: int, membership_id: int
) -> HttpResponse:
    """End somebody's membership, after one question."""
    organisation = access_organisation(
        user=request.user, organisation_id=organisation_id, owner_only=True
    )
    if request.method == "POST":
        return _remove(request, organisation, membership_id)
    member = get_member(organisation=organisation, membership_id=membership_id)
    return _ask_to_remove(request, organisation, member)


def _remove(
    request: SignedInRequest, organisation: Organisation, membership_id: int
) -> HttpResponse:
    try:
        end_membership(organisation=organisation, membership_id=membership_id, at=timezone.now())
    except LastOwnerError as error:
        member = get_member(organisation=organisation, membership_id=membership_id)
        return _ask_to_remove(request, organisation, member, refusal=str(error))
    messages.success(request, gettext("The membership has ended."))
    return _go_to_members(organisation)


def _ask_to_remove(
    request: SignedInRequest, organisation: Organisation, member: Member, refusal: str = ""
) -> HttpResponse:
    context = {"business": organisation, "member": member, "refusal": refusal}
    status = CONFLICT if refusal else 200
    return render(request, "ecosystem/remove_member.html", context, status=status)


def _go_to_members(organisation: Organisation) -> HttpResponse:
    return HttpResponseRedirect(reverse("ecosystem:members", args=(organisation.pk,)))


def is_owner(request: HttpRequest, organisation: Organisation) -> bool:
    """Whether the person owns the business, or helps its owners as an administrator."""
    roles = read_roles(request)
    return roles.is_administrator or any(
        role.organisation_id == organisation.pk and role.role == Membership.Role.OWNER
        for role in roles.organisations
    )


def build_link(request: HttpRequest, invitation: Invitation) -> Link:
    """Return the link of an invitation as it stands on the wall.

    Its address names no language, so that it opens in the language of each phone.
    """
    url = build_address(request, "ecosystem:join", invitation.token)
    return Link(
        invitation_id=invitation.pk,
        url=url,
        shown=_shorten(url),
        code=f"{invitation.code[:4]} {invitation.code[4:]}",
        code_address=_shorten(build_address(request, "ecosystem:enter_code")),
        # segno's drawing of an address that we made ourselves
        qr=mark_safe(draw_qr(url)),  # noqa: S308
    )


def build_address(request: HttpRequest, name: str, *args: str) -> str:
    """Return the full address of a page that names no language."""
    path = reverse(name, args=args)
    return request.build_absolute_uri(path.removeprefix(f"/{get_language()}"))


def _shorten(url: str) -> str:
    return url.split("://", 1)[1].rstrip("/")


def list_poster_texts(organisation: Organisation) -> list[PosterText]:
    """Return the words of the poster in the city's language and in English."""
    return [
        _write_poster(code) for code in dict.fromkeys([organisation.municipality.language, "en"])
    ]


def _write_poster(language: str) -> PosterText:
    with override(language):
        return PosterText(
            language=language,
            heading=gettext("Five minutes for your season"),
            promise=gettext(
                "Find out which skills your work needs, and learn them in short lessons. "
                "Free, without an account."
            ),
            scan=gettext(
                "Point your phone's camera at the square, or type the address and the code."
            ),
            privacy=gettext("Nobody at work sees your answers."),
        )
