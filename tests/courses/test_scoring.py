"""Scores of exercises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.scoring import is_pass, score_choices, score_true_false

IDS = st.sets(st.sampled_from("abcdef"), min_size=2).map(frozenset)


@st.composite
def questions(draw):
    offered = draw(IDS)
    right = draw(st.sets(st.sampled_from(sorted(offered)), min_size=1).map(frozenset))
    chosen = draw(st.sets(st.sampled_from(sorted(offered))).map(frozenset))
    return chosen, right, offered


@given(questions())
def test_only_exactly_the_right_answers_pass(question):
    chosen, right, offered = question
    score = score_choices(chosen=chosen, right=right, offered=offered)
    assert 0 <= score <= 1
    assert is_pass(score) == (chosen == right)


@given(questions())
def test_another_wrong_tick_never_helps(question):
    chosen, right, offered = question
    score = score_choices(chosen=chosen, right=right, offered=offered)
    for wrong in offered - right:
        assert score_choices(chosen=chosen | {wrong}, right=right, offered=offered) <= score


@given(questions())
def test_another_right_tick_never_hurts(question):
    chosen, right, offered = question
    score = score_choices(chosen=chosen, right=right, offered=offered)
    for correct in right:
        assert score_choices(chosen=chosen | {correct}, right=right, offered=offered) >= score


def test_partial_rule():
    offered = frozenset("abcd")
    assert score_choices(chosen=frozenset("a"), right=frozenset("ab"), offered=offered) == 0.5
    assert score_choices(chosen=frozenset("abc"), right=frozenset("ab"), offered=offered) == 0.5
    assert score_choices(chosen=offered, right=frozenset("ab"), offered=offered) == 0


def test_a_question_without_a_right_answer_is_refused():
    with pytest.raises(ValueError):
        score_choices(chosen=frozenset("a"), right=frozenset(), offered=frozenset("ab"))


def test_an_answer_that_is_not_offered_is_refused():
    with pytest.raises(ValueError):
        score_choices(chosen=frozenset("z"), right=frozenset("a"), offered=frozenset("ab"))


@pytest.mark.parametrize("is_true", [True, False])
def test_true_or_false(is_true):
    assert score_true_false(answer=is_true, is_true=is_true) == 1
    assert score_true_false(answer=not is_true, is_true=is_true) == 0
