"""When mail goes out: never in quiet hours or season, never before it was written."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uprest.notifications.seasons import Season
from uprest.notifications.timing import TRIES, find_mail_time, find_retry, leave_quiet_hours
from uprest.notifications.types import Pace

HOME = ZoneInfo("Europe/Zagreb")
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
NOW = MOMENTS.map(lambda moment: moment.astimezone(HOME))
QUIET = st.tuples(st.times(), st.times())
DAYS = st.dates().map(lambda day: (day.month, day.day))
SEASON = st.builds(Season, DAYS, DAYS)
NIGHT = (time(21), time(7))
SUMMER = Season.read("06-15/08-31")


def is_quiet(at, quiet):
    begins, ends = quiet
    clock = at.time()
    if begins <= ends:
        return begins <= clock < ends
    return clock >= begins or clock < ends


@given(NOW, QUIET)
def test_quiet_hours_are_left_at_their_end(now, quiet):
    at = leave_quiet_hours(now, quiet=quiet)
    assert now.astimezone(UTC) <= at.astimezone(UTC)
    assert not is_quiet(at, quiet)
    if not is_quiet(now, quiet):
        assert at == now


@given(NOW, st.sampled_from(Pace), QUIET, SEASON)
def test_mail_comes_neither_in_the_quiet_hours_nor_in_the_season_nor_before_now(
    now, pace, quiet, season
):
    at = find_mail_time(now, is_service=False, pace=pace, quiet=quiet, season=season)
    if at is not None:
        assert at.astimezone(UTC) >= now.astimezone(UTC)
        assert not is_quiet(at, quiet)
        assert not season.has(at.date())
        assert not season.has(now.date())


@given(NOW, st.integers(1, TRIES), QUIET, SEASON)
def test_another_try_comes_neither_in_the_quiet_hours_nor_in_the_season_nor_before_now(
    now, tries, quiet, season
):
    at = find_retry(now, tries=tries, quiet=quiet, season=season)
    if at is not None:
        assert at.astimezone(UTC) > now.astimezone(UTC)
        assert not is_quiet(at, quiet)
        assert not season.has(at.date())


@given(NOW, st.sampled_from(Pace))
def test_digests_come_in_the_morning(now, pace):
    at = find_mail_time(now, is_service=False, pace=pace, quiet=None, season=None)
    if pace == Pace.AT_ONCE:
        assert at == now
    else:
        longest = timedelta(days=1 if pace == Pace.DAILY else 7)
        assert now < at <= now + longest
        assert at.time() == time(8)
        assert pace == Pace.DAILY or at.weekday() == 0


def test_what_somebody_waits_for_goes_at_once_even_at_night_in_the_season():
    night = datetime(2026, 7, 1, 23, tzinfo=HOME)
    wishes = {"pace": Pace.WEEKLY, "quiet": NIGHT, "season": SUMMER}
    assert find_mail_time(night, is_service=True, **wishes) == night
    assert find_mail_time(night, is_service=False, **wishes) is None


@pytest.mark.parametrize(
    ("written", "pace"),
    [
        (datetime(2026, 6, 12, 12, tzinfo=HOME), Pace.WEEKLY),
        (datetime(2026, 6, 14, 12, tzinfo=HOME), Pace.DAILY),
        (datetime(2026, 6, 14, 22, tzinfo=HOME), Pace.AT_ONCE),
    ],
)
def test_what_would_wait_into_the_season_is_not_mailed(written, pace):
    found = find_mail_time(written, is_service=False, pace=pace, quiet=NIGHT, season=SUMMER)
    assert found is None


def test_at_night_it_waits_until_the_morning():
    wishes = {"is_service": False, "pace": Pace.AT_ONCE, "quiet": NIGHT, "season": None}
    seven = datetime(2026, 11, 30, 7, tzinfo=HOME)
    assert find_mail_time(datetime(2026, 11, 29, 22, tzinfo=HOME), **wishes) == seven
    assert find_mail_time(datetime(2026, 11, 30, 3, tzinfo=HOME), **wishes) == seven


def test_in_the_hour_that_comes_twice_the_end_is_not_an_hour_ago():
    second = datetime(2026, 10, 25, 2, 45, tzinfo=HOME, fold=1)
    at = leave_quiet_hours(second, quiet=(time(1), time(2, 50)))
    assert at.astimezone(UTC) == second.astimezone(UTC) + timedelta(minutes=5)


def test_after_ten_tries_it_is_given_up():
    at = datetime(2026, 11, 29, tzinfo=UTC)
    pauses = [find_retry(at, tries=tries, quiet=None, season=None) for tries in range(1, TRIES + 1)]
    assert pauses[-1] is None
    assert pauses[0] == at + timedelta(minutes=2)
    assert all(pauses[i] > pauses[i - 1] for i in range(1, TRIES - 1))
    assert sum((one - at for one in pauses[:-1]), timedelta()) < timedelta(days=2)
