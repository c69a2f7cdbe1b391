"""Who is acting: a user, a visitor without an account, or nobody yet."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
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
