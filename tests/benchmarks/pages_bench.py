"""Time a learner's pages and the recording of an answer beside a bare Django view.

The demo site is built in a scratch database (SQLite, or where BENCH_DATABASE_URL points). The floor
is a view that reads the session's user and does one query, behind the same middleware.
"""

import io
import itertools
import os
import re
import statistics
import tempfile
import time
from pathlib import Path

ROUNDS = 60


def run() -> list[dict[str, str | int | float]]:
    """Return and print one row a page: milliseconds (median, p95), queries, times the floor."""
    folder = Path(tempfile.mkdtemp(prefix="uprest-bench-"))
    os.environ["DATABASE_URL"] = os.environ.get(
        "BENCH_DATABASE_URL", f"sqlite:///{folder / 'bench.sqlite3'}"
    )
    os.environ["MEDIA_ROOT"] = str(folder / "media")
    import django

    django.setup()
    return _measure()


def _measure() -> list[dict[str, str | int | float]]:
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.db import connection
    from django.http import HttpResponse
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import path

    import uprest.urls
    from courses.models import LessonPage
    from skills_gap.models import Response
    from uprest.demo.samples import read_people
    from uprest.ecosystem.models import Municipality

    call_command("migrate", verbosity=0)
    call_command("build_demo_site", verbosity=0, stdout=io.StringIO())

    def bare(request):
        """Read the session's user and do one query: what no page can do without."""
        return HttpResponse(f"{request.user.pk} {Municipality.objects.count()}")

    uprest.urls.urlpatterns.insert(0, path("bare/", bare))
    people = read_people()
    learner = Client(headers={"host": "localhost"})
    learner.force_login(
        get_user_model().objects.get(email=people.team.members[0].account.email),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    officer = Client(headers={"host": "localhost"})
    officer.force_login(
        get_user_model().objects.get(email=people.officers[0].account.email),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    visitor = Client(headers={"host": "localhost"})
    visitor.post("/en/check/", {"occupation": "receptionist"})
    response = Response.objects.filter(user=None).latest("started_at")
    lesson = LessonPage.objects.filter(locale__language_code="en").first()
    result = Response.objects.filter(user__isnull=False).exclude(submitted_at=None)
    mine = result.filter(user__email=people.team.members[0].account.email).first()
    page = visitor.get(f"/en/check/{response.pk}/", follow=True).content.decode()
    skill = re.search(r'name="skill" value="([^"]+)"', page)[1]
    levels = itertools.cycle((1, 2, 3, 4))

    def post_answer():
        return visitor.post(f"/en/check/{response.pk}/", {"skill": skill, "answer": next(levels)})

    deeds = {
        "bare view": lambda: learner.get("/bare/"),
        "landing page": lambda: visitor.get("/en/"),
        "question": lambda: visitor.get(f"/en/check/{response.pk}/?q={skill}"),
        "record an answer": post_answer,
        "result": lambda: learner.get(f"/en/check/{mine.pk}/result/"),
        "learner's home": lambda: learner.get("/en/home/"),
        "course list": lambda: learner.get("/en/courses/"),
        "course": lambda: learner.get(lesson.get_parent().get_url()),
        "lesson": lambda: learner.get(lesson.get_url()),
        "officer's report": lambda: officer.get("/en/city/vanersborg/"),
    }
    rows = []
    for name, deed in deeds.items():
        deed()
        with CaptureQueriesContext(connection) as captured:
            answer = deed()
        queries = len(captured)  # counted now: the log is emptied by the next request
        assert answer.status_code in (200, 302), (name, answer.status_code)
        times = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            deed()
            times.append((time.perf_counter() - start) * 1_000)
        rows.append(_row(name, times, queries, rows))
    print(f"{'page':20}{'queries':>8}{'median ms':>11}{'p95 ms':>9}{'x floor':>9}")
    for row in rows:
        print(
            f"{row['page']:20}{row['queries']:8}{row['median_ms']:11.1f}{row['p95_ms']:9.1f}"
            f"{row['times_floor']:9.1f}"
        )
    return rows


def _row(name, times, queries, rows):
    median = statistics.median(times)
    floor = rows[0]["median_ms"] if rows else median
    return {
        "page": name,
        "queries": queries,
        "median_ms": median,
        "p95_ms": statistics.quantiles(times, n=20)[-1],
        "times_floor": median / floor,
    }
