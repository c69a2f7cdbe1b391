"""Several questions in one exercise: the single choice set, and the summary."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.blocks.checked import CheckedBlock
from courses.blocks.exercise import EXERCISES, TEMPLATE, ExerciseBlock
from courses.exercises.marked import tidy


def raise_if_alike(texts: Iterable[str], *, field: str) -> None:
    """Refuse answers of which two read the same.

    :raises StructBlockValidationError: at ``field``, if two do.
    """
    tidied = [tidy(text) for text in texts]
    if len(set(tidied)) < len(tidied):
        error = ValidationError(gettext("Two of the answers read the same. Change one of them."))
        raise blocks.StructBlockValidationError(block_errors={field: error})


class OneRightBlock(CheckedBlock):
    """A right answer beside wrong ones."""

    right = blocks.CharBlock(max_length=250, label=_("Right answer"))
    wrong = blocks.ListBlock(
        blocks.CharBlock(max_length=250, label=_("Wrong answer")),
        min_num=1,
        max_num=5,
        label=_("Wrong answers"),
    )
    feedback = blocks.TextBlock(
        required=False,
        label=_("Feedback"),
        help_text=_("Shown to right and wrong answers: say why; do not give the answer away."),
    )

    def check_whole(self, value: blocks.StructValue) -> None:
        """Refuse answers of which two read the same."""
        raise_if_alike([value["right"], *value["wrong"]], field="wrong")


class QuestionBlock(OneRightBlock):
    """A short question with one right answer."""

    question = blocks.CharBlock(max_length=250, label=_("Question"))

    class Meta:
        form_layout = ["question", "right", "wrong", "feedback"]


class SingleChoiceSetBlock(ExerciseBlock):
    """Short questions with one right answer each."""

    instruction = blocks.CharBlock(max_length=250, label=_("Instruction"))
    questions = blocks.ListBlock(QuestionBlock(), min_num=1, max_num=20, label=_("Questions"))

    class Meta:
        icon = "tasks"
        label = _("Single choice set")
        description = _("Several short questions with one right answer each.")
        group = EXERCISES
        template = TEMPLATE
        preview_value = {
            "level": "2",
            "instruction": "What do you say first?",
            "questions": [
                {
                    "question": "A guest is angry about the noise.",
                    "right": "I am sorry. Tell me what happened.",
                    "wrong": ["Nobody else has complained."],
                },
                {
                    "question": "A guest asks for a late check-out.",
                    "right": "Let me see what I can do.",
                    "wrong": ["Ten o’clock is ten o’clock."],
                },
            ],
        }


class SummaryBlock(ExerciseBlock):
    """Groups of statements: one of each is true."""

    instruction = blocks.CharBlock(max_length=250, label=_("Instruction"))
    sets = blocks.ListBlock(OneRightBlock(), min_num=1, max_num=20, label=_("Groups of statements"))

    class Meta:
        icon = "list-ol"
        label = _("Summary")
        description = _("Groups of statements, one of each true: together they sum a lesson up.")
        group = EXERCISES
        template = TEMPLATE
        preview_value = {
            "level": "2",
            "instruction": "Which of these have you learnt?",
            "sets": [
                {"right": "The kitchen decides.", "wrong": ["The waiter decides."]},
                {"right": "Traces can be enough.", "wrong": ["Only large amounts matter."]},
            ],
        }
