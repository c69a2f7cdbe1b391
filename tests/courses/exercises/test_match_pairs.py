"""Match pairs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.exercises.match_pairs import MatchPairs
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
    "instruction": "Who helps?",
    "pairs": items(
        {"left": "A lost suitcase", "right": "The bus company"},
        {"left": "A nut allergy", "right": "The kitchen"},
        {"left": "A vegan guest", "right": "the kitchen"},
    ),
    "feedback_right": "Right people.",
    "feedback_wrong": "Who knows most about it?",
}
SPEC = MatchPairs.read(VALUE)


def test_what_reads_the_same_is_offered_once_and_right_for_both():
    assert SPEC.rights == {"id0": "The bus company", "id1": "The kitchen"}
    assert SPEC.solution == {"id0": "id0", "id1": "id1", "id2": "id1"}


def test_each_pair_counts():
    kitchen = WIRE.hide("right.id1")
    answer = SPEC.read_answer({"pair.id0": [kitchen], "pair.id2": [kitchen]}, WIRE).answer
    assert answer == {"id0": "id1", "id2": "id1"}
    assert SPEC.score(answer) == pytest.approx(1 / 3)
    assert [(part.words, part.is_right) for part in SPEC.judge(answer)] == [
        (("The kitchen",), False), ((), False), (("The kitchen",), True),
    ]  # fmt: skip


def test_only_this_exercises_tokens_are_taken():
    for foreign in ("id0", "right.id0", WIRE.hide("id0"), WIRE.hide("right.id2")):
        refuse(SPEC, {"pair.id0": [foreign]})
    refuse(SPEC, {"pair.id0": [""]}, NothingChosenError)
    for stored in ({"id9": "id0"}, {"id0": "id2"}, []):
        with pytest.raises(UnknownAnswerError):
            SPEC.score(stored)


def test_the_page_shows_tokens_alone():
    view = SPEC.draw(WIRE, None)
    assert [pair.name for pair in view.pairs] == ["pair.id0", "pair.id1", "pair.id2"]
    assert not any("id" in pair.filled for pair in view.pairs)
    assert {token for token, _ in view.options} == {WIRE.hide(f"right.id{n}") for n in (0, 1)}
    chosen = SPEC.draw(WIRE, {"id0": "id1"}).pairs[0]
    assert chosen.filled == WIRE.hide("right.id1")
    assert chosen.is_right is False


@given(st.lists(st.tuples(WORDS, WORDS), min_size=2, max_size=8))
def test_the_solution_is_right(pairs):
    stored = items(*({"left": left, "right": right} for left, right in pairs))
    check_solution(MatchPairs.read({**VALUE, "pairs": stored}))


@given(forms(["pair.id0", "pair.id1", "pair.id2"]))
def test_any_form_is_an_answer_or_refused(form):
    check_form(SPEC, form)
