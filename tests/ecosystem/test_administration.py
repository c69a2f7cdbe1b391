"""The administrators' screens in Wagtail."""

import pytest
from django.test import Client
from wagtail.models import ModelLogEntry

from tests.factories.ecosystem import (
    MembershipFactory,
    MunicipalityFactory,
    OfficerRoleFactory,
    OrganisationFactory,
    PersonFactory,
    RegisterEntryFactory,
    TrainerFactory,
)
from uprest.ecosystem.models import Municipality, OfficerRole, Organisation, RequirementOverride
from uprest.ecosystem.services.administrators import set_up_administrators
from uprest.skills.models import Occupation, Skill

# Wagtail's own templates ask for variables that are not there.
pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
SCREENS = [
    "municipality/",
    "municipality/new/",
    "officerrole/",
    "officerrole/new/",
    "requirementoverride/",
    "requirementoverride/new/",
    "registerentry/",
    "registerentry/new/",
    "organisation/",
    "organisation/new/",
    "waiting_businesses/",
]


@pytest.fixture
def administrator():
    user = PersonFactory()
    user.groups.add(set_up_administrators())
    return user


@pytest.fixture
def admin(administrator):
    client = Client()
    client.force_login(administrator)
    return client


def trainer_with_access():
    """A trainer, who may enter Wagtail and was even given a permission by mistake."""
    user = TrainerFactory()
    user.user_permissions.set(set_up_administrators().permissions.all())
    return user


@pytest.mark.parametrize("screen", SCREENS)
def test_administrators_use_every_screen(admin, screen):
    assert admin.get(f"/admin/{screen}").status_code == 200


@pytest.mark.parametrize(
    "make",
    [
        PersonFactory,
        trainer_with_access,
        lambda: MembershipFactory(role="OWNER").user,
        lambda: OfficerRoleFactory().user,
    ],
)
@pytest.mark.parametrize("screen", SCREENS)
def test_nobody_else_does(make, screen):
    client = Client()
    client.force_login(make())
    assert client.get(f"/admin/{screen}").status_code in (302, 403)


@pytest.mark.parametrize("decision", ["approve", "match", "decline"])
def test_nobody_else_decides(decision):
    client, business = Client(), OrganisationFactory()
    client.force_login(trainer_with_access())
    entry = RegisterEntryFactory(municipality=business.municipality)
    client.post(f"/admin/waiting_businesses/{business.pk}/{decision}/", {"entry": entry.pk})
    business.refresh_from_db()
    assert not business.counts
    assert business.declined_at is None


def test_the_menu_shows_the_group_to_administrators_only(admin):
    other = Client()
    other.force_login(trainer_with_access())
    assert "Cities and businesses" in admin.get("/admin/").content.decode()
    assert "Cities and businesses" not in other.get("/admin/").content.decode()


def test_superusers_are_administrators():
    client = Client()
    client.force_login(PersonFactory(is_superuser=True))
    assert client.get("/admin/waiting_businesses/").status_code == 200


def test_a_city_is_saved_with_its_theme_and_shows_its_contrast(admin):
    form = {
        "name": "Ravenna",
        "slug": "ravenna",
        "country": "IT",
        "language": "it",
        "brand_colour": "#B3541E",
        "contact_email": "turismo@example.org",
    }
    admin.post("/admin/municipality/new/", form)
    city = Municipality.objects.get()
    assert city.theme_css
    assert city.brand_colour == "#b3541e"
    before = city.theme_hash
    admin.post(f"/admin/municipality/edit/{city.pk}/", {**form, "brand_colour": "#0a6ebd"})
    city.refresh_from_db()
    assert city.theme_hash != before
    page = admin.get(f"/admin/municipality/edit/{city.pk}/").content.decode()
    assert "Contrast" in page
    assert "4.5 : 1" in page


def test_a_city_refuses_what_is_no_colour(admin):
    form = {"name": "R", "slug": "r", "language": "it", "brand_colour": "green"}
    assert admin.post("/admin/municipality/new/", form).status_code == 200
    assert not Municipality.objects.exists()


def test_cities_and_businesses_are_not_deleted(admin):
    business = OrganisationFactory()
    admin.post(f"/admin/organisation/delete/{business.pk}/")
    admin.post(f"/admin/municipality/delete/{business.municipality_id}/")
    assert Organisation.objects.filter(pk=business.pk).exists()


def test_an_officer_is_named_by_e_mail(admin):
    city, user = MunicipalityFactory(), PersonFactory(email="officer@example.org")
    form = {"municipality": city.pk, "email": "Officer@example.org"}
    admin.post("/admin/officerrole/new/", form)
    role = OfficerRole.objects.get()
    assert (role.user, role.municipality) == (user, city)
    again = admin.post("/admin/officerrole/new/", form)
    assert "officer of the city already" in again.content.decode()
    nobody = admin.post("/admin/officerrole/new/", {**form, "email": "nobody@example.org"})
    assert "Nobody has an account" in nobody.content.decode()
    assert (
        "officer@example.org" in admin.get(f"/admin/officerrole/edit/{role.pk}/").content.decode()
    )
    admin.post(f"/admin/officerrole/delete/{role.pk}/")
    assert not OfficerRole.objects.exists()


def test_a_citys_own_level_is_entered(admin):
    city = MunicipalityFactory()
    form = {
        "municipality": city.pk,
        "occupation": Occupation.objects.filter(framework__code="uprest").first().pk,
        "skill": Skill.objects.filter(framework__code="uprest").first().pk,
        "level": 4,
        "importance": 3,
    }
    admin.post("/admin/requirementoverride/new/", form)
    assert RequirementOverride.objects.get().level == 4
    assert admin.get("/admin/requirementoverride/").status_code == 200


def test_whether_a_business_counts_is_not_in_its_form(admin, administrator):
    business = OrganisationFactory()
    OfficerRoleFactory(user=administrator, municipality=business.municipality)
    entry = RegisterEntryFactory(municipality=business.municipality)
    admin.post(
        f"/admin/organisation/edit/{business.pk}/",
        {
            "municipality": business.municipality_id,
            "name": "New name",
            "sector": "food",
            "size_class": "50+",
            "register_entry": entry.pk,
            "approved_at": "2026-03-02 09:00",
        },
    )
    business.refresh_from_db()
    assert business.name == "New name"
    assert not business.counts


def test_the_list_of_those_waiting_costs_the_same_however_many(
    admin, django_assert_max_num_queries
):
    city = MunicipalityFactory()
    for number in range(12):
        entry = RegisterEntryFactory(municipality=city, name=f"Inn {number}")
        OrganisationFactory(municipality=city, name=entry.name)
    with django_assert_max_num_queries(15):
        page = admin.get("/admin/waiting_businesses/").content.decode()
    assert page.count("Match to this entry") == 12


@pytest.mark.parametrize("decision", ["approve", "match", "decline"])
def test_decisions_are_posted_and_a_second_click_changes_nothing(admin, administrator, decision):
    business = OrganisationFactory()
    entry = RegisterEntryFactory(municipality=business.municipality, name=business.name)
    url = f"/admin/waiting_businesses/{business.pk}/{decision}/"
    assert admin.get(url).status_code == (200 if decision == "match" else 405)
    for _ in range(2):
        response = admin.post(url, {"entry": entry.pk}, follow=True)
    assert "decided already" in response.content.decode()
    business.refresh_from_db()
    assert business.counts is (decision != "decline")
    assert ModelLogEntry.objects.filter(action=f"ecosystem.{decision}").count() == 1
    if decision != "decline":
        assert business.approved_by == administrator
        history = admin.get(f"/admin/organisation/history/{business.pk}/").content.decode()
        assert administrator.display_name in history


def test_an_officer_is_told_why_they_may_not_decide(admin, administrator):
    business = OrganisationFactory()
    OfficerRoleFactory(user=administrator, municipality=business.municipality)
    url = f"/admin/waiting_businesses/{business.pk}/approve/"
    assert "somebody else decides" in admin.post(url, follow=True).content.decode()
    business.refresh_from_db()
    assert not business.counts


def test_looking_in_the_register(admin):
    business = OrganisationFactory()
    entry = RegisterEntryFactory(municipality=business.municipality, name="Camping Ekudden")
    RegisterEntryFactory(name="Camping Elsewhere")
    url = f"/admin/waiting_businesses/{business.pk}/match/"
    page = admin.get(f"{url}?q=camping").content.decode()
    assert "Camping Ekudden" in page
    assert "Camping Elsewhere" not in page
    assert "No free entry" in admin.get(f"{url}?q=nothing").content.decode()
    assert "belongs to another" in admin.post(url, {"entry": "x"}, follow=True).content.decode()
    admin.post(url, {"entry": entry.pk})
    business.refresh_from_db()
    assert business.register_entry == entry
    assert admin.get("/admin/waiting_businesses/999999/match/", follow=True).status_code == 404
