"""Keeping what was done without an account, and forgetting it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from uprest.accounts.models import HandoverCode, User
from uprest.accounts.services.consents import move_consents
from uprest.accounts.signals import visit_claimed


@transaction.atomic
def claim_visit(*, user: User, visitor_id: UUID, at: datetime) -> None:
    """Move everything that a visitor owns into an account; claiming twice changes nothing.

    The packages above hear ``visit_claimed`` inside this transaction: all of it moves, or none.
    """
    move_consents(user_id=user.pk, visitor_id=visitor_id, at=at)
    HandoverCode.objects.filter(visitor_id=visitor_id).delete()
    visit_claimed.send(sender=User, user_id=user.pk, visitor_id=visitor_id, at=at)


@transaction.atomic
def forget_visit(*, visitor_id: UUID) -> None:
    """Let nobody continue a visit on another phone; the visit itself ends with its cookie.

    What the visitor did stays without an owner until ``UPREST_VISIT_DAYS`` are over.
    """
    HandoverCode.objects.filter(visitor_id=visitor_id).delete()
