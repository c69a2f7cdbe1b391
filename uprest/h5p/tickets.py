"""Tickets: who may play which content, where, and until when, signed by the site.

The player's frame has no origin, so the browser sends no cookie along. What it asks for therefore
carries a ticket in its address.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core import signing

SALT = "uprest.h5p.ticket"
WINDOW = timedelta(hours=4)
"""Tickets of one learner for one place are the same within a window, so that files stay cached."""


class BadTicketError(ValueError):
    """It is no ticket of ours, or it is over."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """What the site has let somebody play.

    ``learner`` and ``place`` are the host project's words: who plays (empty for nobody known), and
    where; together they own the saved state. ``passed`` are ids of what was passed when the ticket
    was issued and cannot be asked for again without a session, such as a page's password.
    ``site`` is the origin of the page around the frame. A preview keeps nothing.
    """

    content_id: int
    page_id: int
    block_id: str
    learner: str
    place: str
    site: str
    until: datetime
    passed: tuple[int, ...] = ()
    is_preview: bool = False

    @property
    def state_key(self) -> str:
        """Who owns the state of this player, or nothing where none is kept."""
        return make_state_key(self.learner, self.place)


def make_state_key(learner: str, place: str) -> str:
    """Return the owner of the saved states of ``learner`` in ``place``."""
    return f"{learner}/{place}" if learner and place else ""


def choose_end(at: datetime) -> datetime:
    """Return until when a ticket holds that is issued ``at``: four to eight hours."""
    start = int(at.timestamp() // WINDOW.total_seconds())
    return datetime.fromtimestamp((start + 2) * WINDOW.total_seconds(), tz=UTC)


def sign_ticket(ticket: Ticket) -> str:
    """Return the ticket as it stands in an address."""
    fields = [
        ticket.content_id,
        ticket.page_id,
        ticket.block_id,
        ticket.learner,
        ticket.place,
        ticket.site,
        int(ticket.until.timestamp()),
        list(ticket.passed),
        ticket.is_preview,
    ]
    return signing.Signer(salt=SALT).sign_object(fields)


def read_ticket(text: str, *, at: datetime) -> Ticket:
    """Return the ticket in ``text``.

    :raises BadTicketError: if it is not ours, or was over at ``at``.
    """
    try:
        fields: list[Any] = signing.Signer(salt=SALT).unsign_object(text)
        content_id, page_id, block_id, learner, place, site, until, passed, is_preview = fields
    except (signing.BadSignature, ValueError) as error:
        raise BadTicketError from error
    ticket = Ticket(
        content_id=content_id,
        page_id=page_id,
        block_id=block_id,
        learner=learner,
        place=place,
        site=site,
        until=datetime.fromtimestamp(until, tz=UTC),
        passed=tuple(passed),
        is_preview=is_preview,
    )
    if ticket.until <= at:
        raise BadTicketError
    return ticket
