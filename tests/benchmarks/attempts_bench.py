"""Time the recording of attempts through the real view beside a bare insert.

The floor is a view behind the same middleware that does the same check of session and user, and
one INSERT. Both are asked in turn, in one run, by the same signed-in learner, who takes a course of
ten lessons with three exercises each, in a scratch database (SQLite, or where BENCH_DATABASE_URL
points).
"""

import cProfile
import os
import pstats
import statistics
import tempfile
import time
import uuid
from pathlib import Path

ROUNDS = 300


def run() -> list[dict[str, str | int | float]]:
    """Return and print one row a deed: attempts a second, median, queries, times the floor."""
    folder = Path(tempfile.mkdtemp(prefix="uprest-bench-"))
    os.environ["DATABASE_URL"] = os.environ.get(
        "BENCH_DATABASE_URL", f"sqlite:///{folder / 'bench.sqlite3'}"
    )
    os.environ["MEDIA_ROOT"] = str(folder / "media")
    import django

    django.setup()
    return _measure()


def _measure() -> list[dict[str, str | int | float]]:
    from django.contrib.auth.decorators import login_required
    from django.core.management import call_command
    from django.db import connection
    from django.http import HttpResponseRedirect
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import path, reverse
    from django.utils import timezone
    from django.utils.translation import override
    from django.views.decorators.http import require_POST

    import uprest.urls
    from courses.models import Activity, Attempt, Enrolment
    from tests.factories.courses import add_course, list_lessons, right_answers, wrong_answers
    from uprest.accounts.models import User
    from uprest.skills.services import load_vocabulary

    call_command("migrate", verbosity=0)
    load_vocabulary()
    course = add_course(lessons=10, exercises=3)
    user = User.objects.create_user(email=f"{uuid.uuid4()}@example.org", password=None)
    lesson = list_lessons(course)[0]
    block = lesson.body.get_prep_value()[1]
    activity = Activity.objects.get(key=block["id"])
    Enrolment.objects.create(
        user=user, course_key=course.translation_key, enrolled_at=timezone.now()
    )

    @require_POST
    @login_required
    def bare(request):
        """Check session and user, add one row."""
        now = timezone.now()
        Attempt.objects.bulk_create(
            [
                Attempt(
                    user_id=request.user.pk, activity_id=activity.pk, rule_version=1, score=1.0,
                    is_passed=True, source="SERVER", language="en", happened_at=now,
                    received_at=now,
                )
            ]
        )  # fmt: skip
        return HttpResponseRedirect("/en/")

    uprest.urls.urlpatterns.insert(0, path("bare/", bare))
    client = Client(headers={"host": "localhost"})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    with override("en"):
        address = reverse("courses:answer", args=[lesson.pk, block["id"]])

    def answer(chosen):
        return client.post(address, {"attempt": str(uuid.uuid4()), "answer": sorted(chosen)})

    deeds = {
        "bare insert": lambda: client.post("/bare/"),
        "wrong answer": lambda: answer(wrong_answers(block)),
        "right answer": lambda: answer(right_answers(block)),
    }
    times: dict[str, list[float]] = {name: [] for name in deeds}
    cpu: dict[str, float] = dict.fromkeys(deeds, 0.0)
    queries = {}
    for name, deed in deeds.items():
        deed()
        before = Attempt.objects.count()
        with CaptureQueriesContext(connection) as captured:
            response = deed()
        queries[name] = len(captured)
        assert response.status_code == 302, (name, response.status_code)
        assert Attempt.objects.count() == before + 1, name
        if os.environ.get("BENCH_QUERIES"):
            print(name, *[one["sql"][:200] for one in captured.captured_queries], sep="\n  ")
    for _ in range(ROUNDS):  # in turn, so that a busy machine is as busy for each
        for name, deed in deeds.items():
            start, busy = time.perf_counter(), time.process_time()
            deed()
            times[name].append((time.perf_counter() - start) * 1_000)
            cpu[name] += (time.process_time() - busy) * 1_000 / ROUNDS
    if os.environ.get("BENCH_PROFILE"):
        _profile(deeds)
    return _print(times, cpu, queries)


def _profile(deeds):
    for name, deed in deeds.items():
        profile = cProfile.Profile()
        profile.enable()
        for _ in range(100):
            deed()
        profile.disable()
        print(f"--- {name}")
        pstats.Stats(profile).sort_stats("cumulative").print_stats(70)


def _print(times, cpu, queries):
    floor = statistics.median(times["bare insert"])
    rows = []
    print(
        f"{'deed':20}{'queries':>8}{'a second':>10}{'median ms':>11}{'p95 ms':>9}{'x floor':>9}"
        f"{'cpu ms':>9}{'x floor':>9}"
    )
    for name, found in times.items():
        median = statistics.median(found)
        row = {
            "deed": name,
            "queries": queries[name],
            "a_second": 1_000 / statistics.fmean(found),
            "median_ms": median,
            "p95_ms": statistics.quantiles(found, n=20)[-1],
            "times_floor": median / floor,
            "cpu_ms": cpu[name],
            "cpu_times_floor": cpu[name] / cpu["bare insert"],
        }
        rows.append(row)
        print(
            f"{name:20}{row['queries']:8}{row['a_second']:10.0f}{median:11.2f}"
            f"{row['p95_ms']:9.2f}{row['times_floor']:9.2f}"
            f"{row['cpu_ms']:9.2f}{row['cpu_times_floor']:9.2f}"
        )
    return rows
