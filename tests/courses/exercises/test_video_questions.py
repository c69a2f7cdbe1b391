"""A video with questions."""

import pytest

from courses.exercises.video_questions import VideoQuestions, format_clock
from courses.types import NothingChosenError, UnknownAnswerError
from tests.courses.exercises.scenes import flatten, make_wire, video_questions

SPEC = VideoQuestions.read(video_questions())
WIRE = make_wire()


def fill(*texts):
    view = SPEC.draw(WIRE, None)
    return {
        timed.question.choice.name: [
            option.id for option in timed.question.choice.options if option.text in texts
        ]
        for timed in view.questions
    }


def test_questions_come_in_the_order_of_the_video():
    view = SPEC.draw(WIRE, None)
    assert [(one.clock, one.question.prompt) for one in view.questions] == [
        ("0:05", "First?"),
        ("1:05", "Second?"),
    ]
    assert view.questions[0].question.choice.allows_many
    assert "About" not in flatten(view)


def test_answers_are_scored_one_by_one():
    answer = SPEC.read_answer(fill("a", "d", "b"), WIRE).answer
    assert SPEC.score(answer) == 1
    half = SPEC.read_answer(fill("a", "d", "x"), WIRE).answer
    assert SPEC.score(half) == 0.5
    assert [part.is_right for part in SPEC.judge(half)] == [True, False]
    assert SPEC.score(SPEC.read_answer(fill("a"), WIRE).answer) == 0.25


def test_what_was_chosen_is_shown_again():
    answer = SPEC.read_answer(fill("a", "x"), WIRE).answer
    view = SPEC.draw(WIRE, answer)
    assert [one.question.is_right for one in view.questions] == [False, False]
    chosen = [option for one in view.questions for option in one.question.choice.options]
    assert [(o.text, o.is_right) for o in chosen if o.is_chosen] == [("a", True), ("x", False)]


def test_nothing_and_nonsense_are_refused():
    with pytest.raises(NothingChosenError):
        SPEC.read_answer(fill(), WIRE)
    with pytest.raises(UnknownAnswerError):
        SPEC.score({"gone": ["a"]})


@pytest.mark.parametrize(("second", "clock"), [(0, "0:00"), (65, "1:05"), (3600, "60:00")])
def test_times_are_written_as_players_write_them(second, clock):
    assert format_clock(second) == clock
