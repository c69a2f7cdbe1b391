"""Lessons with H5P content in them."""

import uuid

from tests.factories.courses import LEARNT_AT, add_course, add_lesson, text
from tests.factories.h5p import library, make_package
from uprest.h5p.api import import_package


def add_content(script=None, may_install=True, **parts):
    """Import a tiny package; ``script`` is that of its library."""
    if script is not None:
        parts["libraries"] = library(files={"uprtest.js": script})
    result = import_package(file=make_package(**parts), may_install=may_install, at=LEARNT_AT)
    assert result.content is not None, result.verdict.problems
    return result.content


def module(content, done_when="COMPLETED", seconds=None, title="Which guest first?"):
    """Return a block that plays ``content``."""
    return {
        "type": "h5p",
        "id": str(uuid.uuid4()),
        "value": {
            "title": title,
            "content": content.pk,
            "done_when": done_when,
            "seconds": seconds,
            "height": 400,
        },
    }


def one_module(content=None, **kwargs):
    """Return a course of two lessons, the second with a module, that lesson, and the block."""
    course = add_course(lessons=1)
    block = module(content or add_content(), **kwargs)
    return course, add_lesson(course, blocks=[text(), block]), block


def statement(verb="completed", raw=3, most=4, **fields):
    """Return what a player says of a result."""
    score = {"min": 0, "max": most, "raw": raw, "scaled": raw / most}
    return {
        "actor": {"account": {"name": "somebody else", "homePage": "https://elsewhere.example"}},
        "verb": {"id": f"http://adlnet.gov/expapi/verbs/{verb}"},
        "object": {"id": "https://elsewhere.example/another-activity"},
        "timestamp": "1999-01-01T00:00:00Z",
        "result": {"score": score, "completion": True, "duration": "PT7S"},
    } | fields
