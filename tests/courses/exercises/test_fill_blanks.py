"""Fill the blanks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.exercises.fill_blanks import MAX_TYPED, FillBlanks
from courses.types import NothingChosenError, UnknownAnswerError
from tests.courses.exercises.kit import WIRE, check_form, check_solution, forms, refuse

VALUE = {
    "instruction": "Fill in the words.",
    "text": "I ask the *kitchen/chef:who cooks?* and come back to *you*.\nThen I *wait*.",
    "ignores_case": True,
    "feedback_right": "Well asked.",
    "feedback_wrong": "Who knows what is in the dish?",
}
SPEC = FillBlanks.read(VALUE)
SAFE = st.text(alphabet="abcåäöčé'", min_size=1, max_size=9)


def hand_in(*words):
    return SPEC.read_answer({f"gap.{n}": [word] for n, word in enumerate(words)}, WIRE).answer


def test_other_words_and_other_writing_are_right():
    assert SPEC.score(hand_in(" CHEF", "You", "wait")) == 1


def test_each_blank_counts_by_itself():
    answer = hand_in("waiter", "you", "")
    assert SPEC.score(answer) == pytest.approx(1 / 3)
    parts = SPEC.judge(answer)
    assert [part.is_right for part in parts] == [False, True, False]
    assert parts[0].prompt == "I ask the ___ and come back to ___.…"
    assert {part.feedback for part in parts} == {VALUE["feedback_wrong"]}
    assert {part.feedback for part in SPEC.judge(SPEC.solution)} == {VALUE["feedback_right"]}


def test_nothing_typed_is_no_answer():
    refuse(SPEC, {"gap.0": ["  "], "gap.1": [""]}, NothingChosenError)
    refuse(SPEC, {}, NothingChosenError)


@pytest.mark.parametrize("typed", ["x" * (MAX_TYPED + 1), "a\x00b", "\ud800"])
def test_what_no_field_sends_is_refused(typed):
    refuse(SPEC, {"gap.0": [typed]})


def test_capitals_matter_where_the_author_says_so():
    strict = FillBlanks.read({**VALUE, "ignores_case": False})
    assert strict.score(["KITCHEN", "you", "wait"]) == pytest.approx(2 / 3)
    assert strict.key != SPEC.key


def test_a_text_with_other_blanks_takes_no_old_answer():
    other = FillBlanks.read({**VALUE, "text": "Only *one*."})
    for stored in (SPEC.solution, [], "kitchen", [1]):
        with pytest.raises(UnknownAnswerError):
            other.score(stored)


def test_a_text_without_blanks_can_be_drawn_and_not_answered():
    empty = FillBlanks.read({**VALUE, "text": "The stars were lost."})
    assert empty.draw(WIRE, None).gaps == ()
    refuse(empty, {"gap.0": ["stars"]}, NothingChosenError)


def test_the_page_shows_blanks_of_one_kind_and_no_word():
    view = SPEC.draw(WIRE, None)
    assert [gap.tip for gap in view.gaps] == ["who cooks?", "", ""]
    assert all(gap.filled == "" and gap.is_right is None for gap in view.gaps)
    shown = repr(view)
    assert not any(word in shown for word in ("kitchen", "chef", "'you'", "'wait'"))


@given(st.lists(st.tuples(SAFE, SAFE), min_size=1, max_size=6))
def test_the_solution_is_right(words):
    text = " and ".join(f"*{first}/{second}*" for first, second in words)
    spec = FillBlanks.read({**VALUE, "text": text})
    check_solution(spec)
    assert spec.score([second for _, second in words]) == 1


@given(forms(["gap.0", "gap.1", "gap.2"]))
def test_any_form_is_an_answer_or_refused(form):
    check_form(SPEC, form)
