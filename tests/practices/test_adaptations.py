"""Taking a practice over: who may, what is kept, and what others see of it."""

from datetime import date

import pytest
from django.urls import reverse
from wagtail.models import Page

from tests.factories.accounts import NOW
from tests.factories.courses import set_up_index
from tests.factories.ecosystem import (
    AdministratorFactory,
    MembershipFactory,
    MunicipalityFactory,
    OfficerRoleFactory,
    OrganisationFactory,
    PersonFactory,
    TrainerFactory,
)
from tests.factories.practices import AdaptationFactory, add_practice, translate_practice
from uprest.accounts.signals import person_erased, personal_data_requested
from uprest.notifications.models import Notification
from uprest.practices.models import Adaptation, AdaptationNote, PracticePage

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    role = OfficerRoleFactory()
    client.force_login(role.user)
    return role


def url(name, role, *args):
    return reverse(f"practices:{name}", args=(role.municipality.slug, *args))


def filled(**fields):
    return {"title": "Lake bikes", "changes": "Kayaks too.", "state": "considering", **fields}


# --- The gate -------------------------------------------------------------------------------


def list_people(municipality):
    business = OrganisationFactory(municipality=municipality)
    return {
        "nobody": None,
        "learner": PersonFactory(),
        "owner": MembershipFactory(organisation=business, role="OWNER").user,
        "trainer": TrainerFactory(),
        "officer elsewhere": OfficerRoleFactory().user,
    }


@pytest.mark.parametrize("who", ["nobody", "learner", "owner", "trainer", "officer elsewhere"])
def test_a_city_s_adaptations_are_for_its_officers_alone(client, who):
    page = add_practice()
    adaptation = AdaptationFactory(practice_key=page.translation_key, is_public=True)
    city = adaptation.municipality
    user = list_people(city)[who]
    if user:
        client.force_login(user)
    addresses = {
        "get": [
            reverse("practices:adaptations", args=(city.slug,)),
            reverse("practices:new_adaptation", args=(city.slug, page.translation_key)),
            reverse("practices:adaptation", args=(city.slug, adaptation.pk)),
            reverse("practices:edit_adaptation", args=(city.slug, adaptation.pk)),
        ],
        "post": [
            reverse("practices:new_adaptation", args=(city.slug, page.translation_key)),
            reverse("practices:edit_adaptation", args=(city.slug, adaptation.pk)),
            reverse("practices:write_note", args=(city.slug, adaptation.pk)),
            reverse("practices:propose", args=(city.slug, adaptation.pk)),
        ],
    }
    for method, urls in addresses.items():
        for address in urls:
            answer = getattr(client, method)(address, filled())
            assert answer.status_code == (403 if user else 302), address
            if not user:
                assert "/account/login/" in answer["Location"]
    assert Adaptation.objects.get().title == adaptation.title
    assert not AdaptationNote.objects.exists()


def test_an_officer_reaches_no_adaptation_of_another_city(client, officer):
    other = AdaptationFactory(is_public=True)
    for name in ("adaptation", "edit_adaptation"):
        assert client.get(url(name, officer, other.pk)).status_code == 404
    for name in ("edit_adaptation", "write_note", "propose"):
        assert client.post(url(name, officer, other.pk), filled()).status_code == 404


def test_administrators_may(client):
    adaptation = AdaptationFactory()
    client.force_login(AdministratorFactory())
    slug = adaptation.municipality.slug
    address = reverse("practices:adaptation", args=(slug, adaptation.pk))
    assert client.get(address).status_code == 200


# --- Taking over ----------------------------------------------------------------------------


def test_transfer_leads_to_a_form_that_begins_with_the_practice(client, officer):
    page = add_practice()
    answer = client.get(reverse("practices:transfer", args=(page.translation_key,)), follow=True)
    text = answer.content.decode()
    assert answer.redirect_chain[-1][0] == url("new_adaptation", officer, page.translation_key)
    for words in ("Bikes from one list", "As in Lakeshire: One booking list for all bikes."):
        assert words in text
    assert "Locks and stickers" in text


def test_with_two_cities_transfer_asks_for_which(client, officer):
    second = OfficerRoleFactory(user=officer.user)
    page = add_practice()
    text = client.get(reverse("practices:transfer", args=(page.translation_key,))).content.decode()
    assert url("new_adaptation", officer, page.translation_key) in text
    assert url("new_adaptation", second, page.translation_key) in text


def test_transfer_is_for_officers(client):
    page = add_practice()
    address = reverse("practices:transfer", args=(page.translation_key,))
    assert "/account/login/" in client.get(address)["Location"]
    client.force_login(PersonFactory())
    assert client.get(address).status_code == 403


def test_what_is_written_is_kept_and_shown(client, officer):
    page = add_practice()
    address = url("new_adaptation", officer, page.translation_key)
    sent = filled(who="Harbour office", cost="€200", starts_on="2026-06-01")
    answer = client.post(address, sent, follow=True)
    adaptation = Adaptation.objects.get()
    assert adaptation.practice_key == page.translation_key
    assert adaptation.municipality == officer.municipality
    assert adaptation.created_by == officer.user
    assert adaptation.starts_on == date(2026, 6, 1)
    assert not adaptation.is_public
    text = answer.content.decode()
    for words in ("Kayaks too.", "Harbour office", "€200", page.url, "officers of your city only"):
        assert words in text
    listed = client.get(url("adaptations", officer)).content.decode()
    assert "Lake bikes" in listed
    assert "Seen by your city only" in listed


def test_faults_are_told_and_nothing_typed_is_lost(client, officer):
    page = add_practice()
    address = url("new_adaptation", officer, page.translation_key)
    answer = client.post(address, filled(title="", changes="Twelve kayaks", state="kept"))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Twelve kayaks" in text
    assert "Say in a sentence or two what came of it" in text
    assert not Adaptation.objects.exists()


def test_two_officers_do_not_write_over_each_other_unseen(client, officer):
    second = OfficerRoleFactory(municipality=officer.municipality)
    adaptation = AdaptationFactory(municipality=officer.municipality)
    address = url("edit_adaptation", officer, adaptation.pk)
    client.force_login(second.user)
    client.post(address, filled(changes="Canoes", version=1))
    client.force_login(officer.user)
    answer = client.post(address, filled(changes="Sledges", version=1))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert second.user.get_public_name() in text
    assert "Sledges" in text
    adaptation.refresh_from_db()
    assert adaptation.changes == "Canoes"
    assert 'value="2"' in text
    client.post(address, filled(changes="Sledges", version=2))
    adaptation.refresh_from_db()
    assert (adaptation.changes, adaptation.version) == ("Sledges", 3)


def test_notes_are_dated_and_kept_once(client, officer):
    adaptation = AdaptationFactory(municipality=officer.municipality)
    address = url("write_note", officer, adaptation.pk)
    for _ in range(2):
        client.post(address, {"happened_on": "2026-05-20", "text": "First bikes are out."})
    assert AdaptationNote.objects.count() == 1
    text = client.get(url("adaptation", officer, adaptation.pk)).content.decode()
    assert "First bikes are out." in text
    assert "20 May 2026" in text
    answer = client.post(address, {"happened_on": "", "text": "No day"})
    assert answer.status_code == 422
    assert "No day" in answer.content.decode()


def test_the_practice_may_be_gone(client, officer):
    adaptation = AdaptationFactory(municipality=officer.municipality, is_public=True)
    for address in (
        url("adaptations", officer),
        url("adaptation", officer, adaptation.pk),
        url("edit_adaptation", officer, adaptation.pk),
        reverse("practices:adapted", args=(adaptation.pk,)),
    ):
        answer = client.get(address)
        assert answer.status_code == 200, address
    assert "no longer in the library" in answer.content.decode()


def test_an_adaptation_follows_its_practice_into_each_language(client, officer):
    page = add_practice()
    swedish = translate_practice(page, "sv", title="Cyklar ur en lista")
    adaptation = AdaptationFactory(
        practice_key=page.translation_key, municipality=officer.municipality
    )
    path = f"/city/{officer.municipality.slug}/practices/{adaptation.pk}/"
    assert page.url in client.get(f"/en{path}").content.decode()
    assert swedish.url in client.get(f"/sv{path}").content.decode()


# --- Giving back ----------------------------------------------------------------------------


def test_what_worked_becomes_a_draft_for_the_trainers_with_its_source(client, officer, settings):
    settings.ZEAL_RAISE = False  # Wagtail's own, where it keeps a revision
    page = add_practice()
    adaptation = AdaptationFactory(
        municipality=officer.municipality, practice_key=page.translation_key, state="kept",
        outcome="Half <b>as many</b> were sent away.", evidence="compared", is_public=True,
    )  # fmt: skip
    address = url("propose", officer, adaptation.pk)
    client.post(address)
    client.post(address)
    draft = PracticePage.objects.exclude(pk=page.pk).get()
    assert not draft.live
    assert draft.place == officer.municipality.name
    assert draft.evidence == "compared"
    assert "&lt;b&gt;as many" in draft.effect
    assert [row.skill.code for row in draft.needed_skills.all()] == ["partnerships"]
    own = url("adaptation", officer, adaptation.pk)
    assert "trainers have a draft" in client.get(own).content.decode()
    draft.get_latest_revision().publish()
    draft.refresh_from_db()
    published = client.get(draft.url).content.decode()
    assert reverse("practices:adapted", args=(adaptation.pk,)) in published
    assert draft.url in client.get(own).content.decode()
    adapted = reverse("practices:adapted", args=(adaptation.pk,))
    assert draft.url in client.get(adapted).content.decode()
    assert not any(Page.find_problems())


@pytest.mark.parametrize("fields", [{"state": "trying"}, {"state": "kept", "outcome": ""}])
def test_what_has_not_worked_cannot_be_proposed(client, officer, fields):
    page = add_practice()
    adaptation = AdaptationFactory(
        municipality=officer.municipality, practice_key=page.translation_key, **fields
    )
    answer = client.post(url("propose", officer, adaptation.pk), follow=True)
    assert "can be proposed" in answer.content.decode()
    assert PracticePage.objects.count() == 1


# --- Budget and privacy ---------------------------------------------------------------------


def test_queries_do_not_grow(client, officer, django_assert_max_num_queries):
    set_up_index()
    for _ in range(5):
        page = add_practice()
        adaptation = AdaptationFactory(
            practice_key=page.translation_key, municipality=officer.municipality
        )
        for day in range(1, 6):
            AdaptationNote.objects.create(
                adaptation=adaptation, happened_on=date(2026, 5, day), text="Note",
                written_by=officer.user, written_at=NOW,
            )  # fmt: skip
    for address in (url("adaptations", officer), url("adaptation", officer, adaptation.pk)):
        client.get(address)
        with django_assert_max_num_queries(14):
            client.get(address)


def test_an_officer_s_data_is_handed_out_and_their_name_goes_with_them(officer):
    adaptation = AdaptationFactory(
        municipality=officer.municipality, created_by=officer.user, updated_by=officer.user
    )
    note = AdaptationNote.objects.create(
        adaptation=adaptation, happened_on=NOW.date(), text="Ours", written_by=officer.user,
        written_at=NOW,
    )  # fmt: skip
    answers = personal_data_requested.send(sender=None, user_id=officer.user.pk)
    found = dict(answer for _receiver, answer in answers)["practices"]
    assert found["adaptations"][0]["title"] == adaptation.title
    assert found["notes"][0]["text"] == "Ours"
    person_erased.send(sender=None, user_id=officer.user.pk, at=NOW)
    adaptation.refresh_from_db()
    note.refresh_from_db()
    assert adaptation.created_by is None
    assert adaptation.updated_by is None
    assert note.written_by is None
    assert note.text == "Ours"


def test_cities_elsewhere_see_no_draft_of_a_thought(client):
    page = add_practice()
    AdaptationFactory(practice_key=page.translation_key, title="Only a thought")
    client.force_login(OfficerRoleFactory(municipality=MunicipalityFactory()).user)
    assert "Only a thought" not in client.get(page.url).content.decode()


def test_the_other_officers_of_the_city_are_told_and_nobody_else(client, officer):
    colleague = OfficerRoleFactory(municipality=officer.municipality).user
    OfficerRoleFactory()
    page = add_practice()
    client.post(url("new_adaptation", officer, page.translation_key), filled())
    message = Notification.objects.get()
    assert message.user == colleague
    assert "Lake bikes" in message.subject
    assert "Bikes from one list" in message.text
    assert url("adaptation", officer, Adaptation.objects.get().pk) in message.url
