"""Figures and reports in the background: snapshots, which take some seconds, gaps of teams."""

import datetime as dt
from uuid import UUID

from celery import Task, shared_task
from django.db import transaction
from django.utils import timezone

from uprest.accounts.models import User
from uprest.core.pdf import BusyError
from uprest.ecosystem.models import Municipality
from uprest.reporting.models import CouncilReport, ReleaseOrder
from uprest.reporting.reports.council_pdf import draw_council_report
from uprest.reporting.services.council import (
    Outcome,
    carry_out_report,
    give_up,
    order_report,
    put_back,
)
from uprest.reporting.services.orders import list_lost_orders, order_release
from uprest.reporting.services.releases import carry_out_order
from uprest.reporting.services.teams import renew_all_teams


@shared_task(name="uprest.reporting.tasks.carry_out", reject_on_worker_lost=True)
def carry_out(order_id: int) -> None:
    """Take the release of an order; an order that was carried out already is left as it is."""
    carry_out_order(order_id=order_id, at=timezone.now())


@shared_task(name="uprest.reporting.tasks.take_up_lost_orders")
def take_up_lost_orders() -> None:
    """Carry out orders whose worker or message was lost; runs every ten minutes."""
    for order_id in list_lost_orders(at=timezone.now()):
        carry_out.delay(order_id)


def enqueue_release(*, municipality: Municipality, by: User, at: dt.datetime) -> ReleaseOrder:
    """Order a release and return the order as it is after it was handed to the queue.

    Without a broker the queue works at once, and the order is finished. An order that waits
    already is not made a second time, but taken up again if it was lost.
    """
    with transaction.atomic():
        order, is_new = order_release(municipality=municipality, by=by, at=at)
        if is_new:
            transaction.on_commit(lambda: carry_out.delay(order.pk), robust=True)
    order.refresh_from_db()
    return order


SOON, LATER = 10, 60
"""Seconds until another file is drawn, and until a worker that died is given up."""


@shared_task(bind=True, name="uprest.reporting.tasks.draw_report", max_retries=20)
def draw_report(self: Task, report_id: str) -> None:
    """Draw a council report; one that is drawn already is left as it is."""
    key = UUID(report_id)
    try:
        outcome = carry_out_report(report_id=key, draw=draw_council_report, at=timezone.now())
    except BusyError as error:
        if self.request.retries >= (self.max_retries or 0):
            give_up(report_id=key, at=timezone.now())
            raise
        put_back(report_id=key)
        raise self.retry(exc=error, countdown=SOON) from error
    except Exception:
        # the officer is told; what happened goes on to the log of the queue
        give_up(report_id=key, at=timezone.now())
        raise
    if outcome == Outcome.IN_OTHER_HANDS:
        raise self.retry(countdown=LATER)


def enqueue_report(
    *, municipality: Municipality, language: str, by: User, at: dt.datetime
) -> CouncilReport:
    """Order a council report and return the order as it is after it was handed to the queue.

    :raises NoFiguresError: if the city has no release.
    """
    with transaction.atomic():
        report, is_new = order_report(municipality=municipality, language=language, by=by, at=at)
        if is_new:
            transaction.on_commit(lambda: draw_report.delay(str(report.pk)), robust=True)
    report.refresh_from_db()
    return report


@shared_task(name="uprest.reporting.tasks.renew_teams")
def renew_teams() -> int:
    """Publish what may be published of the gaps of teams; return how many rows.

    Runs every night; running it twice changes nothing.
    """
    return renew_all_teams(at=timezone.now())
