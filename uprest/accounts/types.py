"""Who is acting: a user, a visitor without an account, or nobody yet."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from django.http import HttpRequest

if TYPE_CHECKING:
    from uprest.accounts.models import User


@dataclass(frozen=True, slots=True)
class Learner:
    """The owner of learning data: exactly one of the two ids is set.

    ``filters`` and ``owner`` give the same pair as keyword arguments for a query or a new row
    of any model with the fields ``user`` and ``visitor_id``.
    """

    user_id: int | None = None
    visitor_id: UUID | None = None

    def __post_init__(self) -> None:
        if (self.user_id is None) == (self.visitor_id is None):
            raise ValueError("A learner is either a user or a visitor.")

    @property
    def owner(self) -> dict[str, int | UUID | None]:
        """Keyword arguments for a row or a query: ``user_id`` and ``visitor_id``."""
        if self.user_id is not None:
            return {"user_id": self.user_id}
        return {"visitor_id": self.visitor_id}


class SignedInRequest(HttpRequest):
    """A request of somebody signed in (behind ``login_required``)."""

    user: "User"


class VisitOfRequest(Protocol):
    """What a view may do with ``request.visit``."""

    @property
    def id(self) -> UUID | None:
        """The visitor's id, or nothing where no visit has begun."""

    def adopt(self, visitor_id: UUID) -> None:
        """Go on with another visit in this browser."""

    def end(self) -> None:
        """Forget the visit in this browser."""


# The consent without which nothing is kept beyond the visit.
KEEP_PROFILE = "keep-profile"
# The session remembers the id of the visit that its owner asked to keep.
KEEP_VISIT = "keep_visit"
# Codes that are read from one phone and typed on another: no 0/O, 1/I/L, U/V.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"
CODE_LENGTH = 8


def read_visit(request: HttpRequest) -> VisitOfRequest:
    """Return the visit that ``VisitorMiddleware`` put on the request."""
    visit: VisitOfRequest = request.visit  # type: ignore[attr-defined]
    return visit
