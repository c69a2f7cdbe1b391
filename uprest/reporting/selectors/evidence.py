"""What findings are judged by, beside the rows of a release."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, F, IntegerField, Value

from uprest.ecosystem.models import Municipality, RegisterEntry, RequirementOverride
from uprest.reporting.models import Release, ReleasedRow
from uprest.reporting.selectors.changes import PastRelease
from uprest.reporting.selectors.releases import read_row
from uprest.skills.models import Requirement


@dataclass(frozen=True)
class Evidence:
    """How important skills are, what the release before said, and who is in the register.

    ``importance`` (1 to 3) is by code of occupation and skill, of what jobs ask for in this city;
    ``before`` is None for a first release; ``register`` counts businesses by sector.
    """

    importance: Mapping[tuple[str, str], int]
    before: PastRelease | None
    register: Mapping[str, int]


def read_evidence(*, municipality: Municipality, release: Release) -> Evidence:
    """Return what stands beside a release of a city (three queries)."""
    entries = RegisterEntry.objects.filter(municipality=municipality).order_by()
    counts = entries.values_list("sector").annotate(size=Count("pk"))
    return Evidence(
        importance=_read_importance(municipality),
        before=_read_before(municipality, release),
        register=dict(counts.values_list("sector", "size")),
    )


def _read_importance(municipality: Municipality) -> dict[tuple[str, str], int]:
    """Return the importance of skills in jobs; the city's own replaces the shipped one."""
    fields = ("own", "occupation__code", "skill__code", "needed", "weight")
    shipped = Requirement.objects.order_by().annotate(
        own=Value(0, output_field=IntegerField()), needed=F("level"), weight=F("importance")
    )
    own = (
        RequirementOverride.objects.filter(municipality=municipality)
        .order_by()
        .annotate(own=Value(1, output_field=IntegerField()), needed=F("level"),
                  weight=F("importance"))
    )  # fmt: skip
    rows = shipped.values_list(*fields).union(own.values_list(*fields), all=True)
    found: dict[tuple[str, str], int] = {}
    for _, job, skill, level, importance in sorted(rows):
        found[job, skill] = importance if level else 0
    return {key: importance for key, importance in found.items() if importance}


def _read_before(municipality: Municipality, release: Release) -> PastRelease | None:
    older = Release.objects.filter(municipality=municipality).exclude(pk=release.pk)
    earlier = older.filter(taken_at__lte=release.taken_at).order_by("-taken_at", "-pk")
    rows = list(
        ReleasedRow.objects.filter(release__in=earlier.values("pk")[:1])
        .select_related("release")
        .order_by("position")
    )
    if not rows:
        return None
    return PastRelease(release=rows[0].release, rows=tuple(read_row(row) for row in rows))
