"""What holds for each of these kinds, whatever comes in."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.exercises.kinds import KINDS
from courses.types import UnknownAnswerError
from tests.courses.exercises import scenes
from tests.courses.exercises.scenes import ANSWERS, FIELDS, REFUSALS, make_wire

NAMES = [
    "drag_zones", "image_hotspots", "branching", "quiz",
    "video_questions", "short_text", "reflection",
]  # fmt: skip
EVERY = pytest.mark.parametrize("name", NAMES)


def read(name):
    return KINDS[name].read(getattr(scenes, name)())


@EVERY
def test_the_solution_is_worth_everything(name):
    spec = read(name)
    assert spec.score(spec.solution) == 1
    assert all(part.is_right is not False for part in spec.judge(spec.solution))


@EVERY
def test_key_content_and_solution_can_be_kept(name):
    spec = read(name)
    for value in (spec.key, spec.content, spec.solution):
        assert json.loads(json.dumps(value)) == value
    assert spec.question


@EVERY
@given(form=FIELDS)
def test_a_form_of_anything_is_refused_in_order(name, form):
    spec = read(name)
    try:
        handed = spec.read_answer(form, make_wire())
    except REFUSALS:
        return
    assert 0 <= spec.score(handed.answer) <= 1
    assert json.loads(json.dumps(handed.answer)) == handed.answer


@EVERY
@given(answer=ANSWERS)
def test_a_stored_answer_that_does_not_fit_is_said_so(name, answer):
    spec = read(name)
    try:
        score = spec.score(answer)
    except UnknownAnswerError:
        with pytest.raises(UnknownAnswerError):
            spec.judge(answer)
        return
    assert 0 <= score <= 1


@EVERY
@given(steps=st.text(max_size=40))
def test_any_address_draws_something(name, steps):
    spec = read(name)
    assert spec.draw(make_wire("0"), None, steps=steps) is not None
    assert spec.draw(make_wire("0"), spec.solution, steps=steps) is not None


@EVERY
def test_another_key_is_another_rule_and_other_words_are_not(name):
    value = getattr(scenes, name)()
    changed = json.loads(json.dumps(value))
    first = next(iter(changed))
    changed[first] = f"{changed[first]} now" if isinstance(changed[first], str) else changed[first]
    before, after = KINDS[name].read(value), KINDS[name].read(changed)
    assert before.key == after.key
    assert before.content != after.content
