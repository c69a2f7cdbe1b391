"""What trainers may write in scenes, quizzes and texts, and what of it is translated."""

import copy

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Locale
from wagtail_localize.models import TranslationSource
from wagtail_localize.operations import translate_object

from courses.blocks import LessonBodyBlock
from courses.models import LessonPage
from courses.selectors.exercises import list_exercises
from tests.courses.scene_blocks import make_block
from tests.factories.courses import add_course, add_lesson, text, translate_index

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

KINDS = [
    "drag_zones", "image_hotspots", "branching", "quiz",
    "video_questions", "short_text", "reflection",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _lenient(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.ZEAL_RAISE = False


def find_faults(kind, change):
    """Return what the editor says of a block that ``change`` was made to, as one text."""
    stored = make_block(kind)["value"]
    change(stored)
    block = LessonBodyBlock().child_blocks[kind]
    try:
        block.clean(block.to_python(copy.deepcopy(stored)))
    except ValidationError as error:
        return " ".join(list_messages(error))
    return ""


def list_messages(error):
    """Return the sentences of an error of blocks, wherever they are in it."""
    inner = getattr(error, "block_errors", None)
    found = list(getattr(error, "non_block_errors", None) or [])
    if inner:
        found += inner.values() if isinstance(inner, dict) else [e for e in inner if e]
    for one in found:
        if hasattr(one, "block_errors") or hasattr(one, "non_block_errors"):
            yield from list_messages(one)
        else:
            yield from getattr(one, "messages", [str(one)])
    if not found:
        yield from getattr(error, "messages", [str(error)])


def item(value, name, place=0):
    return value[name][place]["value"]


def choice_of(value, situation, choice):
    return item(item(value, "situations", situation), "choices", choice)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "video_questions"])
def test_what_is_whole_is_accepted(kind):
    assert find_faults(kind, lambda value: None) == ""


@pytest.mark.parametrize(
    ("kind", "change", "words"),
    [
        ("drag_zones", lambda v: item(v, "items").update(zones="3"), "zones 1 to 2"),
        ("drag_zones", lambda v: item(v, "items").update(zones="a"), "commas between them"),
        ("drag_zones", lambda v: item(v, "zones").update(width=97), "sticks out"),
        (
            "drag_zones",
            lambda v: [one["value"].update(zones="") for one in v["items"]],
            "must belong in a zone",
        ),
        ("drag_zones", lambda v: v["picture"].update(alt_text=""), "required"),
        ("branching", lambda v: choice_of(v, 1, 0).update(next=2), "after 2 and up to 3"),
        ("branching", lambda v: choice_of(v, 0, 0).update(next=9), "after 1 and up to 3"),
        ("branching", lambda v: choice_of(v, 0, 0).update(next=3), "No choice leads to this"),
        (
            "branching",
            lambda v: [
                choice["value"].update(points=0)
                for one in v["situations"]
                for choice in one["value"]["choices"]
            ],
            "Give points",
        ),
        ("branching", lambda v: item(v, "outcomes").update(from_percent=5), "from 0 per cent"),
        ("quiz", lambda v: v.update(draw=9), "fewer questions"),
        (
            "quiz",
            lambda v: item(item(v, "questions"), "options").update(is_correct=False),
            "Mark at least one answer",
        ),
        ("short_text", lambda v: v.update(criteria=[]), "minimum number of items is 1"),
    ],
)
def test_faults_are_said_in_plain_words(kind, change, words):
    assert words in find_faults(kind, change)


@pytest.mark.parametrize("kind", KINDS)
def test_a_translation_keeps_what_is_right_and_who_is_who(kind):
    translate_index("sv")
    course = add_course(lessons=0)
    lesson = add_lesson(course, blocks=[text(), make_block(kind)])
    swedish = Locale.objects.get(language_code="sv")
    source, _ = TranslationSource.update_or_create_from_instance(lesson)
    strings = set(source.stringsegment_set.values_list("string__data", flat=True))
    assert list_exercises(lesson.body)[0].spec.question in strings
    assert not strings & {"allergies", "3", "1", "2", "1, 2", "100", "seen"}
    translate_object(course, [swedish])
    translate_object(lesson, [swedish])
    translated = LessonPage.objects.get(translation_key=lesson.translation_key, locale=swedish)
    before, after = list_exercises(lesson.body)[0], list_exercises(translated.body)[0]
    assert (after.block_id, after.spec.key) == (before.block_id, before.spec.key)
    assert after.spec.solution == before.spec.solution
    assert after.spec.score(before.spec.solution) == 1
