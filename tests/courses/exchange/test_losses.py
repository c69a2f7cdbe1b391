"""What a package has and no importer carries over: it is said, whoever thought of it."""

import copy
import json
import zipfile

import pytest

from courses.exercises.exchange.base import Loss, OutgoingFiles, Package
from courses.exercises.exchange.registry import CONVERTERS
from courses.exercises.exchange.watching import SETTINGS
from courses.selectors.h5p_words import SENTENCES, describe_losses
from tests.courses.exchange.kit import JUDGED
from tests.courses.exercises import scenes
from tests.factories.exercises import VALUES, exercise
from tests.factories.h5p import REAL

PLANTED = {
    "words": ("<p>Planted words.</p>", Loss("unread-text", "Planted words.")),
    "file": ({"path": "images/planted.png", "mime": "image/png"}, Loss("media")),
    "content": ({"library": "H5P.Planted 1.0", "params": {}}, Loss("other-content", "H5P.Planted")),
    "picture": ([{"library": "H5P.Image 1.1", "params": {}}], Loss("media")),
}


def make_params(kind):
    """Return the exercise of the other tests as H5P."""
    known = kind in VALUES or kind in {"multiple_choice", "true_false"}
    value = exercise(kind)["value"] if known else {**JUDGED, **getattr(scenes, kind)()}
    if kind in {"drag_zones", "image_hotspots"}:
        value["picture"] = {"image": 7, "alt_text": "A desk."}
    return CONVERTERS[kind].to_h5p(value, OutgoingFiles({7: {"path": "images/a.png"}})).params


def import_(kind, params):
    """Return what is lost of ``params``; each loss has a sentence."""
    losses = set(CONVERTERS[kind].from_h5p(params, Package("Title")).losses)
    assert {loss.code for loss in losses} <= set(SENTENCES)
    assert not any("%(" in sentence for sentence in describe_losses(losses))
    return losses


def walk(value):
    """Yield all objects in ``value`` that are no settings and no files."""
    if isinstance(value, dict) and "path" not in value:
        yield value
        for name in set(value) - SETTINGS:
            yield from walk(value[name])
    elif isinstance(value, list):
        for one in value:
            yield from walk(one)


@pytest.mark.parametrize("kind", sorted(CONVERTERS))
def test_nothing_of_our_own_is_unknown(kind):
    assert not {loss.code for loss in import_(kind, make_params(kind))} & {
        "unread-text", "other-content", "media",
    }  # fmt: skip


@pytest.mark.parametrize("planted", sorted(PLANTED))
@pytest.mark.parametrize("kind", sorted(CONVERTERS))
def test_what_an_importer_never_looks_at_is_told_wherever_it_is(kind, planted):
    stored, loss = PLANTED[planted]
    whole = make_params(kind)
    for place in range(len(list(walk(whole)))):
        params = copy.deepcopy(whole)
        inside = list(walk(params))[place]
        inside["planted"] = stored
        assert loss in import_(kind, params), inside


def test_settings_and_words_on_buttons_are_not_told_one_by_one():
    params = {**make_params("fill_blanks"), "checkAnswer": "Check", "l10n": {"a": "<p>b</p>"}}
    assert "unread-text" not in {loss.code for loss in import_("fill_blanks", params)}


def test_the_end_of_a_quiz_is_told():
    end = {
        "overallFeedback": [{"from": 0, "to": 100, "feedback": "Well done."}],
        "successGreeting": "<p>Hooray</p>",
        "successVideo": [{"path": "videos/a.mp4"}],
    }
    params = make_params("quiz") | {"endGame": end, "backgroundImage": {"path": "images/a.png"}}
    assert import_("quiz", params) >= {
        Loss("overall-feedback", "Well done."), Loss("overall-feedback", "Hooray"),
        Loss("end-videos"), Loss("media"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda video: video["assets"].update(endscreens=[{"time": 9}]), "submit-screens"),
        (lambda video: video["assets"].update(bookmarks=[{"time": 9}]), "bookmarks"),
        (lambda video: adapt(video, wrong={"seekTo": 3}), "jumps"),
        (lambda video: adapt(video, correct={"message": "<p>On</p>"}), "jumps"),
        (lambda video: adapt(video, requireCompletion=True), "must-be-right"),
        (
            lambda video: video["video"]["startScreenOptions"].update(shortStartDescription="Look"),
            "introduction",
        ),
    ],
)
def test_what_a_video_does_besides_asking_is_told(change, code):
    params = make_params("video_questions")
    assert code not in {loss.code for loss in import_("video_questions", params)}
    change(params["interactiveVideo"])
    assert code in {loss.code for loss in import_("video_questions", params)}


def adapt(video, **adaptivity):
    video["assets"]["interactions"][0]["adaptivity"].update(adaptivity)


@pytest.mark.parametrize("name", ["startScreenTitle", "startScreenSubtitle"])
def test_the_start_of_a_story_is_told(name):
    params = make_params("branching")
    assert Loss("introduction") not in import_("branching", params)
    params["branchingScenario"]["startScreen"][name] = "<p>Another</p>"
    assert Loss("introduction") in import_("branching", params)


def test_both_texts_of_an_ending_come_along():
    params = make_params("branching")
    params["branchingScenario"]["endScreens"] = [
        {"endScreenTitle": "<p>The end</p>", "endScreenSubtitle": "<p>It was late.</p>"}
    ]
    found = CONVERTERS["branching"].from_h5p(params, Package())
    assert found.value["outcomes"][0]["value"]["text"] == "The end\nIt was late."


def test_a_real_video_tells_of_its_submit_screen():
    path = REAL / "valid" / "lumi--H5P.InteractiveVideo.h5p"
    if not path.exists():
        pytest.skip(f"REAL H5P PACKAGES ARE ABSENT: no {path} (set UPREST_SHARED_DATA)")
    with zipfile.ZipFile(path) as package:
        params = json.loads(package.read("content/content.json"))
    assert Loss("submit-screens") in import_("video_questions", params)
