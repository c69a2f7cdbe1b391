"""Whether content has all libraries that it needs, and which exactly it runs."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from uprest.h5p.dependencies import LoadPlan, plan_loading
from uprest.h5p.models import Content, Library, Pin
from uprest.h5p.selectors.store import DatabaseStore, find_rows, to_facts
from uprest.h5p.types import LibraryFacts, LibraryName


@transaction.atomic
def settle_waiting() -> int:
    """Look again at all content that waits; return how much of it is ready now."""
    waiting = Content.objects.select_for_update().filter(status=Content.Status.WAITING)
    contents = list(waiting.order_by("pk"))
    store = DatabaseStore()
    packed: dict[int, list[Library]] = {}
    for pin in _list_packed(contents):
        packed.setdefault(pin.content_id, []).append(pin.library)
    return sum(_settle(content, packed.get(content.pk, []), store) for content in contents)


@transaction.atomic
def settle_content(*, content: Content) -> bool:
    """Pin what content that waits needs; return whether it is ready now.

    Once it is ready, its pins stay: an upload never changes what an activity runs.
    """
    if content.status == Content.Status.READY:
        return False
    packed = [pin.library for pin in _list_packed([content])]
    return _settle(content, packed, DatabaseStore())


def _list_packed(contents: Iterable[Content]) -> Iterable[Pin]:
    """Return the pins of the libraries that came with ``contents``."""
    pins = Pin.objects.filter(content__in=contents, is_packed=True).select_related("library")
    return pins.order_by("library__machine_name", "library__major", "library__minor")


def _settle(content: Content, packed: list[Library], store: DatabaseStore) -> bool:
    own = {library.name: to_facts(library) for library in packed}

    def find(name: LibraryName) -> LibraryFacts | None:
        return own.get(name) or store.find(name)

    plan = plan_loading(content.manifest, content.params, content.library_name, find)
    problems = list(_list_reasons(plan, packed))
    if problems and problems == content.problems:
        return False  # it waits for the same as before
    _pin(content, plan)
    content.problems = problems
    content.status = Content.Status.WAITING if problems else Content.Status.READY
    content.save(update_fields=["problems", "status", "main_library"])
    return not problems


def _list_reasons(plan: LoadPlan, packed: list[Library]) -> Iterable[dict[str, Any]]:
    """Yield what content waits for, as it is stored."""
    for name in plan.missing:
        yield {"code": "library-missing", "values": {"library": str(name)}}
    for library in packed:
        if library.status != Library.Status.INSTALLED:
            yield {"code": "library-new", "values": {"library": str(library)}}


def _pin(content: Content, plan: LoadPlan) -> None:
    """Bring the pins up to the order of loading."""
    rows = find_rows(facts.digest for facts in plan.order)
    positions = {rows[facts.digest].pk: place for place, facts in enumerate(plan.order)}
    Pin.objects.filter(content=content, is_packed=False).exclude(library__in=positions).delete()
    Pin.objects.bulk_create(
        [
            Pin(content=content, library_id=pk, position=place, is_packed=False)
            for pk, place in positions.items()
        ],
        update_conflicts=True,
        unique_fields=["content", "library"],
        update_fields=["position"],
    )
    main = next((one for one in plan.order if one.name == content.library_name), None)
    content.main_library = rows[main.digest] if main else None
