"""Multiple choice, and true or false.

They are scored on the server, as every exercise is: what is right never reaches the browser
before an answer is handed in.
"""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.blocks.checked import CheckedBlock
from courses.blocks.exercise import EXERCISES, TEMPLATE, ExerciseBlock


class AnswerChoiceBlock(blocks.StructBlock):
    """One answer to choose, with its feedback."""

    text = blocks.CharBlock(max_length=250, label=_("Answer"))
    is_correct = blocks.BooleanBlock(required=False, label=_("Right"))
    feedback = blocks.TextBlock(label=_("Feedback"))


class QuestionBlock(CheckedBlock):
    """A question with one or more right answers, alone or among others."""

    question = blocks.TextBlock(label=_("Question"))
    options = blocks.ListBlock(AnswerChoiceBlock(), min_num=2, max_num=6, label=_("Answers"))

    def check_whole(self, value: blocks.StructValue) -> None:
        """Refuse a question without a right answer."""
        if not any(option["is_correct"] for option in value["options"]):
            raise blocks.StructBlockValidationError(
                non_block_errors=[gettext("Mark at least one answer as right.")]
            )


class MultipleChoiceBlock(QuestionBlock, ExerciseBlock):
    """A question with one or more right answers, as an exercise."""

    class Meta:
        icon = "help"
        label = _("Multiple choice")
        description = _("A question with one or more right answers, scored on the server.")
        template = TEMPLATE
        group = EXERCISES
        preview_value = {
            "level": "3",
            "question": "The chef is busy and says “should be fine”. What do you do?",
            "options": [
                {"text": "Serve the dish and watch the guest", "feedback": "Too late then."},
                {"text": "Ask to see the list", "is_correct": True, "feedback": "Yes."},
            ],
        }


class StatementBlock(blocks.StructBlock):
    """A statement that is true or false, alone or among others."""

    statement = blocks.TextBlock(label=_("Statement"))
    is_true = blocks.BooleanBlock(required=False, label=_("The statement is true"))
    feedback_right = blocks.TextBlock(label=_("Feedback to a right answer"))
    feedback_wrong = blocks.TextBlock(label=_("Feedback to a wrong answer"))


class TrueFalseBlock(StatementBlock, ExerciseBlock):
    """A statement that is true or false, as an exercise."""

    class Meta:
        icon = "check"
        label = _("True or false")
        description = _("A statement that is true or false, scored on the server.")
        template = TEMPLATE
        group = EXERCISES
        preview_value = {
            "level": "2",
            "statement": "A guest with a nut allergy may have “a little”.",
            "feedback_right": "Traces can be enough.",
            "feedback_wrong": "Traces can be enough.",
        }
