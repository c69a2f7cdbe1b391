"""Lesson blocks: what a trainer puts a lesson together from.

The two exercises are scored on the server; their right answers never reach the browser before
an attempt is handed in.
"""

from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from uprest.skills.selectors import list_skills
from uprest.skills.types import LEVELS

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ul", "ol", "link", "document-link"]
PHRASE_LANGUAGES = [
    ("en", "English"), ("sv", "Svenska"), ("it", "Italiano"), ("hr", "Hrvatski"),
    ("de", "Deutsch"), ("fr", "Français"), ("es", "Español"), ("nl", "Nederlands"),
]  # fmt: skip
VIDEO_EXTENSIONS = {"mp4", "webm"}
CAPTION_EXTENSIONS = {"vtt"}


def list_skill_choices() -> list[tuple[str, str]]:
    """Return code and name of each shipped skill, in the framework's order."""
    return [(skill.code, skill.name) for skill in list_skills()]


def get_extension(filename: str) -> str:
    """Return the ending of ``filename`` without its dot, in lower case."""
    return PurePosixPath(filename).suffix.lstrip(".").lower()


class SkillBlock(blocks.ChoiceBlock):
    """A choice of the shipped skills. Reading a lesson does not ask the database for the list."""

    def normalize_choice(self, value: str) -> str:
        """Take what is stored as it is; what is entered is still checked."""
        return value


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
        label = _("Tip")
        description = _("Something that helps, from somebody who knows.")
        template = "courses/blocks/tip.html"
        preview_value = {"heading": "Write it down", "text": "Note the room and the time."}


class NeverBlock(NoteBlock):
    """Something never to do, and why."""

    class Meta:
        icon = "warning"
        label = _("Never")
        description = _("Something never to do, and why.")
        template = "courses/blocks/never.html"
        preview_value = {
            "heading": "Never guess",
            "text": "Traces can be enough for a serious reaction.",
        }


class PictureBlock(blocks.StructBlock):
    """A picture. What it shows is said in words, unless it only decorates."""

    image = ImageChooserBlock(label=_("Picture"))
    is_decoration = blocks.BooleanBlock(required=False, label=_("Only decoration"))
    alt_text = blocks.CharBlock(
        required=False,
        max_length=300,
        label=_("Text for those who cannot see it"),
        help_text=_("What the picture shows. Required unless it only decorates."),
    )
    caption = blocks.CharBlock(required=False, max_length=250, label=_("Caption"))

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Refuse a picture without a text, unless it is marked as decoration."""
        cleaned = super().clean(value)
        if not cleaned["alt_text"].strip() and not cleaned["is_decoration"]:
            raise blocks.StructBlockValidationError(
                block_errors={
                    "alt_text": ValidationError(
                        _("Say what the picture shows, or mark it as only decoration.")
                    )
                }
            )
        return cleaned

    class Meta:
        icon = "image"
        label = _("Picture")
        description = _("A picture with a text for those who cannot see it.")
        template = "courses/blocks/picture.html"
        preview_value = {"image": None, "alt_text": "", "caption": "The last kilometre"}


class VideoBlock(blocks.StructBlock):
    """A video of our own, with captions."""

    title = blocks.CharBlock(max_length=120, label=_("Title"))
    video = DocumentChooserBlock(label=_("Video file (MP4 or WebM)"))
    captions = DocumentChooserBlock(label=_("Captions (WebVTT)"))
    captions_language = blocks.ChoiceBlock(
        choices=PHRASE_LANGUAGES, label=_("Language of the captions")
    )
    transcript = blocks.RichTextBlock(
        required=False, features=["bold", "italic", "ul", "ol"], label=_("Transcript")
    )

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Refuse files that a browser could not play or show."""
        cleaned = super().clean(value)
        errors = {}
        if get_extension(cleaned["video"].filename) not in VIDEO_EXTENSIONS:
            errors["video"] = ValidationError(
                _("This is no video that every phone can play. Upload it as MP4 or WebM.")
            )
        if get_extension(cleaned["captions"].filename) not in CAPTION_EXTENSIONS:
            errors["captions"] = ValidationError(
                _("Captions come as a WebVTT file: its name ends in .vtt.")
            )
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return cleaned

    class Meta:
        icon = "media"
        label = _("Video")
        description = _("A video with captions.")
        template = "courses/blocks/video.html"
        preview_value = {"title": "Two minutes at the desk", "video": None, "captions": None}


class ChecklistBlock(blocks.StructBlock):
    """Things to tick off. The ticks stay with the reader and are no evidence."""

    heading = blocks.CharBlock(max_length=120, label=_("Heading"))
    items = blocks.ListBlock(blocks.CharBlock(max_length=250, label=_("Item")), min_num=1)

    class Meta:
        icon = "list-ul"
        label = _("Checklist")
        description = _("Steps to tick off at work.")
        template = "courses/blocks/checklist.html"
        preview_value = {"heading": "Before the guest arrives", "items": ["Key", "Map", "Water"]}


class DownloadBlock(blocks.StructBlock):
    """A file to keep or print."""

    title = blocks.CharBlock(max_length=120, label=_("Title"))
    document = DocumentChooserBlock(label=_("File"))

    class Meta:
        icon = "download"
        label = _("Download")
        description = _("A file to keep or print.")
        template = "courses/blocks/download.html"
        preview_value = {"title": "A reply to start from", "document": None}


class ExerciseBlock(blocks.StructBlock):
    """What every exercise says: which skill it is about, and which level a right answer shows."""

    skill = SkillBlock(
        choices=list_skill_choices,
        label=_("Skill"),
        help_text=_("One of the skills that this course teaches."),
    )
    level = blocks.ChoiceBlock(
        choices=[(str(level), str(level)) for level in LEVELS if level],
        label=_("Level that a right answer shows"),
        help_text=_("Above the level that the course starts from, up to the one it leads to."),
    )


class AnswerChoiceBlock(blocks.StructBlock):
    """One answer to choose, with its feedback."""

    text = blocks.CharBlock(max_length=250, label=_("Answer"))
    is_correct = blocks.BooleanBlock(required=False, label=_("Right"))
    feedback = blocks.TextBlock(label=_("Feedback"))


class MultipleChoiceBlock(ExerciseBlock):
    """A question with one or more right answers."""

    question = blocks.TextBlock(label=_("Question"))
    options = blocks.ListBlock(AnswerChoiceBlock(), min_num=2, max_num=6, label=_("Answers"))

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Refuse a question without a right answer."""
        cleaned = super().clean(value)
        if not any(option["is_correct"] for option in cleaned["options"]):
            raise blocks.StructBlockValidationError(
                non_block_errors=[gettext("Mark at least one answer as right.")]
            )
        return cleaned

    class Meta:
        icon = "help"
        label = _("Multiple choice")
        description = _("A question with one or more right answers, scored on the server.")
        template = "courses/blocks/exercise.html"
        preview_value = {
            "level": "3",
            "question": "The chef is busy and says “should be fine”. What do you do?",
            "options": [
                {"text": "Serve the dish and watch the guest", "feedback": "Too late then."},
                {"text": "Ask to see the list", "is_correct": True, "feedback": "Yes."},
            ],
        }


class TrueFalseBlock(ExerciseBlock):
    """A statement that is true or false."""

    statement = blocks.TextBlock(label=_("Statement"))
    is_true = blocks.BooleanBlock(required=False, label=_("The statement is true"))
    feedback_right = blocks.TextBlock(label=_("Feedback to a right answer"))
    feedback_wrong = blocks.TextBlock(label=_("Feedback to a wrong answer"))

    class Meta:
        icon = "check"
        label = _("True or false")
        description = _("A statement that is true or false, scored on the server.")
        template = "courses/blocks/exercise.html"
        preview_value = {
            "level": "2",
            "statement": "A guest with a nut allergy may have “a little”.",
            "feedback_right": "Traces can be enough.",
            "feedback_wrong": "Traces can be enough.",
        }


class LessonBodyBlock(blocks.StreamBlock):
    """The body of a lesson."""

    text = blocks.RichTextBlock(
        features=TEXT_FEATURES,
        label=_("Text"),
        icon="pilcrow",
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
