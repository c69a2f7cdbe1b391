"""Blocks to read: text, phrases, remarks, things to tick off."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ul", "ol", "link", "document-link"]
PHRASE_LANGUAGES = [
    ("en", "English"), ("sv", "Svenska"), ("it", "Italiano"), ("hr", "Hrvatski"),
    ("de", "Deutsch"), ("fr", "Français"), ("es", "Español"), ("nl", "Nederlands"),
]  # fmt: skip
GROUP = _("Text")


class SentenceBlock(blocks.CharBlock):
    """A sentence that is the same whatever the page's language, so nobody translates it."""

    def get_translatable_segments(self, value: str) -> list[Any]:
        """Hand wagtail-localize nothing to translate."""
        return []


class PhraseLineBlock(blocks.StructBlock):
    """The same sentence in one language."""

    language = blocks.ChoiceBlock(choices=PHRASE_LANGUAGES, label=_("Language"))
    text = SentenceBlock(max_length=300, label=_("Sentence"))


class PhraseBlock(blocks.StructBlock):
    """A sentence to say to a guest, in several languages."""

    heading = blocks.CharBlock(max_length=120, label=_("Heading"))
    lines = blocks.ListBlock(PhraseLineBlock(), min_num=1, max_num=8, label=_("Languages"))

    class Meta:
        icon = "openquote"
        group = GROUP
        label = _("Phrase")
        description = _("A sentence to say to a guest, in several languages.")
        template = "courses/blocks/phrase.html"
        preview_value = {
            "heading": "Say it like this",
            "lines": [
                {"language": "en", "text": "Thank you for telling me. I will ask the kitchen now."},
                {"language": "sv", "text": "Tack för att du säger det. Jag frågar köket direkt."},
            ],
        }


class NoteBlock(blocks.StructBlock):
    """A short remark that stands out."""

    heading = blocks.CharBlock(max_length=120, label=_("Heading"))
    text = blocks.TextBlock(label=_("Text"))


class TipBlock(NoteBlock):
    """Something that helps."""

    class Meta:
        icon = "pick"
        group = GROUP
        label = _("Tip")
        description = _("Something that helps, from somebody who knows.")
        template = "courses/blocks/tip.html"
        preview_value = {"heading": "Write it down", "text": "Note the room and the time."}


class NeverBlock(NoteBlock):
    """Something never to do, and why."""

    class Meta:
        icon = "warning"
        group = GROUP
        label = _("Never")
        description = _("Something never to do, and why.")
        template = "courses/blocks/never.html"
        preview_value = {
            "heading": "Never guess",
            "text": "Traces can be enough for a serious reaction.",
        }


class ChecklistBlock(blocks.StructBlock):
    """Things to tick off. The ticks stay with the reader and are no evidence."""

    heading = blocks.CharBlock(max_length=120, label=_("Heading"))
    items = blocks.ListBlock(blocks.CharBlock(max_length=250, label=_("Item")), min_num=1)

    class Meta:
        icon = "list-ul"
        group = GROUP
        label = _("Checklist")
        description = _("Steps to tick off at work.")
        template = "courses/blocks/checklist.html"
        preview_value = {"heading": "Before the guest arrives", "items": ["Key", "Map", "Water"]}
