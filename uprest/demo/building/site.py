"""All stages of the demo site, in order."""

from pathlib import Path

from uprest.demo.building.accounts import build_accounts
from uprest.demo.building.answers import answer_the_last_season, answer_the_season_before
from uprest.demo.building.campaigns import campaign_after_the_season_before, campaign_now
from uprest.demo.building.cities import build_cities
from uprest.demo.building.courses import build_courses
from uprest.demo.building.events import hold_events
from uprest.demo.building.learners import learn_a_little_of_all
from uprest.demo.building.needs import ask_and_act
from uprest.demo.building.open_data import publish_open_data
from uprest.demo.building.people import live_through_the_weeks
from uprest.demo.building.practices import PRACTICES, build_practices, try_practices
from uprest.demo.building.registers import import_a_register
from uprest.demo.building.releases import release_now, release_the_season_before
from uprest.demo.building.stages import Build, Stage
from uprest.demo.building.takers import take_courses_in_between
from uprest.demo.building.teams import plan_the_season
from uprest.demo.samples import COURSES, DATA, MODULES
from uprest.pages.services import set_up_site

ROOT = Path(__file__).resolve().parent.parent.parent.parent
SURVEY = ROOT / "skills_gap" / "data"
VOCABULARY = ROOT / "uprest" / "skills" / "data"
CONSENTS = ROOT / "uprest" / "accounts" / "data"
PAGES = ROOT / "uprest" / "pages" / "data"
DRAWINGS = DATA.parent / "drawings.py"


def list_stages() -> tuple[Stage, ...]:
    """Return all stages in the order in which they are built."""
    return (
        _loaded(
            "frame", "skills, questions, pages and roles", set_up_site,
            VOCABULARY, SURVEY, CONSENTS, PAGES,
        ),
        _loaded("courses", "courses in four languages", build_courses, COURSES, DRAWINGS, MODULES),
        _loaded("practices", "good practices in four languages", build_practices, PRACTICES),
        _lived("cities", "cities and their registers of businesses", build_cities),
        _lived("accounts", "one account a role", build_accounts),
        _lived("register", "a register that was imported, a business to name", import_a_register),
        _lived("season-before", "answers of the season before", answer_the_season_before),
        _lived("release-before", "figures of the season before", release_the_season_before),
        _lived(
            "campaign-before", "a campaign of the season before",
            campaign_after_the_season_before,
        ),
        _lived("last-season", "answers of the last season", answer_the_last_season),
        _lived("takers", "people who took a course in between", take_courses_in_between),
        _lived("people", "a team that checks its skills and learns", live_through_the_weeks),
        _lived("teams", "what businesses need, and paths that one asks for", plan_the_season),
        _lived("learners", "a dozen learners, and what they got wrong", learn_a_little_of_all),
        _lived("events", "an event that was, and the thematic session to come", hold_events),
        _lived("practices-tried", "practices that cities try, and a self-check", try_practices),
        _lived("release-now", "figures of today", release_now),
        _lived("open-data", "figures that everybody may read", publish_open_data),
        _lived("campaign-now", "a campaign that runs, and a draft", campaign_now),
        _lived("needs-and-actions", "needs and actions in each state", ask_and_act),
    )  # fmt: skip


def _loaded(name: str, label: str, build: Build, *inputs: Path) -> Stage:
    """Return a stage that loads files, and again when they change."""
    return Stage(name=name, label=label, build=build, inputs=inputs, repeats=True)


def _lived(name: str, label: str, build: Build) -> Stage:
    """Return a stage of sample data, which stays as it is until ``--rebuild``."""
    return Stage(name=name, label=label, build=build, inputs=(), repeats=False)
