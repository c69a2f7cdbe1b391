"""What the ecosystem announces, and what is announced through it."""

from django.dispatch import Signal

# Sent at the end of setting a site up, and again with every later set-up. Packages that have
# pages or groups of their own make what is missing. Takes no arguments.
site_set_up = Signal()
# participation_requested(municipality_id): answer (label, ids of the businesses that did it), for
# counts in steps of five that officers read.
participation_requested = Signal()
