"""Courses from data files, as the demo site builds them."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Page, Revision

from courses.models import Activity, CoursePage, LessonPage
from courses.panels import Range, find_exercise_errors
from courses.services.authored_frame import CourseDataError, Media
from courses.services.authoring import CourseData, build_course, translate_course
from tests.factories.courses import set_up_index, translate_index
from uprest.demo.building.modules import keep_modules

pytestmark = pytest.mark.django_db
FILES = sorted(Path("uprest/demo/data/courses").glob("*.json"))


def read(path=FILES[0]):
    return json.loads(path.read_text(encoding="utf-8"))


def make_media(raw):
    """Return rows without files for all that a course uses."""
    blocks = [block for lesson in raw["lessons"] for block in lesson["blocks"]]
    return Media(
        pictures={
            block["drawing"]: Image.objects.create(
                title=block["drawing"], file="x.png", width=1, height=1, file_hash="x"
            )
            for block in blocks
            if "drawing" in block
        },
        documents={
            (block[name], code): Document.objects.create(title=code, file=f"x{ending}")
            for block in blocks
            for name, ending in (("file", ".txt"), ("video", ".webm"), ("captions", ".vtt"))
            if name in block
            for code in ("en", "sv")
        },
        modules={
            (block["name"], code): content
            for block in blocks
            if block["type"] == "h5p"
            for code, content in keep_modules(block, at=timezone.now()).items()
        },
    )


def test_a_course_is_built_once_and_translated_with_the_same_activities():
    raw = read()
    data, media = CourseData.read(raw), make_media(raw)
    index = set_up_index()
    translate_index("sv")
    course = build_course(index=index, data=data, media=media)
    assert course.live
    activities = list(Activity.objects.values())
    swedish = translate_course(course=course, language="sv", data=data, media=media)
    assert swedish.live
    assert swedish.title == raw["title"]["sv"]
    assert list(Activity.objects.values()) == activities
    lessons = LessonPage.objects.child_of(swedish).live()
    assert [page.title for page in lessons.order_by("path")] == [
        lesson["title"]["sv"] for lesson in raw["lessons"]
    ]
    assert not any(Page.find_problems())

    revisions = Revision.objects.count()
    again = build_course(index=index, data=data, media=media)
    translate_course(course=again, language="sv", data=data, media=media)
    assert Revision.objects.count() == revisions
    assert list(Activity.objects.values()) == activities


def test_what_has_changed_is_published_and_nothing_else():
    raw = read()
    media = make_media(raw)
    index = set_up_index()
    build_course(index=index, data=CourseData.read(raw), media=media)
    before = timezone.now() - timedelta(seconds=0)
    raw["lessons"][1]["title"]["en"] = "Another title"
    build_course(index=index, data=CourseData.read(raw), media=media)
    changed = Page.objects.filter(last_published_at__gt=before)
    assert [page.title for page in changed] == ["Another title"]


def test_a_block_keeps_its_id_when_another_is_put_before_it():
    raw = read()
    media = make_media(raw)
    index = set_up_index()
    build_course(index=index, data=CourseData.read(raw), media=media)
    keys = set(Activity.objects.values_list("key", flat=True))
    tip = {"type": "tip", "heading": {"en": "New"}, "text": {"en": "New"}}
    raw["lessons"][0]["blocks"].insert(0, tip)
    build_course(index=index, data=CourseData.read(raw), media=media)
    assert set(Activity.objects.values_list("key", flat=True)) == keys


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: raw["teaches"][0].update(skill="nothing"),
        lambda raw: raw["occupations"].append("nobody"),
        lambda raw: raw["requires"].append("no-course"),
        lambda raw: raw["lessons"][0]["blocks"].append({"type": "hologram"}),
        lambda raw: raw.pop("audience"),
    ],
)
def test_wrong_data_are_refused_and_nothing_is_left(spoil):
    raw = read()
    media = make_media(raw)
    spoil(raw)
    index = set_up_index()
    with pytest.raises(CourseDataError):
        build_course(index=index, data=CourseData.read(raw), media=media)
    assert not CoursePage.objects.exists()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_shipped_courses_pass_the_editors_own_checks(path):
    raw = read(path)
    build_course(index=set_up_index(), data=CourseData.read(raw), media=make_media(raw))
    taught = {row["skill"]: Range("", row["from"], row["to"]) for row in raw["teaches"]}
    for page in LessonPage.objects.all():
        assert find_exercise_errors(page.body, taught) == {}
        page.body.stream_block.clean(page.body)
