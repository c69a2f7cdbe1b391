"""What this package announces. Receivers run at once: the answer must have what they store."""

from django.dispatch import Signal

# statements_wanted(user_id, at): somebody is about to read statements, of one person or, where
# user_id is None, of everybody. Packages above store what they have not stored yet.
statements_wanted = Signal()
