"""What the tests of every kind share: a wire, and forms that were made with bad intent."""

import pytest
from hypothesis import strategies as st

from courses.exercises.base import Unfinished, Wire
from courses.types import NothingChosenError, UnknownAnswerError

DECLARED = (NothingChosenError, UnknownAnswerError, Unfinished)
WIRE = Wire(b"key")
WORDS = st.text(min_size=1, max_size=12).map(lambda word: " ".join(word.split())).filter(bool)


def items(*values):
    """Return a list block as it is stored."""
    return [
        {"type": "item", "id": f"id{number}", "value": value} for number, value in enumerate(values)
    ]


def forms(names):
    """Return forms whose fields are ``names`` and anything else, with any values."""
    keys = st.one_of(st.sampled_from(sorted(names)), st.text(max_size=8))
    values = st.one_of(st.sampled_from(["", "0", "1", "-1", "true", "done", "9" * 40]), st.text())
    return st.dictionaries(keys, st.lists(values, max_size=4), max_size=6)


def check_solution(spec):
    """Whatever it is, the solution is worth 1, and no part of it is wrong."""
    assert spec.score(spec.solution) == 1
    assert all(part.is_right is not False for part in spec.judge(spec.solution))
    spec.draw(WIRE, None)
    spec.draw(WIRE, spec.solution)


def check_form(spec, form):
    """A form that was not made by the page raises nothing but what is declared."""
    try:
        answer = spec.read_answer(form, WIRE).answer
    except DECLARED:
        return
    assert 0 <= spec.score(answer) <= 1
    spec.judge(answer)
    spec.draw(WIRE, answer)


def refuse(spec, form, error=UnknownAnswerError):
    with pytest.raises(error):
        spec.read_answer(form, WIRE)
