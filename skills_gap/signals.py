"""What this package announces."""

from django.dispatch import Signal

home_opened = Signal()
"""Somebody opens their home (``user_id``, ``language``, ``at``). Receivers return a list of
``skills_gap.types.HomeCard`` that stand below the next step."""
