"""What a page, a draft or any revision has is never deleted; the block takes what is ready."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from wagtail.blocks import StreamBlock

from courses.models import LessonPage
from tests.factories.courses import add_course, list_lessons, set_up_index
from tests.factories.h5p import library
from tests.h5p.test_importing import AT, take
from uprest.h5p.blocks import H5PChooserBlock
from uprest.h5p.models import Content
from uprest.h5p.selectors.usage import find_used_contents, list_usage
from uprest.h5p.services.cleaning import clean_up, delete_content
from uprest.h5p.services.libraries import RefusedError

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=400)


@pytest.fixture
def lesson(monkeypatch, settings, django_capture_on_commit_callbacks):
    """A lesson whose body takes H5P content."""
    settings.ZEAL_RAISE = False  # Wagtail's index of references asks row by row
    field = LessonPage._meta.get_field("body")
    monkeypatch.setattr(field, "stream_block", StreamBlock([("played", H5PChooserBlock())]))
    # what waits for the commit is not asked for a second time, so it is carried out here
    with django_capture_on_commit_callbacks(execute=True):
        set_up_index()
        page = list_lessons(add_course())[0]
        page.body = []
        page.save_revision().publish()
    page.refresh_from_db()
    return page


@pytest.fixture
def put(lesson, django_capture_on_commit_callbacks):
    """Return what saves the lesson with some content."""

    def save(*contents, publish=True):
        lesson.body = [("played", content) for content in contents]
        with django_capture_on_commit_callbacks(execute=True):
            revision = lesson.save_revision()
            if publish:
                revision.publish()
        lesson.refresh_from_db()

    return save


def test_what_a_page_has_is_known_and_stays(lesson, put):
    content = take().content
    put(content)
    assert list_usage([content.pk])[content.pk][0].title == lesson.title
    assert clean_up(at=LATER).contents == 0
    with pytest.raises(RefusedError):
        delete_content(content=content)


def test_what_only_a_draft_has_stays(put):
    content = take().content
    put(content, publish=False)
    assert list_usage([content.pk]) == {}
    assert clean_up(at=LATER).contents == 0


def test_what_only_an_old_revision_has_stays_until_that_is_gone(lesson, put):
    first, second = take().content, take(params={"t": 2}).content
    put(first)
    put(second)
    assert find_used_contents() == {first.pk, second.pk}
    assert clean_up(at=LATER).contents == 0
    lesson.revisions.exclude(pk=lesson.latest_revision_id).delete()
    assert clean_up(at=LATER).contents == 1
    assert Content.objects.get() == second


def test_pages_read_content_without_what_is_big_of_it(lesson, put, django_assert_num_queries):
    put(take().content, take(params={"t": 2}).content)
    page = LessonPage.objects.get(pk=lesson.pk)
    with django_assert_num_queries(1):
        titles = [block.value.title for block in page.body]
    assert titles == ["A test", "A test"]
    assert "params" in page.body[0].value.get_deferred_fields()


def test_the_block_takes_what_is_ready_alone():
    block = H5PChooserBlock()
    ready = take().content
    waiting = take(may_install=False, libraries=library(patch=9), params={"t": 1}).content
    assert block.clean(ready) == ready
    with pytest.raises(ValidationError):
        block.clean(waiting)


def test_the_block_is_known_to_migrations_by_its_path():
    assert H5PChooserBlock().deconstruct()[0] == "uprest.h5p.blocks.H5PChooserBlock"
