"""Texts in which stars mark words."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.exercises.marked import list_marks, list_surroundings, read_pieces, tidy


def test_a_mark_holds_words_and_a_tip():
    (mark,) = list_marks("Ask the *kitchen/ head  chef :who cooks?* first.")
    assert mark.words == ("kitchen", "head chef")
    assert mark.tip == "who cooks?"


@pytest.mark.parametrize("text", ["no stars", "one * star", "** empty", "*:tip*", "* / *", ""])
def test_what_marks_nothing_stays_text(text):
    assert list_marks(text) == ()
    assert "".join(piece.text for piece in read_pieces(text)) == text


@given(st.text(alphabet="ab */:\n"))
def test_any_text_can_be_read(text):
    pieces = read_pieces(text)
    assert "".join(f"*{p.text}*" if p.mark else p.text for p in pieces) == text


def test_what_stands_around_a_gap():
    text = "One two three four five six *seven* eight, and *nine* ten."
    assert list_surroundings(read_pieces(text)) == [
        "…two three four five six ___ eight, and ___ ten.",
        "…five six ___ eight, and ___ ten.",
    ]


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("  Don’t   ask ", "don't ask"),
        (unicodedata.normalize("NFD", "Vänersborg"), "vänersborg"),
        ("L`ospite", "l'ospite"),
        ("a\u00a0b", "a b"),
        ("STRASSE", "straße"),
    ],
)
def test_typed_words_are_compared_as_people_read_them(typed, right):
    assert tidy(typed) == tidy(right)


def test_capitals_can_matter():
    assert tidy("Italian", ignores_case=False) != tidy("italian", ignores_case=False)


@given(st.text())
def test_tidying_twice_changes_nothing(text):
    assert tidy(tidy(text)) == tidy(text)
