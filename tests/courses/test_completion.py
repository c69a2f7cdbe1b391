"""The one function of progress, and the levels that exercises show."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from courses.completion import Evidence, Item, Reason, State, find_shown_level, judge_course

DAY = datetime(2026, 3, 12, 9, tzinfo=UTC)
DATES = st.one_of(st.none(), st.integers(0, 300).map(lambda days: DAY + timedelta(days=days)))
ITEMS = st.lists(DATES.map(Item), max_size=40)


@given(ITEMS)
def test_a_hundred_percent_means_everything(items):
    verdict = judge_course(items=items)
    assert (verdict.percentage == 100) == (bool(items) and all(item.is_done for item in items))
    assert (verdict.state is State.COMPLETED) == (verdict.percentage == 100)


@given(ITEMS)
def test_nothing_done_is_nought_and_something_is_more(items):
    verdict = judge_course(items=items)
    if items:
        assert (verdict.percentage == 0) == (not any(item.is_done for item in items))


@given(ITEMS, st.data())
def test_doing_one_more_never_lowers(items, data):
    before = judge_course(items=items)
    if not items:
        return
    index = data.draw(st.integers(0, len(items) - 1))
    after = judge_course(items=[*items[:index], Item(DAY), *items[index + 1 :]])
    assert after.percentage >= before.percentage
    assert after.done >= before.done


@given(ITEMS, ITEMS)
def test_a_completion_stays_whatever_is_added_or_removed(items, others):
    for found in (items, others, items + others, []):
        verdict = judge_course(items=found, completed_at=DAY)
        assert verdict.state is State.COMPLETED
        assert verdict.percentage == 100
        assert verdict.completed_at == DAY
        assert verdict.new_since == sum(not item.is_done for item in found)


def test_nothing_required_is_no_tracked_content_and_not_a_hundred_percent():
    verdict = judge_course(items=[])
    assert verdict.state is State.NO_TRACKED_CONTENT
    assert verdict.percentage is None
    assert verdict.reason is Reason.NOTHING_REQUIRED


def test_lesson_added_after_completion_is_told_as_new():
    verdict = judge_course(items=[Item(DAY), Item()], completed_at=DAY)
    assert verdict.reason is Reason.NEW_SINCE
    assert verdict.new_since == 1


def test_one_of_two_hundred_shows_as_begun():
    assert judge_course(items=[Item(DAY), *[Item()] * 199]).percentage == 1


def test_all_but_one_is_not_rounded_up():
    assert judge_course(items=[*[Item(DAY)] * 199, Item()]).percentage == 99


EVIDENCE = st.lists(
    st.builds(Evidence, st.integers(1, 5), st.booleans(), st.booleans()), max_size=12
)


@given(EVIDENCE)
def test_a_shown_level_has_everything_up_to_it_passed(exercises):
    level = find_shown_level(exercises)
    if level is not None:
        assert all(one.is_passed for one in exercises if one.level <= level)
        assert any(one.level == level and one.is_taught for one in exercises)


@given(EVIDENCE)
def test_the_shown_level_is_the_highest_possible(exercises):
    shown = find_shown_level(exercises) or 0
    for level in {one.level for one in exercises if one.is_taught and one.level > shown}:
        assert not all(one.is_passed for one in exercises if one.level <= level)


@given(EVIDENCE, st.data())
def test_passing_one_more_never_lowers_the_level(exercises, data):
    if not exercises:
        return
    index = data.draw(st.integers(0, len(exercises) - 1))
    one = exercises[index]
    better = [*exercises]
    better[index] = Evidence(one.level, one.is_taught, True)
    assert (find_shown_level(better) or 0) >= (find_shown_level(exercises) or 0)


def test_an_open_exercise_below_holds_the_level_back():
    exercises = [Evidence(2, True, False), Evidence(3, True, True)]
    assert find_shown_level(exercises) is None


def test_a_level_without_an_exercise_is_never_shown():
    assert find_shown_level([Evidence(2, True, True)]) == 2
    assert find_shown_level([]) is None
