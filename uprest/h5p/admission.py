"""The one door to page and files of a player: a ticket, and the host project's guard behind it."""

from datetime import datetime
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from uprest.h5p.tickets import BadTicketError, Ticket, read_ticket


class Guard(Protocol):
    """Says whether what a ticket allowed is still allowed. Named by the setting ``H5P_GUARD``."""

    def __call__(self, ticket: Ticket, *, at: datetime) -> bool:
        """Return whether whoever holds ``ticket`` may play it at ``at``."""


class RefusedError(Exception):
    """The ticket is over, or it is not allowed any more."""


def admit(text: str, *, at: datetime) -> Ticket:
    """Return the ticket in ``text`` if it is still good.

    :raises RefusedError: if it is not; there is no telling why.
    """
    try:
        ticket = read_ticket(text, at=at)
    except BadTicketError as error:
        raise RefusedError from error
    guard = cast("Guard", import_string(settings.H5P_GUARD))
    if not guard(ticket, at=at):
        raise RefusedError
    return ticket
