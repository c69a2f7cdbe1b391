import pytest

from uprest.core.progress import progress, staircase


def test_progress_names_each_step_until_there_are_too_many():
    assert progress(total=5, done=2).states == ("DONE", "DONE", "NOW", "TODO", "TODO")
    assert progress(total=2, done=2).states == ("DONE", "DONE")
    assert progress(total=2, done=1, is_inside=False).states == ("DONE", "TODO")
    long = progress(total=40, done=10)
    assert (long.states, long.width, long.current) == ((), "25", 11)
    with pytest.raises(ValueError, match="3 of 2"):
        progress(total=2, done=3)


@pytest.mark.parametrize("total", [1, 3, 5, 8, 30])
def test_staircase_is_complete_only_at_the_end(total):
    for done in range(total + 1):
        stairs = staircase(total=total, done=done)
        assert stairs.is_complete == (done == total)
        assert 0 <= float(stairs.here_x) <= 270
        assert stairs.climbed.startswith("M10 190")
