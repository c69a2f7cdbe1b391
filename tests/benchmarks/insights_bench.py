"""Time what trainers see of an exercise with 100,000 tries, beside a bare count of them.

On a scratch database: SQLite, or where BENCH_DATABASE_URL points. The floor counts tries and people
of the same exercise in one query.
"""

import os
import random
import statistics
import tempfile
import time
import uuid
from datetime import timedelta
from pathlib import Path

TRIES = 100_000
PEOPLE = 40_000
EXERCISES = 2
ROUNDS = 5
SEED = 20


def run():
    """Return and print one row a deed: seconds (median) and times the floor."""
    folder = Path(tempfile.mkdtemp(prefix="uprest-bench-"))
    os.environ["DATABASE_URL"] = os.environ.get(
        "BENCH_DATABASE_URL", f"sqlite:///{folder / 'bench.sqlite3'}"
    )
    os.environ["MEDIA_ROOT"] = str(folder / "media")
    import django

    django.setup()
    return _measure()


def _measure():
    from django.core.cache import cache
    from django.core.management import call_command
    from django.db import connection
    from django.db.models import Count
    from django.utils import timezone

    from courses.models import Attempt
    from courses.selectors.drop_off import get_drop_off
    from courses.selectors.insights import get_lesson_figures
    from courses.selectors.recaps import count_due
    from uprest.skills.services import load_vocabulary

    call_command("migrate", verbosity=0)
    load_vocabulary()
    now = timezone.now()
    course, lesson, activities, users = _fill(now)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def count():
        tries = Attempt.objects.filter(activity=activities[0])
        return tries.aggregate(tries=Count("pk"), people=Count("user", distinct=True))

    def afresh(deed):
        cache.clear()
        return deed()

    def figures():
        return get_lesson_figures(lesson=lesson, at=now)

    def steps():
        return get_drop_off(course=course, at=now)

    deeds = {
        "bare count, one exercise": count,
        f"figures of a lesson, {EXERCISES} exercises, first of the day": lambda: afresh(figures),
        "figures of the same lesson, later that day": figures,
        "drop-off of the course, first of the day": lambda: afresh(steps),
        "recap questions of one person": lambda: count_due(user_id=users[0].pk, at=now),
    }
    assert figures()[0].people == PEOPLE
    rows = []
    for name, deed in deeds.items():
        times = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            deed()
            times.append(time.perf_counter() - start)
        median = statistics.median(times)
        floor = rows[0]["seconds"] if rows else median
        rows.append({"deed": name, "seconds": median, "times_floor": median / floor})
        print(f"{name:62}{median:10.4f} s{median / floor:10.2f} x floor")
    return rows


def _fill(now):
    """Make a lesson whose exercises have many tries each; return it with its people."""
    from courses.models import Activity, Attempt, ItemState
    from tests.factories.courses import add_course, add_lesson, choice
    from uprest.accounts.models import User

    chance = random.Random(SEED)
    course = add_course(lessons=0)
    blocks = [choice(options=(True, False, False, False)) for _ in range(EXERCISES)]
    lesson = add_lesson(course, blocks=blocks)
    users = User.objects.bulk_create(
        [User(email=f"learner-{n}@example.org", password="!") for n in range(PEOPLE)], 1000
    )
    activities = [Activity.objects.get(key=block["id"]) for block in blocks]
    began = now - timedelta(days=30)
    for block, activity in zip(blocks, activities, strict=True):
        options = [option["id"] for option in block["value"]["options"]]
        rows = []
        for n in range(TRIES):
            chosen = chance.choices(options, (4, 3, 2, 1))[0]
            is_right = chosen == options[0]
            when = began + timedelta(seconds=n)
            rows.append(
                Attempt(
                    id=uuid.UUID(int=chance.getrandbits(128)),
                    user=users[n % PEOPLE], activity=activity, rule_version=1, answer=[chosen],
                    score=is_right, is_passed=is_right, source="SERVER", language="en",
                    seconds=chance.randint(5, 900), happened_at=when, received_at=when,
                )
            )  # fmt: skip
        Attempt.objects.bulk_create(rows, 2000)
        ItemState.objects.bulk_create(
            [
                ItemState(user=user, activity=activity, best_score=1, tries=3, done_at=began,
                          passed_at=began)
                for user in users
            ],
            2000,
        )  # fmt: skip
    return course, lesson, activities, users
