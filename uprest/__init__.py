"""UPREST: the project's wiring and the packages that both sides share."""

from uprest.celery import app as celery_app

__all__ = ["celery_app"]
