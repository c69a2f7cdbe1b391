"""The body of a lesson: every block that it can be put together from."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.blocks.cards import FlashCardsBlock
from courses.blocks.choices import MultipleChoiceBlock, TrueFalseBlock
from courses.blocks.free_texts import ReflectionBlock, ShortTextBlock
from courses.blocks.h5p import H5PBlock
from courses.blocks.media import DownloadBlock, PictureBlock, VideoBlock
from courses.blocks.orders import MatchPairsBlock, PutInOrderBlock
from courses.blocks.questions import QuizBlock, VideoQuestionsBlock
from courses.blocks.scenes import BranchingBlock, DragZonesBlock, ImageHotspotsBlock
from courses.blocks.sets import SingleChoiceSetBlock, SummaryBlock
from courses.blocks.text import (
    GROUP,
    TEXT_FEATURES,
    ChecklistBlock,
    NeverBlock,
    PhraseBlock,
    TipBlock,
)
from courses.blocks.words import DragWordsBlock, FillBlanksBlock, MarkWordsBlock


class LessonBodyBlock(blocks.StreamBlock):
    """The body of a lesson."""

    text = blocks.RichTextBlock(
        features=TEXT_FEATURES,
        label=_("Text"),
        icon="pilcrow",
        group=GROUP,
        description=_("Paragraphs, headings and lists."),
        template="courses/blocks/text.html",
        preview_value="<h2>Six to know by heart</h2><p>You need to <b>take it seriously</b>.</p>",
    )
    phrase = PhraseBlock()
    tip = TipBlock()
    never = NeverBlock()
    picture = PictureBlock()
    video = VideoBlock()
    checklist = ChecklistBlock()
    download = DownloadBlock()
    multiple_choice = MultipleChoiceBlock()
    true_false = TrueFalseBlock()
    h5p = H5PBlock()
    drag_zones = DragZonesBlock()
    branching = BranchingBlock()
    quiz = QuizBlock()
    video_questions = VideoQuestionsBlock()
    image_hotspots = ImageHotspotsBlock()
    short_text = ShortTextBlock()
    reflection = ReflectionBlock()
    fill_blanks = FillBlanksBlock()
    drag_words = DragWordsBlock()
    mark_words = MarkWordsBlock()
    single_choice_set = SingleChoiceSetBlock()
    put_in_order = PutInOrderBlock()
    match_pairs = MatchPairsBlock()
    summary = SummaryBlock()
    flash_cards = FlashCardsBlock()
