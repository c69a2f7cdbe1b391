"""Scenes, quizzes, videos and texts, to H5P and back; and real packages."""

import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.exercises.exchange.base import OutgoingFiles, Package
from courses.exercises.exchange.registry import CONVERTERS, find_by_library
from courses.exercises.kinds import KINDS
from courses.selectors.h5p_words import SENTENCES, describe_losses
from tests.courses.exchange.kit import JUDGED, NONSENSE, forget_ids, go_round
from tests.courses.exercises import scenes
from tests.factories.h5p import REAL

KINDS_HERE = [
    "drag_zones", "image_hotspots", "branching", "quiz", "video_questions", "short_text",
]  # fmt: skip
PICTURE = {"path": "images/desk.png", "mime": "image/png", "width": 640, "height": 320}


def make_value(kind):
    value = getattr(scenes, kind)()
    if kind in {"drag_zones", "image_hotspots"}:
        return {**value, "picture": {"image": 7, "alt_text": "A desk."}}
    return value


def come_back(kind):
    """Return the exercise before and after it was H5P."""
    value = {**JUDGED, **make_value(kind)}
    found, out, back = go_round(kind, value, title="Title", pictures={7: PICTURE})
    return KINDS[kind].read(value), KINDS[kind].read(found), out, back


def test_items_keep_their_zones():
    before, after, out, back = come_back("drag_zones")
    number = {zone.id: place for place, zone in enumerate(before.zones)}
    again = {zone.id: place for place, zone in enumerate(after.zones)}
    assert [(i.text, sorted(number[z] for z in i.zones)) for i in before.items] == [
        (i.text, sorted(again[z] for z in i.zones)) for i in after.items
    ]
    for one, other in zip(before.zones, after.zones, strict=True):
        assert (one.label, one.left, one.top) == (other.label, other.left, other.top)
        assert other.width == pytest.approx(one.width, abs=0.1)
        assert other.height == pytest.approx(one.height, abs=0.1)
    assert out == {"skill", "item-feedback", "picture-text", "title"}
    assert back == {"choose-skill", "labels", "write-picture-text"}


def test_places_keep_their_texts():
    before, after, out, _ = come_back("image_hotspots")
    assert [(s.left, s.top, s.heading, s.text) for s in before.hotspots] == [
        (s.left, s.top, s.heading, s.text) for s in after.hotspots
    ]
    assert out == {"picture-text", "title"}


def test_a_story_keeps_its_ways_and_points():
    before, after, out, back = come_back("branching")

    def shape(spec):
        return [
            (s.title, s.text, [(c.text, c.consequence, c.next, c.points) for c in s.choices])
            for s in spec.situations
        ]

    assert shape(before) == shape(after)
    assert after.question == before.question
    assert out == {"skill", "path-points", "outcomes"}
    assert "way-back" not in back


def test_a_way_back_is_told():
    params = CONVERTERS["branching"].to_h5p(make_value("branching"), OutgoingFiles()).params
    content = params["branchingScenario"]["content"]
    content[1]["type"]["params"]["branchingQuestion"]["alternatives"][0]["nextContentId"] = 0
    found = CONVERTERS["branching"].from_h5p(params, Package())
    assert "way-back" in {loss.code for loss in found.losses}
    assert found.value["situations"][1]["value"]["choices"][0]["value"]["next"] is None


def test_a_quiz_keeps_its_bank():
    value = {**JUDGED, **make_value("quiz"), "attempt_limit": 3, "pass_percentage": 60}
    found, out, _ = go_round("quiz", value)
    assert forget_ids(found["questions"]) == forget_ids(value["questions"])
    assert (found["draw"], found["pass_percentage"], found["heading"]) == (2, 60, "Ready?")
    assert "attempt-limit" in out


def test_questions_keep_their_times():
    before, after, out, back = come_back("video_questions")
    assert [one.second for one in after.timed] == [one.second for one in before.timed]
    assert [one.question.spec.question for one in after.timed] == ["First?", "Second?"]
    assert {"video"} <= out
    assert {"choose-video"} <= back


def test_a_text_keeps_model_and_criteria():
    before, after, out, back = come_back("short_text")
    assert (before.question, before.model_answer) == (after.question, after.model_answer)
    assert [c.text for c in before.criteria] == [c.text for c in after.criteria]
    assert out == {"criteria-as-text"}
    assert back == {"labels"}


@pytest.mark.parametrize("kind", KINDS_HERE)
def test_every_loss_has_a_sentence(kind):
    converter = CONVERTERS[kind]
    out = converter.to_h5p({**JUDGED, "pass_percentage": 50, **make_value(kind)}, OutgoingFiles())
    back = converter.from_h5p({}, Package())
    for losses in (out.losses, back.losses):
        assert {loss.code for loss in losses} <= set(SENTENCES)
        assert not any("%(" in sentence for sentence in describe_losses(losses))
    assert json.loads(json.dumps(out.params)) == out.params


NAMES = [
    "question", "hotspots", "image", "branchingScenario", "questions", "poolSize", "introPage",
    "interactiveVideo", "solution", "keywords", "content", "task", "settings", "assets",
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS_HERE)
@given(params=st.dictionaries(st.sampled_from(NAMES), NONSENSE, max_size=6))
def test_any_params_can_be_read(kind, params):
    CONVERTERS[kind].from_h5p(params, Package())
    nested = {name: dict.fromkeys(NAMES, params) for name in NAMES}
    CONVERTERS[kind].from_h5p(nested, Package())


@pytest.mark.skipif(
    not (REAL / "valid").is_dir(), reason="REAL H5P PACKAGES ARE ABSENT (set UPREST_SHARED_DATA)"
)
@pytest.mark.parametrize(
    "name", ["DragQuestion", "ImageHotspots", "QuestionSet", "InteractiveVideo", "Essay"]
)
def test_real_packages_are_read_and_what_is_lost_is_said(name):
    with zipfile.ZipFile(REAL / "valid" / f"lumi--H5P.{name}.h5p") as package:
        params = json.loads(package.read("content/content.json"))
    converter = find_by_library(f"H5P.{name}")
    found = converter.from_h5p(params, Package(title="A real one"))
    assert {loss.code for loss in found.losses} <= set(SENTENCES)
    spec = KINDS[converter.kind].read(found.value)
    if name == "DragQuestion":
        assert [item.text for item in spec.items] == ["Vaccinium", "Fragaria", "Rubus"]
        assert [len(item.zones) for item in spec.items] == [0, 1, 0]
    if name == "Essay":
        assert "Hobbit" in spec.question
        assert len(spec.criteria) == 6
