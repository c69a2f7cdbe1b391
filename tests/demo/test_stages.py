"""How stages are built, without the demo site itself."""

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from uprest.demo.building import accounts, stages
from uprest.demo.building.calendar import find_next, find_season_beginnings
from uprest.demo.building.cities import RealCityError, build_cities
from uprest.demo.building.registers import import_a_register
from uprest.demo.samples import read_people
from uprest.ecosystem.models import Municipality
from uprest.ecosystem.selectors.register_imports import list_past_imports
from uprest.ecosystem.selectors.telling import list_participants
from uprest.ecosystem.services.cities import save_city
from uprest.pages.services import set_up_site

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
PEOPLE = read_people()


def test_loaded_stages_follow_their_files_and_lived_ones_stay(db, tmp_path):
    built = []
    path = tmp_path / "words.json"
    path.write_text("1")
    loaded = stages.Stage("loaded", "", lambda *, at: built.append("loaded"), (path,), True)
    lived = stages.Stage("lived", "", lambda *, at: built.append("lived"), (path,), False)
    for text in ("1", "1", "2"):
        path.write_text(text)
        stages.build_stages([loaded, lived], at=NOW, report=lambda stage: None)
    assert built == ["loaded", "lived", "loaded"]


def test_a_real_site_is_left_alone(db):
    with override_settings(UPREST_DEMO=False), pytest.raises(CommandError) as caught:
        call_command("build_demo_site")
    assert caught.value.returncode == 2
    assert not Municipality.objects.exists()


def test_on_a_real_site_nobody_knows_the_password(db):
    with override_settings(UPREST_DEMO=False):
        assert accounts.choose_password() != PEOPLE.password
        assert accounts.choose_password() != accounts.choose_password()


def test_a_real_city_of_the_same_name_is_left_alone(db):
    set_up_site(at=NOW)
    save_city(city=Municipality(slug="ravenna", name="Ravenna"))
    with pytest.raises(RealCityError):
        build_cities(at=NOW)


@pytest.mark.parametrize(
    ("today", "newest"), [("2026-11-23", 2026), ("2027-03-01", 2026), ("2027-04-21", 2027)]
)
def test_the_last_season_is_over(today, newest):
    beginnings = find_season_beginnings(today=datetime.fromisoformat(today).date())
    assert [day.year for day in beginnings.values()] == [newest - 1, newest]


def test_the_season_to_come_is_to_come():
    day = datetime.fromisoformat("2026-06-15").date()
    assert find_next((6, 15), after=day).isoformat() == "2027-06-15"
    assert find_next((7, 1), after=day).isoformat() == "2026-07-01"


def test_a_register_is_imported_and_a_business_lets_its_city_know_it(db):
    set_up_site(at=NOW)
    build_cities(at=NOW)
    accounts.build_accounts(at=NOW)
    import_a_register(at=NOW)
    city = Municipality.objects.get(slug="vanersborg")
    (past,) = list_past_imports(municipality=city)
    assert (past.new, past.changed, past.removed) == (0, 2, 0)
    (named,) = list_participants(municipality=city)
    assert named.is_public
    assert named.contact_email == PEOPLE.team.owner.email
