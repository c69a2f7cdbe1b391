"""Council reports: ordered by an officer, drawn by a worker, kept as a file."""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q

from uprest.accounts.models import User
from uprest.ecosystem.models import Municipality
from uprest.reporting.models import CouncilReport, Release
from uprest.reporting.models.council import name_file
from uprest.reporting.selectors.exports import LOST_AFTER, UNFINISHED

State = CouncilReport.State
STALLED_AFTER = timedelta(minutes=2)
"""A drawing that has not ended by then has lost its worker, and another may take it on."""

Report = Callable[[int], None]
"""Takes the progress in percent."""
Draw = Callable[[CouncilReport, Report], bytes]


class NoFiguresError(Exception):
    """There is no release yet to report on."""


class Outcome(StrEnum):
    """What became of an attempt to draw a report."""

    FINISHED = "FINISHED"
    IN_OTHER_HANDS = "IN_OTHER_HANDS"
    """Another worker draws it, or drew it and died: it is worth asking again in a while."""


def order_report(
    *, municipality: Municipality, language: str, by: User, at: datetime
) -> tuple[CouncilReport, bool]:
    """Return the report on the newest release that is drawn in ``language``, and whether it is new.

    Orders that nobody has carried out are given up.

    :raises NoFiguresError: if the city has no release.
    """
    with transaction.atomic():
        release = (
            Release.objects.filter(municipality=municipality).order_by("-taken_at", "-pk").first()
        )
        if release is None:
            raise NoFiguresError
        CouncilReport.objects.filter(
            release__municipality=municipality,
            state__in=UNFINISHED,
            ordered_at__lt=at - LOST_AFTER,
        ).update(state=State.FAILED, finished_at=at)
        return CouncilReport.objects.get_or_create(
            release=release,
            language=language,
            state__in=UNFINISHED,
            defaults={"ordered_by": by, "ordered_at": at, "state": State.WAITING},
        )


def carry_out_report(*, report_id: UUID, draw: Draw, at: datetime) -> Outcome:
    """Draw a report that was ordered, and keep its file in place of the older ones.

    The same order may come twice: one that is finished is left as it is, and of two workers one
    draws. If the worker dies, another takes it on after ``STALLED_AFTER``. A fault in ``draw``
    goes on to the caller; see ``give_up`` and ``put_back``.
    """
    waiting = Q(state=State.WAITING)
    stalled = Q(state=State.DRAWING, begun_at__lt=at - STALLED_AFTER)
    order = CouncilReport.objects.filter(pk=report_id)
    if not order.filter(waiting | stalled).update(
        state=State.DRAWING, begun_at=at, progress=5, file=""
    ):
        is_drawn = order.filter(state=State.DRAWING).exists()
        return Outcome.IN_OTHER_HANDS if is_drawn else Outcome.FINISHED
    report = order.select_related("release__municipality").get()

    def tell(percent: int) -> None:
        order.update(progress=percent)

    content = draw(report, tell)
    _drop_file_of_a_dead_worker(report)
    report.file.save("", ContentFile(content), save=False)
    with transaction.atomic():
        order.filter(state=State.DRAWING).update(
            state=State.DONE, progress=100, finished_at=at, file=report.file.name
        )
        _drop_older(report)
    return Outcome.FINISHED


def _drop_file_of_a_dead_worker(report: CouncilReport) -> None:
    storage = report.file.storage
    storage.delete(storage.generate_filename(name_file(report, "")))


def _drop_older(report: CouncilReport) -> None:
    """Delete what the new file replaces: reports on the same release in the same language."""
    older = CouncilReport.objects.filter(
        release=report.release_id, language=report.language, state__in=[State.DONE, State.FAILED]
    ).exclude(pk=report.pk)
    files = [(one.file.storage, str(one.file.name)) for one in older if one.file]
    older.delete()

    def drop() -> None:
        for storage, name in files:
            storage.delete(name)

    transaction.on_commit(drop)


def put_back(*, report_id: UUID) -> None:
    """Let a report wait again whose drawing could not begin."""
    CouncilReport.objects.filter(pk=report_id, state=State.DRAWING).update(
        state=State.WAITING, progress=0
    )


def give_up(*, report_id: UUID, at: datetime) -> None:
    """Write down that a report could not be drawn."""
    CouncilReport.objects.filter(pk=report_id, state__in=UNFINISHED).update(
        state=State.FAILED, finished_at=at
    )
