"""Actions: from a finding, with an owner, a state, a day and notes."""

import csv
import io
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.timezone import localdate

from tests.campaigns.test_pages import text_of
from tests.factories.campaigns import ActionFactory, RunningCampaignFactory
from tests.factories.ecosystem import MunicipalityFactory, OfficerRoleFactory, PersonFactory
from tests.factories.reporting import ReleaseFactory
from uprest.accounts.services.privacy import collect_personal_data, erase_person
from uprest.campaigns.models import Action, ActionNote
from uprest.campaigns.services.actions import remind_of_actions
from uprest.ecosystem.models import OfficerRole
from uprest.notifications.models import Notification

pytestmark = pytest.mark.django_db
URL = "/en/city/ystad/actions/"


@pytest.fixture
def city():
    return MunicipalityFactory(slug="ystad", name="Ystad")


@pytest.fixture
def officer(client, city):
    person = OfficerRoleFactory(municipality=city).user
    person.display_name = "Eva Lind"
    person.save()
    client.force_login(person)
    return person


@pytest.fixture
def colleague(city):
    return OfficerRoleFactory(municipality=city, user=PersonFactory(display_name="Bo Ek")).user


def fields(**changes):
    return {
        "token": str(uuid.uuid4()),
        "title": "Plan an evening",
        "owner": OfficerRole.objects.get(user__display_name="Eva Lind").user_id,
        "due_on": "2026-06-20",
        **changes,
    }


def test_whoever_writes_an_action_does_it_in_four_weeks_unless_they_say_otherwise(client, officer):
    form = client.get(f"{URL}new/").context["form"]
    assert form["owner"].value() == officer.pk
    assert form["due_on"].value() == localdate() + timedelta(weeks=4)
    page = client.get(f"{URL}new/").content.decode()
    assert f'<option value="{officer.pk}" selected>' in page


@pytest.mark.parametrize(
    ("left_out", "said"), [("owner", "Choose who"), ("due_on", "Choose a day")]
)
def test_an_action_without_somebody_and_a_day_is_none(client, city, officer, left_out, said):
    answer = client.post(f"{URL}new/", fields(**{left_out: ""}))
    assert answer.status_code == 422
    assert said in text_of(answer)
    old = ActionFactory(municipality=city)
    assert client.get(f"{URL}{old.pk}/").status_code == 200
    assert client.post(f"{URL}{old.pk}/edit/", fields(**{left_out: ""})).status_code == 422
    assert client.post(f"{URL}{old.pk}/edit/", fields()).status_code == 302
    assert list(Action.objects.values_list("pk", "owner")) == [(old.pk, officer.pk)]


def test_a_findings_link_fills_in_the_action(client, city, officer):
    release = ReleaseFactory(municipality=city)
    page = client.get(f"{URL}new/?title=Handling%20complaints&release={release.pk}")
    html = page.content.decode()
    assert 'value="Handling complaints"' in html
    assert f'name="release" value="{release.pk}"' in html
    response = client.post(f"{URL}new/", fields(release=release.pk, finding="Gap 2.1"))
    page = text_of(client.get(response.url))
    assert "Figures of 12 May 2026" in page
    assert "Gap 2.1" in page


def test_a_campaign_is_named(client, city, officer):
    campaign = RunningCampaignFactory(municipality=city)
    response = client.post(f"{URL}new/", fields(campaign=campaign.pk))
    assert "Campaign: Unhappy guests" in text_of(client.get(response.url))


@pytest.mark.parametrize("what", ["owner", "campaign", "release"])
def test_nothing_of_another_city_is_taken(client, city, officer, what):
    numbers = {
        "owner": lambda: OfficerRoleFactory().user.pk,
        "campaign": lambda: RunningCampaignFactory().pk,
        "release": lambda: ReleaseFactory().pk,
    }
    response = client.post(f"{URL}new/", fields(**{what: numbers[what]()}))
    assert response.status_code == (422 if what == "owner" else 403)
    assert not Action.objects.exists()


def test_sent_twice_it_is_one(client, officer):
    data = fields()
    for _ in range(2):
        assert client.post(f"{URL}new/", data).status_code == 302
    assert Action.objects.count() == 1
    assert client.post(f"{URL}new/", fields(title="")).status_code == 422


def test_the_new_owner_is_told_and_who_writes_it_for_themselves_is_not(
    client, city, officer, colleague
):
    client.post(f"{URL}new/", fields(owner=officer.pk))
    assert not Notification.objects.exists()
    action = Action.objects.get()
    for _ in range(2):
        client.post(f"{URL}{action.pk}/edit/", fields(owner=colleague.pk, title="Other"))
    told = Notification.objects.get()
    assert told.user == colleague
    assert "Other" in told.subject
    assert told.url.endswith(f"/city/ystad/actions/{action.pk}/")


def test_notes_stay_with_name_and_day(client, city, officer):
    action = ActionFactory(municipality=city)
    url = f"{URL}{action.pk}/"
    for _ in range(2):
        client.post(url, {"state": "DOING", "text": "Asked the school"})
    client.post(url, {"state": "DOING", "text": ""})
    client.post(url, {"state": "DONE", "text": ""})
    assert [(note.text, note.state) for note in action.notes.all()] == [
        ("Asked the school", "DOING"),
        ("", "DONE"),
    ]
    page = text_of(client.get(url))
    assert "Eva Lind" in page
    assert "State: Done" in page
    assert client.post(url, {"state": "?"}).status_code == 422


def test_the_list_shows_what_is_still_to_do_and_says_what_is_late(client, city, officer):
    today = localdate()
    ActionFactory(municipality=city, title="Late one", due_on=today - timedelta(days=3))
    ActionFactory(municipality=city, title="Early one", due_on=today + timedelta(days=3))
    ActionFactory(
        municipality=city, title="Done one", state="DONE", due_on=today - timedelta(days=3)
    )
    page = text_of(client.get(URL))
    assert page.index("Late one") < page.index("Early one")
    assert page.count("Overdue by 3 days") == 1
    assert "Done one" not in page
    assert "Done one" in text_of(client.get(f"{URL}?state=DONE"))
    assert "Done one" in text_of(client.get(f"{URL}?state=ALL"))
    assert "Late one" not in text_of(client.get(f"{URL}?state=DONE"))


def test_the_list_goes_on_paper_and_into_a_file(client, city, officer):
    action = ActionFactory(municipality=city, title="=SUM(A1)", owner=officer)
    ActionNote.objects.create(
        action=action, text="Asked the school", by=officer, written_at=timezone.now()
    )
    assert "Asked the school" in text_of(client.get(f"{URL}print/"))
    response = client.get(f"{URL}actions.csv")
    assert "attachment" in response["Content-Disposition"]
    assert response.streaming
    row = next(csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig"))))
    assert row["action"] == "'=SUM(A1)"
    assert row["owner"] == "Eva Lind"
    assert row["notes"].endswith("Eva Lind Asked the school")


def test_the_owner_is_reminded_once_for_each_day(city, officer):
    now = timezone.now()
    action = ActionFactory(municipality=city, owner=officer, due_on=localdate(now))
    ActionFactory(municipality=city, owner=officer, due_on=localdate(now), state="DONE")
    ActionFactory(municipality=city, due_on=localdate(now))
    assert remind_of_actions(at=now - timedelta(days=1)) == 0
    assert remind_of_actions(at=now) == 1
    assert remind_of_actions(at=now + timedelta(days=1)) == 0
    action.due_on += timedelta(days=5)
    action.save()
    assert remind_of_actions(at=now + timedelta(days=5)) == 1


@pytest.mark.parametrize("number", [2, 20])
def test_pages_take_a_fixed_number_of_queries(
    client, city, officer, number, django_assert_max_num_queries
):
    campaign = RunningCampaignFactory(municipality=city)
    for _ in range(number):
        action = ActionFactory(municipality=city, owner=officer, campaign=campaign)
        ActionNote.objects.create(action=action, text="x", by=officer, written_at=timezone.now())
    for path in ("", "print/", "actions.csv", f"{action.pk}/"):
        client.get(f"{URL}{path}")
        with django_assert_max_num_queries(13):
            assert client.get(f"{URL}{path}").getvalue()


def test_actions_are_in_the_data_and_lose_the_name(client, city, officer):
    action = ActionFactory(municipality=city, owner=officer, created_by=officer)
    client.post(f"{URL}{action.pk}/", {"state": "DOING", "text": "Asked the school"})
    data = collect_personal_data(user=officer, at=timezone.now())["campaigns"]
    assert data["actions"][0]["title"] == action.title
    assert data["notes_on_actions"][0]["text"] == "Asked the school"
    erase_person(user_id=officer.pk, at=timezone.now())
    action.refresh_from_db()
    assert (action.owner, action.created_by) == (None, None)
    client.force_login(OfficerRoleFactory(municipality=city).user)
    assert "Somebody who has left" in text_of(client.get(f"{URL}{action.pk}/"))
