"""Writes of the catalogue and of the learning record."""

from courses.services.activities import refresh_activities
from courses.services.attempts import answer_exercise, mark_lesson_done, record_attempt
from courses.services.enrolments import enrol, keep_place
from courses.services.raising import raise_tested_level
from courses.services.visits import (
    claim_visit,
    collect_personal_data,
    delete_unclaimed_visits,
    erase_person,
)

__all__ = [
    "answer_exercise",
    "claim_visit",
    "collect_personal_data",
    "delete_unclaimed_visits",
    "enrol",
    "erase_person",
    "keep_place",
    "mark_lesson_done",
    "raise_tested_level",
    "record_attempt",
    "refresh_activities",
]
