"""The parts of path planning; `skills_gap.recommending` puts them together."""
