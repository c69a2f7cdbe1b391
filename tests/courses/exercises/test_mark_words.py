"""Mark the words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.exercises.mark_words import MarkWords
from courses.types import NothingChosenError, UnknownAnswerError
from tests.courses.exercises.kit import WIRE, check_form, check_solution, forms, refuse

VALUE = {
    "instruction": "Mark every allergen.",
    "text": "“Pesto is made of basil, *pine* *nuts*, oil\nand *ewe's cheese*.”",
    "feedback_right": "You have found them.",
    "feedback_wrong": "Look at the end of the list.",
}
SPEC = MarkWords.read(VALUE)
SAFE = st.text(alphabet="abcåäö", min_size=1, max_size=5)


def test_every_word_can_be_marked_and_looks_alike():
    view = SPEC.draw(WIRE, None)
    assert [word.text for word in view.words] == [
        "Pesto", "is", "made", "of", "basil", "pine", "nuts", "oil", "and", "ewe's", "cheese",
    ]  # fmt: skip
    assert view.before == "“"
    assert view.words[6].after == ", oil"[:2]
    assert view.words[-1].after == ".”"
    assert all(word.is_right is None for word in view.words)


def test_a_wrong_word_costs_a_right_one():
    assert SPEC.right == [5, 6, 9, 10]
    answer = SPEC.read_answer({"word": ["5", "6", "4"]}, WIRE).answer
    assert answer == [4, 5, 6]
    assert SPEC.score(answer) == pytest.approx(1 / 4)
    assert [(p.words, p.is_right) for p in SPEC.judge(answer)] == [
        (("basil",), False), (("pine",), True), (("nuts",), True),
    ]  # fmt: skip
    assert SPEC.score(list(range(11))) == 0


@pytest.mark.parametrize("word", ["11", "-1", "1.0", "²", "９", "1e1", "9" * 50, ""])
def test_what_no_box_sends_is_refused(word):
    refuse(SPEC, {"word": [word]})


def test_nothing_marked_is_no_answer():
    refuse(SPEC, {}, NothingChosenError)


def test_a_text_without_stars_cannot_be_answered():
    empty = MarkWords.read({**VALUE, "text": "Plain words"})
    with pytest.raises(UnknownAnswerError):
        empty.score([0])
    assert MarkWords.read({**VALUE, "text": "…"}).draw(WIRE, None).before == "…"


@given(st.lists(st.tuples(SAFE, st.booleans()), min_size=1, max_size=9))
def test_the_solution_is_right(words):
    text = " ".join(f"*{word}*" if is_right else word for word, is_right in words)
    spec = MarkWords.read({**VALUE, "text": f"{text} *end*"})
    check_solution(spec)
    assert spec.right == [n for n, (_, is_right) in enumerate([*words, ("end", True)]) if is_right]


@given(forms(["word"]))
def test_any_form_is_an_answer_or_refused(form):
    check_form(SPEC, form)
