"""Releases of a city that campaigns and actions go back to."""

from dataclasses import dataclass
from datetime import datetime

from uprest.ecosystem.models import Municipality
from uprest.reporting.models import Release, ReleasedRow
from uprest.reporting.selectors.releases import read_row
from uprest.reporting.types import Row


@dataclass(frozen=True, slots=True)
class ReleaseRows:
    """A release with its rows."""

    release: Release
    rows: tuple[Row, ...]


def find_release(*, municipality: Municipality, release_id: int | None) -> Release | None:
    """Return a release of the city by its key; without one the newest."""
    releases = Release.objects.filter(municipality=municipality)
    if release_id is not None:
        return releases.filter(pk=release_id).first()
    return releases.order_by("-taken_at", "-pk").first()


def read_release_rows(*, municipality: Municipality, release_id: int | None) -> ReleaseRows | None:
    """Return a release of the city with its rows, else the newest one (two queries)."""
    release = find_release(municipality=municipality, release_id=release_id)
    return read_rows(release=release) if release else None


def read_rows(*, release: Release) -> ReleaseRows:
    """Return a release with its rows (one query)."""
    rows = ReleasedRow.objects.filter(release=release).order_by("position")
    return ReleaseRows(release, tuple(read_row(row) for row in rows))


def find_release_after(*, municipality: Municipality, moment: datetime) -> Release | None:
    """Return the newest release of the city that was taken after ``moment``."""
    later = Release.objects.filter(municipality=municipality, taken_at__gt=moment)
    return later.order_by("-taken_at", "-pk").first()
