"""Forms about cities and businesses."""
