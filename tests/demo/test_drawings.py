import json
from io import BytesIO
from math import dist

import pytest
from PIL import Image

from uprest.core.icons import icon_names
from uprest.demo.drawings import DRAWINGS, PAPER, draw
from uprest.demo.samples import read_courses
from uprest.demo.strokes import flatten_path, icon_strokes


def test_there_is_a_drawing_for_every_picture_of_the_courses():
    wanted = {
        block["drawing"]
        for course in read_courses()
        for lesson in course["lessons"]
        for block in lesson["blocks"]
        if "drawing" in block
    }
    assert wanted == set(DRAWINGS)


@pytest.mark.parametrize("name", sorted(DRAWINGS))
def test_a_drawing_is_a_small_png_on_warm_paper(name):
    content = draw(name)
    image = Image.open(BytesIO(content))
    assert (image.format, image.size) == ("PNG", (1200, 600))
    assert len(content) < 60_000
    corner = image.convert("RGB").getpixel((2, 2))
    assert corner == tuple(int(PAPER[place : place + 2], 16) for place in (1, 3, 5))
    assert len(image.convert("RGB").getcolors(100_000)) > 10


def test_a_drawing_is_the_same_every_time():
    assert draw("last-mile-chain") == draw("last-mile-chain")


def test_arcs_keep_their_radius():
    (stroke,) = flatten_path("M20 21a8 8 0 0 0-16 0")
    assert stroke[0] == (20, 21)
    assert dist(stroke[-1], (4, 21)) < 1e-9
    assert all(abs(dist(point, (12, 21)) - 8) < 1e-9 for point in stroke)
    assert min(y for _, y in stroke) == pytest.approx(13)


def test_flags_of_arcs_may_stand_close_together():
    assert flatten_path("M0 0a1 1 0 011-1") == flatten_path("M0 0a1 1 0 0 1 1-1")


def test_mirrored_curves_go_on_smoothly():
    (stroke,) = flatten_path("M0 0C0 4 4 4 4 0S8-4 8 0")
    middle = stroke.index((4.0, 0.0))
    before, after = stroke[middle - 1], stroke[middle + 1]
    assert before[1] == pytest.approx(-after[1])


def test_every_icon_stays_on_its_square():
    for name in sorted(icon_names())[::25]:
        points = [point for stroke in icon_strokes(name) for point in stroke]
        assert points, name
        assert all(-0.5 <= value <= 24.5 for point in points for value in point), name


def test_courses_are_complete_in_four_languages():
    def walk(value):
        if isinstance(value, dict):
            if "en" in value:
                assert {"en", "sv", "it", "hr"} <= set(value), value
                assert all(str(text).strip() for text in value.values()), value
            for child in value.values():
                walk(child)
        elif isinstance(value, list):
            for child in value:
                walk(child)

    courses = read_courses()
    walk(courses)
    assert len(courses) == 10
    assert all(len(course["lessons"]) >= 3 for course in courses), json.dumps(courses)[:100]
