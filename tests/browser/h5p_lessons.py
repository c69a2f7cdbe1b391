"""Courses with H5P modules for the browser tests, made in processes of their site."""

import json
import subprocess
import sys

from tests.browser.conftest import ROOT

PEOPLE = """
import uuid
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.db import SessionStore
from tests.factories.courses import set_up_index
from tests.factories.ecosystem import PersonFactory
set_up_index()
keys = {}
for role in given:
    # each process counts its people anew, and addresses are unique
    user = PersonFactory(email=f"{uuid.uuid4().hex}@example.org")
    user.is_superuser = role == "trainer"
    user.save()
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.save()
    keys[role] = session.session_key
answer(keys)
"""
IMPORT = """
from django.utils import timezone
from uprest.h5p.api import import_package
from uprest.h5p.models import Content
found = {}
for path in given:
    with open(path, "rb") as file:
        content = import_package(file=file, may_install=True, at=timezone.now()).content
    found[path] = content and content.pk
# what one package brings along may be what an earlier one waited for
ready = set(Content.objects.filter(status=Content.Status.READY).values_list("pk", flat=True))
answer({path: pk if pk in ready else None for path, pk in found.items()})
"""
LESSONS = """
from tests.factories.courses import add_course, add_lesson, text
from tests.factories.modules import module
from uprest.h5p.models import Content
made = []
for modules in given:
    blocks = [module(Content.objects.get(pk=one.pop("content")), **one) for one in modules]
    course = add_course(lessons=0, title=modules[0]["title"])
    page = add_lesson(course, blocks=[text(), *blocks])
    made.append([page.get_url(), page.pk, [block["id"] for block in blocks]])
answer(made)
"""
KEPT = """
from courses.models import Attempt
answer([
    [a.answer for a in Attempt.objects.filter(activity__block_id=block).order_by("received_at")]
    for block in given
])
"""


def run(environment, code, given):
    """Run ``code`` in Django with the value ``given``; return what it answers."""
    frame = (
        "import django, json, sys; django.setup(); given = json.load(sys.stdin)\n"
        "answer = lambda value: print(json.dumps(value))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", frame + code],
        cwd=ROOT, env=environment, input=json.dumps(given), capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.strip().splitlines()[-1])
