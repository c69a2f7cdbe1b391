"""Fill the blanks, drag the words and mark the words, to H5P and back."""

from hypothesis import given
from hypothesis import strategies as st

from courses.exercises.exchange.base import Loss, OutgoingFiles, Package
from courses.exercises.exchange.registry import CONVERTERS
from courses.exercises.mark_words import MarkWords
from tests.courses.exchange.kit import JUDGED, LINES, WORDS, check_round, go_round, items

FEEDBACK = st.fixed_dictionaries(
    {"feedback_right": st.one_of(st.just(""), LINES), "feedback_wrong": LINES}
)
MARKED = st.lists(st.tuples(LINES, WORDS, st.booleans()), min_size=1, max_size=4).map(
    lambda parts: "\n".join(
        f"{line} *{word}{':' + line if tip else ''}*." for line, word, tip in parts
    )
)


@given(LINES, MARKED, FEEDBACK, st.booleans())
def test_fill_the_blanks_comes_back(instruction, text, feedback, ignores_case):
    value = {
        **JUDGED, **feedback,
        "instruction": instruction, "text": text, "ignores_case": ignores_case,
    }  # fmt: skip
    check_round("fill_blanks", value)


@given(LINES, MARKED, FEEDBACK, st.lists(WORDS, max_size=3))
def test_drag_the_words_comes_back(instruction, text, feedback, others):
    value = {
        **JUDGED, **feedback,
        "instruction": instruction, "text": text, "distractors": items(*others),
    }  # fmt: skip
    check_round("drag_words", value)


@given(LINES, st.lists(st.tuples(LINES, LINES), min_size=1, max_size=4), FEEDBACK)
def test_mark_the_words_comes_back_with_the_same_words_right(instruction, parts, feedback):
    text = "\n".join(f"{plain} *{right}*" for plain, right in parts)
    value = {**JUDGED, **feedback, "instruction": instruction, "text": text}
    found, _, _ = go_round("mark_words", value)
    before, after = MarkWords.read(value), MarkWords.read(found)
    assert [word.text for word in before.words] == [word.text for word in after.words]
    assert before.key == after.key


def test_a_pass_mark_is_told():
    value = {**JUDGED, "instruction": "x", "text": "*a*", "pass_percentage": 50}
    out = CONVERTERS["fill_blanks"].to_h5p(value, OutgoingFiles())
    assert out.losses == (Loss("skill"), Loss("pass-mark"))


def test_several_questions_become_one_text():
    params = {
        "text": "<p>Fill <em>in</em></p>",
        "questions": ["<p>One *a*.</p>\n", "<p>Two *b/c:tip*.<br>Three.</p>"],
        "behaviour": {"caseSensitive": True, "acceptSpellingErrors": True, "enableRetry": True},
    }
    found = CONVERTERS["fill_blanks"].from_h5p(params, Package())
    assert found.value["text"] == "One *a*.\n\nTwo *b/c:tip*.\nThree."
    assert found.value["ignores_case"] is False
    assert set(found.losses) == {
        Loss("choose-skill"), Loss("labels"), Loss("formats"), Loss("spelling-errors"),
    }  # fmt: skip


def test_feedback_to_a_dragged_word_is_told():
    params = {"textField": "Be *kind:how?\\+Yes\\-No* &amp; *calm*", "taskDescription": "Drag"}
    found = CONVERTERS["drag_words"].from_h5p(params, Package())
    assert found.value["text"] == "Be *kind:how?* & *calm*"
    assert Loss("word-feedback") in found.losses
