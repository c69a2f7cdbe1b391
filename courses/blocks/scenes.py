"""Exercises on a picture, and a working day that goes on by what one chooses."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from courses.blocks.checked import CheckedBlock
from courses.blocks.exercise import EXERCISES, PRACTICE, TEMPLATE, ExerciseBlock
from courses.exercises.drag_zones import LETTERS, read_numbers

WHOLE = 100


class SceneBlock(blocks.StructBlock):
    """A picture that is worked on. What it shows is always said in words as well."""

    image = ImageChooserBlock(label=_("Picture"))
    alt_text = blocks.CharBlock(
        max_length=300,
        label=_("Text for those who cannot see it"),
        help_text=_("What the picture shows, so that the exercise can be done without seeing it."),
    )


def _make_share(label: Any, *, smallest: int = 0) -> blocks.FloatBlock:
    """Return a field for a place or a size, in per cent of the picture."""
    return blocks.FloatBlock(min_value=smallest, max_value=WHOLE, label=label)


class ZoneBlock(CheckedBlock):
    """A place on the picture, as a box in per cent of it."""

    label = blocks.CharBlock(max_length=80, label=_("Name of the zone"))
    x = _make_share(_("From the left, in per cent"))
    y = _make_share(_("From the top, in per cent"))
    width = _make_share(_("Width, in per cent"), smallest=4)
    height = _make_share(_("Height, in per cent"), smallest=4)

    def check_whole(self, value: blocks.StructValue) -> None:
        """Refuse a zone that sticks out of the picture."""
        errors = {
            size: ValidationError(_("The zone sticks out of the picture. Make it smaller."))
            for start, size in (("x", "width"), ("y", "height"))
            if value[start] + value[size] > WHOLE
        }
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)


class ZoneItemBlock(blocks.StructBlock):
    """Something to put into a zone."""

    text = blocks.CharBlock(max_length=80, label=_("Item"))
    zones = blocks.RegexBlock(
        regex=r"^\s*\d+(\s*,\s*\d+)*\s*$",
        required=False,
        label=_("Numbers of the right zones"),
        help_text=_("For example 2, or 1, 3. Leave it empty if it belongs in none of them."),
        error_messages={"invalid": _("Write numbers with commas between them, for example 1, 3.")},
    )
    feedback = blocks.TextBlock(required=False, label=_("Feedback"))


class DragZonesBlock(ExerciseBlock):
    """Items to put where they belong on a picture."""

    instruction = blocks.CharBlock(max_length=250, label=_("What to do"))
    picture = SceneBlock(label=_("Picture"))
    zones = blocks.ListBlock(ZoneBlock(), min_num=2, max_num=9, label=_("Zones"))
    items = blocks.ListBlock(
        ZoneItemBlock(), min_num=2, max_num=min(12, len(LETTERS)), label=_("Items")
    )

    def check_whole(self, value: blocks.StructValue) -> None:
        """Refuse numbers of zones that are not there, and items that all belong nowhere."""
        last = len(value["zones"])
        numbers = [read_numbers(item["zones"] or "") for item in value["items"]]
        errors = {
            index: blocks.StructBlockValidationError(
                block_errors={
                    "zones": ValidationError(_("There are zones 1 to %(last)d.") % {"last": last})
                }
            )
            for index, wanted in enumerate(numbers)
            if any(not 1 <= number <= last for number in wanted)
        }
        if errors:
            raise blocks.StructBlockValidationError(
                block_errors={"items": blocks.ListBlockValidationError(block_errors=errors)}
            )
        if not any(numbers):
            raise blocks.StructBlockValidationError(
                non_block_errors=[gettext("At least one item must belong in a zone.")]
            )

    class Meta:
        icon = "crosshairs"
        label = _("Drag to zones on a picture")
        description = _("Items to put where they belong on a picture, scored on the server.")
        template = TEMPLATE
        group = EXERCISES
        preview_value = {
            "level": "3",
            "instruction": "Where does each thing go?",
            "picture": {"image": None, "alt_text": ""},
            "zones": [
                {"label": "On the desk", "x": 8, "y": 20, "width": 38, "height": 60},
                {"label": "In the safe", "x": 54, "y": 20, "width": 38, "height": 60},
            ],
            "items": [
                {"text": "The map of the town", "zones": "1", "feedback": "Guests ask for it."},
                {"text": "A passport left behind", "zones": "2", "feedback": "Never on the desk."},
            ],
        }


class HotspotBlock(blocks.StructBlock):
    """A place on the picture with a text."""

    x = _make_share(_("From the left, in per cent"))
    y = _make_share(_("From the top, in per cent"))
    heading = blocks.CharBlock(max_length=120, label=_("Heading"))
    text = blocks.TextBlock(label=_("Text"))


class ImageHotspotsBlock(blocks.StructBlock):
    """A picture with places to look at."""

    heading = blocks.CharBlock(max_length=250, label=_("Heading"))
    picture = SceneBlock(label=_("Picture"))
    hotspots = blocks.ListBlock(HotspotBlock(), min_num=1, max_num=12, label=_("Places"))

    class Meta:
        icon = "search"
        label = _("Places on a picture")
        description = _("A picture with numbered places to open and read.")
        template = TEMPLATE
        group = PRACTICE
        preview_value = {
            "heading": "What a guest sees first",
            "picture": {"image": None, "alt_text": ""},
            "hotspots": [
                {"x": 25, "y": 50, "heading": "The door", "text": "Open, and the light is on."},
                {"x": 70, "y": 50, "heading": "You", "text": "You look up and smile."},
            ],
        }


class BranchChoiceBlock(blocks.StructBlock):
    """Something that can be done, and what comes of it."""

    text = blocks.CharBlock(max_length=250, label=_("What one can do"))
    consequence = blocks.TextBlock(label=_("What comes of it"))
    next = blocks.IntegerBlock(
        required=False,
        min_value=2,
        label=_("Number of the next situation"),
        help_text=_("A later one. Leave it empty if the story ends here."),
    )
    points = blocks.IntegerBlock(min_value=0, max_value=10, default=0, label=_("Points"))


class SituationBlock(blocks.StructBlock):
    """What happens, and what can be done about it."""

    title = blocks.CharBlock(max_length=120, label=_("Title"))
    text = blocks.TextBlock(label=_("What happens"))
    choices = blocks.ListBlock(BranchChoiceBlock(), min_num=2, max_num=4, label=_("Choices"))


class OutcomeBlock(blocks.StructBlock):
    """How the story ends."""

    from_percent = blocks.IntegerBlock(
        min_value=0, max_value=100, label=_("From how many per cent of the points")
    )
    text = blocks.TextBlock(label=_("How it ended"))


class BranchingBlock(ExerciseBlock):
    """A situation of a working day that goes on by what one chooses."""

    introduction = blocks.CharBlock(max_length=250, label=_("Introduction"))
    situations = blocks.ListBlock(SituationBlock(), min_num=1, max_num=15, label=_("Situations"))
    outcomes = blocks.ListBlock(OutcomeBlock(), min_num=1, max_num=5, label=_("Endings"))

    def check_whole(self, value: blocks.StructValue) -> None:
        """Refuse a story that turns back, leads nowhere, leaves somebody out or has no ending."""
        situations = value["situations"]
        errors = _find_wrong_turns(situations) or _find_unreachable(situations)
        if errors:
            raise blocks.StructBlockValidationError(
                block_errors={"situations": blocks.ListBlockValidationError(block_errors=errors)}
            )
        if not any(choice["points"] for one in situations for choice in one["choices"]):
            raise blocks.StructBlockValidationError(
                non_block_errors=[gettext("Give points to at least one choice.")]
            )
        if not any(outcome["from_percent"] == 0 for outcome in value["outcomes"]):
            raise blocks.StructBlockValidationError(
                non_block_errors=[gettext("One ending must be for those from 0 per cent on.")]
            )

    class Meta:
        icon = "redirect"
        label = _("Situation with consequences")
        description = _("A working day that goes on by what one chooses, scored on the server.")
        template = TEMPLATE
        group = EXERCISES
        preview_value = {
            "level": "3",
            "introduction": "Ten past ten in the evening. You are alone at the desk.",
            "situations": [
                {
                    "title": "The room is taken",
                    "text": "A family arrives with a booking, and the house is full.",
                    "choices": [
                        {"text": "Say sorry and find them a room", "consequence": "They wait."},
                        {"text": "Ask them to call the portal", "consequence": "They are angry."},
                    ],
                }
            ],
            "outcomes": [{"from_percent": 0, "text": "The night was long."}],
        }


def _find_wrong_turns(situations: Any) -> dict[int, ValidationError]:
    """Return, by place, situations with a choice that leads back or beyond the last one."""
    last = len(situations)
    errors: dict[int, ValidationError] = {}
    for number, situation in enumerate(situations, start=1):
        wrong = {
            index: blocks.StructBlockValidationError(
                block_errors={
                    "next": ValidationError(
                        _("Choose a number after %(own)d and up to %(last)d, or none.")
                        % {"own": number, "last": last}
                    )
                }
            )
            for index, choice in enumerate(situation["choices"])
            if choice["next"] is not None and not number < choice["next"] <= last
        }
        if wrong:
            errors[number - 1] = blocks.StructBlockValidationError(
                block_errors={"choices": blocks.ListBlockValidationError(block_errors=wrong)}
            )
    return errors


def _find_unreachable(situations: Any) -> dict[int, ValidationError]:
    """Return, by place, situations that no choice leads to."""
    reached = {1} | {choice["next"] for one in situations for choice in one["choices"]}
    return {
        number - 1: blocks.StructBlockValidationError(
            non_block_errors=[gettext("No choice leads to this situation.")]
        )
        for number in range(1, len(situations) + 1)
        if number not in reached
    }
