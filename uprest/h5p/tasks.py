"""Background work of H5P."""

from celery import shared_task
from django.utils import timezone

from uprest.h5p.services import cleaning, uploads


@shared_task(name="uprest.h5p.tasks.read_upload")
def read_upload(job_id: int) -> None:
    """Read an uploaded package; again changes nothing once it is done."""
    uploads.read_upload(job_id=job_id, at=timezone.now())


@shared_task(name="uprest.h5p.tasks.clean_up")
def clean_up() -> None:
    """Delete content and files that nothing uses; runs every night."""
    cleaning.clean_up(at=timezone.now())
