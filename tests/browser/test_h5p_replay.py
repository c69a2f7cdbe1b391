"""Exercises that were written here, played as H5P: exported with their libraries, taken in again.

The libraries are those of the real packages; a kind whose library none of them brings is not here.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.h5p_lessons import run
from tests.browser.test_h5p import (
    KEPT_TEXT,
    lessons_site,
    place,
    results,
    start,
    visit,
)
from tests.factories.h5p import REAL, list_real_packages

__all__ = ["lessons_site", "place", "visit"]

EXPORT = """
from pathlib import Path
from courses.services.h5p_exchange import export_exercise
from tests.courses.scene_blocks import make_block
from tests.factories.courses import add_course, add_lesson, text
from tests.factories.exercises import VALUES, exercise
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
made = {}

def keep(name):
    data = Path("uprest/demo/data/videos", name).read_bytes()
    file = ContentFile(data, name=name)
    return get_document_model().objects.create(title=name, file=file).pk

for kind in given["kinds"]:
    is_simple = kind in VALUES or kind in ("multiple_choice", "true_false")
    block = exercise(kind) if is_simple else make_block(kind)
    if kind == "video_questions":
        files = {"video": "two-at-the-desk.webm", "captions": "en-two-at-the-desk.vtt"}
        block["value"] |= {name: keep(file) for name, file in files.items()}
    lesson = add_lesson(add_course(lessons=0), blocks=[text(), block])
    path = Path(given["folder"]) / f"{kind}.h5p"
    path.write_bytes(export_exercise(lesson=lesson, block_id=block["id"]).data)
    made[kind] = str(path)
answer(made)
"""


def press_start(frame):
    frame.locator(".qs-startbutton").click()


def open_first_place(frame):
    frame.locator(".h5p-image-hotspot").first.press("Enter")


def find_video(frame):
    video = frame.locator("video").first
    expect(video).to_be_visible()
    expect(frame.locator("track[kind=captions]")).to_have_count(1)
    assert video.evaluate("video => video.currentSrc || video.src || video.innerHTML")


# What is read there, and what has to be done before.
READ = {
    "multiple_choice": ("What do you do?", None),
    "true_false": ("Traces can be enough.", None),
    "fill_blanks": ("Fill in the missing words.", None),
    "drag_words": ("Put each word where it belongs.", None),
    "mark_words": ("Mark every allergen.", None),
    "single_choice_set": ("The guest is angry.", None),
    "summary": ("What have you learnt?", None),
    "flash_cards": ("Good morning", None),
    "drag_zones": ("Passport", None),
    "image_hotspots": ("Open.", open_first_place),
    "quiz": (re.compile("Question [0-3]|Water is wet."), press_start),
    "video_questions": (None, find_video),
    "short_text": ("Answer the guest.", None),
}


@pytest.fixture(scope="module")
def replayed(lessons_site):
    """Return the address and block of a lesson for each kind that was exported and taken in."""
    real = list_real_packages("valid")
    if not real:
        pytest.skip(f"REAL H5P PACKAGES ARE ABSENT: no {REAL / 'valid'} (set UPREST_SHARED_DATA)")
    lessons_site.add_files(real)
    given = {"kinds": list(READ), "folder": str(lessons_site.folder)}
    paths = run(lessons_site.environment, EXPORT, given)
    contents = lessons_site.add_files(paths.values())
    lessons = [[{"content": contents[path], "title": kind}] for kind, path in paths.items()]
    made = lessons_site.add_lessons(*lessons)
    return {kind: (url, blocks[0]) for kind, (url, _, blocks) in zip(paths, made, strict=True)}


@pytest.mark.parametrize("kind", READ)
def test_an_exercise_is_played_as_h5p(lessons_site, replayed, visit, kind):
    page = visit(lessons_site)
    frame = start(page, replayed[kind][0])
    says, before = READ[kind]
    if before is not None:
        before(frame)
    if says is not None:
        expect(frame.get_by_text(says).locator("visible=true").first).to_be_visible()
    assert not page.errors
    assert not page.foreign


def test_a_multiple_choice_is_answered_there_by_keyboard_and_scored(lessons_site, replayed, visit):
    url, block = replayed["multiple_choice"]
    page = visit(lessons_site, "learner")
    frame = start(page, url)
    frame.locator(".h5p-answer", has_text="Answer 0").press("Space")
    with results(page):
        frame.locator(".h5p-question-check-answer").press("Enter")
    expect(page.locator("[data-h5p-status]")).to_have_text(KEPT_TEXT)
    expect(frame.get_by_text("Feedback 0").first).to_be_visible()
    assert [one["score"] for one in lessons_site.list_kept(block)] == [1.0]
    assert not page.errors


def test_a_statement_is_judged_there_by_keyboard_and_scored(lessons_site, replayed, visit):
    url, block = replayed["true_false"]
    page = visit(lessons_site, "learner")
    frame = start(page, url)
    frame.locator(".h5p-true-false-answer", has_text="True").press("Space")
    with results(page):
        frame.locator(".h5p-question-check-answer").press("Enter")
    # said twice: once to be seen, once for a moment to be heard
    expect(frame.get_by_text("Yes, traces can be enough.").first).to_be_visible()
    assert [one["score"] for one in lessons_site.list_kept(block)] == [1.0]
    assert not page.errors
