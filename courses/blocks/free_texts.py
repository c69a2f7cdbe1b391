"""What learners write in their own words. Nobody else reads it, and nobody is judged by it."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.blocks.exercise import PRACTICE, TEMPLATE


class ShortTextBlock(blocks.StructBlock):
    """A text to write and to compare with a model answer."""

    question = blocks.TextBlock(label=_("What to write"))
    model_answer = blocks.TextBlock(
        label=_("Model answer"), help_text=_("Shown once the learner has written a text.")
    )
    criteria = blocks.ListBlock(
        blocks.CharBlock(max_length=250, label=_("What a good text has")),
        min_num=1,
        max_num=8,
        label=_("To check one's own text by"),
    )

    class Meta:
        icon = "edit"
        label = _("Short text")
        description = _("A text to write, then a model answer to compare it with.")
        template = TEMPLATE
        group = PRACTICE
        preview_value = {
            "question": "Answer the guest’s e-mail in three sentences.",
            "model_answer": "Thank you for telling us. We are sorry about the noise.",
            "criteria": ["It thanks the guest", "It says what will be done, and when"],
        }


class ReflectionBlock(blocks.StructBlock):
    """Something to think about and to write down."""

    prompt = blocks.TextBlock(label=_("What to think about"))
    hint = blocks.TextBlock(required=False, label=_("A hint to begin with"))

    class Meta:
        icon = "comment"
        label = _("Reflection")
        description = _("Something to think about and to write down, for oneself alone.")
        template = TEMPLATE
        group = PRACTICE
        preview_value = {
            "prompt": "When did a guest last surprise you?",
            "hint": "Think of this week.",
        }
