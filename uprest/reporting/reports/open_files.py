"""The open data of a site: files of a release, and the catalogue of them all."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, override
from rdflib import Graph

from uprest.reporting.exports.catalogues import (
    CatalogueEntry,
    CityEntry,
    FileEntry,
    ReleaseEntry,
    build_catalogue,
)
from uprest.reporting.exports.cubes import write_cube
from uprest.reporting.exports.tables import About, describe_csv, describe_fields, write_csv
from uprest.reporting.reports.labels import LANGUAGES, Labels, name_columns
from uprest.reporting.reports.sureness import tell_register
from uprest.reporting.selectors.open_data import (
    OpenCity,
    OpenRelease,
    line_reader,
    list_open_releases,
)

Words = dict[str, str]
CSV_NAME = "figures.csv"


def in_all_languages(write: Callable[[], str]) -> Words:
    """Return what ``write`` returns in each language of the site."""
    words = {}
    for language in LANGUAGES:
        with override(language):
            words[language] = write()
    return words


def absolute(name: str, *args: object) -> str:
    """Return the address of a named page with the site's name, as it stands in files."""
    return f"{settings.BASE_URL.rstrip('/')}{reverse(name, args=args)}"


def stamp_labels(labels: Labels) -> str:
    """Return letters that change with the names in a file."""
    return hashlib.sha256(repr(labels).encode()).hexdigest()[:12]


# --- Files of a release ---------------------------------------------------------------------------


def write_open_csv(release: OpenRelease, labels: Labels) -> Iterator[str]:
    """Yield the CSV file of an open release line by line, with names in every language."""
    lines = line_reader(release_id=release.id)()
    return write_csv(lines, name_line=labels.name_line, languages=LANGUAGES)


def write_open_cube(release: OpenRelease, labels: Labels) -> Iterator[str]:
    """Yield the JSON-stat file of an open release piece by piece."""
    return write_cube(
        _describe(release, absolute("open_data:cube", release.city.slug, release.id)),
        day=release.as_of.isoformat(),
        read_lines=line_reader(release_id=release.id),
        name_line=labels.name_line,
        titles=name_columns(),
        languages=LANGUAGES,
    )


def describe_open_csv(release: OpenRelease) -> dict[str, Any]:
    """Return the CSVW metadata of the CSV file of an open release."""
    about = _describe(release, absolute("open_data:csv", release.city.slug, release.id))
    return describe_csv(about, file_name=CSV_NAME, titles=name_columns(), languages=LANGUAGES)


def describe_open_fields() -> dict[str, Any]:
    """Return the columns of every CSV file as a Table Schema."""
    return describe_fields(LANGUAGES)


def _describe(release: OpenRelease, url: str) -> About:
    return About(
        title=in_all_languages(lambda: _write_release_title(release)),
        description=in_all_languages(lambda: _write_description(release.city)),
        weights=in_all_languages(lambda: tell_register(release.register_size)),
        register_size=release.register_size,
        publisher=release.city.publisher,
        licence=release.city.licence_url,
        modified=release.taken_at.isoformat(timespec="seconds"),
        url=url,
        language=settings.LANGUAGE_CODE,
    )


# --- Words ----------------------------------------------------------------------------------------


def _write_title(city: OpenCity) -> str:
    return gettext("Skills in tourism: %(city)s") % {"city": city.name}


def _write_release_title(release: OpenRelease) -> str:
    return gettext("Skills in tourism: %(city)s, %(day)s") % {
        "city": release.city.name,
        "day": date_format(release.as_of, "DATE_FORMAT", use_l10n=True),
    }


def _write_description(city: OpenCity) -> str:
    text = gettext(
        "Which skills people in the tourism businesses of %(city)s have and which their jobs "
        "need: averages, shares and gaps by skill, job, sector and size of business. No figure is "
        "of fewer than five businesses or ten people."
    ) % {"city": city.name}
    if city.is_sample:
        return " ".join((gettext("This is sample data: everything in it is invented."), text))
    return text


def _list_keywords() -> list[str]:
    return [gettext("tourism"), gettext("skills"), gettext("training"), gettext("labour market")]


# --- The catalogue --------------------------------------------------------------------------------


def build_open_catalogue(cities: Sequence[OpenCity]) -> Graph:
    """Return the catalogue of the cities and their open releases (one query)."""
    releases = list_open_releases(cities=cities)
    keywords: dict[str, Sequence[str]] = {}
    for language in LANGUAGES:
        with override(language):
            keywords[language] = _list_keywords()
    with override(settings.LANGUAGE_CODE):
        page_url = absolute("reporting:open_data")
    return build_catalogue(
        CatalogueEntry(
            url=absolute("open_data:home"),
            page_url=page_url,
            title=in_all_languages(lambda: gettext("Open data on skills in tourism")),
            description=in_all_languages(
                lambda: gettext(
                    "Figures that cities publish about the skills of people in their tourism "
                    "businesses."
                )
            ),
            publisher=settings.UPREST_CREDENTIAL_ISSUER,
            languages=LANGUAGES,
            api_url=absolute("api:cities"),
            api_description_url=absolute("api_schema"),
            api_title=in_all_languages(lambda: gettext("Figures of cities, for programs")),
            modified_at=max(city.modified_at for city in cities),
            cities=[
                _enter_city(city, [one for one in releases if one.city == city], keywords, page_url)
                for city in cities
            ],
        )
    )


def _enter_city(
    city: OpenCity,
    releases: Sequence[OpenRelease],
    keywords: dict[str, Sequence[str]],
    page_url: str,
) -> CityEntry:
    return CityEntry(
        url=f"{absolute('open_data:home')}{city.slug}/",
        page_url=page_url,
        name=city.name,
        country=city.country,
        title=in_all_languages(lambda: _write_title(city)),
        description=in_all_languages(lambda: _write_description(city)),
        keywords=keywords,
        publisher=city.publisher,
        contact_email=city.contact_email,
        licence=city.licence_url,
        modified_at=city.modified_at,
        releases=[_enter_release(release) for release in releases],
    )


def _enter_release(release: OpenRelease) -> ReleaseEntry:
    place = (release.city.slug, release.id)
    return ReleaseEntry(
        url=f"{absolute('open_data:home')}{release.city.slug}/{release.id}/",
        title=in_all_languages(lambda: _write_release_title(release)),
        as_of=release.as_of,
        starts_on=release.starts_on,
        issued_at=release.taken_at,
        files=[
            FileEntry(
                kind="csv",
                url=absolute("open_data:csv", *place),
                title=in_all_languages(lambda: gettext("All figures as CSV")),
                description=in_all_languages(
                    lambda: gettext("One figure a line, with its columns described in CSVW.")
                ),
                schema_url=absolute("open_data:csvw", *place),
            ),
            FileEntry(
                kind="json",
                url=absolute("open_data:cube", *place),
                title=in_all_languages(lambda: gettext("All figures as JSON-stat")),
                description=in_all_languages(
                    lambda: gettext("The same figures as one JSON-stat 2.0 dataset.")
                ),
            ),
        ],
    )
