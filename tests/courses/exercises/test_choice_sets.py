"""The single choice set and the summary."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.exercises.choice_sets import SingleChoiceSet, Summary
from courses.types import NothingChosenError, UnknownAnswerError
from tests.courses.exercises.kit import (
    WIRE,
    WORDS,
    check_form,
    check_solution,
    forms,
    items,
    refuse,
)

QUESTIONS = items(
    {
        "question": "The guest is angry.",
        "right": "Tell me what happened.",
        "wrong": items("Nobody else complains.", "Calm down."),
        "feedback": "First listen.",
    },
    {
        "question": "A late check-out?",
        "right": "Let me see.",
        "wrong": items("No."),
        "feedback": "",
    },
)
SPEC = SingleChoiceSet.read({"instruction": "What do you say?", "questions": QUESTIONS})
SUMMARY = Summary.read({"instruction": "What is true?", "sets": QUESTIONS})
BOTH = pytest.mark.parametrize("spec", [SPEC, SUMMARY], ids=lambda spec: spec.kind)


@BOTH
def test_answers_travel_as_tokens_and_are_kept_as_ids(spec):
    form = {"answer.id0": [WIRE.hide("id0.right")], "answer.id1": [WIRE.hide("id1.id0")]}
    answer = spec.read_answer(form, WIRE).answer
    assert answer == {"id0": "right", "id1": "id0"}
    assert spec.score(answer) == 0.5
    first, second = spec.judge(answer)
    assert (first.is_right, first.feedback) == (True, "First listen.")
    assert (second.is_right, second.words) == (False, ("No.",))


@BOTH
def test_a_question_left_out_is_wrong(spec):
    answer = spec.read_answer({"answer.id1": [WIRE.hide("id1.right")]}, WIRE).answer
    assert spec.score(answer) == 0.5
    assert [part.chosen for part in spec.judge(answer)] == [(), ("right",)]
    refuse(spec, {}, NothingChosenError)


@BOTH
def test_tokens_of_another_question_are_foreign(spec):
    for foreign in (WIRE.hide("id1.right"), "right", "", "id0"):
        refuse(spec, {"answer.id0": [foreign]})
    for stored in ({"id7": "right"}, {"id0": "id9"}, {}, ["right"]):
        with pytest.raises(UnknownAnswerError):
            spec.score(stored)


@BOTH
def test_the_page_says_nothing_of_what_is_right(spec):
    view = spec.draw(WIRE, None)
    shown = repr(view)
    assert "'right'" not in shown
    assert "First listen." not in shown
    assert all(o.is_right is None for q in view.questions for o in q.choice.options)
    places = set()
    for number in range(40):
        question = (
            SingleChoiceSet.read(
                {"instruction": "", "questions": [{**QUESTIONS[0], "id": f"q{number}"}]}
            )
            .draw(WIRE, None)
            .questions[0]
        )
        texts = [option.text for option in question.choice.options]
        places.add(texts.index("Tell me what happened."))
    assert places == {0, 1, 2}


def test_only_what_was_chosen_is_judged_on_the_page():
    view = SPEC.draw(WIRE, {"id0": "id0"})
    verdicts = {o.text: o.is_right for o in view.questions[0].choice.options}
    assert verdicts["Nobody else complains."] is False
    assert verdicts["Tell me what happened."] is None


@given(st.lists(st.tuples(WORDS, st.lists(WORDS, min_size=1, max_size=3)), min_size=1, max_size=5))
def test_the_solution_is_right(questions):
    stored = items(*({"right": right, "wrong": items(*wrong)} for right, wrong in questions))
    check_solution(Summary.read({"instruction": "x", "sets": stored}))


@given(forms(["answer.id0", "answer.id1"]))
def test_any_form_is_an_answer_or_refused(form):
    check_form(SPEC, form)
