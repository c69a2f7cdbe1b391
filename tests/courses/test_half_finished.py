"""Drafts that are half finished: kept as they are, shown, and exchanged, whatever is empty."""

import uuid

import pytest
from django.template import engines
from django.urls import reverse
from wagtail import blocks

from courses.blocks import LessonBodyBlock
from courses.exercises.kinds import KINDS
from courses.services.roles import set_up_trainers
from tests.courses.scene_blocks import make_block
from tests.factories.courses import PersonFactory, add_course, add_lesson, text
from tests.factories.exercises import VALUES, exercise

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
EXERCISES = sorted(set(KINDS) - {"h5p"})
BLOCKS = sorted(set(LessonBodyBlock().child_blocks) - {"text"})


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


def empty(block):
    """Return what the editor sends of ``block`` where nothing is filled in, as it is stored."""
    if isinstance(block, blocks.StreamBlock):
        return [
            {"type": name, "id": str(uuid.uuid4()), "value": empty(child)}
            for name, child in block.child_blocks.items()
        ]
    if isinstance(block, blocks.StructBlock):
        return {name: empty(child) for name, child in block.child_blocks.items()}
    if isinstance(block, blocks.ListBlock):
        number = max(block.meta.min_num or 0, 2)
        return [
            {"type": "item", "id": str(uuid.uuid4()), "value": empty(block.child_block)}
            for _ in range(number)
        ]
    sent = block.field.to_python(block.field.widget.value_from_datadict({}, {}, "x"))
    return block.get_prep_value(block.value_from_form(sent))


def empty_one_each(block, stored):
    """Yield ``stored``, as often as it has fields, with one of them empty each time."""
    if isinstance(block, blocks.FieldBlock):
        yield empty(block)
    elif isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            for value in empty_one_each(child, stored.get(name)):
                yield {**stored, name: value}
    else:
        yield []
        children = getattr(block, "child_blocks", {"item": getattr(block, "child_block", None)})
        for place, item in enumerate(stored or ()):
            for value in empty_one_each(children[item["type"]], item["value"]):
                yield [*stored[:place], {**item, "value": value}, *stored[place + 1 :]]


def list_half_finished(kind):
    """Return blocks of ``kind``: with nothing filled in, and with one field empty each."""
    block = LessonBodyBlock().child_blocks[kind]
    values = [empty(block)]
    if kind in EXERCISES:
        known = kind in VALUES or kind in {"multiple_choice", "true_false"}
        whole = (exercise if known else make_block)(kind)["value"]
        values += empty_one_each(block, whole)
    return [{"type": kind, "id": str(uuid.uuid4()), "value": value} for value in values]


@pytest.mark.parametrize("kind", BLOCKS)
def test_a_draft_is_kept_whatever_is_empty(kind):
    body = LessonBodyBlock()
    stored = list_half_finished(kind)
    cleaned = body.clean_deferred(body.to_python(stored))
    assert len(cleaned) == len(stored)


def test_a_draft_can_be_looked_at_and_exchanged_whatever_is_empty(client, trainer):
    stored = [block for kind in EXERCISES for block in list_half_finished(kind)]
    lesson = add_lesson(add_course(lessons=0), blocks=[text()])
    draft = lesson.get_latest_revision_as_object()
    draft.body = draft.body.stream_block.to_python(stored)
    draft.save_revision(user=trainer, clean=False)

    page = client.get(reverse("wagtailadmin_pages:view_draft", args=[lesson.pk]))
    assert page.status_code == 200
    screen = client.get(reverse("courses_exchange", args=[lesson.pk]))
    assert len(screen.context["rows"]) == len(stored)
    for row in screen.context["rows"]:
        if row.can_export and not row.question:
            download = reverse("courses_exchange_download", args=[lesson.pk, row.block_id])
            assert client.get(download).status_code in {200, 302}
