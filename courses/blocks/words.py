"""Exercises in a running text: words to type, to drag, to mark."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.blocks.exercise import EXERCISES, TEMPLATE, ExerciseBlock
from courses.exercises.fill_blanks import MAX_TYPED
from courses.exercises.marked import FORBIDDEN, STAR, WORD, list_marks, read_mark, tidy

MAX_MARKS = 30


def find_mark_error(text: str, *, takes_variants: bool) -> str:
    """Return what is wrong with the stars in ``text``, or nothing.

    ``takes_variants`` says whether a mark may hold several words, parted by ``/``.
    """
    if text.count(STAR) % 2:
        return gettext("A star has no partner: put one before and one after each word.")
    insides = text.split(STAR)[1::2]
    if not insides:
        return gettext("Put stars around at least one word, like *this*.")
    if len(insides) > MAX_MARKS:
        return gettext("Mark at most %(number)d words.") % {"number": MAX_MARKS}
    for inside in insides:
        error = _find_inside_error(inside, takes_variants=takes_variants)
        if error:
            return error
    return ""


def _find_inside_error(inside: str, *, takes_variants: bool) -> str:
    mark = read_mark(inside)
    place = {"text": f"*{inside}*"}
    if mark is None:
        return gettext("Between the stars of %(text)s there is no word.") % place
    if "\n" in inside:
        return gettext("Put both stars of %(text)s on one line.") % place
    listed = inside.partition(":")[0]
    if listed.count("/") + 1 != len(mark.words):
        return gettext("In %(text)s a word is missing beside “/”.") % place
    if len(mark.words) > 1 and not takes_variants:
        return gettext("In %(text)s there can be one word only, without “/”.") % place
    if ":" in mark.tip:
        return gettext("In %(text)s there can be one “:” only, before the tip.") % place
    if any(len(word) > MAX_TYPED for word in mark.words):
        return gettext("A word in %(text)s is longer than %(number)d characters.") % {
            **place,
            "number": MAX_TYPED,
        }
    return ""


def find_plain_error(text: str) -> str:
    """Return what is wrong with the stars in a text of which words are to be marked."""
    if text.count(STAR) % 2:
        return gettext("A star has no partner: put one before and one after each word.")
    insides = text.split(STAR)[1::2]
    if not insides:
        return gettext("Put stars around at least one word, like *this*.")
    if not all(WORD.search(inside) for inside in insides):
        return gettext("Between two of the stars there is no word.")
    return ""


class FeedbackBlock(ExerciseBlock):
    """An exercise with a word on a right answer, and one on a wrong one."""

    feedback_right = blocks.TextBlock(required=False, label=_("Feedback when all is right"))
    feedback_wrong = blocks.TextBlock(
        required=False,
        label=_("Feedback when something is wrong"),
        help_text=_("Help to find it; do not give the answer away."),
    )


class FillBlanksBlock(FeedbackBlock):
    """A text with blanks to type into."""

    instruction = blocks.CharBlock(max_length=250, label=_("Instruction"))
    text = blocks.TextBlock(
        max_length=3000,
        label=_("Text"),
        help_text=_(
            "Put stars around each word to fill in: *kitchen*. Other right words after “/”, a tip "
            "after “:”, like *kitchen/chef:who cooks?*. Translations keep the stars."
        ),
    )
    ignores_case = blocks.BooleanBlock(
        required=False, default=True, label=_("Capital letters do not matter")
    )

    def check_whole(self, value: blocks.StructValue) -> None:
        """Refuse stars that make no blanks."""
        error = find_mark_error(value["text"], takes_variants=True)
        if error:
            raise blocks.StructBlockValidationError(block_errors={"text": ValidationError(error)})

    class Meta:
        icon = "edit"
        label = _("Fill the blanks")
        description = _("A text with blanks to type the missing words into.")
        group = EXERCISES
        template = TEMPLATE
        form_layout = [
            "skill", "level", "pass_percentage", "instruction", "text", "ignores_case",
            "feedback_right", "feedback_wrong",
        ]  # fmt: skip
        preview_value = {
            "level": "2",
            "instruction": "Fill in the missing words.",
            "text": "I will ask the *kitchen/chef:who cooks?* and come back to *you*.",
        }


class DragWordsBlock(FeedbackBlock):
    """A text with gaps, and the words to put into them."""

    instruction = blocks.CharBlock(max_length=250, label=_("Instruction"))
    text = blocks.TextBlock(
        max_length=3000,
        label=_("Text"),
        help_text=_(
            "Put stars around each word to drag: *kitchen*, with a tip after “:”, like "
            "*kitchen:who cooks?*. Translations keep the stars."
        ),
    )
    distractors = blocks.ListBlock(
        blocks.CharBlock(max_length=MAX_TYPED, label=_("Word")),
        default=[],
        max_num=12,
        label=_("Words that belong nowhere"),
    )

    def check_whole(self, value: blocks.StructValue) -> None:
        """Refuse stars that make no gaps, and words that do not mislead."""
        errors = {}
        error = find_mark_error(value["text"], takes_variants=False)
        if error:
            errors["text"] = ValidationError(error)
        error = find_distractor_error(value["text"], list(value["distractors"]))
        if error:
            errors["distractors"] = ValidationError(error)
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)

    class Meta:
        icon = "expand-right"
        label = _("Drag the words")
        description = _("A text with gaps, and the words to put into them.")
        group = EXERCISES
        template = TEMPLATE
        form_layout = [
            "skill", "level", "pass_percentage", "instruction", "text", "distractors",
            "feedback_right", "feedback_wrong",
        ]  # fmt: skip
        preview_value = {
            "level": "2",
            "instruction": "Put each word where it belongs.",
            "text": "First *listen*, then *thank* the guest, and only then *explain*.",
            "distractors": ["argue"],
        }


def find_distractor_error(text: str, distractors: list[str]) -> str:
    """Return what is wrong with words that belong nowhere in ``text``, or nothing."""
    right = {tidy(mark.word) for mark in list_marks(text)}
    for word in distractors:
        if FORBIDDEN & set(word):
            return gettext("Write “%(word)s” without * / and :.") % {"word": word}
        if tidy(word) in right:
            return gettext("“%(word)s” belongs into the text, so it cannot mislead.") % {
                "word": word
            }
    if len({tidy(word) for word in distractors}) < len(distractors):
        return gettext("Each word can be there once only.")
    return ""


class MarkWordsBlock(FeedbackBlock):
    """A text in which to mark words."""

    instruction = blocks.CharBlock(max_length=250, label=_("Instruction"))
    text = blocks.TextBlock(
        max_length=1500,
        label=_("Text"),
        help_text=_("Put stars around each word that is to be marked: *nuts*."),
    )

    def check_whole(self, value: blocks.StructValue) -> None:
        """Refuse a text without a word to mark."""
        error = find_plain_error(value["text"])
        if error:
            raise blocks.StructBlockValidationError(block_errors={"text": ValidationError(error)})

    class Meta:
        icon = "clipboard-list"
        label = _("Mark the words")
        description = _("A text in which to mark the words that something is true of.")
        group = EXERCISES
        template = TEMPLATE
        form_layout = [
            "skill", "level", "pass_percentage", "instruction", "text",
            "feedback_right", "feedback_wrong",
        ]  # fmt: skip
        preview_value = {
            "level": "2",
            "instruction": "Mark every allergen.",
            "text": "Pesto is made of basil, *pine* *nuts*, oil and *cheese*.",
        }
