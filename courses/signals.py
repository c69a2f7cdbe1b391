"""What this package announces. Receivers only enqueue; ids only."""

from django.dispatch import Signal

# Somebody completed a course. Sent after commit, with user_id: int, course_key: UUID, at: datetime.
course_completed = Signal()
# Somebody with an account did something that the learning record has now. Sent after commit, with
# user_id: int.
learning_recorded = Signal()
