"""Every kind of message as its reader gets it, in each of the four languages."""

import re
from datetime import UTC, date, datetime

import pytest
from django.core import mail
from django.test import TestCase

from tests.factories.accounts import UserFactory
from uprest.notifications.kinds import KINDS
from uprest.notifications.services import notify, notify_addresses

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 29, 11, tzinfo=UTC)
LANGUAGES = ("en", "sv", "it", "hr")
LINKS = re.compile(r"https?://\S+")

# What each kind is told, in each of its forms, and the page that it leads to.
# No value is a word of any language, so that each can be found, and taken out, in all of them.
CITY, TITLE, BY, REASON = "Xanthia", "Tjtl 7", "Zoë Qx", "Rzn 5"
DAY = date(2031, 3, 4)
EVENT_ITSELF = {"title": TITLE, "when": "4.3.2031 9:00"}
SEAT = EVENT_ITSELF | {"place": "Plc 3", "address": "Adr 9"}
NEED = {"need": "Nd 2"}
CITY_TITLE = {"city": CITY, "title": TITLE}
BUSINESS = {"business": "Bznz 4", "due_on": DAY}
MY_CITY, BOARD = ("campaigns:my_city",), ("campaigns:my_board",)
EVENT_PAGE, TASK = ("events:event", 7), ("campaigns:action", "xanthia", 7)
FORMS = [
    ("campaigns.invited", CITY_TITLE | {"ends_on": DAY}, MY_CITY),
    ("campaigns.over", {"title": TITLE, "is_cancelled": False, "reason": ""}, MY_CITY),
    ("campaigns.over", CITY_TITLE | {"is_cancelled": True, "reason": REASON}, MY_CITY),
    ("campaigns.need", NEED | {"state": "WRITING"}, BOARD),
    ("campaigns.need", NEED | {"state": "ANSWERED", "course": "Crs 8"}, BOARD),
    ("campaigns.need", NEED | {"state": "DECLINED", "reason": REASON}, BOARD),
    ("campaigns.action_given", CITY_TITLE | {"due_on": None}, TASK),
    ("campaigns.action_given", CITY_TITLE | {"due_on": DAY}, TASK),
    ("campaigns.action_due", CITY_TITLE | {"due_on": DAY}, TASK),
    ("events.registered", SEAT, EVENT_PAGE),
    ("events.waiting", SEAT, EVENT_PAGE),
    ("events.moved_up", SEAT, EVENT_PAGE),
    ("events.changed", SEAT, EVENT_PAGE),
    ("events.cancelled", EVENT_ITSELF | {"city": CITY, "reason": REASON}, EVENT_PAGE),
    ("events.reminder", SEAT | {"is_hour": True, "meeting_url": ""}, EVENT_PAGE),
    (
        "events.reminder",
        SEAT | {"is_hour": False, "meeting_url": "https://meet.test/x"},
        EVENT_PAGE,
    ),
    (
        "practices.adaptation",
        {"city": CITY, "by": BY, "title": TITLE, "practice": "Prctc 6"},
        ("practices:adaptation", "xanthia", 7),
    ),
    (
        "practices.adaptation",
        {"city": CITY, "by": "", "title": TITLE, "practice": "Prctc 6"},
        ("practices:adaptation", "xanthia", 7),
    ),
    (
        "practices.round",
        {"city": CITY, "by": BY, "name": TITLE},
        ("practices:plan", "xanthia", 7),
    ),
    ("practices.round", {"city": CITY, "by": "", "name": TITLE}, ("practices:plan", "xanthia", 7)),
    ("skills_gap.assigned", BUSINESS, ("skills_gap:home",)),
    ("skills_gap.assignment_due", BUSINESS, ("skills_gap:home",)),
    ("courses.expiring", {"title": TITLE, "expires_at": NOON, "is_offered": True}, "/sv/course/"),
    ("courses.expiring", {"title": TITLE, "expires_at": NOON, "is_offered": False}, None),
    (
        "ecosystem.invitation",
        {"business": "Bznz 4", "path": "/join/abc/", "code": "7K3M QX2P"},
        None,
    ),
]


def send(kind, words, to, language):
    """Return the mail that somebody with this language gets."""
    mail.outbox.clear()
    message = {"kind": kind, "key": language, "context": words, "at": NOON}
    with TestCase.captureOnCommitCallbacks(execute=True):
        if kind == "ecosystem.invitation":
            notify_addresses(addresses=["anna@example.org"], language=language, **message)
        else:
            notify(user_ids=[UserFactory(language=language).pk], to=to, **message)
    return mail.outbox[0]


def find_sentences(sent, words):
    """Return the lines in which there are words once links and what was told are taken out."""
    text = LINKS.sub("", f"{sent.subject}\n{sent.body}")
    for value in sorted((str(one) for one in words.values() if one), key=len, reverse=True):
        text = text.replace(value, "")
    return {line for line in text.splitlines() if re.search(r"\w{3}", line)}


def test_each_kind_is_here():
    assert {kind for kind, _, _ in FORMS} == {one for one in KINDS if not one.startswith("tests.")}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "words", "to"), FORMS)
def test_a_message_is_whole_and_in_the_readers_language(kind, words, to, language, settings):
    sent = send(kind, words, to, language)
    assert sent.subject
    assert not re.search(r"\{[{%]|[%}]\}|%\(|\bNone\b", f"{sent.subject}{sent.body}")

    for name, value in words.items():
        if isinstance(value, str) and name != "state":
            assert value in f"{sent.subject}\n{sent.body}"
        elif isinstance(value, date):
            assert str(value.year) in f"{sent.subject}\n{sent.body}"

    here = f"{settings.BASE_URL}/{language}/"
    links = LINKS.findall(sent.body)
    assert links.pop().startswith(f"{here}messages/stop/")
    assert sent.extra_headers["List-Unsubscribe"].startswith(f"<{here}messages/stop/")
    if isinstance(to, str):
        assert links == [f"{settings.BASE_URL}{to}"]
    elif to is not None:
        assert links[-1].startswith(here)

    if language != "en":
        english = find_sentences(send(kind, words, to, "en"), words)
        assert not find_sentences(sent, words) & english
