"""Time telling 10,000 attempts as statements beside a bare insert, and reading them beside SQL.

A course is made in a scratch database (SQLite, or where BENCH_DATABASE_URL points), with a hundred
people who made a hundred attempts each.
"""

import base64
import itertools
import json
import os
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

PEOPLE = 100
ATTEMPTS = 100
PAGE = 100
ROUNDS = 60


def run() -> list[dict[str, str | float]]:
    """Return and print one row a deed: milliseconds, and times its floor."""
    folder = Path(tempfile.mkdtemp(prefix="uprest-bench-"))
    os.environ["DATABASE_URL"] = os.environ.get(
        "BENCH_DATABASE_URL", f"sqlite:///{folder / 'bench.sqlite3'}"
    )
    os.environ["MEDIA_ROOT"] = str(folder / "media")
    import django

    django.setup()
    return _measure()


def _time(deed: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the median of a deed in milliseconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        deed()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def _measure() -> list[dict[str, str | float]]:  # one deed after the other
    from django.contrib.auth import get_user_model
    from django.core.cache import cache
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.utils import timezone

    from courses.models import Activity, Attempt
    from courses.services.attempts import NewAttempt, record_attempt
    from courses.services.statements import project_everybody, project_person
    from courses.signals import learning_recorded
    from tests.factories.courses import add_course
    from uprest.accounts.types import Learner
    from uprest.skills.services import load_vocabulary
    from uprest.xapi.models import Statement
    from uprest.xapi.services import create_key

    call_command("migrate", verbosity=0)
    load_vocabulary()
    add_course(lessons=5, exercises=3)
    now = timezone.now()
    user_model = get_user_model()
    people = user_model.objects.bulk_create(
        user_model(email=f"bench{number}@example.org", password="!") for number in range(PEOPLE)
    )
    activities = list(Activity.objects.filter(is_live=True))
    pairs = itertools.product(people, range(ATTEMPTS))
    Attempt.objects.bulk_create(
        (
            Attempt(
                user=person, activity=activities[number % len(activities)], rule_version=1,
                score=1.0, is_passed=True, source="SERVER", language="en",
                happened_at=now - timedelta(minutes=5 + number),
                received_at=now - timedelta(minutes=5 + number),
            )
            for person, number in pairs
        ),
        batch_size=500,
    )  # fmt: skip
    before = Statement.objects.count()
    projecting = _time(lambda: project_everybody(at=timezone.now()), rounds=1)
    stored = Statement.objects.count() - before
    assert stored >= PEOPLE * ATTEMPTS

    bodies = list(
        Statement.objects.order_by("stored").values_list("body", flat=True)[: PEOPLE * ATTEMPTS]
    )
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_bare (id varchar(36) PRIMARY KEY, body text)")

    def insert_bare() -> None:
        with connection.cursor() as cursor:
            for start in range(0, len(bodies), 500):
                rows = [(body["id"], json.dumps(body)) for body in bodies[start : start + 500]]
                cursor.executemany("INSERT INTO bench_bare VALUES (%s, %s)", rows)

    bare = _time(insert_bare, rounds=1)
    again = _time(lambda: project_everybody(at=timezone.now()), rounds=3)

    key, secret = create_key(name="bench", at=now)
    token = base64.b64encode(f"{key.pk}:{secret}".encode()).decode()
    client = Client(
        headers={"host": "localhost", "X-Experience-API-Version": "1.0.3",
                 "Authorization": f"Basic {token}"}
    )  # fmt: skip
    account = bodies[-1]["actor"]["account"]
    agent = json.dumps({"account": account})

    def read_page() -> None:
        answer = client.get("/xapi/statements", {"limit": PAGE, "agent": agent})
        assert len(answer.json()["statements"]) == PAGE

    column = uuid.UUID(account["name"])
    place = column.hex if connection.vendor == "sqlite" else column

    def select_raw() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT body FROM xapi_statement WHERE account = %s ORDER BY stored DESC LIMIT %s",
                [place, PAGE],
            )
            rows = cursor.fetchall()
        # SQLite has texts, PostgreSQL what psycopg has read from them
        json.dumps([json.loads(body) if isinstance(body, str) else body for (body,) in rows])

    raw, reading = _time(select_raw), _time(read_page)

    exercise = next(one for one in activities if one.kind == Activity.Kind.EXERCISE)
    person = people[0]

    def answer_once() -> None:
        new = NewAttempt(id=uuid.uuid4(), answer=[], score=0.0, source="SERVER", language="en")
        record_attempt(
            learner=Learner(user_id=person.pk), activity=exercise, new=new, at=timezone.now()
        )

    def answer_first() -> None:
        cache.clear()
        answer_once()

    project_person(user_id=person.pk, at=timezone.now())
    told, first = _time(answer_once), _time(answer_first)
    learning_recorded.disconnect(dispatch_uid="courses.learning_recorded")
    untold = _time(answer_once)
    rows: list[dict[str, str | float]] = [
        {"deed": "10,000 statements, bare insert", "ms": bare, "floor": bare},
        {"deed": "10,000 attempts told as statements", "ms": projecting, "floor": bare},
        {"deed": "the same again: nothing new", "ms": again, "floor": bare},
        {"deed": "100 statements, raw SELECT and JSON", "ms": raw, "floor": raw},
        {"deed": "a page of 100 over HTTP, with a key", "ms": reading, "floor": raw},
        {"deed": "record an attempt, nothing told", "ms": untold, "floor": untold},
        {"deed": "record an attempt, task enqueued before", "ms": told, "floor": untold},
        {"deed": "the same, and the task in the same process", "ms": first, "floor": untold},
    ]
    print(f"{'deed':46}{'median ms':>12}{'x floor':>10}")
    for row in rows:
        print(f"{row['deed']:46}{row['ms']:12.1f}{row['ms'] / row['floor']:10.2f}")
    size = sum(len(json.dumps(body)) for body in bodies) / len(bodies)
    print(f"bytes a statement: {size:.0f}; statements a second: {stored / projecting * 1000:.0f}")
    return rows


if __name__ == "__main__":
    run()
