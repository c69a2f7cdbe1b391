"""What an officer has done with a city's figures."""

from typing import Any

from uprest.reporting.models import CouncilReport, OpenData, Release, ReleaseOrder, Withdrawal


def export_person(*, user_id: int) -> dict[str, list[dict[str, Any]]]:
    """Return what this package knows of somebody, ready to be written as JSON (five queries)."""
    taken = Release.objects.filter(taken_by=user_id).values_list("municipality__name", "taken_at")
    ordered = ReleaseOrder.objects.filter(ordered_by=user_id).values_list(
        "municipality__name", "ordered_at"
    )
    reports = CouncilReport.objects.filter(ordered_by=user_id).values_list(
        "release__municipality__name", "ordered_at"
    )
    decided = OpenData.objects.filter(changed_by=user_id).values_list(
        "municipality__name", "changed_at"
    )
    withdrawn = Withdrawal.objects.filter(withdrawn_by=user_id).values_list(
        "release__municipality__name", "withdrawn_at"
    )
    sections = {
        "releases": taken,
        "orders": ordered,
        "council_reports": reports,
        "open_data": decided,
        "withdrawn": withdrawn,
    }
    return {
        name: [{"city": city, "at": at.isoformat()} for city, at in rows]
        for name, rows in sections.items()
    }
