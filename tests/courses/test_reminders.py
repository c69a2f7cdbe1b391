"""Reminders of what expires: in time, once, in the person's language, not in the quiet season."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from courses.models import CompletionRecord, Reminder
from courses.services.cycles import begin_cycle
from courses.services.reminders import remind_everybody
from courses.tasks import send_reminders
from tests.courses.learning import learn, read
from tests.factories.courses import add_course, list_lessons, translate
from uprest.notifications.seasons import Season
from uprest.notifications.services.sending import send_due

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
EXPIRES_AT = datetime(2027, 5, 4, 10, tzinfo=UTC)


@pytest.fixture
def expiring():
    course = add_course(lessons=1, validity_months=12)
    user, learner = learn(course)
    read(learner, list_lessons(course)[0])
    return course, user


def run(left, quiet=None):
    at = EXPIRES_AT - left * DAY
    sent = remind_everybody(at=at, quiet=quiet)
    send_due(at=at)
    return sent


def test_each_reminder_is_sent_once(expiring):
    course, user = expiring
    sent = [run(left) for left in (61, 60, 59, 30, 30, 8, 7, 1, 0, -1)]
    assert sent == [0, 1, 0, 1, 0, 0, 1, 0, 0, 0]
    assert list(Reminder.objects.order_by("-days").values_list("days", flat=True)) == [60, 30, 7]
    assert len(mail.outbox) == 3
    assert mail.outbox[0].to == [user.email]
    assert course.url in mail.outbox[0].body
    assert "4 May 2027" in mail.outbox[0].body


def test_after_the_quiet_season_only_the_one_that_is_due_is_sent(expiring):
    quiet = Season.read("03-01/04-10")
    assert [run(left, quiet) for left in (60, 40, 30)] == [0, 0, 0]
    assert run(20, quiet) == 1
    assert list(Reminder.objects.values_list("days", flat=True)) == [30]


def test_who_has_begun_to_renew_or_is_gone_is_not_reminded(expiring):
    course, user = expiring
    user.is_active = False
    user.save()
    assert run(30) == 0
    user.is_active = True
    user.save()
    begin_cycle(user=user, course_key=course.translation_key, at=EXPIRES_AT - 40 * DAY)
    assert run(30) == 0


def test_it_is_in_the_persons_language(expiring):
    course, user = expiring
    translate(course, "sv", title="Matallergier")
    user.language = "sv"
    user.save()
    run(60)
    assert "Matallergier" in mail.outbox[0].subject
    assert "/sv/" in mail.outbox[0].body


def test_a_course_that_is_not_offered_any_more_is_not_to_be_renewed(expiring):
    course, _user = expiring
    course.unpublish()
    assert run(60) == 1
    body = mail.outbox[0].body
    assert "not offered any more" in body
    assert "renew it now" not in body
    assert course.slug not in body


def test_the_task_asks_the_clock_and_the_setting(expiring, settings):

    CompletionRecord.objects.update(expires_at=timezone.now() + 5 * DAY)
    settings.UPREST_QUIET_SEASON = "01-01/12-31"
    assert send_reminders() == 0
    settings.UPREST_QUIET_SEASON = ""
    assert send_reminders() == 1
