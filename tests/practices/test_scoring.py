"""The arithmetic of the self-check, against what must hold for any answers."""

from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uprest.practices.plan_files import NEWEST, read_plan
from uprest.practices.scoring import LEVELS, VALUES, compare, list_low, score
from uprest.skills.selectors import list_skills

ITEMS = ("a", "b", "c", "d")
ANSWERS = st.dictionaries(st.sampled_from(ITEMS), st.sampled_from(["", *VALUES]))


@given(ANSWERS)
def test_ways_out_are_counted_and_are_no_zero(answers):
    found = score(ITEMS, answers)
    levels = [int(value) for value in answers.values() if value in LEVELS]
    assert found.mean == (fmean(levels) if levels else None)
    assert found.rated + found.unknown + found.elsewhere == found.answered <= found.total
    assert found.answered == sum(1 for value in answers.values() if value)


@given(ANSWERS, ANSWERS)
def test_a_change_counts_only_what_has_a_level_twice(before, now):
    change = compare(ITEMS, before, now)
    both = [item for item in ITEMS if {before.get(item), now.get(item)} <= set(LEVELS)]
    assert (change is None) == (not both)
    if change:
        assert change.items == len(both)
        back = compare(ITEMS, now, before)
        assert back is not None
        assert back.difference == pytest.approx(-change.difference)


def test_a_new_answer_changes_no_comparison():
    assert compare(ITEMS, {"a": "2"}, {"a": "2", "b": "0"}).difference == 0


@given(ANSWERS)
def test_low_is_what_asks_for_an_action(answers):
    low = list_low(ITEMS, answers)
    assert set(low) == {item for item, value in answers.items() if value in ("0", "1", "unknown")}
    values = [answers[item] for item in low]
    assert values == sorted(values)


@pytest.mark.django_db
def test_the_statements_are_whole_in_every_language():
    plan = read_plan(NEWEST)
    assert len(plan.dimensions) == 8
    codes = {skill.code for skill in list_skills()}
    for dimension in plan.dimensions:
        assert 3 <= len(dimension.items) <= 5
        assert set(dimension.skills) <= codes
        for item in dimension.items:
            for language in ("en", "sv", "it", "hr"):
                words = [answer[language] for answer in item.answers]
                assert len(set(words)) == 5, (item.code, language)
                assert all([*words, item.statement[language], item.action[language]])
                assert len(item.action[language]) <= 300
