"""Ordering a regrade, and carrying it out once, however often the queue says so."""

from datetime import datetime, timedelta

from django.db import transaction

from courses.models import Activity, Attempt, RegradeOrder
from courses.services.overriding import Word
from courses.services.regrading import regrade
from uprest.accounts.models import User

LOST_AFTER = timedelta(hours=1)
"""An order that nobody has carried out by then is given up, so that a new one can be made."""


@transaction.atomic
def order_regrade(
    *, activity: Activity, by: User, at: datetime, lowering: Word | None = None
) -> tuple[RegradeOrder, bool]:
    """Return the order that waits for an exercise, and whether it is a new one."""
    waiting = RegradeOrder.objects.filter(activity=activity, state=RegradeOrder.State.WAITING)
    waiting.filter(ordered_at__lt=at - LOST_AFTER).update(
        state=RegradeOrder.State.FAILED, finished_at=at
    )
    return RegradeOrder.objects.get_or_create(
        activity=activity,
        state=RegradeOrder.State.WAITING,
        defaults={
            "ordered_by": by,
            "ordered_at": at,
            "lowers": lowering is not None,
            "reason": lowering.reason.strip() if lowering else "",
            "attempts": Attempt.objects.filter(
                activity=activity, source=Attempt.Source.SERVER
            ).count(),
        },
    )


def carry_out_regrade(*, order_id: int, at: datetime) -> RegradeOrder:
    """Score the answers of an order again, and write down how many count differently.

    Nothing happens to an order that does not wait any more. One that was interrupted goes on
    where it stood: what is right already is not corrected a second time.
    """
    order = RegradeOrder.objects.select_related("activity", "ordered_by").get(pk=order_id)
    if order.state != RegradeOrder.State.WAITING:
        return order
    if order.lowers and order.ordered_by is None:  # nobody vouches for it any more
        return _finish(order, RegradeOrder.State.FAILED, at)
    lowering = None
    if order.lowers and order.ordered_by is not None:
        lowering = Word(by=order.ordered_by, reason=order.reason, at=at)
    try:
        changed = regrade(
            activity=order.activity, at=at, lowering=lowering, report=_Reporter(order).report
        )
    except BaseException:
        _finish(order, RegradeOrder.State.FAILED, at)
        raise
    order.changed += changed
    return _finish(order, RegradeOrder.State.DONE, at)


class _Reporter:
    """Writes down how far a regrade is, at most a hundred times."""

    def __init__(self, order: RegradeOrder) -> None:
        self.order = order
        self.step = max(1, order.attempts // 100)

    def report(self, judged: int) -> None:
        """Keep that so many attempts were judged."""
        if judged % self.step == 0:
            self.order.judged = judged
            self.order.save(update_fields=["judged"])


def _finish(order: RegradeOrder, state: RegradeOrder.State, at: datetime) -> RegradeOrder:
    order.state, order.finished_at = state, at
    if state == RegradeOrder.State.DONE:
        order.judged = order.attempts
    order.save(update_fields=["state", "finished_at", "judged", "changed"])
    return order
