"""The link and the QR code on the staff-room wall."""

from datetime import datetime

import segno
from django.db import transaction

from uprest.accounts.models import User
from uprest.ecosystem.models import Invitation, Organisation
from uprest.ecosystem.types import AccessDenied


@transaction.atomic
def make_invitation(
    *, organisation: Organisation, user: User, at: datetime, replaces: int | None = None
) -> Invitation:
    """Return the link of a business, made where it has none.

    With ``replaces``, the id of a link, that one stops working first. Sent twice, the second one
    finds it stopped already and returns the link that the first one made.

    :raises AccessDenied: if the business is closed or was declined.
    """
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if locked.closed_at or locked.declined_at:
        raise AccessDenied
    if replaces is not None:
        _revoke(organisation=locked, invitation_id=replaces, at=at)
    invitation, _is_new = Invitation.objects.get_or_create(
        organisation=locked, revoked_at=None, defaults={"created_by": user, "created_at": at}
    )
    return invitation


def revoke_invitation(*, organisation: Organisation, invitation_id: int, at: datetime) -> None:
    """Stop a link of a business. Stopped already, nothing happens."""
    _revoke(organisation=organisation, invitation_id=invitation_id, at=at)


def _revoke(*, organisation: Organisation, invitation_id: int, at: datetime) -> None:
    Invitation.objects.filter(pk=invitation_id, organisation=organisation, revoked_at=None).update(
        revoked_at=at
    )


def draw_qr(text: str) -> str:
    """Return the QR code of ``text`` as SVG to put into a page: no style, no size, no title.

    Error correction "M" (15 %): a poster may get a stain.
    """
    code = segno.make(text, error="m", micro=False)
    drawing: str = code.svg_inline(omitsize=True, border=2, svgclass=None, lineclass=None)
    return drawing
