"""How long an answer took: by the moment at which its page was drawn, which nobody can choose."""

import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.forms import LONGEST, stamp
from courses.models import Attempt
from tests.courses.learning import one_exercise
from tests.factories.courses import right_answers

pytestmark = pytest.mark.django_db


def hand_in(client, lesson, block, **fields):
    url = reverse("courses:answer", args=[lesson.pk, block["id"]])
    answer = {"attempt": str(uuid.uuid4()), "answer": sorted(right_answers(block)), **fields}
    assert client.post(url, answer).status_code == 302
    return Attempt.objects.latest("received_at").seconds


def test_the_page_carries_the_moment_it_was_drawn(client):
    _course, lesson, block = one_exercise()
    page = client.get(lesson.url).content.decode()
    (drawn,) = re.findall(r'name="drawn" value="([^"]+)"', page)
    assert hand_in(client, lesson, block, drawn=drawn) in (0, 1, 2)


@pytest.mark.parametrize(("age", "seconds"), [(90, 90), (5 * LONGEST, LONGEST), (-600, 0)])
def test_seconds_since_then_are_kept(client, age, seconds):
    _course, lesson, block = one_exercise()
    drawn = stamp(timezone.now() - timedelta(seconds=age))
    kept = hand_in(client, lesson, block, drawn=drawn)
    assert kept == pytest.approx(seconds, abs=2)


@pytest.mark.parametrize("drawn", ["", "1700000000", "1700000000:forged", "x" * 101])
def test_a_stamp_of_ones_own_making_says_nothing(client, drawn):
    _course, lesson, block = one_exercise()
    assert hand_in(client, lesson, block, drawn=drawn) is None
