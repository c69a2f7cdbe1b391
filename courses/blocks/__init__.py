"""Lesson blocks: what a trainer puts a lesson together from, one module a topic."""

from courses.blocks.body import LessonBodyBlock
from courses.blocks.exercise import list_skill_choices
from courses.blocks.media import get_extension
from courses.blocks.text import PHRASE_LANGUAGES, SentenceBlock

# The first migration knows list_skill_choices and SentenceBlock by this address.
__all__ = [
    "PHRASE_LANGUAGES",
    "LessonBodyBlock",
    "SentenceBlock",
    "get_extension",
    "list_skill_choices",
]
