"""Put in order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.exercises.base import Wire
from courses.exercises.put_in_order import PutInOrder
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

VALUE = {
    "instruction": "In which order?",
    "items": items("Listen", "Say sorry", "Offer a way out"),
    "feedback_right": "So it is.",
    "feedback_wrong": "What does the guest want first?",
}
SPEC = PutInOrder.read(VALUE)
NAMES = [f"place.{WIRE.hide(f'id{number}')}" for number in range(3)]


def test_each_step_at_its_place_counts():
    answer = SPEC.read_answer(dict(zip(NAMES, [["2"], ["1"], ["3"]], strict=True)), WIRE).answer
    assert answer == {"id0": 2, "id1": 1, "id2": 3}
    assert SPEC.score(answer) == pytest.approx(1 / 3)
    assert [(p.prompt, p.words, p.is_right) for p in SPEC.judge(answer)] == [
        ("Listen", ("2",), False), ("Say sorry", ("1",), False), ("Offer a way out", ("3",), True),
    ]  # fmt: skip
    assert [step.text for step in SPEC.draw(WIRE, answer).steps] == [
        "Say sorry", "Listen", "Offer a way out",
    ]  # fmt: skip


def test_steps_without_a_place_and_two_at_one_place_are_wrong():
    answer = SPEC.read_answer({NAMES[0]: ["1"], NAMES[1]: ["1"]}, WIRE).answer
    assert SPEC.score(answer) == pytest.approx(1 / 3)
    refuse(SPEC, {NAMES[0]: [""]}, NothingChosenError)


@pytest.mark.parametrize("place", ["0", "4", "-1", "１", "one", "1.0"])
def test_a_place_that_is_none_is_refused(place):
    refuse(SPEC, {NAMES[0]: [place]})


def test_stored_answers_about_other_steps_are_refused():
    for stored in ({"id9": 1}, {"id0": 9}, [], "id0"):
        with pytest.raises(UnknownAnswerError):
            SPEC.score(stored)


def test_the_page_never_begins_with_the_right_order():
    for number in range(60):
        view = SPEC.draw(Wire(str(number).encode()), None)
        assert [step.text for step in view.steps] != ["Listen", "Say sorry", "Offer a way out"]
        assert "id0" not in repr(view)
        assert all(step.place == 0 and step.is_right is None for step in view.steps)


@given(st.lists(WORDS, min_size=3, max_size=8))
def test_the_solution_is_right(steps):
    check_solution(PutInOrder.read({**VALUE, "items": items(*steps)}))


@given(forms(NAMES))
def test_any_form_is_an_answer_or_refused(form):
    check_form(SPEC, form)
