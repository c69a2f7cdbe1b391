"""A register from a file over HTTP: step by step, confirmed, once, and telling nobody apart."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.ecosystem.registers import write_csv, write_xlsx
from tests.factories.ecosystem import (
    AdministratorFactory,
    ApprovedOrganisationFactory,
    MembershipFactory,
    MunicipalityFactory,
    OfficerRoleFactory,
    OrganisationFactory,
    PersonFactory,
    RegisterEntryFactory,
)
from uprest.ecosystem.models import RegisterEntry, RegisterImport
from uprest.ecosystem.services.register import forget_old_imports

pytestmark = pytest.mark.django_db
STEPS = ("", "words/", "check/")


@pytest.fixture
def role():
    return OfficerRoleFactory(municipality__slug="vanersborg")


@pytest.fixture
def city(role):
    return role.municipality


@pytest.fixture
def client(role):
    return sign_in(role.user)


def sign_in(user):
    client = Client()
    client.force_login(user)
    return client


def upload(client, content=None, *, name="register.csv", city="vanersborg"):
    file = SimpleUploadedFile(name, write_csv() if content is None else content)
    return client.post(f"/en/city/{city}/register/upload/", {"file": file})


def base_of(client, content=None):
    response = upload(client, content)
    assert response.status_code == 302, response.content.decode()
    return response["Location"]


COLUMNS = {"number": "0", "name": "1", "sector": "2", "size": "3"}


def walk_to_check(client, content=None, words=()):
    """Go through the steps with what is guessed; return the address of the last one."""
    base = base_of(client, content)
    assert client.post(base, COLUMNS)["Location"] == f"{base}words/"
    form = client.get(f"{base}words/").context["form"]
    data = {name: field.initial for name, field in form.fields.items()} | dict(words)
    assert client.post(f"{base}words/", data)["Location"] == f"{base}check/"
    return f"{base}check/"


def confirm(client, url, **data):
    digest = client.get(url).context["check"].digest
    return client.post(url, {"digest": digest} | data)


def register_of(city):
    rows = RegisterEntry.objects.filter(municipality=city).order_by("number")
    return list(rows.values_list("number", "name", "sector", "size_class"))


# --- Who ------------------------------------------------------------------------------------


def test_the_register_is_for_the_citys_officers_and_administrators(city, client):
    base = base_of(client)
    pages = [
        "/en/city/vanersborg/register/",
        "/en/city/vanersborg/register/upload/",
        "/en/city/vanersborg/register/participants.csv",
        *(f"{base}{step}" for step in STEPS),
    ]
    refused = [
        PersonFactory(),
        OfficerRoleFactory().user,
        MembershipFactory(role="OWNER", organisation__municipality=city).user,
    ]
    for page in pages:
        assert Client().get(page)["Location"].startswith("/en/account/login/")
        for user in refused:
            assert sign_in(user).get(page).status_code == 403, page
    for user in refused:
        assert upload(sign_in(user)).status_code == 403
        assert sign_in(user).post(f"{base}cancel/").status_code == 403
    administrator = sign_in(AdministratorFactory())
    for page in pages[:3]:
        assert administrator.get(page).status_code == 200


def test_an_upload_is_seen_by_nobody_but_who_uploaded_it(city, client):
    base = base_of(client)
    colleague = sign_in(OfficerRoleFactory(municipality=city).user)
    other = OfficerRoleFactory(user=RegisterImport.objects.get().uploaded_by)
    for step in STEPS:
        assert colleague.get(f"{base}{step}").status_code == 403
        elsewhere = base.replace("vanersborg", other.municipality.slug)
        assert client.get(f"{elsewhere}{step}").status_code == 403
    assert colleague.post(f"{base}cancel/").status_code == 403
    assert RegisterImport.objects.get().state == "OPEN"


# --- The way --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [write_csv(), write_xlsx(), write_csv(coding="cp1252")],
    ids=["CSV", "Excel", "Windows"],
)
def test_a_register_comes_in_step_by_step_and_only_when_confirmed(city, client, content):
    base = base_of(client, content)
    page = client.get(base)
    assert [page.context["form"][name].value() for name in COLUMNS] == list(COLUMNS.values())
    assert "Hotell Älven" in page.content.decode()
    check = walk_to_check(client, content)
    shown = client.get(check).content.decode()
    assert "Hotell Älven" in shown
    assert register_of(city) == []
    assert confirm(client, check)["Location"] == "/en/city/vanersborg/register/"
    assert register_of(city) == [
        ("556001", "Hotell Älven", "accommodation", "10-49"),
        ("556002", "Kafé Åsen", "food", "1-9"),
        ("556003", "Båtcharter", "transport", "50+"),
    ]
    kept = RegisterImport.objects.get(state="DONE")
    assert (kept.rows, kept.headings, kept.result["new"]) == ([], [], 3)
    page = client.get("/en/city/vanersborg/register/").content.decode()
    assert "3 new, 0 changed, 0 removed" in page
    assert "3 businesses are in the register" in page


def test_confirming_twice_and_going_back_do_nothing_twice(city, client):
    check = walk_to_check(client)
    digest = client.get(check).context["check"].digest
    for _ in range(2):
        assert client.post(check, {"digest": digest}).status_code == 302
    assert len(register_of(city)) == 3
    for step in STEPS:
        url = check.replace("check/", step)
        assert client.get(url)["Location"] == "/en/city/vanersborg/register/"
        assert client.post(url, COLUMNS)["Location"] == "/en/city/vanersborg/register/"
    assert "imported already" in client.get("/en/city/vanersborg/register/").content.decode()
    assert RegisterImport.objects.filter(state="DONE").count() == 1


def test_steps_cannot_be_jumped_over(client):
    base = base_of(client)
    assert client.get(f"{base}check/")["Location"] == f"{base}words/"
    assert client.get(f"{base}words/")["Location"] == base
    client.post(base, COLUMNS)
    assert client.post(f"{base}check/", {"digest": "x"})["Location"] == f"{base}words/"
    assert not RegisterEntry.objects.exists()


def test_other_columns_ask_for_their_words_again(client):
    check = walk_to_check(client)
    base = check.removesuffix("check/")
    client.post(base, COLUMNS | {"size": "all:1-9"})
    assert client.get(check)["Location"] == f"{base}words/"


def test_what_nobody_understands_is_asked_and_can_be_left_out(city, client):
    lines = [["1", "Banken", "Banque", "5"], ["2", "Kafé", "Kafé", "5"]]
    base = base_of(client, write_csv(lines))
    client.post(base, COLUMNS)
    words = client.get(f"{base}words/").context["form"]
    data = {name: field.initial for name, field in words.fields.items()}
    unknown = next(name for name, field in words.fields.items() if field.label == "Banque")
    refused = client.post(f"{base}words/", data)
    assert refused.status_code == 422
    assert "leave these lines out" in refused.content.decode()
    client.post(f"{base}words/", data | {unknown: "out"})
    page = client.get(f"{base}check/")
    assert page.context["check"].lines.left_out == 1
    confirm(client, f"{base}check/")
    assert [row[1] for row in register_of(city)] == ["Kafé"]
    # back again, what was said stands
    assert register_of(city) == [("2", "Kafé", "food", "1-9")]


def test_mistakes_are_told_by_line(client):
    lines = [["", "Utan", "Hotell", "5"], ["1", "", "Hotell", "5"], ["2", "Två", "Hotell", "5"],
             ["2", "Tre", "Hotell", "5"]]  # fmt: skip
    page = client.get(walk_to_check(client, write_csv(lines))).content.decode()
    assert "3 lines cannot be imported" in page
    assert "The register number is missing." in page
    assert "The name is missing." in page
    assert "The number 2 is on line 4 too" in page


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("register.xlsx", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "neither a CSV file nor an Excel"),
        ("register.csv", b"", "The file is empty."),
        ("register.csv", b"x" * (5 * 1024 * 1024 + 1), "The file is too big."),
        ("register.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel"),
        ("register.csv", b"name\nHotel\n", "There is no table in the file."),
    ],
)
def test_wrong_files_are_refused_with_what_to_do(client, name, content, words):
    response = upload(client, content, name=name)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not RegisterImport.objects.exists()
    assert client.post("/en/city/vanersborg/register/upload/").status_code == 422


def test_one_column_is_not_two_things_and_names_are_no_sectors(client):
    lines = [[str(number), f"Name {number}", "Hotell", "5"] for number in range(300)]
    base = base_of(client, write_csv(lines))
    twice = client.post(base, COLUMNS | {"name": "0"})
    assert twice.status_code == 422
    assert "chosen above" in twice.content.decode()
    many = client.post(base, COLUMNS | {"name": "2", "sector": "1"})
    assert many.status_code == 422
    assert "300 different values" in many.content.decode()
    for wrong in ("9", "-1", "all:fish", "x"):
        assert client.post(base, COLUMNS | {"sector": wrong}).status_code == 422
    assert client.post(base, {}).status_code == 422


def test_names_are_text_on_every_page(client):
    lines = [["1", "<script>alert(1)</script>", "<b>Hotell", "5"]]
    check = walk_to_check(client, write_csv(lines))
    for step in STEPS:
        page = client.get(check.replace("check/", step)).content.decode()
        assert "<script>alert" not in page
        assert "<b>Hotell" not in page
    assert "&lt;script&gt;" in client.get(check).content.decode()


# --- What becomes of the register ---------------------------------------------------------------


@pytest.fixture
def old(city):
    """Three entries: one as in the file, one that changes, one that is not in it."""
    return [
        RegisterEntryFactory(municipality=city, number=number, name=name, size_class=size)
        for number, name, size in (
            ("556001", "Hotell Älven", "10-49"),
            ("556002", "Kafé", "1-9"),
            ("999", "Borta", "1-9"),
        )
    ]


def test_new_changed_unchanged_and_gone_are_counted_and_gone_ones_stay(city, client, old):
    other = RegisterEntryFactory(number="556001")
    check = walk_to_check(client)
    found = client.get(check).context["check"].difference
    assert [len(part) for part in (found.new, found.changed, found.gone)] == [1, 1, 1]
    assert found.unchanged == 1
    confirm(client, check)
    assert [row[0] for row in register_of(city)] == ["556001", "556002", "556003", "999"]
    old[1].refresh_from_db()
    assert (old[1].name, old[1].sector) == ("Kafé Åsen", "food")
    other.refresh_from_db()
    assert other.name.startswith("Hotel ")


def test_matched_entries_are_never_deleted_and_nothing_tells_which_they_are(city, client, old):
    business = OrganisationFactory(municipality=city, register_entry=old[2], name="Pensionat Ek")
    free = RegisterEntryFactory(municipality=city, number="998", name="Free")
    check = walk_to_check(client)
    page = client.get(check).content.decode()
    assert "Pensionat Ek" not in page
    confirm(client, check, removes="on")
    assert [row[0] for row in register_of(city)] == ["556001", "556002", "556003"]
    # both are kept, and the business goes on counting
    assert RegisterEntry.everything.filter(pk__in=(old[2].pk, free.pk)).count() == 2
    business.refresh_from_db()
    assert business.counts
    assert business.register_entry == old[2]
    overview = "/en/city/vanersborg/register/"
    assert "3 new" not in client.get(overview).content.decode()
    assert "2 removed" in client.get(overview).content.decode()
    assert "Pensionat Ek" not in client.get(overview).content.decode()
    administrator = sign_in(AdministratorFactory())
    assert "Pensionat Ek" in administrator.get(overview).content.decode()


def test_an_entry_that_comes_back_is_the_same_one(city, client, old):
    business = OrganisationFactory(municipality=city, register_entry=old[2])
    confirm(client, walk_to_check(client), removes="on")
    confirm(client, walk_to_check(client, write_csv([["999", "Åter", "Hotell", "5"]])))
    business.refresh_from_db()
    assert business.register_entry.name == "Åter"
    assert RegisterEntry.objects.filter(municipality=city, number="999").count() == 1


def test_an_administrator_who_reads_the_figures_sees_no_matches_either(city, client, old):
    OrganisationFactory(municipality=city, register_entry=old[2], name="Pensionat Ek")
    confirm(client, walk_to_check(client), removes="on")
    both = OfficerRoleFactory(municipality=city, user=AdministratorFactory()).user
    page = sign_in(both).get("/en/city/vanersborg/register/").content.decode()
    assert "Pensionat Ek" not in page


def test_a_register_that_moved_meanwhile_is_shown_again(city, client):
    check = walk_to_check(client)
    digest = client.get(check).context["check"].digest
    RegisterEntryFactory(municipality=city, number="556003", name="By somebody else")
    response = client.post(check, {"digest": digest})
    assert response.status_code == 409
    assert "has changed since you looked" in response.content.decode()
    assert len(register_of(city)) == 1
    assert confirm(client, check).status_code == 302


def test_a_forgotten_file_leaves_nothing(city, client):
    check = walk_to_check(client)
    base = check.removesuffix("check/")
    for _ in range(2):
        assert client.post(f"{base}cancel/").status_code == 302
    assert RegisterImport.objects.get().rows == []
    assert client.get(check).status_code == 302
    assert "no longer kept" in client.get("/en/city/vanersborg/register/").content.decode()
    assert register_of(city) == []


def test_uploads_are_forgotten_after_a_day(client):
    check = walk_to_check(client)
    RegisterImport.objects.update(uploaded_at=timezone.now() - timedelta(days=1))
    assert client.get(check).status_code == 302
    assert forget_old_imports(at=timezone.now()) == 1
    assert forget_old_imports(at=timezone.now()) == 0
    assert RegisterImport.objects.get().rows == []


def test_a_new_file_takes_the_place_of_an_open_one(client):
    walk_to_check(client)
    walk_to_check(client)
    assert RegisterImport.objects.filter(state="OPEN").count() == 1
    assert RegisterImport.objects.get(state="CANCELLED").rows == []


# --- Counts ---------------------------------------------------------------------------------


def counts_of(client, city):
    report = client.get(f"/en/city/{city.slug}/register/").context["report"]
    return report.total.did[0], {row.label: row.did[0] for row in report.rows}


def test_who_takes_part_is_told_in_steps_of_five_by_their_own_sector(city, client):
    for number in range(14):
        entry = RegisterEntryFactory(municipality=city, sector="food")
        sector = "food" if number < 4 else "accommodation"
        ApprovedOrganisationFactory(municipality=city, sector=sector, register_entry=entry)
    OrganisationFactory(municipality=city)
    ApprovedOrganisationFactory(sector="food")
    ApprovedOrganisationFactory(municipality=city, closed_at=timezone.now())
    total, by_sector = counts_of(client, city)
    assert total == "at least 10"
    assert by_sector["Accommodation"] == "at least 10"
    assert by_sector["Restaurants and cafés"] == "fewer than 5"
    # an officer who moves an entry to another sector learns nothing of who is behind it
    RegisterEntry.objects.update(sector="transport")
    assert counts_of(client, city) == (total, by_sector)


@pytest.mark.parametrize("size", [2, 60])
def test_the_page_costs_the_same_however_long_the_register(
    city, client, size, django_assert_max_num_queries
):
    for number in range(size):
        entry = RegisterEntryFactory(municipality=city, number=str(number))
        ApprovedOrganisationFactory(municipality=city, register_entry=entry)
    with django_assert_max_num_queries(21):
        assert client.get("/en/city/vanersborg/register/").status_code == 200


def test_importing_costs_the_same_however_many_lines(city, client, django_assert_max_num_queries):
    lines = [[str(number), f"Hotell {number}", "Hotell", "5"] for number in range(400)]
    check = walk_to_check(client, write_csv(lines))
    with django_assert_max_num_queries(20):
        client.get(check)
    with django_assert_max_num_queries(40):
        confirm(client, check)
    assert len(register_of(city)) == 400


def test_a_city_without_a_register_is_told_what_it_is_for(client):
    page = client.get("/en/city/vanersborg/register/").content.decode()
    assert "There is no register yet" in page
    assert MunicipalityFactory().register.count() == 0
