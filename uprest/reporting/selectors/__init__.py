"""Reads for the figures: the counted answers, the stored releases, the words."""
