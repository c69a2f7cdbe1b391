"""The single choice set, the summary and flash cards, to H5P and back."""

from hypothesis import given
from hypothesis import strategies as st

from courses.exercises.exchange.base import Loss, OutgoingFiles, Package
from courses.exercises.exchange.registry import CONVERTERS
from tests.courses.exchange.kit import (
    JUDGED,
    LINES,
    MARKS,
    TEXTS,
    check_round,
    forget_ids,
    go_round,
    items,
)  # fmt: skip

ANSWERS = {"right": LINES, "wrong": st.lists(LINES, min_size=1, max_size=3)}


def with_items(questions):
    return items(*({**one, "wrong": items(*one["wrong"])} for one in questions))


@given(
    LINES,
    st.lists(st.fixed_dictionaries({"question": LINES, **ANSWERS}), min_size=1, max_size=3),
    MARKS,
)
def test_a_single_choice_set_comes_back(instruction, questions, mark):
    questions = [{**one, "feedback": ""} for one in questions]
    value = {
        **JUDGED,
        "pass_percentage": mark,
        "instruction": instruction,
        "questions": with_items(questions),
    }
    check_round("single_choice_set", value, title=instruction)


@given(
    LINES,
    st.lists(st.fixed_dictionaries({**ANSWERS, "feedback": TEXTS}), min_size=1, max_size=3),
)
def test_a_summary_comes_back(instruction, sets):
    value = {**JUDGED, "instruction": instruction, "sets": with_items(sets)}
    check_round("summary", value, lost_out={"feedback-as-tip"}, lost_back={"tip-as-feedback"})


@given(
    LINES,
    st.lists(st.fixed_dictionaries({"front": LINES, "back": TEXTS}), min_size=1, max_size=4),
)
def test_flash_cards_come_back(heading, cards):
    value = {"heading": heading, "cards": items(*cards)}
    found, out, back = go_round("flash_cards", value)
    assert forget_ids(found) == forget_ids(value)
    assert (out, back) == (set(), {"labels"})


def test_feedback_to_a_question_is_told():
    question = {"question": "q", "right": "a", "wrong": items("b"), "feedback": "Because."}
    value = {**JUDGED, "instruction": "x", "questions": items(question)}
    out = CONVERTERS["single_choice_set"].to_h5p(value, OutgoingFiles())
    assert Loss("question-feedback") in out.losses


def test_what_cards_have_more_is_told():
    params = {
        "title": "<p>Berries</p>",
        "description": "<p>Turn them.</p>",
        "mode": "repetition",
        "dialogs": [
            {"text": "<p>a</p>", "answer": "b", "image": {"path": "x"}, "tips": {"front": "t"}}
        ],
    }
    found = CONVERTERS["flash_cards"].from_h5p(params, Package())
    assert set(found.losses) == {
        Loss("media"), Loss("tips"), Loss("description", "Turn them."), Loss("repetition"),
        Loss("labels"),
    }  # fmt: skip
