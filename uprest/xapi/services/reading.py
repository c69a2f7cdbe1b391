"""Remembering how far a learning record has been read, so that it is not read twice."""

from datetime import datetime

from uprest.xapi.models import Actor, Watermark


def mark_read(*, user_id: int, through: datetime) -> None:
    """Remember that somebody's record has been read until ``through``."""
    Actor.objects.filter(user_id=user_id).update(read_through=through)


def reread_person(*, user_id: int) -> None:
    """Read the whole record of somebody the next time: older rows have become theirs."""
    Actor.objects.filter(user_id=user_id).update(read_through=None)


def raise_watermark(*, name: str, through: datetime) -> None:
    """Remember that the rows called ``name`` have been read until ``through``; never lowered."""
    mark, is_new = Watermark.objects.get_or_create(pk=name, defaults={"through": through})
    if not is_new and mark.through < through:
        Watermark.objects.filter(pk=name, through__lt=through).update(through=through)


def read_again() -> None:
    """Read the whole record of everybody the next time: another choice of verbs is kept."""
    Watermark.objects.all().delete()
    Actor.objects.update(read_through=None)
