"""Invitations by e-mail: to addresses that an owner pasted, each once."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext, ngettext

from uprest.accounts.models import User
from uprest.ecosystem.models import InvitationMailing, Organisation
from uprest.ecosystem.services.invitations import make_invitation
from uprest.ecosystem.types import AccessDenied, TooManyInvitationsError
from uprest.notifications.services import notify_addresses

INVITATION = "ecosystem.invitation"
A_DAY = 50
DAY = timedelta(days=1)


@transaction.atomic
def invite_addresses(
    *,
    organisation: Organisation,
    user: User,
    addresses: Collection[str],
    language: str,
    path: str,
    at: datetime,
) -> int:
    """Invite each address once to a business, in ``language``, and return how many were taken.

    ``path`` is where the link of an invitation leads, with ``{token}`` in it. Who had an
    invitation of this business before, or wants no more mail, gets none; the number returned does
    not tell, and nothing tells who has an account. The addresses are kept by the messages alone,
    until the mail is out.

    :raises AccessDenied: if the business does not count yet: nobody vouches for its name.
    :raises TooManyInvitationsError: if it would be more than ``A_DAY`` within 24 hours.
    """
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not locked.counts:
        raise AccessDenied
    left = A_DAY - count_recent(organisation=locked, at=at)
    if len(addresses) > left:
        raise TooManyInvitationsError(_explain(left))
    invitation = make_invitation(organisation=locked, user=user, at=at)
    InvitationMailing.objects.create(
        organisation=locked, sent_by=user, sent_at=at, addresses=len(addresses)
    )
    notify_addresses(
        addresses=addresses,
        language=language,
        kind=INVITATION,
        key=f"{INVITATION}:{locked.pk}",
        context={
            "business": locked.name,
            "path": path.format(token=invitation.token),
            "code": f"{invitation.code[:4]} {invitation.code[4:]}",
        },
        at=at,
    )
    return len(addresses)


def count_recent(*, organisation: Organisation, at: datetime) -> int:
    """Return how many addresses a business has invited within the last 24 hours (one query)."""
    recent = InvitationMailing.objects.filter(organisation=organisation, sent_at__gt=at - DAY)
    number: int | None = recent.aggregate(number=Sum("addresses"))["number"]
    return number or 0


def _explain(left: int) -> str:
    if left <= 0:
        return gettext(
            "Your business has sent as many invitations as it may in a day. Go on tomorrow, or "
            "share the link."
        )
    return ngettext(
        "You can invite %(left)d more address today. Take some out, or share the link.",
        "You can invite %(left)d more addresses today. Take some out, or share the link.",
        left,
    ) % {"left": left}
