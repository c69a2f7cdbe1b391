"""What every exercise has in common, and the groups in which the editor finds them."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.blocks.checked import CheckedBlock
from uprest.skills.selectors import list_skills
from uprest.skills.types import LEVELS

EXERCISES = _("Exercises")
PRACTICE = _("Practice")
"""Exercises that nobody is judged by: they are done, and no evidence for a skill."""
TEMPLATE = "courses/blocks/exercise.html"


def list_skill_choices() -> list[tuple[str, str]]:
    """Return code and name of each shipped skill, in the framework's order."""
    return [(skill.code, skill.name) for skill in list_skills()]


class SkillBlock(blocks.ChoiceBlock):
    """A choice of the shipped skills. Reading a lesson does not ask the database for the list."""

    def normalize_choice(self, value: str) -> str:
        """Take what is stored as it is; what is entered is still checked."""
        return value


class ExerciseBlock(CheckedBlock):
    """What every exercise says: which skill it is about, and which level a right answer shows."""

    skill = SkillBlock(
        choices=list_skill_choices,
        # asking for the names of all skills, once an exercise, was a third of a lesson's indexing
        search_index=False,
        label=_("Skill"),
        help_text=_("One of the skills that this course teaches."),
    )
    level = blocks.ChoiceBlock(
        choices=[(str(level), str(level)) for level in LEVELS if level],
        label=_("Level that a right answer shows"),
        help_text=_("Above the level that the course starts from, up to the one it leads to."),
    )
    pass_percentage = blocks.IntegerBlock(
        required=False,
        min_value=1,
        max_value=100,
        label=_("Right answers needed to pass, in per cent"),
        help_text=_("Leave it empty where everything must be right."),
    )
