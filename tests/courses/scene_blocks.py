"""Blocks of scenes, quizzes and free texts as a lesson stores them."""

import uuid

from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from tests.courses.exercises import scenes

JUDGED = {"skill": "allergies", "level": "3"}


def make_picture():
    picture = Image.objects.create(title="A desk", file=get_test_image_file(size=(640, 320)))
    picture.get_rendition("width-1280")
    return {"image": picture.pk, "alt_text": "A desk and a safe."}


def make_block(kind, **changes):
    """Return the exercise of the pure tests as a block of a lesson."""
    value = getattr(scenes, kind)()
    if kind in {"drag_zones", "image_hotspots"}:
        value["picture"] = make_picture()
    if kind == "video_questions":
        value |= {"video": None, "captions": None, "captions_language": "en"}
    if kind in {"drag_zones", "branching", "quiz", "video_questions"}:
        value = {**JUDGED, **value}
    return {"type": kind, "id": str(uuid.uuid4()), "value": {**value, **changes}}
