"""What a business lets its city know: nothing, until an owner says so, and while they mean it."""

import pytest
from django.test import Client

from tests.factories.accounts import ConsentTextFactory
from tests.factories.ecosystem import (
    JOINED,
    AdministratorFactory,
    ApprovedOrganisationFactory,
    MembershipFactory,
    OfficerRoleFactory,
    PersonFactory,
)
from uprest.accounts.models import Consent
from uprest.accounts.services import collect_personal_data, erase_person
from uprest.ecosystem.models import CityContact
from uprest.ecosystem.services.memberships import change_role, leave_organisation

pytestmark = pytest.mark.django_db
NAME, CONTACT = "name-as-participant", "contact-for-city"
FORM = {"name": "Alma Berg", "email": "alma@example.org", "phone": "+46 521 12 34"}


def sign_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def business():
    return ApprovedOrganisationFactory(name="Hotell Älven", municipality__slug="vanersborg")


@pytest.fixture
def owner(business):
    return MembershipFactory(organisation=business, role="OWNER").user


@pytest.fixture
def client(owner):
    return sign_in(owner)


@pytest.fixture
def officer(business):
    return sign_in(OfficerRoleFactory(municipality=business.municipality).user)


def url(business, rest=""):
    return f"/en/team/{business.pk}/city/{rest}"


def see(officer):
    """Return what the officer's page, its file and the public list say."""
    base = "/en/city/vanersborg/register/"
    return (
        officer.get(base).content.decode(),
        officer.get(f"{base}participants.csv").getvalue().decode(),
        Client().get("/en/participants/vanersborg/").content.decode(),
    )


def is_named(officer):
    return ["Hotell Älven" in page for page in see(officer)]


def test_nothing_is_known_without_a_yes(client, business, officer):
    assert is_named(officer) == [False, False, False]
    page = client.get(url(business)).content.decode()
    assert page.count("The city does not know this now.") == 2
    assert not Consent.objects.exists()


def test_a_named_business_is_on_all_three_lists_and_leaves_them_at_once(client, business, officer):
    for _ in range(2):
        assert client.post(url(business, "name/"))["Location"] == url(business)
    consent = Consent.objects.get()
    assert (consent.text.code, consent.subject_key) == (NAME, str(business.pk))
    assert consent.language == "en"
    assert is_named(officer) == [True, True, True]
    page = client.get(url(business)).content.decode()
    assert "You allow this now." in page
    assert f"version {consent.text.version}" in page
    for _ in range(2):
        client.post(url(business, f"{NAME}/back/"))
    assert is_named(officer) == [False, False, False]
    assert "taken back on" in client.get(url(business)).content.decode()


def test_a_contact_is_for_officers_alone_and_is_deleted_with_the_consent(client, business, officer):
    assert client.post(url(business, "contact/"), FORM).status_code == 302
    assert is_named(officer) == [True, True, False]
    page, file, public = see(officer)
    assert "alma@example.org" in page
    assert "'+46 521 12 34" in file, "a number that begins with + is no formula"
    assert "alma" not in public
    client.post(url(business, "contact/"), FORM | {"email": "new@example.org"})
    assert CityContact.objects.get().email == "new@example.org"
    assert Consent.objects.count() == 1
    client.post(url(business, f"{CONTACT}/back/"))
    assert not CityContact.objects.exists()
    assert is_named(officer) == [False, False, False]


@pytest.mark.parametrize(
    "change",
    [{"email": "", "phone": ""}, {"email": "nobody"}, {"phone": "call me"}, {"name": "x" * 81}],
)
def test_a_contact_can_be_reached(client, business, change):
    response = client.post(url(business, "contact/"), FORM | change)
    assert response.status_code == 422
    assert "Please look at this again" in response.content.decode()
    assert not Consent.objects.exists()


def test_the_consent_can_be_taken_back_on_the_account_page(client, business, officer, owner):
    client.post(url(business, "name/"))
    client.post(url(business, "contact/"), FORM)
    page = client.get("/en/account/").content.decode()
    assert "Name this business as a participant: Hotell Älven" in page
    for consent in Consent.objects.all():
        client.post(f"/en/account/consents/{consent.pk}/withdraw/")
    assert is_named(officer) == [False, False, False]
    assert not CityContact.objects.exists()
    assert "What I took back" in client.get("/en/account/").content.decode()


def test_a_changed_text_asks_again(client, business, officer):
    client.post(url(business, "name/"))
    ConsentTextFactory(code=NAME, version="2999-01", title="Name it in print as well")
    assert is_named(officer) == [False, False, False]
    page = client.get(url(business)).content.decode()
    assert "The earlier yes does not hold for it" in page
    assert "There is a newer text." in client.get("/en/account/").content.decode()
    client.post(url(business, "name/"))
    assert is_named(officer) == [True, True, True]
    client.post(url(business, f"{NAME}/back/"))
    assert not Consent.objects.filter(withdrawn_at=None).exists()


def test_any_owner_takes_back_what_another_gave(client, business, officer):
    client.post(url(business, "name/"))
    other = MembershipFactory(organisation=business, role="OWNER").user
    sign_in(other).post(url(business, f"{NAME}/back/"))
    assert is_named(officer) == [False, False, False]


@pytest.mark.parametrize("way", ["leaves", "becomes staff", "erases"])
def test_a_yes_holds_while_who_gave_it_owns_the_business(client, business, officer, owner, way):
    other = MembershipFactory(organisation=business, role="OWNER").user
    client.post(url(business, "name/"))
    client.post(url(business, "contact/"), FORM)
    if way == "leaves":
        leave_organisation(user=owner, organisation_id=business.pk, at=JOINED)
    elif way == "becomes staff":
        member = business.memberships.get(user=owner)
        change_role(organisation=business, membership_id=member.pk, role="STAFF", at=JOINED)
    else:
        erase_person(user_id=owner.pk, at=JOINED)
    assert is_named(officer) == [False, False, False]
    assert not CityContact.objects.exists()
    assert not Consent.objects.filter(withdrawn_at=None).exists()
    page = sign_in(other).get(url(business)).content.decode()
    assert "erased-" not in page
    sign_in(other).post(url(business, "name/"))
    assert is_named(officer) == [True, True, True]


def test_a_business_that_does_not_count_or_is_closed_is_not_named(client, business, officer):
    client.post(url(business, "name/"))
    business.approved_at = None
    business.save()
    assert is_named(officer) == [False, False, False]
    assert "Until an administrator has confirmed" in client.get(url(business)).content.decode()
    business.approved_at = JOINED
    business.closed_at = JOINED
    business.save()
    assert is_named(officer) == [False, False, False]


def test_only_an_owner_decides(business, officer):
    manager = sign_in(MembershipFactory(organisation=business, role="MANAGER").user)
    strangers = [
        manager,
        officer,
        sign_in(MembershipFactory(role="OWNER").user),
        sign_in(PersonFactory()),
    ]
    administrator = sign_in(AdministratorFactory())
    pages = ("name/", "contact/", f"{NAME}/back/")
    for stranger in strangers:
        assert stranger.get(url(business)).status_code == 403
        for page in pages:
            assert stranger.post(url(business, page), FORM).status_code == 403, page
    assert "Only an owner" in administrator.get(url(business)).content.decode()
    for page in pages[:2]:
        assert administrator.post(url(business, page), FORM).status_code == 403, page
    assert not Consent.objects.exists()
    assert administrator.get(url(business, "name/")).status_code == 405


def test_unknown_consents_are_not_taken_back(client, business):
    assert client.post(url(business, "keep-profile/back/")).status_code == 404


def test_the_contact_is_in_the_persons_data(client, business, owner):
    client.post(url(business, "contact/"), FORM)
    data = collect_personal_data(user=owner, at=JOINED)["ecosystem"]
    assert data["contacts_for_the_city"][0]["email"] == "alma@example.org"


@pytest.mark.parametrize("number", [1, 30])
def test_the_lists_cost_the_same_however_long(
    business, officer, client, number, django_assert_max_num_queries
):
    client.post(url(business, "name/"))
    for _ in range(number):
        member = MembershipFactory(
            role="OWNER",
            organisation=ApprovedOrganisationFactory(municipality=business.municipality),
        )
        sign_in(member.user).post(url(member.organisation, "contact/"), FORM)
    with django_assert_max_num_queries(21):
        officer.get("/en/city/vanersborg/register/")
    with django_assert_max_num_queries(12):
        Client().get("/en/participants/vanersborg/")
    with django_assert_max_num_queries(16):
        client.get(url(business))


def test_the_public_list_of_no_city_is_not_found():
    assert Client().get("/en/participants/nowhere/").status_code == 404


@pytest.mark.parametrize("number", [2, 12])
def test_the_file_is_sent_line_by_line_with_a_fixed_number_of_queries(
    officer, business, number, django_assert_max_num_queries
):
    text = ConsentTextFactory(code=NAME, version="9")
    for _ in range(number):
        owns = MembershipFactory(
            organisation=ApprovedOrganisationFactory(municipality=business.municipality),
            role="OWNER",
        )
        Consent.objects.create(
            user=owns.user,
            text=text,
            subject_key=str(owns.organisation_id),
            given_at=JOINED,
            language="en",
        )
    with django_assert_max_num_queries(11):
        answer = officer.get("/en/city/vanersborg/register/participants.csv")
        assert len(answer.getvalue().decode().splitlines()) == number + 1
    assert answer.streaming
