"""Background work of statements."""

import logging

from celery import shared_task
from django.utils import timezone

from uprest.xapi import services

logger = logging.getLogger(__name__)


@shared_task(name="uprest.xapi.tasks.forward_statements")
def forward_statements() -> int:
    """Send statements to another record store, where one is set; return how many it took.

    Runs every minute; two at once, or one after a crash, send nothing twice.
    """
    done = services.forward_statements(at=timezone.now(), clock=timezone.now)
    if done.reason:
        logger.warning("The other record store does not take statements: %s", done.reason)
    if done.refused:
        logger.error("The other record store refused %d statements.", done.refused)
    return done.sent


@shared_task(name="uprest.xapi.tasks.delete_old_statements")
def delete_old_statements() -> int:
    """Delete statements older than ``UPREST_XAPI_DAYS``; return how many. Runs once a day."""
    return services.delete_old_statements(at=timezone.now())
