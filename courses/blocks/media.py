"""Blocks with a file: pictures, videos, downloads."""

from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from courses.blocks.checked import CheckedBlock
from courses.blocks.text import PHRASE_LANGUAGES

VIDEO_EXTENSIONS = {"mp4", "webm"}
CAPTION_EXTENSIONS = {"vtt"}
GROUP = _("Pictures and files")


def get_extension(filename: str) -> str:
    """Return the ending of ``filename`` without its dot, in lower case."""
    return PurePosixPath(filename).suffix.lstrip(".").lower()


class PictureBlock(CheckedBlock):
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

    def check_whole(self, value: blocks.StructValue) -> None:
        """Refuse a picture without a text, unless it is marked as decoration."""
        if not value["alt_text"].strip() and not value["is_decoration"]:
            raise blocks.StructBlockValidationError(
                block_errors={
                    "alt_text": ValidationError(
                        _("Say what the picture shows, or mark it as only decoration.")
                    )
                }
            )

    class Meta:
        icon = "image"
        group = GROUP
        label = _("Picture")
        description = _("A picture with a text for those who cannot see it.")
        template = "courses/blocks/picture.html"
        preview_value = {"image": None, "alt_text": "", "caption": "The last kilometre"}


class VideoBlock(CheckedBlock):
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

    def check_whole(self, value: blocks.StructValue) -> None:
        """Refuse files that a browser could not play or show."""
        errors = {}
        if get_extension(value["video"].filename) not in VIDEO_EXTENSIONS:
            errors["video"] = ValidationError(
                _("This is no video that every phone can play. Upload it as MP4 or WebM.")
            )
        if get_extension(value["captions"].filename) not in CAPTION_EXTENSIONS:
            errors["captions"] = ValidationError(
                _("Captions come as a WebVTT file: its name ends in .vtt.")
            )
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)

    class Meta:
        icon = "media"
        group = GROUP
        label = _("Video")
        description = _("A video with captions.")
        template = "courses/blocks/video.html"
        preview_value = {"title": "Two minutes at the desk", "video": None, "captions": None}


class DownloadBlock(blocks.StructBlock):
    """A file to keep or print."""

    title = blocks.CharBlock(max_length=120, label=_("Title"))
    document = DocumentChooserBlock(label=_("File"))

    class Meta:
        icon = "download"
        group = GROUP
        label = _("Download")
        description = _("A file to keep or print.")
        template = "courses/blocks/download.html"
        preview_value = {"title": "A reply to start from", "document": None}
