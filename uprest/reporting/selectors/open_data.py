"""The releases that everybody may read: of cities that publish them, and not withdrawn.

Every public address and answer of the API begins with one of these.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Q, QuerySet

from uprest.ecosystem.models import Municipality
from uprest.reporting.exports.observations import TABLE_WORDS, Line, list_lines
from uprest.reporting.models import OpenData, Release, ReleasedRow
from uprest.reporting.selectors.answers import first_counted_day
from uprest.reporting.selectors.releases import read_row

CHUNK = 200
"""Rows that are in memory at a time."""

LICENCE_URLS = {
    OpenData.Licence.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
    OpenData.Licence.CC0: "https://creativecommons.org/publicdomain/zero/1.0/",
}
LICENCE_NAMES = {OpenData.Licence.CC_BY: "CC BY 4.0", OpenData.Licence.CC0: "CC0 1.0"}


class NotOpenError(LookupError):
    """There is no such city or release, or it is not open: nobody is told which."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenCity:
    """A city with open releases. ``licence_url`` is that of the text of the licence."""

    municipality_id: int
    slug: str
    name: str
    country: str
    publisher: str
    contact_email: str
    is_sample: bool
    licence: str
    licence_url: str
    changed_at: datetime
    newest_at: datetime

    @property
    def modified_at(self) -> datetime:
        """When its open data last changed: by a new release, or by a decision."""
        return max(self.changed_at, self.newest_at)


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenRelease:
    """An open release. Answers since ``starts_on`` count in it.

    ``register_size`` is how many businesses of the register it is weighted to, 0 if unweighted.
    """

    id: int
    city: OpenCity
    as_of: date
    starts_on: date
    taken_at: datetime
    method: str
    register_size: int

    @property
    def is_weighted(self) -> bool:
        """Whether the figures are weighted to the city's register."""
        return self.register_size > 0


def _open_releases() -> QuerySet[Release]:
    return Release.objects.filter(municipality__open_data__is_open=True, withdrawal=None)


def _is_open() -> Q:
    return Q(releases__in=_open_releases())


def _cities(slug: str | None) -> list[OpenCity]:
    found = Municipality.objects.filter(_is_open(), open_data__is_open=True)
    if slug is not None:
        found = found.filter(slug=slug)
    rows = (
        found.select_related("open_data")
        .annotate(newest_at=Max("releases__taken_at", filter=_is_open()))
        .order_by("name", "pk")
    )
    return [
        OpenCity(
            municipality_id=city.pk,
            slug=city.slug,
            name=city.name,
            country=city.country,
            publisher=city.open_data.publisher,
            contact_email=city.open_data.contact_email,
            is_sample=city.is_sample,
            licence=LICENCE_NAMES[OpenData.Licence(city.open_data.licence)],
            licence_url=LICENCE_URLS[OpenData.Licence(city.open_data.licence)],
            changed_at=city.open_data.changed_at,
            newest_at=city.newest_at,
        )
        for city in rows
    ]


def list_open_cities() -> list[OpenCity]:
    """Return the cities with open releases by name (one query)."""
    return _cities(None)


def get_open_city(*, slug: str) -> OpenCity:
    """Return one of them (one query).

    :raises NotOpenError: if it publishes nothing, or does not exist.
    """
    found = _cities(slug)
    if not found:
        raise NotOpenError
    return found[0]


def list_open_releases(*, cities: Iterable[OpenCity]) -> list[OpenRelease]:
    """Return the open releases of the cities, the newest first (one query)."""
    by_id = {city.municipality_id: city for city in cities}
    rows = _open_releases().filter(municipality__in=by_id).order_by("-taken_at", "-pk")
    return [_build_release(row, by_id[row.municipality_id]) for row in rows]


def get_open_release(*, slug: str, release_id: int) -> OpenRelease:
    """Return an open release of a city (two queries).

    :raises NotOpenError: if there is none, it is withdrawn, or the city publishes nothing.
    """
    city = get_open_city(slug=slug)
    row = _open_releases().filter(municipality=city.municipality_id, pk=release_id).first()
    if row is None:
        raise NotOpenError
    return _build_release(row, city)


def _build_release(row: Release, city: OpenCity) -> OpenRelease:
    return OpenRelease(
        id=row.pk,
        city=city,
        as_of=row.as_of,
        starts_on=first_counted_day(on=row.as_of),
        taken_at=row.taken_at,
        method=row.method,
        register_size=row.register_size,
    )


# --- Lines ----------------------------------------------------------------------------------------


def iterate_lines(*, release_id: int, table: str = "") -> Iterator[Line]:
    """Yield the lines of a release, or of one table of it, as they are read (one query).

    The release comes from the access gate or from ``get_open_release``.
    """
    rows = ReleasedRow.objects.filter(release=release_id).order_by("position")
    if table:
        rows = rows.filter(table__in=_find_tables(table))
    found = list_lines(read_row(row) for row in rows.iterator(chunk_size=CHUNK))
    return (line for line in found if not table or line.table == table)


def _find_tables(word: str) -> list[str]:
    """Return the tables whose rows have lines of the kind ``word``: cells come with jobs."""
    return [table for table, name in TABLE_WORDS.items() if word.startswith(name)]


ReadLines = Callable[[], Iterator[Line]]


def line_reader(*, release_id: int) -> ReadLines:
    """Return what reads the lines of a release anew each time it is called."""
    return lambda: iterate_lines(release_id=release_id)
