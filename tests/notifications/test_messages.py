"""Messages: each once, in the person's language, when they want them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.test import TestCase

from tests.factories.accounts import UserFactory
from tests.notifications.mail_server import serve
from uprest.accounts.services import collect_personal_data, erase_person
from uprest.notifications.models import (
    AddressNotification,
    MailState,
    Notification,
    NotificationSettings,
    StoppedAddress,
)
from uprest.notifications.services import notify, notify_addresses
from uprest.notifications.services.sending import LOST_AFTER, send_due, send_to_people
from uprest.notifications.services.wishes import delete_old

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 29, 11, tzinfo=UTC)


def say(*users, kind="tests.said", key="k", at=NOON, what="Ö & <b>", to=None):
    with TestCase.captureOnCommitCallbacks(execute=True):
        return notify(
            user_ids=[user.pk for user in users],
            kind=kind,
            key=key,
            context={"what": what, "when": NOON},
            to=to,
            at=at,
        )


def want(user, **fields):
    usual = {"season": "", "quiet_from": None, "quiet_until": None}
    NotificationSettings.objects.update_or_create(user=user, defaults={**usual, **fields})


def test_the_same_key_reaches_a_person_once():
    anna, bo = UserFactory(), UserFactory()
    assert [say(anna), say(anna, bo), say(anna, bo)] == [1, 1, 0]
    send_due(at=NOON + timedelta(minutes=1))
    assert sorted(one.to[0] for one in mail.outbox) == sorted([anna.email, bo.email])


def test_it_is_written_in_the_persons_language_with_their_address():
    anna = UserFactory(language="sv")
    say(anna, to=("accounts:account",))
    row = Notification.objects.get()
    assert row.url.startswith("/sv/")
    assert row.subject.endswith("Ö & <b>")
    body = mail.outbox[0].body
    assert "29 november 2026" in body
    assert row.url in body
    assert "/sv/messages/stop/" in body


def test_who_is_gone_gets_nothing():
    away = UserFactory(is_active=False)
    assert say(away) == 0


def test_what_is_rolled_back_is_not_mailed():
    with TestCase.captureOnCommitCallbacks() as callbacks:
        context = {"what": "x", "when": NOON}
        notify(user_ids=[UserFactory().pk], kind="tests.said", key="k", context=context, at=NOON)
    assert len(callbacks) == 1
    assert mail.outbox == []


@pytest.fixture
def mail_is_down(settings):
    with serve(settings):
        pass  # whoever asks at this port from now on is told that nobody is there


def read_state():
    return Notification.objects.values_list("mail_state", "tries").get()


def test_a_mail_server_that_is_down_is_asked_again(settings, mail_is_down):
    say(UserFactory())
    row = Notification.objects.get()
    assert (row.mail_state, row.tries) == (MailState.DUE, 1)
    assert send_due(at=NOON + timedelta(minutes=1)) == 0
    with serve(settings) as mails:
        assert send_due(at=row.mail_at) == 1
        assert send_due(at=row.mail_at + timedelta(days=1)) == 0
    assert len(mails) == 1


def test_it_is_given_up_at_last_and_stands_on_the_site(client, mail_is_down):
    anna = UserFactory()
    say(anna)
    for _ in range(20):
        row = Notification.objects.get()
        if row.mail_state != MailState.DUE:
            break
        send_due(at=row.mail_at)
    assert (row.mail_state, row.tries) == (MailState.FAILED, 10)
    client.force_login(anna)
    assert "Ö &amp; &lt;b&gt;" in client.get("/en/account/messages/").content.decode()


@pytest.mark.parametrize("answers", [{"DATA": "451 later"}, {"RCPT": "450 later"}, {"MAIL": "421"}])
def test_a_mail_server_that_wants_it_later_gets_it_later(settings, answers):
    with serve(settings, **answers):
        say(UserFactory())
    assert read_state() == (MailState.DUE, 1)
    with serve(settings) as mails:
        assert send_due(at=Notification.objects.get().mail_at) == 1
    assert len(mails) == 1
    assert read_state() == (MailState.SENT, 2)


def test_a_mail_that_the_server_refuses_for_good_is_given_up(settings):
    with serve(settings, RCPT="550 nobody here"):
        say(UserFactory())
    assert read_state() == (MailState.FAILED, 1)


def test_a_mail_that_was_handed_over_before_the_line_broke_is_not_sent_again(settings):
    with serve(settings, DATA="") as mails:
        say(UserFactory())
        invite("bo@example.org")
        assert len(mails) == 2
        send_due(at=NOON + timedelta(days=2))
        assert len(mails) == 2
    assert read_state() == (MailState.FAILED, 1)
    row = AddressNotification.objects.get()
    assert (row.mail_state, row.address) == (MailState.FAILED, "")


def test_another_try_and_a_late_queue_keep_the_quiet_hours_and_the_season(settings, mail_is_down):
    anna = UserFactory()
    want(anna, quiet_from="20:00", quiet_until="07:00", season="06-15/08-31")
    evening = datetime(2026, 6, 13, 17, 59, tzinfo=UTC)  # a minute to eight in Stockholm
    with TestCase.captureOnCommitCallbacks():
        notify(
            user_ids=[anna.pk],
            kind="tests.said",
            key="k",
            context={"what": "x", "when": NOON},
            at=evening,
        )
    send_due(at=evening)
    row = Notification.objects.get()
    assert (row.tries, row.mail_at) == (1, datetime(2026, 6, 14, 5, tzinfo=UTC))
    with serve(settings) as mails:
        assert send_due(at=datetime(2026, 6, 14, 18, 5, tzinfo=UTC)) == 0  # nobody sent all day
        assert send_due(at=datetime(2026, 6, 15, 6, tzinfo=UTC)) == 0
    assert mails == []
    assert read_state()[0] == MailState.NONE


def test_a_mail_that_may_have_gone_out_is_not_sent_again():
    anna = UserFactory()
    say(anna)
    Notification.objects.update(mail_state=MailState.SENDING)
    mail.outbox.clear()
    begun_at = Notification.objects.get().mail_at
    assert send_due(at=begun_at + timedelta(minutes=10)) == 0
    assert Notification.objects.get().mail_state == MailState.SENDING
    send_due(at=begun_at + LOST_AFTER)
    assert Notification.objects.get().mail_state == MailState.FAILED
    assert mail.outbox == []


def test_the_same_task_twice_sends_one_mail():
    anna = UserFactory()
    say(anna)
    ids = [str(Notification.objects.get().pk)]
    assert send_to_people(ids=ids, at=NOON) == 0
    assert len(mail.outbox) == 1


def test_a_digest_holds_the_messages_of_a_day_in_one_mail():
    anna = UserFactory()
    want(anna, pace="DAILY")
    say(anna, key="1", what="first")
    say(anna, key="2", what="second", kind="tests.team")
    say(anna, key="3", what="a place", kind="tests.place")
    assert [one.body.count("a place") for one in mail.outbox] == [1]
    assert send_due(at=NOON + timedelta(hours=2)) == 0
    morning = NOON.replace(hour=7, minute=1) + timedelta(days=1)
    assert send_due(at=morning) == 1
    digest = mail.outbox[1]
    assert "first" in digest.body
    assert "second" in digest.body
    assert "2" in digest.subject
    assert digest.body.count("/messages/stop/") == 2


def test_in_the_quiet_season_and_for_groups_without_mail_it_stands_on_the_site_alone():
    anna, bo = UserFactory(), UserFactory()
    want(anna, season="11-01/12-24")
    want(bo, site_only=["EVENTS"])
    assert say(anna, bo) == 2
    send_due(at=NOON + timedelta(days=60))
    assert mail.outbox == []
    say(bo, kind="tests.team", key="other")
    assert [one.to for one in mail.outbox] == [[bo.email]]


def test_at_night_it_waits():
    anna = UserFactory()
    want(anna, quiet_from="21:00", quiet_until="07:00")
    night = NOON.replace(hour=22)
    say(anna, at=night)
    assert mail.outbox == []
    assert send_due(at=night + timedelta(hours=7)) == 0
    assert send_due(at=night + timedelta(hours=9)) == 1


# --- The page, and the one tap ------------------------------------------------------------------


def test_somebody_reads_their_own_messages_alone(client, django_assert_max_num_queries):
    anna, bo = UserFactory(), UserFactory()
    for number in range(30):
        say(anna, key=str(number), what=f"for Anna {number}", at=NOON + timedelta(seconds=number))
    say(bo, what="for Bo")
    client.force_login(anna)
    client.get("/en/account/messages/")
    with django_assert_max_num_queries(9):
        page = client.get("/en/account/messages/").content.decode()
    assert "for Anna 29" in page
    assert "for Bo" not in page
    assert "some are new" in page
    assert client.post("/en/account/messages/read/").status_code == 302
    assert "some are new" not in client.get("/en/account/messages/").content.decode()
    assert Notification.objects.filter(user=bo, read_at=None).exists()


@pytest.mark.parametrize("path", ["", "read/", "settings/"])
def test_nobody_reads_without_signing_in(client, path):
    url = f"/en/account/messages/{path}"
    answer = client.post(url) if path == "read/" else client.get(url)
    assert "/login/" in answer.url


def test_wishes_are_saved_and_shown_again(client):
    anna = UserFactory()
    client.force_login(anna)
    url = "/en/account/messages/settings/"
    form = {"mailed": ["TEAM"], "pace": "WEEKLY", "quiet_from": "20:00", "quiet_until": "06:30",
            "season_from": "06-15", "season_until": "08-31"}  # fmt: skip
    assert client.post(url, form).status_code == 302
    row = NotificationSettings.objects.get()
    assert (row.pace, row.season) == ("WEEKLY", "06-15/08-31")
    assert row.site_only == ["CITY", "EVENTS", "LEARNING"]
    page = client.get(url).content.decode()
    assert 'value="20:00"' in page
    assert '<option value="08-31" selected>' in page


@pytest.mark.parametrize(
    "wrong", [{"quiet_from": ""}, {"season_until": ""}, {"pace": "NEVER"}, {"mailed": ["X"]}]
)
def test_wishes_with_one_end_are_refused_and_kept_on_the_form(client, wrong):
    client.force_login(UserFactory())
    form = {"mailed": ["TEAM"], "pace": "WEEKLY", "quiet_from": "20:00", "quiet_until": "06:30",
            "season_from": "06-15", "season_until": "08-31", **wrong}  # fmt: skip
    answer = client.post("/en/account/messages/settings/", form)
    assert answer.status_code == 422
    assert 'value="06:30"' in answer.content.decode()
    assert not NotificationSettings.objects.exists()


def find_stop_url(text):
    return next(line for line in text.splitlines() if "/messages/stop/" in line)


def test_one_tap_stops_a_group_without_signing_in(client):
    anna = UserFactory()
    say(anna)
    url = find_stop_url(mail.outbox[0].body)
    assert mail.outbox[0].extra_headers["List-Unsubscribe"] == f"<{url}>"
    assert client.get(url).status_code == 200
    assert not NotificationSettings.objects.exists()
    page = client.post(url, {"List-Unsubscribe": "One-Click"}).content.decode()
    assert "Events" in page
    mail.outbox.clear()
    say(anna, key="next")
    assert mail.outbox == []
    say(anna, key="team", kind="tests.team")
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("token", ["x", "eyJ1IjoxfQ:1abc:def"])
def test_a_made_up_link_stops_nothing(client, token):
    assert client.post(f"/en/messages/stop/{token}/").status_code == 404


# --- Addresses without an account ---------------------------------------------------------------


def invite(*addresses, key="invitation:1"):
    with TestCase.captureOnCommitCallbacks(execute=True):
        return notify_addresses(
            addresses=addresses,
            language="it",
            kind="tests.team",
            key=key,
            context={"what": "Vieni", "when": NOON},
            at=NOON,
        )


def test_an_address_is_written_to_once_and_then_forgotten(client):
    assert invite("Anna@example.org", "anna@example.org ", "bo@example.org") == 2
    assert len(mail.outbox) == 2
    assert invite("anna@example.org") == 0
    assert set(AddressNotification.objects.values_list("address", flat=True)) == {""}

    client.post(find_stop_url(mail.outbox[0].body))
    stopped = mail.outbox[0].to[0]
    assert StoppedAddress.objects.count() == 1
    assert invite("anna@example.org", "bo@example.org", key="invitation:2") == 1
    assert mail.outbox[-1].to[0].casefold() != stopped.casefold()


# --- What is kept, and what goes ------------------------------------------------------------------


def test_the_data_file_has_the_messages_and_erasure_deletes_them():
    anna = UserFactory()
    say(anna, what="about Anna")
    want(anna)
    data = collect_personal_data(user=anna, at=NOON)["notifications"]
    assert "about Anna" in data["messages"][0]["text"]
    assert data["settings"]["pace"] == "AT_ONCE"
    erase_person(user_id=anna.pk, at=NOON)
    assert not Notification.objects.exists()
    assert not NotificationSettings.objects.exists()


def test_old_messages_are_deleted():
    anna = UserFactory()
    say(anna, key="old", at=NOON - timedelta(days=400))
    say(anna, key="new")
    assert delete_old(at=NOON) == 1
    assert Notification.objects.get().key == "new"
