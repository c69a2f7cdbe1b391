"""Exercises as H5P files in the editor: out, in, what is lost, and who may."""

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import engines
from django.urls import reverse
from django.utils import timezone
from PIL import Image as Pillow
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file_webp

from courses.exercises.exchange.registry import CONVERTERS
from courses.models import LessonPage
from courses.selectors.h5p_exchange import preview_package
from courses.services.h5p_exchange import import_exercise
from courses.services.roles import set_up_trainers
from tests.courses.exchange.kit import forget_ids
from tests.courses.scene_blocks import make_block
from tests.factories.courses import PersonFactory, add_course, add_lesson, text
from tests.factories.exercises import VALUES, exercise
from tests.factories.h5p import REAL, dependency, pack
from uprest.h5p.api import Status, open_package, validate_package
from uprest.h5p.conf import get_unused_days
from uprest.h5p.models import ImportJob
from uprest.h5p.services.cleaning import clean_up

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


@pytest.fixture
def caches_are_apart(settings):
    """Return what makes the next request one of another worker, with a cache of its own."""

    def part():
        settings.CACHES = {
            "default": {
                "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
                "LOCATION": "another",
            }
        }

    return part


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


def test_a_file_waits_where_all_workers_find_it_and_is_gone_afterwards(
    client, trainer, caches_are_apart, django_capture_on_commit_callbacks
):
    block = exercise("flash_cards")
    lesson = add(block)
    data = download(client, lesson, block).content
    token = upload(client, lesson, data).context["token"]
    waiting = ImportJob.objects.get().upload.name
    caches_are_apart()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(screen(lesson), {"token": token})
    assert len(draft_of(lesson).body) == 3
    assert not ImportJob.objects.exists()
    assert not default_storage.exists(waiting)


def test_what_was_not_signed_here_or_waited_too_long_is_not_taken(client, trainer):
    block = exercise("flash_cards")
    lesson, other = add(block), add()
    data = download(client, lesson, block).content
    token = upload(client, lesson, data).context["token"]
    for wrong in (str(ImportJob.objects.get().pk), "", f"{token}x"):
        client.post(screen(lesson), {"token": wrong})
    client.post(screen(other), {"token": token})
    clean_up(at=timezone.now() + timedelta(days=get_unused_days() + 1))
    page = client.post(screen(lesson), {"token": token}, follow=True).content.decode()
    assert "The file has waited too long" in page
    assert len(draft_of(lesson).body) == 2
    assert len(draft_of(other).body) == 1


def test_a_big_file_is_sent_on_to_the_screen_that_reads_it_in_the_background(client, trainer):
    lesson = add(exercise("summary"))
    shown = upload(client, lesson, bytes(5 * 1024 * 1024 + 1))
    page = shown.content.decode()
    assert "This file has more than 5" in page
    assert reverse("h5p_content:add") in page
    assert not ImportJob.objects.exists()


# --- pictures -------------------------------------------------------------------------------------


def scene_package(path, files=None):
    """Return content on a picture that lies at ``path``."""
    return pack(
        {
            "h5p.json": {
                "title": "The desk",
                "language": "en",
                "mainLibrary": "H5P.ImageHotspots",
                "embedTypes": ["iframe"],
                "preloadedDependencies": [dependency("H5P.ImageHotspots", 1, 9)],
            },
            "content/content.json": {"image": {"path": path}, "hotspots": []},
            **{f"content/{name}": data for name, data in (files or {}).items()},
        }
    )


def draw(kind, **options):
    out = io.BytesIO()
    Pillow.new("RGB", (40, 20), "red").save(out, kind, **options)
    return out.getvalue()


LOST = "it is not in the file, or damaged"


@pytest.mark.parametrize(
    ("path", "name", "data", "ending"),
    [
        ("images/a.png", "images/a.png", draw("PNG"), ".png"),
        ("images/a.png#tmp", "images/a.png", draw("PNG"), ".png"),
        ("images/a%20b.png", "images/a b.png", draw("PNG"), ".png"),
        ("images/a.jpg", "images/a.jpg", draw("JPEG"), ".jpg"),
        ("images/a.tif", "images/a.tif", draw("TIFF"), ".jpg"),
        ("https://example.org/a.png", None, None, None),
        ("images/a.png", "images/a.png", draw("PNG")[:-30], None),
        ("images/a.jpg", "images/a.jpg", b"\xff\xd8\xff", None),
    ],
    ids=["png", "unsaved", "quoted", "jpeg", "tiff", "elsewhere", "truncated", "no picture"],
)
def test_a_picture_comes_along_or_its_loss_is_said(client, trainer, path, name, data, ending):
    lesson = add()
    shown = upload(client, lesson, scene_package(path, {name: data} if name else None))
    assert (LOST in shown.content.decode()) == (ending is None)
    kept = client.post(screen(lesson), {"token": shown.context["token"]})
    assert kept.url == reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    picture = draft_of(lesson).body.get_prep_value()[-1]["value"]["picture"]["image"]
    if ending is None:
        assert picture is None
        assert not Image.objects.exists()
    else:
        assert Image.objects.get(pk=picture).file.name.endswith(ending)


@pytest.mark.parametrize("ending", ["png", "webp", "gone", "broken"])
def test_a_picture_goes_along_or_its_loss_is_said(client, trainer, ending):
    block = make_block("image_hotspots")
    image = Image.objects.get(pk=block["value"]["picture"]["image"])
    if ending == "webp":
        image.file = get_test_image_file_webp()
        image.save()
    elif ending == "broken":
        Path(image.file.path).write_bytes(draw("PNG")[:-30])
    elif ending == "gone":
        Path(image.file.path).unlink()
    lesson = add(block)
    is_lost = ending in {"gone", "broken"}
    assert ("The picture: it is not in" in client.get(screen(lesson)).content.decode()) == is_lost
    answer = download(client, lesson, block)
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert sum(name.startswith("content/images/") for name in names) == (not is_lost)


@pytest.mark.parametrize("ending", ["mov", "webm"])
def test_a_video_of_another_kind_or_one_that_is_gone_stays_behind(client, trainer, ending):
    film = Document.objects.create(title="x", file=ContentFile(b"x", f"film.{ending}"))
    if ending == "webm":
        Path(film.file.path).unlink()
    block = make_block("video_questions", video=film.pk, captions=film.pk + 1)
    lesson = add(block)
    assert "The video and its captions: add them" in client.get(screen(lesson)).content.decode()
    assert download(client, lesson, block).status_code == 200


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
