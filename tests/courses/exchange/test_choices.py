"""Multiple choice and true or false, to H5P and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.exercises.exchange.base import Loss, OutgoingFiles, Package
from courses.exercises.exchange.registry import CONVERTERS
from courses.selectors.h5p_words import SENTENCES, describe_losses
from tests.courses.exchange.kit import JUDGED, LINES, MARKS, NONSENSE, TEXTS, check_round, items

OPTIONS = st.lists(
    st.fixed_dictionaries({"text": LINES, "is_correct": st.booleans(), "feedback": TEXTS}),
    min_size=2,
    max_size=6,
).map(lambda options: [{**options[0], "is_correct": True}, *options[1:]])


@given(TEXTS, OPTIONS, MARKS)
def test_a_multiple_choice_comes_back(question, options, mark):
    value = {
        **JUDGED,
        "pass_percentage": mark,
        "question": question,
        "options": items(*options),
    }
    check_round("multiple_choice", value)


@given(TEXTS, st.booleans(), TEXTS, TEXTS)
def test_a_true_or_false_comes_back(text, is_true, right, wrong):
    value = {
        **JUDGED,
        "statement": text,
        "is_true": is_true,
        "feedback_right": right,
        "feedback_wrong": wrong,
    }
    check_round("true_false", value)


def test_what_is_right_is_a_word_in_h5p():
    value = {**JUDGED, "statement": "x", "is_true": True}
    out = CONVERTERS["true_false"].to_h5p(value, OutgoingFiles())
    assert out.params["correct"] == "true"


def test_what_h5p_has_more_is_told():
    params = {
        "media": {"type": {"library": "H5P.Image 1.1", "params": {}}},
        "question": '<p>Which <b>key</b> &amp; <a href="https://x.eu">door</a>?</p>\n',
        "answers": [
            {
                "text": "<div>The&nbsp;first</div>\n",
                "correct": True,
                "tipsAndFeedback": {"tip": "<p>Look</p>", "notChosenFeedback": "<p>No</p>"},
            }
        ],
        "overallFeedback": [
            {"from": 0, "to": 100, "feedback": "You got @score of @total"},
            {"from": 0, "to": 50, "feedback": "Half"},
        ],
        "behaviour": {"singlePoint": True, "autoCheck": True, "passPercentage": 60},
    }
    found = CONVERTERS["multiple_choice"].from_h5p(params, Package())
    assert found.value["question"] == "Which key & door?"
    assert found.value["pass_percentage"] == 60
    assert found.value["options"][0]["value"]["text"] == "The first"
    assert set(found.losses) == {
        Loss("choose-skill"), Loss("tips"), Loss("not-chosen-feedback"), Loss("add-feedback"),
        Loss("single-point"), Loss("score-words", "You got @score of @total"),
        Loss("overall-feedback", "Half"), Loss("media"), Loss("labels"),
        Loss("settings", "autoCheck"), Loss("formats"),
    }  # fmt: skip
    assert all(loss.code in SENTENCES for loss in found.losses)
    sentences = describe_losses(found.losses)
    assert "Feedback on the whole: “Half”" in sentences
    assert not any("%(" in sentence for sentence in sentences)


NAMES = [
    "question", "answers", "behaviour", "overallFeedback", "media", "l10n", "correct", "text",
    "questions", "textField", "distractors", "taskDescription", "choices", "intro", "summaries",
    "title", "description", "dialogs",
]  # fmt: skip


@pytest.mark.parametrize("kind", sorted(CONVERTERS))
@given(params=st.dictionaries(st.sampled_from(NAMES), NONSENSE, max_size=6))
def test_any_params_can_be_read(kind, params):
    CONVERTERS[kind].from_h5p(params, Package())
