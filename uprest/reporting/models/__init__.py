"""Models of the figures: dated releases, orders for a new one, and what is made of them."""

from uprest.reporting.models.changes import ChangeBasis, ReleasedChange
from uprest.reporting.models.council import CouncilReport
from uprest.reporting.models.open_data import OpenData, Withdrawal
from uprest.reporting.models.releases import Release, ReleaseBasis, ReleasedRow, ReleaseOrder
from uprest.reporting.models.teams import TeamFigure

__all__ = [
    "ChangeBasis",
    "CouncilReport",
    "OpenData",
    "Release",
    "ReleaseBasis",
    "ReleaseOrder",
    "ReleasedChange",
    "ReleasedRow",
    "TeamFigure",
    "Withdrawal",
]
