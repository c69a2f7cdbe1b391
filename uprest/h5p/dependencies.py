"""Which libraries content needs, and in which order a browser must load them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from uprest.h5p.manifests import list_dependencies
from uprest.h5p.params import list_sub_libraries
from uprest.h5p.types import LibraryFacts, LibraryName

Find = Callable[[LibraryName], LibraryFacts | None]


@dataclass(frozen=True)
class LoadPlan:
    """Libraries in their order of loading, and those that are nowhere."""

    order: tuple[LibraryFacts, ...]
    missing: tuple[LibraryName, ...]


KINDS_OF_DEPENDENCIES = ("preloadedDependencies", "dynamicDependencies", "editorDependencies")


def plan_loading(
    manifest: Mapping[str, Any], params: Mapping[str, Any], main: LibraryName, find: Find
) -> LoadPlan:
    """Return every library that content needs, each after all that it needs itself.

    Depth first from the main library, then from each sub-content in its order; a circle is cut
    where it closes. ``h5p.json`` lists more, in no useful order and with parts of H5P's editor:
    that those are there is checked, but they are not loaded.
    """
    order: dict[LibraryName, LibraryFacts] = {}
    missing: dict[LibraryName, None] = {}
    entered: set[LibraryName] = set()
    roots = [main, *list_sub_libraries(params)]
    stack = [(name, False) for name in reversed(roots)]
    while stack:
        name, is_done = stack.pop()
        facts = find(name)
        if facts is None:
            missing[name] = None
        elif is_done:
            order[name] = facts
        elif name not in entered:
            entered.add(name)
            stack.append((name, True))
            stack.extend((one, False) for one in reversed(list_dependencies(facts.manifest)))
    missing.update({name: None for name in list_dependencies(manifest) if find(name) is None})
    return LoadPlan(order=tuple(order.values()), missing=tuple(missing))


def list_companions(played: Iterable[LibraryFacts], find: Find) -> tuple[LibraryFacts, ...]:
    """Return what is there of the libraries that those ``played`` name beside them, sorted.

    Nothing of it is loaded by a player: H5P's editor needs it, and other platforms refuse a
    package whose libraries name editor parts that neither the package nor the platform has.
    """
    first = list(played)
    found = {facts.name: facts for facts in first}
    rest = list(first)
    while rest:
        manifest = rest.pop().manifest
        for kind in KINDS_OF_DEPENDENCIES:
            for name in list_dependencies(manifest, kind):
                facts = find(name) if name not in found else None
                if facts is not None:
                    found[name] = facts
                    rest.append(facts)
    return tuple(found[name] for name in sorted(found.keys() - {facts.name for facts in first}))
