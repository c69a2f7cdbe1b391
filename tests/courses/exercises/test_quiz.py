"""A quiz that draws from a bank."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.exercises.quiz import ANEW, Quiz
from courses.types import NothingChosenError, UnknownAnswerError
from tests.courses.exercises.scenes import flatten, make_wire, quiz

SPEC = Quiz.read(quiz())


def fill(view, choose):
    """Return the form of a drawn quiz; ``choose`` picks from the options of a question."""
    form = {"turn": [view.turn]}
    for asked in view.questions:
        form[asked.choice.name] = choose(asked)
    return form


def right(asked):
    return [option.id for option in asked.choice.options if option.text in ("yes", "")][:1]


def prompts(view):
    return [asked.prompt for asked in view.questions]


@given(st.text(max_size=8))
def test_a_draw_stays_the_same_until_the_next_try(turn):
    first = SPEC.draw(make_wire(turn), None)
    assert first == SPEC.draw(make_wire(turn), None)
    assert len(first.questions) == len(set(prompts(first))) == 2


def test_tries_and_learners_get_different_draws():
    draws = {tuple(sorted(prompts(SPEC.draw(make_wire(f"7 {n}"), None)))) for n in range(40)}
    assert len(draws) == 10  # two of five
    other = {tuple(sorted(prompts(SPEC.draw(make_wire(f"{n} 0"), None)))) for n in range(40)}
    assert len(other) == 10


def test_only_drawn_questions_are_sent_and_nothing_says_what_is_right():
    view = SPEC.draw(make_wire("1 0"), None)
    sent = flatten(view)
    for question in SPEC.bank:
        assert (question.spec.question in sent) == (question.spec.question in prompts(view))
    assert "About" not in sent
    assert "It is" not in sent
    swapped = quiz()
    for one in swapped["questions"]:
        for item in one["value"].get("options", ()):
            item["value"]["is_correct"] = not item["value"]["is_correct"]
        one["value"]["is_true"] = False
    assert flatten(Quiz.read(swapped).draw(make_wire("1 0"), None)) == sent


def test_all_right():
    wire = make_wire("1 0")
    answer = SPEC.read_answer(fill(SPEC.draw(wire, None), right), wire).answer
    assert SPEC.score(answer) == 1
    assert len(answer["drawn"]) == len(SPEC.judge(answer)) == 2


def test_a_question_left_out_is_worth_nothing():
    wire = make_wire("1 0")
    form = fill(SPEC.draw(wire, None), right)
    del form[SPEC.draw(wire, None).questions[0].choice.name]
    answer = SPEC.read_answer(form, wire).answer
    assert SPEC.score(answer) == 0.5
    assert SPEC.judge(answer)[0].words == ()


def test_nothing_chosen_burns_no_try():
    wire = make_wire("1 0")
    with pytest.raises(NothingChosenError):
        SPEC.read_answer(fill(SPEC.draw(wire, None), lambda asked: []), wire)


def test_the_form_of_another_try_is_refused():
    before, after = make_wire("1 0"), make_wire("1 1")
    form = fill(SPEC.draw(before, None), right)
    with pytest.raises(UnknownAnswerError):
        SPEC.read_answer(form, after)


def test_the_result_comes_first_and_the_next_questions_when_asked_for():
    wire = make_wire("1 1")
    result = SPEC.draw(wire, SPEC.solution)
    assert (result.is_result, result.right, result.asked) == (True, 2, 2)
    assert result.questions == ()
    again = SPEC.draw(wire, SPEC.solution, steps=ANEW)
    assert len(again.questions) == 2
    assert again.steps == ANEW


def test_an_old_answer_still_counts_when_more_are_drawn():
    more = Quiz.read(quiz(draw=4))
    assert more.score(SPEC.solution) == 1
    assert more.key != SPEC.key
