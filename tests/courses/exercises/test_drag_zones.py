"""Items for zones on a picture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.exercises.drag_zones import DragZones, read_numbers
from courses.types import NothingChosenError, UnknownAnswerError
from tests.courses.exercises.scenes import drag_zones, flatten, make_wire

SPEC = DragZones.read(drag_zones())


def fill(**placed):
    """Return the form in which items (by text) were put into zones (by label)."""
    view = SPEC.draw(make_wire(), None)
    zones = {zone.label: zone.token for zone in view.zones}
    return {
        item.name: [zones[placed[item.text]] if item.text in placed else ""] for item in view.items
    }


def test_everything_in_its_place_is_right():
    form = fill(Map="Desk", Passport="Safe", Pen="Safe")
    answer = SPEC.read_answer(form, make_wire()).answer
    assert answer == {"item0": "zone0", "item1": "zone1", "item2": "zone1"}
    assert SPEC.score(answer) == 1
    assert all(part.is_right for part in SPEC.judge(answer))


def test_a_decoy_on_the_picture_costs_an_item():
    form = fill(Map="Desk", Passport="Safe", Pen="Desk", Sandwich="Desk")
    answer = SPEC.read_answer(form, make_wire()).answer
    assert SPEC.score(answer) == pytest.approx(2 / 3)
    decoy = SPEC.judge(answer)[3]
    assert (decoy.prompt, decoy.is_right, decoy.feedback) == ("Sandwich", False, "Not here.")


def test_nothing_placed_is_no_answer():
    with pytest.raises(NothingChosenError):
        SPEC.read_answer(fill(), make_wire())


def test_a_zone_of_another_exercise_is_refused():
    form = {name: ["0123456789abcdef"] for name in fill()}
    with pytest.raises(UnknownAnswerError):
        SPEC.read_answer(form, make_wire())


@given(st.binary(min_size=1))
def test_the_page_says_nothing_of_what_is_right(key):
    """The same exercise with other right zones is drawn the same."""
    swapped = drag_zones()
    for item, numbers in zip(swapped["items"], ("2", "", "1", "1"), strict=True):
        item["value"]["zones"] = numbers
        item["value"]["feedback"] = "Something else."
    wire = make_wire(key=key)
    other = DragZones.read(swapped)
    assert flatten(SPEC.draw(wire, None)) == flatten(other.draw(wire, None))
    assert "item0" not in flatten(SPEC.draw(wire, None))


def test_what_was_placed_is_shown_again_with_what_is_right():
    view = SPEC.draw(make_wire(), {"item0": "zone1", "item1": "zone1"})
    shown = {item.text: item for item in view.items}
    assert (shown["Map"].is_right, shown["Passport"].is_right) == (False, True)
    assert (shown["Pen"].zone, shown["Pen"].is_right) == ("", None)
    assert sorted(view.zones[1].placed.split()) == sorted(
        [shown["Map"].letter, shown["Passport"].letter]
    )


@pytest.mark.parametrize(
    ("text", "numbers"), [("", []), ("2", [2]), ("1, 3", [1, 3]), ("1 x 4", [1, 4])]
)
def test_numbers_are_read_from_what_people_write(text, numbers):
    assert read_numbers(text) == numbers


def test_a_number_of_no_zone_is_left_out():
    value = drag_zones()
    value["items"][0]["value"]["zones"] = "7, 1"
    assert DragZones.read(value).items[0].zones == {"zone0"}
