"""Files of lessons: only where a page that is open has them; videos in pieces."""

import json
import uuid

import pytest
from django.core.files.base import ContentFile
from wagtail.documents.models import Document
from wagtail.images.forms import get_image_form
from wagtail.images.models import Image
from wagtail.models import ReferenceIndex

from courses.services.roles import set_up_trainers
from courses.views.media import PIECE, find_span
from tests.factories.courses import (
    EnrolmentFactory,
    PersonFactory,
    add_course,
    add_lesson,
    list_lessons,
    publish,
    set_up_index,
    text,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


def make_document(name, content=b"A reply to start from."):
    return Document.objects.create(title=name, file=ContentFile(content, name=name))


def download(document):
    value = {"title": "A sheet", "document": document.pk}
    return {"type": "download", "id": str(uuid.uuid4()), "value": value}


def index(page):
    """Note what a page refers to, as a background task does after commit."""
    ReferenceIndex.create_or_update_for_object(page)
    return page


@pytest.fixture
def lessons():
    """Two lessons with one sheet each, and the course."""
    course = add_course(lessons=0)
    sheets = [make_document(f"sheet-{number}.txt") for number in (1, 2)]
    for sheet in sheets:
        index(add_lesson(course, blocks=[text(), download(sheet)]))
    return course, sheets


def test_a_file_of_the_first_lesson_is_open_to_all_as_a_download(client, lessons):
    response = client.get(lessons[1][0].url)
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Type"].startswith("text/plain")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_file_of_a_further_lesson_is_refused_to_who_is_not_enrolled(client, lessons):
    course, (_, second) = lessons
    assert client.get(second.url).status_code == 403
    client.force_login(PersonFactory())
    assert client.get(second.url).status_code == 403
    client.force_login(EnrolmentFactory(course_key=course.translation_key).user)
    assert client.get(second.url).status_code == 200


def test_a_file_of_a_draft_or_of_no_page_is_the_authors_alone(client, lessons):
    course, _ = lessons
    sheet, lonely = make_document("draft.txt"), make_document("lonely.txt")
    index(add_lesson(course, blocks=[download(sheet)], live=False))
    user = EnrolmentFactory(course_key=course.translation_key).user
    client.force_login(user)
    assert client.get(sheet.url).status_code == 403
    assert client.get(lonely.url).status_code == 403
    user.groups.add(set_up_trainers())
    assert client.get(sheet.url).status_code == 200
    assert client.get(lonely.url).status_code == 200


def test_a_file_of_an_unpublished_course_is_closed(client, lessons):
    course, (first, _) = lessons
    course.unpublish()
    assert client.get(first.url).status_code == 403


def test_a_file_linked_from_another_page_is_open(client, lessons):
    sheet = make_document("for-all.txt")
    course = add_course(lessons=0)
    course.outcomes = f'<p><a linktype="document" id="{sheet.pk}">A sheet</a></p>'
    index(publish(course))
    assert client.get(sheet.url).status_code == 200


@pytest.fixture
def video(lessons):
    """A video of two and a half pieces in an open lesson."""
    course, _ = lessons
    document = make_document("desk.mp4", bytes(range(256)) * (PIECE // 256 * 5 // 2))
    captions = make_document("desk.vtt", b"WEBVTT\n\n00:00.000 --> 00:02.000\nHello.\n")
    lesson = list_lessons(course)[0]
    value = {
        "title": "Two minutes at the desk",
        "video": document.pk,
        "captions": captions.pk,
        "captions_language": "en",
        "transcript": "<p>Hello.</p>",
    }
    lesson.body = json.dumps([{"type": "video", "id": str(uuid.uuid4()), "value": value}])
    index(publish(lesson))
    return document, captions, lesson


def test_a_video_is_played_in_pieces(client, video):
    document, _, _ = video
    content = document.file.read()
    response = client.get(document.url, headers={"Range": "bytes=0-"})
    assert response.status_code == 206
    assert response["Content-Type"] == "video/mp4"
    assert response["Content-Range"] == f"bytes 0-{PIECE - 1}/{len(content)}"
    response = client.get(document.url, headers={"Range": f"bytes={PIECE}-{PIECE + 99}"})
    assert response.content == content[PIECE : PIECE + 100]
    response = client.get(document.url, headers={"Range": "bytes=-10"})
    assert response.content == content[-10:]
    response = client.get(document.url, headers={"Range": f"bytes={len(content)}-"})
    assert response.status_code == 416


def test_a_part_of_a_file_that_has_changed_is_not_mixed_with_the_old_one(client, video):
    headers = {"Range": "bytes=5-", "If-Range": '"another"'}
    response = client.get(video[0].url, headers=headers)
    assert response.status_code == 200


def test_the_page_plays_the_video_with_captions(client, video):
    document, captions, lesson = video
    page = client.get(lesson.url).content.decode()
    assert f'<source src="{document.url}" type="video/mp4">' in page
    assert f'<track kind="captions" src="{captions.url}" srclang="en"' in page
    assert client.get(captions.url)["Content-Type"].startswith("text/vtt")


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("0", "", (0, 99)),
        ("10", "19", (10, 19)),
        ("90", "500", (90, 99)),
        ("", "10", (90, 99)),
        ("", "500", (0, 99)),
        ("100", "", None),
        ("20", "10", None),
        ("", "", None),
    ],
)
def test_ranges(first, last, expected):
    assert find_span(first, last, 100) == expected


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("drawing.png", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
    ],
)
def test_pictures_are_pictures_and_never_svg(name, content):
    set_up_index()
    form = get_image_form(Image)(
        {"title": "Drawing", "collection": 1}, {"file": ContentFile(content, name=name)}
    )
    assert not form.is_valid()
    assert "file" in form.errors
