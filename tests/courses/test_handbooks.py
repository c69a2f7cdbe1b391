"""Courses on paper: every kind of block, and never an answer."""

import copy

import pytest
from django.template.loader import render_to_string
from wagtail.blocks import StreamValue

from courses.blocks import LessonBodyBlock
from courses.exercises.kinds import KINDS
from courses.reports.handbooks import ROWS, get_handbook_pdf, print_courses
from courses.selectors.handbooks import clean_text, list_handbook_courses, list_parts
from tests.courses.unpacking import needs_pango
from tests.factories.courses import add_course, add_lesson, choice, statement, text

pytestmark = pytest.mark.django_db
BODY = LessonBodyBlock()


def make(kind, value=None):
    """Return the parts of one block, with the values that the editor previews."""
    block = BODY.child_blocks[kind]
    raw = block.meta.preview_value if value is None else value
    return list(list_parts(StreamValue(BODY, [(kind, block.normalize(raw))])))


def preview(kind):
    return copy.deepcopy(BODY.child_blocks[kind].meta.preview_value)


def draw(parts):
    return "".join(render_to_string("courses/handbook/part.html", {"part": one}) for one in parts)


@pytest.mark.parametrize("kind", sorted(set(BODY.child_blocks) - {"h5p"}))
def test_every_kind_of_block_has_a_place_on_paper(kind):
    parts = make(kind)
    assert len(parts) == 1
    assert draw(parts).strip() or kind == "picture"


def test_an_interactive_module_is_done_on_a_phone():
    value = {"title": "Dialog cards", "content": None}
    (part,) = list_parts(StreamValue(BODY, [("h5p", BODY.child_blocks["h5p"].normalize(value))]))
    assert part.kind == "phone"
    assert "Dialog cards – Do this on a phone" in draw([part])


def test_what_is_not_known_is_done_on_a_phone():
    class Strange:
        block_type = "hologram"
        value = {"heading": "Look around"}

    (part,) = list_parts([Strange()])
    assert (part.kind, part.text) == ("phone", "Look around")


def _multiple_choice(value):
    for option in value["options"]:
        option["is_correct"] = not option.get("is_correct")
        option["feedback"] = "Something else"


def _true_false(value):
    value["is_true"] = not value.get("is_true")


def _single_choice_set(value):
    for one in value["questions"]:
        one["right"], one["wrong"][0] = one["wrong"][0], one["right"]


def _summary(value):
    for one in value["sets"]:
        one["right"], one["wrong"][0] = one["wrong"][0], one["right"]


def _put_in_order(value):
    value["items"].reverse()


def _match_pairs(value):
    rights = [pair["right"] for pair in value["pairs"]]
    for pair, right in zip(value["pairs"], reversed(rights), strict=True):
        pair["right"] = right


def _flash_cards(value):
    for card in value["cards"]:
        card["back"] = "Something else"


def _short_text(value):
    value["model_answer"] = "Something else"


def _quiz(value):
    for one in value["questions"]:
        if one["type"] == "true_false":
            _true_false(one["value"])
        else:
            _multiple_choice(one["value"])


def _video_questions(value):
    for one in value["questions"]:
        _multiple_choice(one)


def _fill_blanks(value):
    value["text"] = "Something *else*."


def _drag_zones(value):
    for item in value["items"]:
        item["zones"] = ""


def _branching(value):
    for one in value["situations"]:
        one["choices"].reverse()


CHANGES = {
    "multiple_choice": _multiple_choice, "true_false": _true_false, "quiz": _quiz,
    "single_choice_set": _single_choice_set, "summary": _summary, "put_in_order": _put_in_order,
    "match_pairs": _match_pairs, "flash_cards": _flash_cards, "short_text": _short_text,
    "video_questions": _video_questions, "fill_blanks": _fill_blanks, "drag_words": _fill_blanks,
    "mark_words": _fill_blanks, "drag_zones": _drag_zones, "branching": _branching,
}  # fmt: skip


def test_every_kind_with_an_answer_is_tried_below():
    assert set(KINDS) - set(CHANGES) <= {"reflection", "image_hotspots", "h5p"}


@pytest.mark.parametrize("kind", sorted(CHANGES))
def test_another_answer_gives_the_same_paper(kind):
    """What is right cannot be read from a page that does not depend on it."""
    value = preview(kind)
    CHANGES[kind](value)
    assert value != BODY.child_blocks[kind].meta.preview_value
    assert draw(make(kind, value)) == draw(make(kind))


def test_links_go_and_headings_move_below_those_of_the_lesson():
    html = clean_text('<h2>Six</h2><p><a linktype="page" id="3">Ask</a> <b>now</b></p><h3>x</h3>')
    assert html == "<h4>Six</h4><p>Ask <b>now</b></p><h4>x</h4>"


def make_course(**fields):
    course = add_course(lessons=0, **fields)
    add_lesson(course, title="First", blocks=[text("<p>Ask the <b>kitchen</b>.</p>"), choice()])
    add_lesson(course, title="Second", blocks=[statement()])
    return course


def test_a_handbook_has_the_lessons_in_their_order_and_two_courses_cost_no_more(
    django_assert_max_num_queries,
):
    keys = [make_course(title=title).translation_key for title in ("B", "A")]
    with django_assert_max_num_queries(4):
        found = list_handbook_courses(course_keys=keys, language="hr")
    assert [course.title for course in found] == ["B", "A"]
    assert [lesson.title for lesson in found[0].lessons] == ["First", "Second"]
    assert found[0].language == "en"


@needs_pango
def test_a_handbook_can_be_a_pdf():
    course = make_course()
    found = list_handbook_courses(course_keys=[course.translation_key], language="en")
    printed = print_courses(found, absolute=lambda path: f"https://example.org{path}")
    content = get_handbook_pdf(printed, business="Hotell & Bar", language="sv")
    assert content.startswith(b"%PDF")


def test_the_list_to_sign_has_no_names():
    course = make_course()
    found = list_handbook_courses(course_keys=[course.translation_key], language="en")
    printed = print_courses(found, absolute=lambda path: f"https://example.org{path}")
    html = render_to_string(
        "courses/handbook/courses.html",
        {"courses": printed, "rows": ROWS, "language": "en", "is_pdf": False},
    )
    table = html[html.index("<tbody>") :]
    assert table.count("<tr>") == len(ROWS)
    assert table.count("<td></td>") == len(ROWS) * 4
    assert "Feedback" not in html
