"""What stands on the officers' page of reports and data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.files import File

from uprest.ecosystem.models import Municipality
from uprest.ecosystem.types import AccessDenied
from uprest.reporting.models import CouncilReport, OpenData, Release

SHOWN_RELEASES = 24
SHOWN_REPORTS = 8
LOST_AFTER = timedelta(minutes=10)
"""A report that nobody has drawn by then is given up, so that it can be ordered again."""

UNFINISHED = (CouncilReport.State.WAITING, CouncilReport.State.DRAWING)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReleaseItem:
    """A release on the page, and whether it is taken out of the open data."""

    id: int
    as_of: date
    taken_at: datetime
    is_withdrawn: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportItem:
    """A council report on the page. ``state`` is a value of ``CouncilReport.State``."""

    id: UUID
    language: str
    as_of: date
    state: str
    progress: int
    ordered_at: datetime
    has_file: bool

    @property
    def is_unfinished(self) -> bool:
        """Whether it is waited for."""
        return self.state in UNFINISHED


def list_releases(*, municipality: Municipality) -> list[ReleaseItem]:
    """Return the newest releases of a city from the gate, the newest first (one query)."""
    rows = Release.objects.filter(municipality=municipality).select_related("withdrawal")
    return [
        ReleaseItem(
            id=row.pk,
            as_of=row.as_of,
            taken_at=row.taken_at,
            is_withdrawn=hasattr(row, "withdrawal"),
        )
        for row in rows.order_by("-taken_at", "-pk")[:SHOWN_RELEASES]
    ]


def list_reports(*, municipality: Municipality, at: datetime) -> list[ReportItem]:
    """Return the newest council reports of a city from the gate (one query)."""
    rows = CouncilReport.objects.filter(release__municipality=municipality)
    rows = rows.select_related("release").order_by("-ordered_at", "-pk")
    return [_build_report(row, at) for row in rows[:SHOWN_REPORTS]]


def get_report(*, municipality: Municipality, report_id: UUID, at: datetime) -> ReportItem:
    """Return a council report of a city from the gate (one query).

    :raises AccessDenied: if the city has no such report.
    """
    return _build_report(_find_report(municipality, report_id), at)


def open_report_file(
    *, municipality: Municipality, report_id: UUID
) -> tuple[ReportItem, File[bytes]]:
    """Return a finished council report of a city from the gate, with its file (one query).

    :raises AccessDenied: if the city has no such report, or it is not finished.
    """
    row = _find_report(municipality, report_id)
    if row.state != CouncilReport.State.DONE or not row.file:
        raise AccessDenied
    return _build_report(row, row.ordered_at), row.file.open("rb")


def _find_report(municipality: Municipality, report_id: UUID) -> CouncilReport:
    rows = CouncilReport.objects.filter(release__municipality=municipality, pk=report_id)
    row = rows.select_related("release").first()
    if row is None:
        raise AccessDenied
    return row


def _build_report(row: CouncilReport, at: datetime) -> ReportItem:
    is_lost = row.state in UNFINISHED and row.ordered_at < at - LOST_AFTER
    return ReportItem(
        id=row.pk,
        language=row.language,
        as_of=row.release.as_of,
        state=CouncilReport.State.FAILED if is_lost else row.state,
        progress=row.progress,
        ordered_at=row.ordered_at,
        has_file=bool(row.file),
    )


def get_open_data(*, municipality: Municipality) -> OpenData:
    """Return what a city from the gate has decided, else an unsaved "no" (one query)."""
    return OpenData.objects.filter(municipality=municipality).first() or OpenData(
        municipality=municipality,
        publisher=municipality.name,
        contact_email=municipality.contact_email,
    )


def find_unfinished(reports: Sequence[ReportItem]) -> ReportItem | None:
    """Return the report that is waited for, if there is one."""
    return next((report for report in reports if report.is_unfinished), None)
