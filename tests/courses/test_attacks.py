"""Trainers and strangers try what they may not."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signing import dumps
from django.template import engines
from django.urls import reverse
from django.utils import timezone
from lxml import etree

from courses.models import Activity, CompletionRecord, Correction, LevelConfirmation, TestedLevel
from courses.services.overriding import (
    Word,
    confirm_level,
    mark_activity,
    mark_course,
    take_back,
    take_back_level,
)
from courses.services.roles import set_up_trainers
from courses.types import OwnRecordError
from courses.viewsets.correcting import SALT
from tests.courses.certifying import earn
from tests.courses.learning import one_exercise
from tests.factories.courses import (
    LEARNT_AT,
    PersonFactory,
    add_course,
    add_lesson,
    set_up_index,
    text,
)
from tests.factories.exercises import exercise
from uprest.skills.models import Skill

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


@pytest.fixture(autouse=True)
def _lenient(settings, monkeypatch, tmp_path):
    settings.ZEAL_RAISE = False  # Wagtail's own menu and header
    settings.MEDIA_ROOT = str(tmp_path)
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")


@pytest.fixture
def trainer(client):
    set_up_index()
    user = PersonFactory(display_name="Tora Trainer")
    user.groups.add(set_up_trainers())
    client.force_login(user)
    return user


def is_refused(answer):
    """Wagtail sends whoever may not be there to its first page."""
    return answer.status_code == 302 and answer.url == reverse("wagtailadmin_home")


# --- One's own record ---------------------------------------------------------------------------


def test_no_trainer_gets_to_their_own_record(client, trainer):
    answer = client.post(reverse("courses_choose_person"), {"email": trainer.email.upper()})
    assert answer.status_code == 200
    assert "another trainer" in answer.content.decode()


def test_a_link_from_a_colleague_does_not_open_ones_own_record(client, trainer):
    address = reverse("courses_person", args=[dumps(trainer.pk, salt=SALT)])
    data = {
        "deed": "level",
        "level-skill": Skill.objects.first().code,
        "level-level": "5",
        "level-kind": "CONFIRMED",
        "level-reason": "I am good",
    }
    assert is_refused(client.get(address))
    assert is_refused(client.post(address, data))
    assert not LevelConfirmation.objects.exists()
    assert not TestedLevel.objects.exists()


def test_no_word_of_ones_own_counts_for_oneself(trainer):
    course, _lesson, block = one_exercise()
    colleague = PersonFactory()
    skill = Skill.objects.first()
    theirs = Word(by=colleague, reason="Seen at work", at=LEARNT_AT)
    own = Word(by=trainer, reason="I am good", at=LEARNT_AT)
    activity = Activity.objects.get(block_id=block["id"])
    deed = mark_activity(user=trainer, activity=activity, is_passed=False, word=theirs)
    confirm_level(user=trainer, skill_id=skill.pk, level=2, kind="CONFIRMED", word=theirs)
    said = (Correction.objects.count(), LevelConfirmation.objects.count())
    key, confirmation = course.translation_key, LevelConfirmation.objects.get()
    for deed_of_ones_own in (
        lambda: mark_activity(user=trainer, activity=activity, is_passed=True, word=own),
        lambda: mark_course(user=trainer, course_key=key, is_passed=True, word=own),
        lambda: confirm_level(user=trainer, skill_id=skill.pk, level=5, kind="PRIOR", word=own),
        lambda: take_back(user=trainer, deed=deed, word=own),
        lambda: take_back_level(user=trainer, confirmation_id=confirmation.pk, word=own),
    ):
        with pytest.raises(OwnRecordError):
            deed_of_ones_own()
    assert said == (Correction.objects.count(), LevelConfirmation.objects.count())
    assert not CompletionRecord.objects.exists()


# --- The editor ---------------------------------------------------------------------------------


def test_nothing_is_imported_into_a_lesson_that_somebody_has_locked(client, trainer):
    block = exercise("flash_cards")
    lesson = add_lesson(add_course(lessons=0), blocks=[text(), block])
    screen = reverse("courses_exchange", args=[lesson.pk])
    package = client.get(reverse("courses_exchange_download", args=[lesson.pk, block["id"]]))

    def upload():
        file = SimpleUploadedFile("x.h5p", package.content, content_type="application/zip")
        return client.post(screen, {"file": file})

    token = upload().context["token"]
    lesson.locked, lesson.locked_by, lesson.locked_at = True, PersonFactory(), timezone.now()
    lesson.save()
    assert client.get(screen).status_code == 200
    assert is_refused(upload())
    assert is_refused(client.post(screen, {"token": token}))
    lesson.refresh_from_db()
    assert len(lesson.get_latest_revision_as_object().body) == 2


# --- Certificates -------------------------------------------------------------------------------


@pytest.mark.parametrize("odd", ["\x01\x08\x1b", "\ufffe\uffff", '"><script>x</script>]]>&#0;'])
def test_odd_letters_in_titles_and_names_break_no_certificate(client, odd):
    user, certificate = earn(name=f"Eva{odd}", title=f"Desk{odd}")
    picture = client.get(f"/credentials/{certificate.pk}.svg")
    assert picture.status_code == 200
    root = etree.fromstring(picture.content)
    assert not root.findall(".//{*}script")
    assert client.get(f"/credentials/{certificate.pk}.json").status_code == 200
    client.force_login(user)
    page = client.get(reverse("courses:certificate", args=[certificate.pk])).content.decode()
    assert "<script>x" not in page
    answer = client.get(reverse("courses:certificate_pdf", args=[certificate.pk]))
    assert answer.status_code in (200, 501)
