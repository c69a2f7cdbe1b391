"""A working day with consequences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.exercises.base import Unfinished
from courses.exercises.branching import Branching
from courses.types import NothingChosenError, UnknownAnswerError
from tests.courses.exercises.scenes import branching, flatten, items, make_wire

SPEC = Branching.read(branching())
WIRE = make_wire()


def choose(text, steps=""):
    """Take the choice with this text; return the new steps, or the whole path at the end."""
    view = SPEC.draw(WIRE, None, steps=steps)
    token = next(option.id for option in view.choice.options if option.text == text)
    try:
        return SPEC.read_answer({"at": [view.steps], "answer": [token]}, WIRE).answer
    except Unfinished as step:
        return step.steps


def walk(*texts):
    steps = ""
    for text in texts:
        steps = choose(text, steps)
    return steps


def test_each_choice_leads_on_and_says_what_came_of_it():
    steps = walk("Look up")
    view = SPEC.draw(WIRE, None, steps=steps)
    assert (view.consequence, view.title, view.number) == ("They smile.", "At the desk", 2)
    assert SPEC.draw(WIRE, None, steps=view.back).title == "At the door"


def test_the_best_day_and_another_one():
    best = walk("Look up", "Say sorry", "Call a taxi")
    assert best == SPEC.solution == ["a0", "b0", "c0"]
    assert SPEC.score(best) == 1
    other = walk("Type on", "Call a taxi")
    assert SPEC.score(other) == 0.25
    assert [part.is_right for part in SPEC.judge(other)] == [False, True]
    assert [part.feedback for part in SPEC.judge(other)] == ["They wait.", "It comes."]
    assert SPEC.score(walk("Look up", "Blame")) == 0.5


def test_the_end_shows_the_outcome_and_the_path():
    view = SPEC.draw(WIRE, ["a0", "b0", "c0"])
    assert view.is_result
    assert view.outcome == "A good night."
    assert [step.choice for step in view.path] == ["Look up", "Say sorry", "Call a taxi"]
    assert (view.points, view.best) == (4, 4)
    assert SPEC.draw(WIRE, ["a1", "c1"]).outcome == "A bad night."


def test_whoever_starts_again_sees_the_first_situation():
    view = SPEC.draw(WIRE, ["a0", "b0", "c0"], steps="0")
    assert (view.is_result, view.title) == (False, "At the door")


def test_nothing_is_said_before_it_was_chosen():
    start = flatten(SPEC.draw(WIRE, None))
    for word in ("smile", "wait", "At the desk", "good night", "a0"):
        assert word not in start
    second = flatten(SPEC.draw(WIRE, None, steps=walk("Look up")))
    for word in ("They calm", "They leave", "They wait", "The end"):
        assert word not in second


def test_points_are_not_seen_in_what_is_sent():
    other = branching()
    for situation in other["situations"]:
        for choice in situation["value"]["choices"]:
            choice["value"]["points"] = 3 - choice["value"]["points"]
    changed = Branching.read(other)
    assert flatten(changed.draw(WIRE, None)) == flatten(SPEC.draw(WIRE, None))


def test_no_situation_can_be_jumped_over():
    start = SPEC.draw(WIRE, None)
    later = SPEC.draw(WIRE, None, steps=walk("Type on"))
    with pytest.raises(UnknownAnswerError):
        SPEC.read_answer({"at": [start.steps], "answer": [later.choice.options[0].id]}, WIRE)
    with pytest.raises(NothingChosenError):
        SPEC.read_answer({"at": [start.steps]}, WIRE)


@pytest.mark.parametrize("steps", ["1", "0-", "0-zzz", "x", "0-0-0"])
def test_steps_that_do_not_fit_lead_to_the_start(steps):
    assert SPEC.draw(WIRE, None, steps=steps).title == "At the door"
    assert SPEC.draw(WIRE, SPEC.solution, steps=steps).is_result


def test_a_choice_that_leads_back_or_nowhere_ends_the_story():
    value = branching()
    value["situations"][1]["value"]["choices"][0]["value"]["next"] = 1
    value["situations"][0]["value"]["choices"][1]["value"]["next"] = 9
    spec = Branching.read(value)
    assert spec.score(["a1"]) == 0
    assert spec.score(["a0", "b0"]) == 1


@st.composite
def stories(draw):
    count = draw(st.integers(1, 6))
    situations = []
    for number in range(1, count + 1):
        following = st.none() | st.integers(number + 1, count + 1)
        choices = draw(st.lists(st.tuples(following, st.integers(0, 5)), min_size=1, max_size=3))
        situations.append(
            {
                "title": "t",
                "text": "t",
                "choices": items(
                    *(
                        {"text": "c", "consequence": "", "next": to, "points": points}
                        for to, points in choices
                    )
                ),
            }
        )
    return Branching.read({"introduction": "i", "situations": items(*situations), "outcomes": []})


@given(stories(), st.data())
def test_every_path_is_worth_something_from_0_to_1(spec, data):
    place, path = 0, []
    while place is not None:
        choice = data.draw(st.sampled_from(spec.situations[place].choices))
        path.append(choice.id)
        place = choice.next
    assert 0 <= spec.score(path) <= spec.score(spec.solution) == 1
    assert len(spec.judge(path)) == len(path)
    assert all(part.is_right for part in spec.judge(path)) == (spec.score(path) == 1)
