"""What the page of a player needs, and the files that it may ask for."""

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.utils.translation import check_for_language, get_language, override

from uprest.h5p.core_words import list_core_words
from uprest.h5p.models import Blob, Content, ContentFile, Library, LibraryFile, Pin
from uprest.h5p.selectors.states import read_states
from uprest.h5p.tickets import Ticket

UNKNOWN_LANGUAGE = "und"
SAVE_SECONDS = 10
"""How often the player says where the learner is, besides right after each touch."""
FOLDER = re.compile(r"([A-Za-z0-9_.\-]{1,255})-([0-9]{1,5})\.([0-9]{1,5})", re.ASCII)

# Bundlers find the global object with this, in a try: no reason to allow eval.
HARMLESS = re.compile(r"""Function\(\s*["']return this["']\s*\)""")
EVALUATES = re.compile(
    r"(?<![\w.$])eval\s*\(|(?<![\w.$])new\s+Function\s*\("
    r"""|(?<![\w.$])set(?:Timeout|Interval)\s*\(\s*["']"""
)
EVALUATING_LIBRARIES = frozenset({"H5P.EmbeddedJS", "H5P.AudioRecorder"})


@dataclass(frozen=True, slots=True)
class Player:
    """Everything that the player's page shows and hands to its scripts."""

    content_id: int
    title: str
    language: str
    styles: tuple[str, ...]
    scripts: tuple[str, ...]
    integration: Mapping[str, Any]
    needs_eval: bool
    media_hosts: tuple[str, ...]


class NotPlayableError(LookupError):
    """The content is gone, or waits for approval."""


def get_player(ticket: Ticket, *, files_url: str) -> Player:
    """Return what the page needs; at most 4 queries. ``files_url`` ends without a slash.

    :raises NotPlayableError: if the content is gone or waits for approval.
    """
    content = Content.objects.filter(pk=ticket.content_id, status=Content.Status.READY).first()
    if content is None:
        raise NotPlayableError
    language = content.language if content.language != UNKNOWN_LANGUAGE else get_language()
    libraries = list_libraries(content.pk)
    styles = _list_addresses(libraries, "preloadedCss", files_url)
    scripts = _list_addresses(libraries, "preloadedJs", files_url)
    return Player(
        content_id=content.pk,
        title=content.title,
        language=language or settings.LANGUAGE_CODE,
        styles=styles,
        scripts=scripts,
        integration=_integrate(content, ticket, files_url, styles, scripts),
        needs_eval=needs_eval(libraries),
        media_hosts=_choose_hosts(content.hosts),
    )


def list_libraries(content_id: int) -> list[Library]:
    """Return the libraries that a content loads, each after what it needs."""
    pins = Pin.objects.filter(content_id=content_id, position__isnull=False)
    return [pin.library for pin in pins.order_by("position").select_related("library")]


def _list_addresses(libraries: Iterable[Library], kind: str, files_url: str) -> tuple[str, ...]:
    return tuple(
        f"{files_url}/libraries/{library.name.folder}/{quote(entry['path'])}"
        for library in libraries
        for entry in library.manifest.get(kind) or ()
    )


def _integrate(
    content: Content, ticket: Ticket, files_url: str, styles: Sequence[str], scripts: Sequence[str]
) -> dict[str, Any]:
    """Return ``H5PIntegration``. It names no user: H5P would send results and states itself."""
    about = {"title": content.title, "defaultLanguage": content.language}
    with override(content.language if check_for_language(content.language) else None):
        words = list_core_words()
    licence = {name: content.manifest.get(name) for name in ("license", "authors", "source")}
    return {
        "baseUrl": ticket.site,
        "siteUrl": ticket.site,
        "url": files_url,
        "urlLibraries": f"{files_url}/libraries",
        "postUserStatistics": False,
        "saveFreq": SAVE_SECONDS,
        "hubIsEnabled": False,
        "fullscreenDisabled": 1,
        # a picture that is drawn on a canvas is another origin's, as everything is
        "crossorigin": "anonymous",
        "ajax": {},
        "l10n": {"H5P": words},
        "loadedJs": list(scripts),
        "loadedCss": list(styles),
        "core": {"styles": [], "scripts": []},
        "libraryConfig": {},
        "frame": {"site": ticket.site, "contentId": content.pk},
        "contents": {
            f"cid-{content.pk}": {
                "library": str(content.library_name),
                "jsonContent": json.dumps(content.params, ensure_ascii=False),
                "fullScreen": "0",
                "url": f"{ticket.site}/h5p/content/{content.pk}",
                "contentUrl": f"{files_url}/content",
                "title": content.title,
                "metadata": {**about, **{k: v for k, v in licence.items() if v}},
                "displayOptions": {
                    "frame": True,
                    "copyright": True,
                    "export": False,
                    "embed": False,
                    "icon": False,
                },
                "contentUserData": read_states(learner_key=ticket.state_key, content_id=content.pk),
            }
        },
    }


def _choose_hosts(wanted: Iterable[str]) -> tuple[str, ...]:
    """Return the hosts that a content loads media from, where the site names them or theirs."""
    allowed: list[str] = getattr(settings, "H5P_MEDIA_HOSTS", None) or []
    return tuple(
        host for host in sorted(wanted) if any(f".{host}".endswith(f".{one}") for one in allowed)
    )


def needs_eval(libraries: Collection[Library]) -> bool:
    """Return whether any library turns texts into code, which browsers must be told to allow.

    A library never changes, so each is read once; those not read yet take one query together.
    """
    if any(library.machine_name in EVALUATING_LIBRARIES for library in libraries):
        return True
    keys = {f"uprest.h5p.evaluates.{library.digest}": library for library in libraries}
    known: dict[str, bool] = cache.get_many(keys)
    unread = {library.pk: key for key, library in keys.items() if key not in known}
    if unread:
        found = dict.fromkeys(unread.values(), False)
        files = LibraryFile.objects.filter(library__in=unread, path__endswith=".js")
        for file in files.select_related("blob"):
            key = unread[file.library_id]
            found[key] = found[key] or _evaluates(file.blob)
        cache.set_many(found, timeout=None)
        known |= found
    return any(known.values())


def _evaluates(blob: Blob) -> bool:
    with default_storage.open(blob.place) as file:
        text = file.read().decode("utf-8", errors="replace")
    return EVALUATES.search(HARMLESS.sub("", text)) is not None


def find_content_file(*, content_id: int, path: str) -> Blob | None:
    """Return a file that was recorded for a content at its import."""
    file = ContentFile.objects.filter(content_id=content_id, path=path)
    found = file.select_related("blob").first()
    return found.blob if found else None


def find_library_file(*, content_id: int, folder: str, path: str) -> Blob | None:
    """Return a file that was recorded for one of the libraries that a content runs."""
    name = FOLDER.fullmatch(folder)
    if name is None:
        return None
    found = (
        LibraryFile.objects.filter(
            library__pins__content_id=content_id,
            library__machine_name=name[1],
            library__major=int(name[2]),
            library__minor=int(name[3]),
            path=path,
        )
        .select_related("blob")
        .first()
    )
    return found.blob if found else None
