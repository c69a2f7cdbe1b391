"""What accounts announce. Receivers run inside the transaction: the next page shows the result.

Each receiver calls one service of its own package.
"""

from django.dispatch import Signal

# visit_claimed(user_id, visitor_id, at): move everything that the visitor owns to the user.
visit_claimed = Signal()
# personal_data_requested(user_id): answer (section, data), where data can be written as JSON.
personal_data_requested = Signal()
# person_erased(user_id, at): remove or anonymise everything that belongs to the person.
person_erased = Signal()
# consent_withdrawn(user_id, visitor_id, code, subject_key, at): stop at once what it allowed;
# exactly one of the two ids is set.
consent_withdrawn = Signal()
# consent_subjects_requested(subjects): of these pairs of a consent's code and subject key, answer a
# dict with the names of those that are known, to show somebody what they agreed to.
consent_subjects_requested = Signal()
# language_changed(user_id): the person reads and learns in another language from now on.
language_changed = Signal()
# minutes_changed(user_id): the person has more or less time a week from now on.
minutes_changed = Signal()
