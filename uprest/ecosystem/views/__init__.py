"""Pages about cities and businesses."""
