"""Exercises of several questions: a quiz, a video that stops for them."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.blocks.choices import QuestionBlock, StatementBlock
from courses.blocks.exercise import EXERCISES, TEMPLATE, ExerciseBlock
from courses.blocks.media import VideoBlock


class BankBlock(blocks.StreamBlock):
    """Questions to draw from."""

    multiple_choice = QuestionBlock(icon="help", label=_("Multiple choice"))
    true_false = StatementBlock(icon="check", label=_("True or false"))


class QuizBlock(ExerciseBlock):
    """Questions drawn from a bank, anew for each try."""

    heading = blocks.CharBlock(max_length=250, label=_("Heading"))
    draw = blocks.IntegerBlock(
        min_value=1,
        max_value=20,
        label=_("Questions in each try"),
        help_text=_("They are drawn anew for each try."),
    )
    attempt_limit = blocks.IntegerBlock(
        required=False,
        min_value=1,
        max_value=20,
        label=_("Number of tries"),
        help_text=_("Leave it empty if everybody may try as often as they like."),
    )
    questions = BankBlock(min_num=1, max_num=40, label=_("Questions to draw from"))

    def check_whole(self, value: blocks.StructValue) -> None:
        """Refuse to draw more questions than there are."""
        if value["draw"] > len(value["questions"]):
            raise blocks.StructBlockValidationError(
                non_block_errors=[gettext("There are fewer questions than each try draws.")]
            )

    class Meta:
        icon = "form"
        label = _("Quiz")
        description = _("Questions drawn from a bank, scored on the server.")
        template = TEMPLATE
        group = EXERCISES
        preview_value = {
            "level": "3",
            "heading": "Are you ready for the evening shift?",
            "draw": 2,
            "questions": [
                {
                    "type": "multiple_choice",
                    "value": {
                        "question": "A guest has lost the key. What comes first?",
                        "options": [
                            {"text": "Ask for the name and an identity card", "is_correct": True},
                            {"text": "Hand out the spare key"},
                        ],
                    },
                },
                {
                    "type": "true_false",
                    "value": {"statement": "You may say on the phone who stays with you."},
                },
            ],
        }


class TimedQuestionBlock(QuestionBlock):
    """A question at a second of the video."""

    second = blocks.IntegerBlock(
        min_value=0,
        max_value=7200,
        label=_("Second"),
        help_text=_("The video stops here and asks."),
    )


class VideoQuestionsBlock(ExerciseBlock, VideoBlock):
    """A video of our own, with captions, that stops for questions."""

    questions = blocks.ListBlock(TimedQuestionBlock(), min_num=1, max_num=12, label=_("Questions"))

    class Meta:
        icon = "media"
        label = _("Video with questions")
        description = _("A video with captions that stops for questions, scored on the server.")
        template = TEMPLATE
        group = EXERCISES
        preview_value = {
            "level": "3",
            "title": "Two minutes at the desk",
            "video": None,
            "captions": None,
            "captions_language": "en",
            "questions": [
                {
                    "second": 12,
                    "question": "The phone rings while a guest stands before you. Who is first?",
                    "options": [
                        {"text": "The guest who stands there", "is_correct": True},
                        {"text": "The phone"},
                    ],
                }
            ],
        }
