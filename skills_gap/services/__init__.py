"""Everything that changes surveys, responses, profiles, paths and counted answers."""
