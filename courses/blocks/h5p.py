"""An interactive module: H5P content that somebody has uploaded."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.blocks.checked import CheckedBlock
from courses.blocks.exercise import PRACTICE
from courses.exercises.h5p import HIGHEST, LOWEST, USUAL_HEIGHT, DoneWhen
from uprest.h5p.blocks import H5PChooserBlock
from uprest.h5p.models import Content

LONGEST_STAY = 3600


class H5PBlock(CheckedBlock):
    """H5P content in a frame of its own."""

    title = blocks.CharBlock(
        max_length=150,
        label=_("Title"),
        help_text=_("What it is, in a few words: screen readers say it before the content."),
    )
    content = H5PChooserBlock(
        label=_("H5P content"),
        help_text=_("Only what is ready can be chosen. What waits for approval is not listed."),
    )
    done_when = blocks.ChoiceBlock(
        choices=[
            (DoneWhen.COMPLETED.value, _("it says that it is completed")),
            (DoneWhen.OPENED.value, _("it was opened")),
            (DoneWhen.STAYED.value, _("it was open for some time")),
        ],
        default=DoneWhen.COMPLETED.value,
        label=_("Done when"),
        help_text=_(
            "Dialog cards, image hotspots and accordions never say that they are complete."
        ),
    )
    seconds = blocks.IntegerBlock(
        required=False, min_value=1, max_value=LONGEST_STAY, label=_("Seconds to stay")
    )
    height = blocks.IntegerBlock(
        default=USUAL_HEIGHT,
        min_value=LOWEST,
        max_value=HIGHEST,
        label=_("Height at the start, in pixels"),
        help_text=_("The frame grows and shrinks with its content."),
    )

    def check_whole(self, value: blocks.StructValue) -> None:
        """Refuse a stay without a length."""
        if value["done_when"] == DoneWhen.STAYED and not value["seconds"]:
            raise blocks.StructBlockValidationError(
                block_errors={"seconds": ValidationError(_("Say how many seconds."))}
            )

    def get_preview_value(self) -> Any:
        """Return the newest content, so that the preview among the blocks plays something."""
        newest = Content.objects.filter(status=Content.Status.READY).first()
        return self.normalize({**super().get_preview_value(), "content": newest})

    class Meta:
        icon = "media"
        group = PRACTICE
        label = _("Interactive module (H5P)")
        description = _(
            "H5P content that somebody has uploaded. Done, and no evidence for a skill."
        )
        template = "courses/blocks/h5p.html"
        preview_value = {"title": "An interactive module", "content": None}
