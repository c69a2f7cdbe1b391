"""A public API over open releases: read-only, for everybody, and of published rows alone.

It is described in OpenAPI at ``/api/v1/openapi.json``, and for people on the page of open data.
"""

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from itertools import islice
from typing import Any, Literal

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import URLPattern, path, re_path, reverse
from django.utils.translation import gettext
from ninja import Field, NinjaAPI, Query, Schema
from ninja.errors import HttpError, Throttled, ValidationError
from ninja.throttling import AnonRateThrottle

from uprest.reporting.exports.observations import Line, Statistic, Status, Unit
from uprest.reporting.reports.labels import Labels, read_labels
from uprest.reporting.selectors.open_data import (
    NotOpenError,
    OpenCity,
    OpenRelease,
    get_open_city,
    get_open_release,
    iterate_lines,
    list_open_cities,
    list_open_releases,
)

ROOT = "/api/v1/"
MOST = 200
"""Lines, releases or cities in one answer."""

TableWord = Literal[
    "total", "skill", "occupation", "occupation_area", "sector", "size", "area"
]  # the words of uprest.reporting.exports.observations.TABLES
LanguageWord = Literal["en", "sv", "it", "hr"]


class ApiThrottle(AnonRateThrottle):
    """Counts the requests of an address by ``UPREST_API_RATE`` as it is now."""

    scope = "uprest-api"

    def __init__(self) -> None:
        super().__init__(settings.UPREST_API_RATE)

    def get_ident(self, request: HttpRequest) -> str | None:
        """Return the address of whoever asks, which a proxy of ours alone may name."""
        address: str = get_adapter(request).get_client_ip(request)
        return address


api = NinjaAPI(
    title="UPREST",
    version="1",
    description=(
        "Figures that cities publish about the skills of people in their tourism businesses. "
        "Read-only. No figure is of fewer than five businesses or ten people."
    ),
    urls_namespace="api",
    docs_url=None,
    openapi_url=None,
    throttle=[ApiThrottle()],
)


# --- What answers look like -----------------------------------------------------------------------


class Problem(Schema):
    """What is wrong, in a sentence."""

    detail: str


class CityOut(Schema):
    """A city that publishes its figures."""

    slug: str
    name: str
    country: str = Field(description="ISO 3166-1 alpha-2, or empty.")
    publisher: str
    contact_email: str
    licence: str
    licence_url: str
    is_sample: bool = Field(description="Whether everything in it is invented.")
    modified_at: datetime
    releases_url: str


class ReleaseOut(Schema):
    """A dated release of a city's figures."""

    id: int
    as_of: date
    starts_on: date = Field(description="The first day whose answers count.")
    taken_at: datetime
    method: str = Field(description="The version of the calculation.")
    is_weighted: bool = Field(description="Whether figures are weighted to the city's register.")
    register_size: int = Field(description="Businesses in that register; 0 where unweighted.")
    lines_url: str
    csv_url: str
    csvw_url: str
    json_stat_url: str


class FigureOut(Schema):
    """One figure. It has a value, or a status that says why it has none."""

    statistic: Statistic
    unit: Unit
    value: float | None
    low: float | None = Field(description="The lower end of the interval of 90 %.")
    high: float | None = Field(description="The upper end of the interval of 90 %.")
    status: Status


class LineOut(Schema):
    """A group of people with its figures. Codes of what is merged are a list."""

    table: str
    code: str
    units: list[str]
    areas: list[str]
    label: str
    businesses: int
    people: int
    published_on: date
    figures: list[FigureOut]


class CitiesOut(Schema):
    """A part of the cities, and how many there are."""

    count: int
    items: list[CityOut]


class ReleasesOut(Schema):
    """A part of the releases, and how many there are."""

    count: int
    items: list[ReleaseOut]


class LinesOut(Schema):
    """A part of the lines, and how many there are."""

    count: int
    items: list[LineOut]


class Part(Schema):
    """Which part of a list is asked for."""

    limit: int = Field(MOST, ge=1, le=MOST)
    offset: int = Field(0, ge=0, le=1_000_000)


class LinePart(Part):
    """Which lines are asked for, and in which language their labels are."""

    table: TableWord | None = None
    language: LanguageWord = "en"


PROBLEMS: dict[int, type[Schema]] = {404: Problem, 422: Problem, 429: Problem}


# --- What can be asked ----------------------------------------------------------------------------


@api.get("/cities", response={200: CitiesOut, **PROBLEMS}, url_name="cities", tags=["figures"])
def cities(request: HttpRequest, part: Query[Part]) -> Any:
    """List the cities that publish their figures, by name."""
    found = list_open_cities()
    items = found[part.offset : part.offset + part.limit]
    return {"count": len(found), "items": [_write_city(request, city) for city in items]}


@api.get(
    "/cities/{slug}/releases",
    response={200: ReleasesOut, **PROBLEMS},
    url_name="releases",
    tags=["figures"],
)
def releases(request: HttpRequest, slug: str, part: Query[Part]) -> Any:
    """List the releases of a city, the newest first."""
    found = list_open_releases(cities=[get_open_city(slug=slug)])
    items = found[part.offset : part.offset + part.limit]
    return {"count": len(found), "items": [_write_release(request, one) for one in items]}


@api.get(
    "/cities/{slug}/releases/{int:release_id}/lines",
    response={200: LinesOut, **PROBLEMS},
    url_name="lines",
    tags=["figures"],
)
def lines(request: HttpRequest, slug: str, release_id: int, part: Query[LinePart]) -> Any:
    """List the lines of a release, or of one table of it."""
    release = get_open_release(slug=slug, release_id=release_id)
    labels = read_labels([part.language])
    table = part.table or ""
    count = sum(1 for _ in iterate_lines(release_id=release.id, table=table))
    found = iterate_lines(release_id=release.id, table=table)
    items = islice(found, part.offset, part.offset + part.limit)
    return {"count": count, "items": [_write_line(one, labels, part.language) for one in items]}


def _write_city(request: HttpRequest, city: OpenCity) -> dict[str, Any]:
    return {
        **{name: getattr(city, name) for name in CityOut.model_fields if name != "releases_url"},
        "releases_url": _absolute(request, "api:releases", city.slug),
    }


def _write_release(request: HttpRequest, release: OpenRelease) -> dict[str, Any]:
    place = (release.city.slug, release.id)
    return {
        "id": release.id,
        "as_of": release.as_of,
        "starts_on": release.starts_on,
        "taken_at": release.taken_at,
        "method": release.method,
        "is_weighted": release.is_weighted,
        "register_size": release.register_size,
        "lines_url": _absolute(request, "api:lines", *place),
        "csv_url": _absolute(request, "open_data:csv", *place),
        "csvw_url": _absolute(request, "open_data:csvw", *place),
        "json_stat_url": _absolute(request, "open_data:cube", *place),
    }


def _write_line(line: Line, labels: Labels, language: str) -> dict[str, Any]:
    return {
        "table": line.table,
        "code": line.code,
        "units": list(line.units),
        "areas": list(line.areas),
        "label": labels.name_line(line, language),
        "businesses": line.businesses,
        "people": line.people,
        "published_on": line.published_on,
        "figures": [
            {
                "statistic": figure.statistic,
                "unit": figure.unit,
                "value": figure.value,
                "low": figure.low,
                "high": figure.high,
                "status": figure.status,
            }
            for figure in line.figures
        ],
    }


def _absolute(request: HttpRequest, name: str, *args: object) -> str:
    return request.build_absolute_uri(reverse(name, args=args))


# --- When it does not work ------------------------------------------------------------------------


def _tell(status: int, text: str) -> HttpResponse:
    return JsonResponse({"detail": text}, status=status)


@api.exception_handler(NotOpenError)
def not_open(request: HttpRequest, error: NotOpenError) -> HttpResponse:
    """Say that there is nothing to read here, and not whether there could be."""
    return _tell(404, gettext("There are no open figures at this address."))


@api.exception_handler(ValidationError)
def not_understood(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Say which parameters cannot be."""
    names = sorted({str(one["loc"][-1]) for one in error.errors})
    text = gettext("These parameters are not as described: %(names)s.") % {
        "names": ", ".join(names)
    }
    return _tell(422, text)


@api.exception_handler(Throttled)
def too_many(request: HttpRequest, error: Throttled) -> HttpResponse:
    """Say when to come back."""
    answer = _tell(429, gettext("That was too many requests at once. Try again in a minute."))
    answer["Retry-After"] = str(int(error.wait or 60))
    return answer


@api.exception_handler(HttpError)
def refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Say what the library refuses."""
    return _tell(error.status_code, str(error))


# --- Addresses ------------------------------------------------------------------------------------


def open_to_all(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer other sites' scripts too, and say in JSON that there is nothing to change here."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method in {"GET", "HEAD"}:
            request.method = "GET"  # the server leaves out the body where the head alone is asked
            response = view(request, *args, **kwargs)
        else:
            response = _tell(405, gettext("These figures can be read and not changed: use GET."))
            response["Allow"] = "GET, HEAD"
        response["Access-Control-Allow-Origin"] = "*"
        return response

    # nothing can be changed here, so nobody needs a token to be told so
    answer.csrf_exempt = True  # type: ignore[attr-defined]
    return answer


def schema(request: HttpRequest) -> HttpResponse:
    """Hand out the description of the API in OpenAPI."""
    return JsonResponse(api.get_openapi_schema(path_prefix=ROOT))


def no_such_address(request: HttpRequest) -> HttpResponse:
    """Say in JSON that there is no such address."""
    return _tell(404, gettext("There are no open figures at this address."))


def list_addresses() -> list[URLPattern]:
    """Return the addresses of the API below its version, all of them open to other sites."""
    return [
        URLPattern(one.pattern, open_to_all(one.callback), one.default_args, one.name)
        for one in api.urls[0]
        if isinstance(one, URLPattern) and one.name != "api-root"
    ]


schema_urlpatterns = [
    path("openapi.json", open_to_all(schema), name="api_schema"),
]
rest_urlpatterns = [re_path(r"^.*$", open_to_all(no_such_address))]
