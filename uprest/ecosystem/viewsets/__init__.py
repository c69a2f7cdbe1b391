"""The administrators' screens: cities, their officers, registers and businesses."""
