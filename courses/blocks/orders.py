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

    def check_whole(self, value: blocks.StructValue) -> None:
        """Refuse steps of which two read the same."""
        raise_if_alike(value["items"], field="items")

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

    def check_whole(self, value: blocks.StructValue) -> None:
        """Refuse the same thing twice on the left, and pairs that leave no choice."""
        raise_if_alike((pair["left"] for pair in value["pairs"]), field="pairs")
        if len({tidy(pair["right"]) for pair in value["pairs"]}) == 1:
            error = ValidationError(gettext("On the right there must be something to choose from."))
            raise blocks.StructBlockValidationError(block_errors={"pairs": error})

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
