"""Places on a picture."""

import pytest

from courses.exercises.image_hotspots import ImageHotspots
from courses.types import NothingChosenError, UnknownAnswerError
from tests.courses.exercises.scenes import image_hotspots, make_wire

SPEC = ImageHotspots.read(image_hotspots())


def test_looking_at_it_is_done_and_never_scored():
    assert not SPEC.is_scored
    handed = SPEC.read_answer({"seen": ["1"]}, make_wire())
    assert SPEC.score(handed.answer) == 1
    assert [part.is_right for part in SPEC.judge(handed.answer)] == [None]
    with pytest.raises(NothingChosenError):
        SPEC.read_answer({}, make_wire())
    with pytest.raises(UnknownAnswerError):
        SPEC.score(["something else"])


def test_places_are_numbered_in_the_authors_order():
    view = SPEC.draw(make_wire(), None)
    assert [(spot.number, spot.heading, spot.left) for spot in view.hotspots] == [
        (1, "Door", 10.0),
        (2, "Desk", 60.5),
    ]
    assert not view.is_seen
    assert SPEC.draw(make_wire(), ["seen"]).is_seen
