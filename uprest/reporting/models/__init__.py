"""Models of the figures that officers read: dated releases, and orders for a new one."""

from uprest.reporting.models.releases import Release, ReleaseBasis, ReleasedRow, ReleaseOrder

__all__ = ["Release", "ReleaseBasis", "ReleaseOrder", "ReleasedRow"]
