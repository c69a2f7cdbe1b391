"""Flash cards."""

import pytest
from hypothesis import given

from courses.exercises.flash_cards import FlashCards
from courses.types import NothingChosenError, UnknownAnswerError
from tests.courses.exercises.kit import WIRE, check_form, check_solution, forms, items, refuse

SPEC = FlashCards.read(
    {
        "heading": "Say it in Italian",
        "cards": items({"front": "Good morning", "back": "Buongiorno"}),
    }
)


def test_going_through_the_cards_is_done_and_judges_nothing():
    assert not SPEC.is_scored
    answer = SPEC.read_answer({"answer": ["done"]}, WIRE).answer
    assert SPEC.score(answer) == 1
    assert SPEC.judge(answer) == ()
    assert [card.back for card in SPEC.draw(WIRE, answer).cards] == ["Buongiorno"]
    check_solution(SPEC)


def test_nothing_and_something_else_are_refused():
    refuse(SPEC, {}, NothingChosenError)
    refuse(SPEC, {"answer": ["right"]})
    with pytest.raises(UnknownAnswerError):
        SPEC.score(["id0"])


@given(forms(["answer"]))
def test_any_form_is_an_answer_or_refused(form):
    check_form(SPEC, form)
