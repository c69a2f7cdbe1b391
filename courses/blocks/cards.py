"""Practice that nobody is judged by: flash cards."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.blocks.exercise import PRACTICE, TEMPLATE


class CardBlock(blocks.StructBlock):
    """A card with two sides."""

    front = blocks.CharBlock(max_length=250, label=_("Front of the card"))
    back = blocks.TextBlock(max_length=1000, label=_("Back of the card"))


class FlashCardsBlock(blocks.StructBlock):
    """Cards to go through."""

    heading = blocks.CharBlock(max_length=120, label=_("Heading"))
    cards = blocks.ListBlock(CardBlock(), min_num=1, max_num=40, label=_("Cards"))

    class Meta:
        icon = "copy"
        label = _("Flash cards")
        description = _("Cards to recall words or facts with; practice, no evidence.")
        group = PRACTICE
        template = TEMPLATE
        preview_value = {
            "heading": "Say it in Italian",
            "cards": [
                {"front": "Good morning", "back": "Buongiorno"},
                {"front": "You are welcome", "back": "Prego"},
            ],
        }
