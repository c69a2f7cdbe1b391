"""Drag the words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.exercises.drag_words import DragWords
from courses.types import NothingChosenError, UnknownAnswerError
from tests.courses.exercises.kit import WIRE, check_form, check_solution, forms, items, refuse

VALUE = {
    "instruction": "Put each word where it belongs.",
    "text": "First *listen:with both ears*, then *thank*, then *listen* again.",
    "distractors": items("argue", "Listen"),
}
SPEC = DragWords.read(VALUE)
SAFE = st.text(alphabet="abcdåäö", min_size=1, max_size=5)


def test_a_word_that_stands_twice_is_offered_once():
    assert sorted(SPEC.words.values()) == ["argue", "listen", "thank"]
    assert SPEC.solution == ["0", "1", "0"]


def test_tokens_come_back_as_ids():
    form = {"gap.0": [WIRE.hide("1")], "gap.1": [WIRE.hide("1")], "gap.2": [""]}
    answer = SPEC.read_answer(form, WIRE).answer
    assert answer == ["1", "1", ""]
    assert SPEC.score(answer) == pytest.approx(1 / 3)
    assert [part.words for part in SPEC.judge(answer)] == [("thank",), ("thank",), ("",)]


def test_only_this_exercises_tokens_are_taken():
    for foreign in ("0", "xid0", "thank", WIRE.hide("2"), WIRE.hide("9")):
        refuse(SPEC, {"gap.0": [foreign]})
    refuse(SPEC, {"gap.0": [""]}, NothingChosenError)


def test_a_text_with_other_gaps_takes_no_old_answer():
    other = DragWords.read({**VALUE, "text": "Only *one*."})
    with pytest.raises(UnknownAnswerError):
        other.score(SPEC.solution)


def test_the_page_shows_tokens_in_an_order_that_says_nothing():
    view = SPEC.draw(WIRE, None)
    assert {token for token, _ in view.options} == {WIRE.hide(name) for name in SPEC.words}
    words = [word for _, word in view.options]
    again = [word for _, word in DragWords.read(VALUE).draw(WIRE, None).options]
    assert words == again
    assert view.gaps[0].tip == "with both ears"


@given(st.lists(SAFE, min_size=1, max_size=6), st.lists(SAFE, max_size=4))
def test_the_solution_is_right(words, others):
    text = " ".join(f"*{word}*" for word in words)
    check_solution(DragWords.read({**VALUE, "text": text, "distractors": items(*others)}))


@given(forms(["gap.0", "gap.1", "gap.2"]))
def test_any_form_is_an_answer_or_refused(form):
    check_form(SPEC, form)
