import importlib
import os

import pytest
from django.core.mail import EmailMessage, get_connection

from tests.factories.accounts import UserFactory
from uprest.demo.mail import KEPT, list_mails

BACKEND = "uprest.demo.mail.ScreenBackend"


@pytest.fixture
def demo(settings, tmp_path):
    settings.UPREST_DEMO = True
    settings.UPREST_MAIL_FOLDER = tmp_path / "mails"
    return settings


def send(subject="Hello", to="alma@example.org"):
    EmailMessage(subject, "A <b>text</b>", to=[to], connection=get_connection(BACKEND)).send()


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["sv", "it"])
def test_mails_are_shown_newest_first(client, demo, language):
    assert client.get(f"/{language}/demo/mails/").status_code == 200
    send("First")
    send("Second")
    page = client.get(f"/{language}/demo/mails/").content.decode()
    assert page.index("Second") < page.index("First")
    assert "alma@example.org" in page
    assert "&lt;b&gt;text" in page


def test_the_last_fifty_are_kept(demo):
    for number in range(KEPT + 3):
        send(f"Mail {number}")
    mails = list_mails()
    assert len(mails) == KEPT
    assert mails[0].subject == f"Mail {KEPT + 2}"
    assert len(list(demo.UPREST_MAIL_FOLDER.iterdir())) == KEPT


@pytest.mark.django_db
def test_anywhere_else_there_is_no_such_page(client, demo):
    send()
    demo.UPREST_DEMO = False
    assert client.get("/sv/demo/mails/").status_code == 404


@pytest.mark.django_db
def test_the_page_for_the_code_leads_there_in_the_demo_alone(client, demo):
    user = UserFactory()
    client.post("/sv/account/login/", {"login": user.email})
    path = "/sv/account/login/code/confirm/"
    assert "/sv/demo/mails/" in client.get(path).content.decode()
    demo.UPREST_DEMO = False
    assert "/demo/mails/" not in client.get(path).content.decode()


def test_a_real_site_has_no_demo_whatever_the_environment_says(monkeypatch):
    monkeypatch.setenv("UPREST_DEMO", "true")
    monkeypatch.setenv("DJANGO_SECRET_KEY", "x" * 60)
    monkeypatch.setenv("ALLOWED_HOSTS", "example.org")
    base = importlib.import_module("uprest.settings.base")
    try:
        importlib.reload(base)
        production = importlib.reload(importlib.import_module("uprest.settings.production"))
        assert production.UPREST_DEMO is False
        assert production.EMAIL_BACKEND != BACKEND
    finally:
        for name in ("UPREST_DEMO", "DJANGO_SECRET_KEY", "ALLOWED_HOSTS"):
            os.environ.pop(name, None)
        importlib.reload(base)
