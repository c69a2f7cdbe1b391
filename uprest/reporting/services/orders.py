"""Wishes for a new snapshot: made once, and taken up again where a worker was lost."""

import datetime as dt

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from uprest.accounts.models import User
from uprest.ecosystem.models import Municipality
from uprest.reporting.models import ReleaseOrder

LOST_AFTER = dt.timedelta(minutes=10)
"""An order of which nothing was heard for so long was lost on its way, or with its worker."""

MOST_ATTEMPTS = 3


def order_release(
    *, municipality: Municipality, by: User, at: dt.datetime
) -> tuple[ReleaseOrder, bool]:
    """Return the order that waits for ``municipality``, and whether somebody must carry it out.

    That is a new order, and one that was lost.
    """
    give_up_orders(at=at)
    order, is_new = ReleaseOrder.objects.get_or_create(
        municipality=municipality,
        state=ReleaseOrder.State.WAITING,
        defaults={"ordered_by": by, "ordered_at": at},
    )
    return order, is_new or find_lost_orders(at=at).filter(pk=order.pk).exists()


def find_lost_orders(*, at: dt.datetime) -> QuerySet[ReleaseOrder]:
    """Return the waiting orders of which nothing was heard for long."""
    heard_of = Coalesce(F("taken_up_at"), F("ordered_at"))
    return (
        ReleaseOrder.objects.filter(state=ReleaseOrder.State.WAITING)
        .annotate(heard_of=heard_of)
        .filter(heard_of__lt=at - LOST_AFTER)
    )


def give_up_orders(*, at: dt.datetime) -> int:
    """Give up lost orders that were begun often enough, and return how many those were."""
    hopeless = find_lost_orders(at=at).filter(Q(attempts__gte=MOST_ATTEMPTS))
    return ReleaseOrder.objects.filter(pk__in=list(hopeless.values_list("pk", flat=True))).update(
        state=ReleaseOrder.State.FAILED, finished_at=at
    )


def list_lost_orders(*, at: dt.datetime) -> list[int]:
    """Give up what was begun often enough, and return the keys of the other lost orders."""
    give_up_orders(at=at)
    return list(find_lost_orders(at=at).order_by("pk").values_list("pk", flat=True))
