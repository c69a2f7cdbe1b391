"""Open data: addresses without a language that stay as they are, for everybody and every program.

Only releases that a city has opened are here; all else is not found.
"""

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import update_wrapper
from typing import Concatenate, ParamSpec

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from uprest.reporting.reports.labels import LANGUAGES, Labels, read_labels
from uprest.reporting.reports.open_files import (
    build_open_catalogue,
    describe_open_csv,
    describe_open_fields,
    stamp_labels,
    write_open_csv,
    write_open_cube,
)
from uprest.reporting.selectors.open_data import (
    NotOpenError,
    OpenCity,
    OpenRelease,
    get_open_city,
    get_open_release,
    list_open_cities,
    list_open_releases,
)

CACHED_SECONDS = 300
"""So long after a city withdraws its open data, others may still be given a copy."""
EDITION = "2"
"""Of the formats: another one when columns or words of the files change."""

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def open_to_all(view: View[P]) -> View[P]:
    """Let scripts of every other site read what a view answers, as anybody may."""

    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    update_wrapper(answer, view)
    return require_safe(answer)


# --- Files of a release ---------------------------------------------------------------------------


def _find(slug: str, release_id: int) -> OpenRelease:
    try:
        return get_open_release(slug=slug, release_id=release_id)
    except NotOpenError as error:
        raise Http404 from error


def _answer(
    request: HttpRequest,
    *,
    stamp: tuple[object, ...],
    modified_at: datetime,
    build: Callable[[], HttpResponseBase],
) -> HttpResponseBase:
    """Answer with what ``build`` returns, or that nothing has changed since the last time."""
    etag = quote_etag(hashlib.sha256(repr((EDITION, *stamp)).encode()).hexdigest()[:32])
    changed = int(modified_at.timestamp())
    response: HttpResponseBase = (
        get_conditional_response(request, etag=etag, last_modified=changed) or build()
    )
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed)
    patch_cache_control(response, public=True, max_age=CACHED_SECONDS)
    return response


def _answer_release(
    request: HttpRequest,
    release: OpenRelease,
    kind: str,
    build: Callable[[Labels], HttpResponseBase],
) -> HttpResponseBase:
    labels = read_labels()
    return _answer(
        request,
        stamp=(kind, release, stamp_labels(labels)),
        modified_at=max(release.taken_at, release.city.changed_at),
        build=lambda: build(labels),
    )


def _stream(pieces: Iterator[str], content_type: str) -> HttpResponseBase:
    return StreamingHttpResponse(pieces, content_type=content_type)


@open_to_all
def csv_file(request: HttpRequest, slug: str, release_id: int) -> HttpResponseBase:
    """Hand out the figures of an open release, one a line."""
    release = _find(slug, release_id)
    return _answer_release(
        request,
        release,
        "csv",
        lambda labels: _stream(write_open_csv(release, labels), "text/csv; charset=utf-8"),
    )


@open_to_all
def csvw(request: HttpRequest, slug: str, release_id: int) -> HttpResponseBase:
    """Describe the columns of that file for programs."""
    release = _find(slug, release_id)
    return _answer_release(
        request,
        release,
        "csvw",
        lambda _labels: JsonResponse(
            describe_open_csv(release), content_type="application/csvm+json"
        ),
    )


@open_to_all
def table_schema(request: HttpRequest, slug: str, release_id: int) -> HttpResponseBase:
    """Describe the same columns as a Table Schema."""
    _find(slug, release_id)
    return JsonResponse(describe_open_fields())


@open_to_all
def cube(request: HttpRequest, slug: str, release_id: int) -> HttpResponseBase:
    """Hand out the figures of an open release as a JSON-stat dataset."""
    release = _find(slug, release_id)
    return _answer_release(
        request,
        release,
        "cube",
        lambda labels: _stream(write_open_cube(release, labels), "application/json"),
    )


# --- The catalogue --------------------------------------------------------------------------------

TURTLE, JSON_LD = "turtle", "json-ld"
CONTENT_TYPES = {TURTLE: "text/turtle; charset=utf-8", JSON_LD: "application/ld+json"}


def _answer_catalogue(request: HttpRequest, form: str) -> HttpResponseBase:
    cities = list_open_cities()
    if not cities:
        raise Http404
    releases = [one.id for one in list_open_releases(cities=cities)]

    def build() -> HttpResponse:
        text = build_open_catalogue(cities).serialize(format=form)
        return HttpResponse(text, content_type=CONTENT_TYPES[form])

    return _answer(
        request,
        stamp=(form, cities, releases),
        modified_at=max(city.modified_at for city in cities),
        build=build,
    )


@open_to_all
def turtle(request: HttpRequest) -> HttpResponseBase:
    """Hand out the catalogue in Turtle."""
    return _answer_catalogue(request, TURTLE)


@open_to_all
def json_ld(request: HttpRequest) -> HttpResponseBase:
    """Hand out the catalogue in JSON-LD."""
    return _answer_catalogue(request, JSON_LD)


# --- For people -----------------------------------------------------------------------------------


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the page about open data in the reader's language."""
    return HttpResponseRedirect(reverse("reporting:open_data"))


@require_safe
def thing(request: HttpRequest, slug: str, release_id: int | None = None) -> HttpResponse:
    """Lead from what the catalogue calls a city or a release to the page that tells of it."""
    try:
        city = get_open_city(slug=slug)
    except NotOpenError as error:
        raise Http404 from error
    if release_id is not None:
        _find(slug, release_id)
    return HttpResponseRedirect(f"{reverse('reporting:open_data')}#{city.slug}")


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Tell people which figures cities publish, where they are, and how programs read them."""
    cities = list_open_cities()
    releases = list_open_releases(cities=cities)
    context = {
        "cities": [(city, _releases_of(city, releases)) for city in cities],
        "schema_url": request.build_absolute_uri(reverse("api_schema")),
        "api_url": request.build_absolute_uri(reverse("api:cities")),
        "example": releases[0] if releases else None,
        "languages": LANGUAGES,
    }
    return render(request, "reporting/open_data.html", context)


def _releases_of(city: OpenCity, releases: list[OpenRelease]) -> list[OpenRelease]:
    return [one for one in releases if one.city == city]
