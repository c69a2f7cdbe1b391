"""Exercises as H5P files in the editor: out, in, what is lost, and who may."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import engines
from django.urls import reverse

from courses.exercises.exchange.registry import CONVERTERS
from courses.models import LessonPage
from courses.selectors.h5p_exchange import preview_package
from courses.services.h5p_exchange import import_exercise
from courses.services.roles import set_up_trainers
from tests.courses.exchange.kit import forget_ids
from tests.factories.courses import PersonFactory, add_course, add_lesson, text
from tests.factories.exercises import VALUES, exercise
from tests.factories.h5p import REAL
from uprest.h5p.api import Status, open_package, validate_package

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
MINE = sorted(set(CONVERTERS) & {*VALUES, "multiple_choice", "true_false"})
REAL_FILES = {
    "lumi--H5P.MultiChoice": "multiple_choice",
    "lumi--H5P.TrueFalse": "true_false",
    "lumi--H5P.Blanks": "fill_blanks",
    "h5p2elpx--blanks-with-image": "fill_blanks",
    "lumi--H5P.MarkTheWords": "mark_words",
    "lumi--H5P.SingleChoiceSet": "single_choice_set",
    "jamestagal--H5P.Summary-1.10": "summary",
    "jamestagal--H5P.Dialogcards-1.9": "flash_cards",
    "h5pxblock--drag-the-words-1399": "drag_words",
}


@pytest.fixture(autouse=True)
def _lenient(settings, monkeypatch, tmp_path):
    settings.ZEAL_RAISE = False
    settings.MEDIA_ROOT = str(tmp_path)
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")


@pytest.fixture
def trainer(client):
    add_course(lessons=0)
    user = PersonFactory()
    user.groups.add(set_up_trainers())
    client.force_login(user)
    return user


def add(*blocks):
    return add_lesson(add_course(lessons=0), blocks=[text(), *blocks])


def draft_of(lesson):
    """Return the newest draft, read anew."""
    return LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object()


def screen(lesson):
    return reverse("courses_exchange", args=[lesson.pk])


def download(client, lesson, block):
    return client.get(reverse("courses_exchange_download", args=[lesson.pk, block["id"]]))


def upload(client, lesson, data, name="a.h5p"):
    return client.post(screen(lesson), {"file": SimpleUploadedFile(name, data)})


@pytest.mark.parametrize("kind", MINE)
def test_an_exercise_leaves_and_comes_back_into_the_draft(client, trainer, kind):
    block = exercise(kind)
    lesson = add(block)
    answer = download(client, lesson, block)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    with open_package(io.BytesIO(answer.content)) as package:
        verdict = validate_package(package)
    assert verdict.status is not Status.REFUSED
    assert verdict.main_library == CONVERTERS[kind].library

    shown = upload(client, lesson, answer.content)
    page = shown.content.decode()
    assert "What changes, or does not come along" in page
    if kind != "flash_cards":
        assert "Choose the skill and the level" in page
    assert len(draft_of(lesson).body) == 2

    kept = client.post(screen(lesson), {"token": shown.context["token"]})
    assert kept.url == reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    draft = draft_of(lesson)
    assert [one.block_type for one in draft.body][1:] == [kind, kind]
    found = forget_ids(draft.body.get_prep_value()[2]["value"])
    wanted = forget_ids(draft.body.get_prep_value()[1]["value"])
    for name in ("instruction", "heading", "question", "statement"):
        assert found.get(name) == wanted.get(name)
    lesson.refresh_from_db()
    assert len(lesson.body) == 2, "nothing is live before it is published"
    assert client.get(kept.url).status_code == 200


def test_the_screen_says_what_is_lost_and_what_has_no_counterpart(client, trainer):
    lesson = add(exercise("summary"), exercise("put_in_order"))
    page = client.get(screen(lesson)).content.decode()
    assert "H5P has no place for that" in page
    assert "Feedback becomes tips" in page
    assert "H5P has no content type like this one." in page
    editor = client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()
    assert screen(lesson) in editor


def test_what_is_no_package_is_named_and_nothing_is_kept(client, trainer):
    lesson = add(exercise("summary"))
    shown = upload(client, lesson, b"no zip at all")
    assert "This file was not taken in" in shown.content.decode()
    assert len(shown.context["preview"].problems) >= 1
    assert not shown.context["token"]


def test_content_that_is_no_exercise_here_is_named(client, trainer):
    block = exercise("flash_cards")
    lesson = add(block)
    source = zipfile.ZipFile(io.BytesIO(download(client, lesson, block).content))
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b"H5P.Dialogcards", b"H5P.Crossword"))
    page = upload(client, lesson, other.getvalue()).content.decode()
    assert "no exercise of its own for H5P.Crossword" in page


def test_a_file_waits_for_its_trainer_alone_and_once(client, trainer):
    block = exercise("flash_cards")
    lesson = add(block)
    token = upload(client, lesson, download(client, lesson, block).content).context["token"]
    other = PersonFactory()
    other.groups.add(set_up_trainers())
    client.force_login(other)
    client.post(screen(lesson), {"token": token})
    assert len(draft_of(lesson).body) == 2
    client.force_login(trainer)
    for _ in range(2):
        client.post(screen(lesson), {"token": token})
    assert len(draft_of(lesson).body) == 3


def test_only_who_may_change_the_lesson_gets_there(client):
    block = exercise("flash_cards")
    lesson = add(block)
    client.force_login(PersonFactory())
    for answer in (client.get(screen(lesson)), download(client, lesson, block)):
        assert answer.status_code in (302, 403)
        assert b"PK" not in answer.content[:4]


def test_an_exercise_that_is_not_there_is_not_found(client, trainer):
    lesson = add(exercise("put_in_order"))
    other = exercise("summary")
    assert download(client, lesson, other).status_code == 404
    stored = dict(lesson.body.get_prep_value()[1])
    assert download(client, lesson, stored).status_code == 404


@pytest.mark.parametrize("name", sorted(REAL_FILES))
def test_real_packages_become_exercises(trainer, name):
    path = Path(REAL) / "valid" / f"{name}.h5p"
    if not path.exists():
        pytest.skip(f"REAL H5P PACKAGES ARE ABSENT: no {path} (set UPREST_SHARED_DATA)")
    lesson = add()
    with path.open("rb") as file:
        preview = preview_package(file)
        assert preview.problems == ()
        assert preview.kind == REAL_FILES[name]
        assert preview.losses
        assert not any("%(" in sentence for sentence in preview.losses)
        assert import_exercise(lesson=lesson, file=file, by=trainer) == preview.kind
    stored = draft_of(lesson).body.get_prep_value()[-1]
    assert stored["type"] == preview.kind
    assert stored["id"]
    assert "<p" not in json.dumps(stored)
