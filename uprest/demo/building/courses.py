"""The sample courses: real content, from data files into pages in four languages."""

from datetime import datetime
from typing import Any

from django.conf import settings

from courses.models import CourseIndexPage
from courses.services.authored_frame import Media
from courses.services.authoring import CourseData, build_course, translate_course
from uprest.demo.building.modules import keep_modules
from uprest.demo.building.pictures import keep_documents, keep_picture, keep_video
from uprest.demo.samples import read_courses

SOURCE, *OTHERS = (code for code, _ in settings.LANGUAGES)


def build_courses(*, at: datetime) -> None:
    """Make the courses, or bring them up to date, in all languages.

    :raises CourseDataError: if a file is wrong.
    """
    index = CourseIndexPage.objects.get(locale__language_code=SOURCE)
    files = read_courses()
    media = _make_media(files, at)
    # a required course comes before the one that asks for it
    for raw in sorted(files, key=lambda file: len(file["requires"])):
        data = CourseData.read(raw)
        course = build_course(index=index, data=data, media=media)
        for language in OTHERS:
            translate_course(course=course, language=language, data=data, media=media)


def _make_media(files: list[dict[str, Any]], at: datetime) -> Media:
    blocks = [block for file in files for lesson in file["lessons"] for block in lesson["blocks"]]
    names = {block["drawing"] for block in blocks if "drawing" in block}
    sheets = [block for block in blocks if block["type"] == "download"]
    videos = [block for block in blocks if block["type"] == "video_questions"]
    documents = {
        (block["file"], language): document
        for block in sheets
        for language, document in keep_documents(block).items()
    }
    for block in videos:
        documents |= keep_video(block, (SOURCE, *OTHERS))
    return Media(
        pictures={name: keep_picture(name) for name in sorted(names)},
        documents=documents,
        modules={
            (block["name"], language): content
            for block in blocks
            if block["type"] == "h5p"
            for language, content in keep_modules(block, at=at).items()
        },
    )
