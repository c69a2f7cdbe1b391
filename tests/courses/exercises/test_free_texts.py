"""A short text with a model answer, and a reflection."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.exercises.free_texts import MAX_LENGTH, WRITE, Reflection, ShortText, read_text
from courses.types import NothingChosenError, TextTooLongError, UnknownAnswerError
from tests.courses.exercises.scenes import flatten, make_wire, reflection, short_text

SHORT = ShortText.read(short_text())
REFLECTION = Reflection.read(reflection())
WIRE = make_wire()


def test_a_text_is_handed_in_apart_from_the_answer():
    handed = SHORT.read_answer({"text": ["Dear guest"]}, WIRE)
    assert (handed.answer, handed.text) == ({"ticked": None}, "Dear guest")
    handed = REFLECTION.read_answer({"text": ["On Monday"]}, WIRE)
    assert (handed.answer, handed.text) == (["written"], "On Monday")


def test_model_and_criteria_come_once_a_text_was_handed_in():
    before = flatten(SHORT.draw(WIRE, None))
    for word in ("Thank you", "It thanks", "It acts"):
        assert word not in before
    after = SHORT.draw(WIRE, {"ticked": None}, text="Dear guest")
    assert (after.text, after.is_written, after.is_checked) == ("Dear guest", True, False)
    assert after.model_answer == "Thank you for telling us."
    assert [criterion.text for criterion in after.criteria] == ["It thanks", "It acts"]


def test_the_second_step_keeps_what_was_ticked():
    view = SHORT.draw(WIRE, {"ticked": None}, text="Dear guest")
    handed = SHORT.read_answer({"step": ["check"], "criterion": [view.criteria[1].token]}, WIRE)
    assert (handed.answer, handed.text) == ({"ticked": ["k1"]}, "")
    shown = SHORT.draw(WIRE, handed.answer, text="Dear guest")
    assert [criterion.is_ticked for criterion in shown.criteria] == [False, True]
    assert SHORT.judge(handed.answer)[0].words == ("It acts",)
    assert SHORT.read_answer({"step": ["check"]}, WIRE).answer == {"ticked": []}
    with pytest.raises(UnknownAnswerError):
        SHORT.read_answer({"step": ["check"], "criterion": ["x"]}, WIRE)


def test_a_text_can_be_changed():
    view = SHORT.draw(WIRE, {"ticked": ["k1"]}, text="Dear guest", steps=WRITE)
    assert (view.is_written, view.text, view.model_answer) == (False, "Dear guest", "")


@pytest.mark.parametrize("blank", ["", "  ", "\r\n", "\0"])
def test_nothing_written_is_no_answer(blank):
    with pytest.raises(NothingChosenError):
        read_text({"text": [blank]})


@given(st.text())
def test_a_text_is_kept_as_it_was_written(text):
    try:
        kept = read_text({"text": [text]})
    except NothingChosenError:
        assert not text.replace("\0", "").strip()
        return
    assert kept == text.replace("\r\n", "\n").replace("\0", "").strip()


def test_the_limit_counts_characters_as_people_do():
    longest = "ä" * (MAX_LENGTH - 1) + "\r\nx"
    with pytest.raises(TextTooLongError) as error:
        read_text({"text": [longest]})
    assert (error.value.length, error.value.limit) == (MAX_LENGTH + 1, MAX_LENGTH)
    assert len(read_text({"text": ["ä\r\n" * (MAX_LENGTH // 2)]})) == MAX_LENGTH - 1
