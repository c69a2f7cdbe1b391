"""The open data of all cities as a DCAT-AP 3 catalogue.

The profile: https://semiceu.github.io/DCAT-AP/. Each city is a series of datasets, one for each
release, with its files as distributions. A data service stands for the API.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from rdflib import DCTERMS, FOAF, RDF, XSD, BNode, Graph, Literal, Namespace, URIRef

# rdflib knows the second edition of DCAT, which has no series
DCAT = Namespace("http://www.w3.org/ns/dcat#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
DCATAP = Namespace("http://data.europa.eu/r5r/")
EU = "http://publications.europa.eu/resource/authority/"
LANGUAGES = {"en": "ENG", "sv": "SWE", "it": "ITA", "hr": "HRV"}
COUNTRIES = {"SE": "SWE", "IT": "ITA", "HR": "HRV"}
THEMES = ("EDUC", "ECON")
"""Education, culture and sport; economy and finance: where the EU's portals list the data."""
IRREGULAR = URIRef(f"{EU}frequency/IRREG")
PUBLIC = URIRef(f"{EU}access-right/PUBLIC")
STABLE = URIRef("http://publications.europa.eu/resource/authority/planned-availability/STABLE")
FORMATS = {
    "csv": (f"{EU}file-type/CSV", "text/csv"),
    "json": (f"{EU}file-type/JSON", "application/json"),
}
MEDIA_TYPE = "http://www.iana.org/assignments/media-types/"
STANDARDS = {
    "csv": "http://www.w3.org/ns/csvw",
    "json": "https://json-stat.org/full/",
}

Words = Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class FileEntry:
    """A file of a release. ``kind`` is "csv" or "json"; ``page_url`` describes its columns."""

    kind: str
    url: str
    title: Words
    description: Words
    schema_url: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReleaseEntry:
    """A release of a city, with the days from which answers count in it and of its figures."""

    url: str
    title: Words
    as_of: date
    starts_on: date
    issued_at: datetime
    files: Sequence[FileEntry]


@dataclass(frozen=True, kw_only=True, slots=True)
class CityEntry:
    """A city that publishes open data, with its releases, the newest first."""

    url: str
    page_url: str
    name: str
    country: str
    title: Words
    description: Words
    keywords: Mapping[str, Sequence[str]]
    publisher: str
    contact_email: str
    licence: str
    modified_at: datetime
    releases: Sequence[ReleaseEntry]


@dataclass(frozen=True, kw_only=True, slots=True)
class CatalogueEntry:
    """The catalogue of a site. ``languages`` are those of its texts."""

    url: str
    page_url: str
    title: Words
    description: Words
    publisher: str
    languages: Sequence[str]
    api_url: str
    api_description_url: str
    api_title: Words
    modified_at: datetime
    cities: Sequence[CityEntry]


def build_catalogue(entry: CatalogueEntry) -> Graph:
    """Return the catalogue as a graph."""
    graph = Graph()
    for prefix, namespace in (
        ("dcat", DCAT), ("dct", DCTERMS), ("foaf", FOAF), ("vcard", VCARD), ("dcatap", DCATAP),
    ):  # fmt: skip
        graph.bind(prefix, namespace)
    catalogue = URIRef(entry.url)
    graph.add((catalogue, RDF.type, DCAT.Catalog))
    _add_words(graph, catalogue, DCTERMS.title, entry.title)
    _add_words(graph, catalogue, DCTERMS.description, entry.description)
    _add_languages(graph, catalogue, entry.languages)
    graph.add((catalogue, DCTERMS.publisher, _add_agent(graph, entry.url, entry.publisher)))
    graph.add((catalogue, FOAF.homepage, URIRef(entry.page_url)))
    graph.add((catalogue, DCTERMS.modified, _moment(entry.modified_at)))
    graph.add((catalogue, DCAT.themeTaxonomy, URIRef(f"{EU}data-theme")))
    service = _add_service(graph, entry)
    graph.add((catalogue, DCAT.service, service))
    for city in entry.cities:
        series = _add_series(graph, city, entry)
        graph.add((catalogue, DCAT.dataset, series))
        for release in city.releases:
            dataset = _add_dataset(graph, release, city, entry)
            graph.add((dataset, DCAT.inSeries, series))
            graph.add((catalogue, DCAT.dataset, dataset))
            graph.add((service, DCAT.servesDataset, dataset))
        _link_releases(graph, series, city)
    return graph


def _add_words(graph: Graph, subject: URIRef, predicate: URIRef, words: Words) -> None:
    for language, text in words.items():
        graph.add((subject, predicate, Literal(text, lang=language)))


def _add_languages(graph: Graph, subject: URIRef, languages: Sequence[str]) -> None:
    for language in languages:
        graph.add((subject, DCTERMS.language, URIRef(f"{EU}language/{LANGUAGES[language]}")))


def _moment(at: datetime) -> Literal:
    return Literal(at.isoformat(timespec="seconds"), datatype=XSD.dateTime)


def _day(day: date) -> Literal:
    return Literal(day.isoformat(), datatype=XSD.date)


def _add_agent(graph: Graph, url: str, name: str) -> URIRef:
    agent = URIRef(f"{url}#publisher")
    graph.add((agent, RDF.type, FOAF.Agent))
    graph.add((agent, FOAF.name, Literal(name)))
    return agent


def _add_service(graph: Graph, entry: CatalogueEntry) -> URIRef:
    service = URIRef(entry.api_url)
    graph.add((service, RDF.type, DCAT.DataService))
    _add_words(graph, service, DCTERMS.title, entry.api_title)
    graph.add((service, DCAT.endpointURL, URIRef(entry.api_url)))
    graph.add((service, DCAT.endpointDescription, URIRef(entry.api_description_url)))
    graph.add((service, DCTERMS.publisher, URIRef(f"{entry.url}#publisher")))
    graph.add((service, DCTERMS.accessRights, PUBLIC))
    return service


def _add_series(graph: Graph, city: CityEntry, entry: CatalogueEntry) -> URIRef:
    series = URIRef(city.url)
    # DCAT 3: a series is a dataset too, and portals that know no series list it as one
    graph.add((series, RDF.type, DCAT.DatasetSeries))
    graph.add((series, RDF.type, DCAT.Dataset))
    _describe(graph, series, city, entry)
    _add_words(graph, series, DCTERMS.title, city.title)
    graph.add((series, DCTERMS.modified, _moment(city.modified_at)))
    agent = URIRef(f"{city.url}#publisher")
    graph.add((agent, RDF.type, FOAF.Agent))
    graph.add((agent, FOAF.name, Literal(city.publisher)))
    contact = URIRef(f"{city.url}#contact")
    graph.add((contact, RDF.type, VCARD.Organization))
    graph.add((contact, VCARD.fn, Literal(city.publisher)))
    graph.add((contact, VCARD.hasEmail, URIRef(f"mailto:{city.contact_email}")))
    return series


def _describe(graph: Graph, subject: URIRef, city: CityEntry, entry: CatalogueEntry) -> None:
    """Add what a series and its datasets have in common."""
    _add_words(graph, subject, DCTERMS.description, city.description)
    _add_languages(graph, subject, entry.languages)
    graph.add((subject, DCTERMS.publisher, URIRef(f"{city.url}#publisher")))
    graph.add((subject, DCAT.contactPoint, URIRef(f"{city.url}#contact")))
    graph.add((subject, DCTERMS.accrualPeriodicity, IRREGULAR))
    graph.add((subject, DCTERMS.accessRights, PUBLIC))
    graph.add((subject, DCAT.landingPage, URIRef(city.page_url)))
    for language, words in city.keywords.items():
        for word in words:
            graph.add((subject, DCAT.keyword, Literal(word, lang=language)))
    for theme in THEMES:
        graph.add((subject, DCAT.theme, URIRef(f"{EU}data-theme/{theme}")))
    place = BNode()
    graph.add((subject, DCTERMS.spatial, place))
    graph.add((place, RDF.type, DCTERMS.Location))
    graph.add((place, URIRef("http://www.w3.org/2004/02/skos/core#prefLabel"), Literal(city.name)))
    if city.country in COUNTRIES:
        country = URIRef(f"{EU}country/{COUNTRIES[city.country]}")
        graph.add((subject, DCTERMS.spatial, country))


def _add_dataset(
    graph: Graph, release: ReleaseEntry, city: CityEntry, entry: CatalogueEntry
) -> URIRef:
    dataset = URIRef(release.url)
    graph.add((dataset, RDF.type, DCAT.Dataset))
    _describe(graph, dataset, city, entry)
    _add_words(graph, dataset, DCTERMS.title, release.title)
    graph.add((dataset, DCTERMS.identifier, Literal(release.url)))
    graph.add((dataset, DCTERMS.issued, _moment(release.issued_at)))
    period = BNode()
    graph.add((dataset, DCTERMS.temporal, period))
    graph.add((period, RDF.type, DCTERMS.PeriodOfTime))
    graph.add((period, DCAT.startDate, _day(release.starts_on)))
    graph.add((period, DCAT.endDate, _day(release.as_of)))
    for file in release.files:
        graph.add((dataset, DCAT.distribution, _add_file(graph, file, release, city, entry)))
    return dataset


def _add_file(
    graph: Graph, file: FileEntry, release: ReleaseEntry, city: CityEntry, entry: CatalogueEntry
) -> URIRef:
    kind, media_type = FORMATS[file.kind]
    distribution = URIRef(f"{file.url}#distribution")
    graph.add((distribution, RDF.type, DCAT.Distribution))
    _add_words(graph, distribution, DCTERMS.title, file.title)
    _add_words(graph, distribution, DCTERMS.description, file.description)
    _add_languages(graph, distribution, entry.languages)
    graph.add((distribution, DCAT.accessURL, URIRef(file.url)))
    graph.add((distribution, DCAT.downloadURL, URIRef(file.url)))
    graph.add((distribution, DCTERMS["format"], URIRef(kind)))
    graph.add((distribution, DCAT.mediaType, URIRef(f"{MEDIA_TYPE}{media_type}")))
    graph.add((distribution, DCTERMS.license, URIRef(city.licence)))
    graph.add((distribution, DCTERMS.issued, _moment(release.issued_at)))
    graph.add((distribution, DCTERMS.conformsTo, URIRef(STANDARDS[file.kind])))
    graph.add((distribution, DCATAP.availability, STABLE))
    if file.schema_url:
        graph.add((distribution, FOAF.page, URIRef(file.schema_url)))
    return distribution


def _link_releases(graph: Graph, series: URIRef, city: CityEntry) -> None:
    """Say which dataset of a series is the newest, the oldest, and the one before."""
    urls = [URIRef(release.url) for release in city.releases]
    if not urls:
        return
    graph.add((series, DCAT.last, urls[0]))
    graph.add((series, DCAT.first, urls[-1]))
    for newer, older in pairwise(urls):
        graph.add((newer, DCAT.prev, older))
