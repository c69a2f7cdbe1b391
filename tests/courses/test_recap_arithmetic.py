"""When somebody is asked again, whatever they answer and however late they come."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from courses.recaps import PAUSE, STAGES, find_due, find_next, find_wait

PASSED = datetime(2026, 5, 4, 10, tzinfo=UTC)
LATENESS = st.timedeltas(timedelta(0), timedelta(days=200))


def test_the_stages_are_three_fourteen_and_sixty_days():
    assert [find_wait(right).days for right in range(3)] == [3, 14, 60]
    for right, days in enumerate((3, 14, 60)):
        due = find_due(passed_at=PASSED, right=right)
        assert due == PASSED + timedelta(days=days)
    assert find_due(passed_at=PASSED, right=3) is None


@given(answers=st.lists(st.tuples(st.booleans(), LATENESS), max_size=12))
def test_however_somebody_answers(answers):
    right, last = 0, None
    for is_right, late in answers:
        due = find_due(passed_at=PASSED, right=right, last_at=last)
        if due is None:
            assert right == len(STAGES)
            return
        assert due >= PASSED + timedelta(days=STAGES[right])
        assert last is None or due >= last + PAUSE
        at = due + late
        following = find_next(passed_at=PASSED, stage=STAGES[right], is_right=is_right, at=at)
        if is_right:
            right += 1
        else:
            assert following == at + PAUSE, "the same again after three days"
        last = at
        assert find_due(passed_at=PASSED, right=right, last_at=last) == following
    assert right == sum(is_right for is_right, _ in answers)


def test_whoever_comes_late_is_not_asked_twice_in_a_row():
    late = PASSED + timedelta(days=90)
    assert find_next(passed_at=PASSED, stage=3, is_right=True, at=late) == late + PAUSE
