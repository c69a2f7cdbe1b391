"""Snapshots of the figures in the background: for a large city they take some seconds."""

import datetime as dt

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from uprest.accounts.models import User
from uprest.ecosystem.models import Municipality
from uprest.reporting.models import ReleaseOrder
from uprest.reporting.services.releases import carry_out_order, order_release


@shared_task(name="uprest.reporting.tasks.carry_out")
def carry_out(order_id: int) -> None:
    """Take the release of an order; an order that was carried out already is left as it is."""
    carry_out_order(order_id=order_id, at=timezone.now())


def enqueue_release(*, municipality: Municipality, by: User, at: dt.datetime) -> ReleaseOrder:
    """Order a release and return the order as it is after it was handed to the queue.

    Without a broker the queue works at once, and the order is finished. An order that waits
    already is not made a second time.
    """
    with transaction.atomic():
        order, is_new = order_release(municipality=municipality, by=by, at=at)
        if is_new:
            transaction.on_commit(lambda: carry_out.delay(order.pk), robust=True)
    order.refresh_from_db()
    return order
