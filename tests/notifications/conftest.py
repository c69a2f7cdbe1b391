"""A kind of message for the tests, which belongs to no package."""

import pytest

from uprest.notifications.kinds import KINDS, Kind, register
from uprest.notifications.types import Group


@pytest.fixture(autouse=True)
def kinds(settings, tmp_path):
    (tmp_path / "tests_said.txt").write_text(
        "{% load i18n %}{% autoescape off %}{% translate 'Messages' %}: {{ what }}\n\n"
        "{{ what }} {{ when|date:'DATE_FORMAT' }}{% endautoescape %}"
    )
    templates = [{**settings.TEMPLATES[0]}]
    templates[0]["DIRS"] = [*templates[0].get("DIRS", []), str(tmp_path)]
    settings.TEMPLATES = templates
    before = dict(KINDS)
    register(
        Kind(code="tests.said", group=Group.EVENTS, template="tests_said.txt"),
        Kind(code="tests.team", group=Group.TEAM, template="tests_said.txt"),
        Kind(code="tests.place", group=Group.EVENTS, template="tests_said.txt", service=True),
    )
    yield
    KINDS.clear()
    KINDS.update(before)
