"""Exercises as H5P files that bring their libraries: accepted, ready, and the same on the way back.

The libraries are those of the real packages. Their versions are often older than those that the
converters name: the newest installed one of the same major version goes along.
"""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model

from courses.exercises.exchange.base import OutgoingFiles, Package
from courses.exercises.exchange.registry import CONVERTERS
from courses.services.h5p_exchange import export_exercise
from tests.courses.exchange.kit import forget_ids
from tests.courses.scene_blocks import make_block
from tests.factories.courses import LEARNT_AT, add_course, add_lesson, text
from tests.factories.exercises import exercise
from tests.factories.h5p import REAL
from uprest.h5p.api import Status, import_package, open_package, validate_package
from uprest.h5p.dependencies import KINDS_OF_DEPENDENCIES
from uprest.h5p.manifests import list_dependencies
from uprest.h5p.models import Content, Library

pytestmark = pytest.mark.django_db
# Which real package brings the libraries of a kind.
BRINGS = {
    "multiple_choice": "lumi--H5P.MultiChoice",
    "true_false": "lumi--H5P.TrueFalse",
    "fill_blanks": "lumi--H5P.Blanks",
    "drag_words": "h5pxblock--drag-the-words-1399",
    "mark_words": "lumi--H5P.MarkTheWords",
    "single_choice_set": "lumi--H5P.SingleChoiceSet",
    "summary": "jamestagal--H5P.Summary-1.10",
    "flash_cards": "jamestagal--H5P.Dialogcards-1.9",
    "drag_zones": "lumi--H5P.DragQuestion",
    "image_hotspots": "lumi--H5P.ImageHotspots",
    "quiz": "lumi--H5P.QuestionSet",
    "video_questions": "lumi--H5P.InteractiveVideo",
    "short_text": "lumi--H5P.Essay",
}
# What is another thing after a round, and the loss that says so.
SKILL = {"skill": "choose-skill", "level": "choose-skill"}
PICTURE_TEXT = {"picture.alt_text": "write-picture-text"}
CHANGED = dict.fromkeys(BRINGS, SKILL) | {
    "drag_zones": {**SKILL, **PICTURE_TEXT, "items.value.feedback": "item-feedback"},
    "image_hotspots": PICTURE_TEXT,
    "single_choice_set": {**SKILL, "questions.value.feedback": "question-feedback"},
    "video_questions": {**SKILL, "captions_language": "video"},
    "flash_cards": {},
    "short_text": {},
}
SCENES = {"drag_zones", "image_hotspots", "branching", "quiz", "video_questions", "short_text"}


@pytest.fixture(autouse=True)
def _storage(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    settings.ZEAL_RAISE = False


def make(kind):
    return make_block(kind) if kind in SCENES else exercise(kind)


def install(name):
    path = REAL / "valid" / f"{name}.h5p"
    if not path.exists():
        pytest.skip(f"REAL H5P PACKAGES ARE ABSENT: no {path} (set UPREST_SHARED_DATA)")
    with path.open("rb") as file:
        import_package(file=file, may_install=True, at=LEARNT_AT)


def export(block):
    lesson = add_lesson(add_course(lessons=0), blocks=[text(), block])
    return export_exercise(lesson=lesson, block_id=block["id"]).data


def judge(data):
    with open_package(io.BytesIO(data)) as package:
        return validate_package(package)


def list_changes(before, after, place=""):
    """Return the fields that are another thing, without their numbers in lists."""
    if isinstance(before, dict) and isinstance(after, dict):
        for name in before.keys() | after.keys():
            inner = f"{place}.{name}".removeprefix(".")
            yield from list_changes(before.get(name), after.get(name), inner)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for one, other in zip(before, after, strict=True):
            yield from list_changes(one, other, place)
    elif isinstance(before, float) and isinstance(after, float | int):
        if before != pytest.approx(after, abs=0.1):
            yield place
    elif (before or None) != (after or None):
        yield place


@pytest.mark.parametrize("kind", sorted(BRINGS))
def test_a_full_package_is_accepted_ready_and_the_same_on_the_way_back(kind):
    install(BRINGS[kind])
    block = make(kind)
    data = export(block)

    verdict = judge(data)
    converter = CONVERTERS[kind]
    assert verdict.problems == ()
    assert verdict.status is Status.ACCEPTED
    assert verdict.main_library.machine_name == converter.library.machine_name
    assert verdict.main_library.major == converter.library.major

    installed = Library.objects.count()
    content = import_package(file=io.BytesIO(data), may_install=False, at=LEARNT_AT).content
    assert content.status == Content.Status.READY, "nothing in it has to be approved"
    assert Library.objects.count() == installed

    pictures = {number: {} for number in converter.list_pictures(block["value"])}
    out = converter.to_h5p(block["value"], OutgoingFiles(pictures)).losses
    kept = []

    def keep_picture(path):
        kept.append(path)
        return next(iter(pictures))

    back = converter.from_h5p(verdict.params, Package(verdict.title, keep_picture))
    assert len(kept) == len(pictures)
    told = {loss.code for loss in (*out, *back.losses)}
    changes = set(list_changes(forget_ids(block["value"]), forget_ids(back.value)))
    assert changes == CHANGED[kind].keys()
    assert set(CHANGED[kind].values()) <= told


def test_the_closure_is_whole_and_what_is_played_is_listed_alone():
    """Every library that one names goes along, the editor's too; a player is told its own only."""
    install(BRINGS["multiple_choice"])
    verdict = judge(export(make("multiple_choice")))
    brought = {one.facts.name: one.facts.manifest for one in verdict.libraries}
    installed = {row.name for row in Library.objects.all()}
    named = {
        name
        for manifest in brought.values()
        for kind in KINDS_OF_DEPENDENCIES
        for name in list_dependencies(manifest, kind)
    }
    assert named & installed <= brought.keys()
    assert any(name.machine_name.startswith("H5PEditor.") for name in brought)
    listed = list_dependencies(verdict.manifest)
    assert set(listed) == {facts.name for facts in verdict.load_order}
    assert not any(name.machine_name.startswith("H5PEditor.") for name in listed)


@pytest.mark.parametrize("kind", sorted(CONVERTERS))
def test_without_libraries_it_is_the_content_alone_and_waits(kind):
    block = make(kind)
    data = export(block)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        folders = {name.split("/")[0] for name in package.namelist()}
    assert folders == {"h5p.json", "content"}
    verdict = judge(data)
    assert verdict.status is Status.WAITING
    assert {one.code for one in verdict.problems} == {"library-missing"}
    assert verdict.main_library == CONVERTERS[kind].library
    content = import_package(file=io.BytesIO(data), may_install=True, at=LEARNT_AT).content
    assert content.status == Content.Status.WAITING


def test_content_alone_is_ready_once_its_libraries_are_there():
    """TrueFalse is of the version that the converter names in another real package."""
    waiting = import_package(
        file=io.BytesIO(export(make("true_false"))), may_install=True, at=LEARNT_AT
    ).content
    install("jamestagal--TRUEFALSE-PRODUCTION-DEMO")
    waiting.refresh_from_db()
    assert waiting.status == Content.Status.READY


def test_a_video_goes_along_with_its_captions():
    """Of our own course, so that what is sent is what a trainer uploads."""
    install(BRINGS["video_questions"])
    folder = Path("uprest/demo/data/videos")
    ids = {}
    for name, path in (("video", "two-at-the-desk.webm"), ("captions", "en-two-at-the-desk.vtt")):
        content = ContentFile((folder / path).read_bytes(), name=path)
        ids[name] = get_document_model().objects.create(title=name, file=content).pk
    block = make("video_questions")
    block["value"] |= {**ids, "captions_language": "en"}
    verdict = judge(export(block))
    assert verdict.status is Status.ACCEPTED
    video = verdict.params["interactiveVideo"]["video"]
    assert video["files"][0]["mime"] == "video/webm"
    assert video["textTracks"]["videoTrack"][0]["track"]["mime"] == "text/vtt"
    assert {one.path for one in verdict.files} == {
        f"files/{ids['video']}.webm", f"files/{ids['captions']}.vtt",
    }  # fmt: skip
    converter = CONVERTERS["video_questions"]
    known = OutgoingFiles(documents={number: {} for number in ids.values()})
    lost = {loss.code for loss in converter.to_h5p(block["value"], known).losses}
    assert "video" not in lost
