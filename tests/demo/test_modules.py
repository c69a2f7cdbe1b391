"""The modules of the sample courses: our own content type, in every language."""

import pytest

from tests.factories.courses import LEARNT_AT
from uprest.demo.building.modules import ModuleError, keep_modules
from uprest.demo.samples import read_courses
from uprest.h5p.models import Content, Library

LANGUAGES = {"en", "sv", "it", "hr"}


@pytest.fixture(autouse=True)
def _storage(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


def list_modules():
    return [
        block
        for course in read_courses()
        for lesson in course["lessons"]
        for block in lesson["blocks"]
        if block["type"] == "h5p"
    ]


def test_each_is_ready_in_every_language_and_made_once(db):
    blocks = list_modules()
    assert blocks
    for block in blocks:
        made = keep_modules(block, at=LEARNT_AT)
        assert set(made) == LANGUAGES
        for language, content in made.items():
            assert content.status == Content.Status.READY
            assert content.language == language
            assert content.title == block["title"][language]
            assert content.params["question"] == block["params"]["question"][language]
        assert {c.pk for c in keep_modules(block, at=LEARNT_AT).values()} == {
            c.pk for c in made.values()
        }
    assert Library.objects.count() == len({block["library"] for block in blocks})


def test_each_task_has_its_right_time():
    for block in list_modules():
        times = block["params"]["times"]
        for task in block["params"]["tasks"]:
            assert 1 <= task["time"] <= len(times)
            assert set(task["text"]) == set(task["feedback"]) == LANGUAGES


def test_what_cannot_be_played_is_said(db):
    block = {**list_modules()[0], "title": {"no language": "x"}}
    with pytest.raises(ModuleError, match="language"):
        keep_modules(block, at=LEARNT_AT)
