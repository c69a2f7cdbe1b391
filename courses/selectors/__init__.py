"""Reads of the catalogue and of the learning record."""

from courses.selectors.catalogue import list_modules
from courses.selectors.progress import CourseProgress, NextLesson, describe_progress, get_progress
from courses.selectors.records import get_tested_levels, list_enrolled_courses
from courses.types import CourseModule, Teaches, TestedSkill

__all__ = [
    "CourseModule",
    "CourseProgress",
    "NextLesson",
    "Teaches",
    "TestedSkill",
    "describe_progress",
    "get_progress",
    "get_tested_levels",
    "list_enrolled_courses",
    "list_modules",
]
