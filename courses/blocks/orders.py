"""Exercises of things that belong somewhere: steps in order, and pairs."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.blocks.exercise import EXERCISES, TEMPLATE
from courses.blocks.sets import raise_if_alike
from courses.blocks.words import FeedbackBlock
from courses.exercises.marked import tidy


class PutInOrderBlock(FeedbackBlock):
    """Steps to put in order."""

    instruction = blocks.CharBlock(max_length=250, label=_("Instruction"))
    items = blocks.ListBlock(
        blocks.CharBlock(max_length=250, label=_("Step")),
        min_num=3,
        max_num=12,
        label=_("Steps, in their right order"),
    )

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Refuse steps of which two read the same."""
        cleaned = super().clean(value)
        raise_if_alike(cleaned["items"], field="items")
        return cleaned

    class Meta:
        icon = "order"
        label = _("Put in order")
        description = _("Steps to put in their right order.")
        group = EXERCISES
        template = TEMPLATE
        form_layout = [
            "skill", "level", "pass_percentage", "instruction", "items",
            "feedback_right", "feedback_wrong",
        ]  # fmt: skip
        preview_value = {
            "level": "2",
            "instruction": "A guest complains. In which order?",
            "items": ["Listen", "Say sorry", "Offer a way out", "Come back and ask"],
        }


class PairBlock(blocks.StructBlock):
    """Two things that belong together."""

    left = blocks.CharBlock(max_length=250, label=_("On the left"))
    right = blocks.CharBlock(max_length=250, label=_("On the right"))


class MatchPairsBlock(FeedbackBlock):
    """Pairs to match."""

    instruction = blocks.CharBlock(max_length=250, label=_("Instruction"))
    pairs = blocks.ListBlock(PairBlock(), min_num=2, max_num=12, label=_("Pairs"))

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Refuse the same thing twice on the left, and pairs that leave no choice."""
        cleaned = super().clean(value)
        raise_if_alike((pair["left"] for pair in cleaned["pairs"]), field="pairs")
        if len({tidy(pair["right"]) for pair in cleaned["pairs"]}) == 1:
            error = ValidationError(gettext("On the right there must be something to choose from."))
            raise blocks.StructBlockValidationError(block_errors={"pairs": error})
        return cleaned

    class Meta:
        icon = "link"
        label = _("Match pairs")
        description = _("Things on the left, each with one on the right that belongs to it.")
        group = EXERCISES
        template = TEMPLATE
        form_layout = [
            "skill", "level", "pass_percentage", "instruction", "pairs",
            "feedback_right", "feedback_wrong",
        ]  # fmt: skip
        preview_value = {
            "level": "2",
            "instruction": "Who helps with what?",
            "pairs": [
                {"left": "A lost suitcase", "right": "The bus company"},
                {"left": "A nut allergy", "right": "The kitchen"},
            ],
        }
