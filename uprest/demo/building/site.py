"""All stages of the demo site, in order."""

from pathlib import Path

from uprest.demo.building.accounts import build_accounts
from uprest.demo.building.answers import answer_the_last_season, answer_the_season_before
from uprest.demo.building.cities import build_cities
from uprest.demo.building.courses import build_courses
from uprest.demo.building.people import live_through_the_weeks
from uprest.demo.building.releases import release_now, release_the_season_before
from uprest.demo.building.stages import Build, Stage
from uprest.demo.samples import COURSES, DATA
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
        _loaded("courses", "courses in four languages", build_courses, COURSES, DRAWINGS),
        _lived("cities", "cities and their registers of businesses", build_cities),
        _lived("accounts", "one account a role", build_accounts),
        _lived("season-before", "answers of the season before", answer_the_season_before),
        _lived("release-before", "figures of the season before", release_the_season_before),
        _lived("last-season", "answers of the last season", answer_the_last_season),
        _lived("people", "a team that checks its skills and learns", live_through_the_weeks),
        _lived("release-now", "figures of today", release_now),
    )  # fmt: skip


def _loaded(name: str, label: str, build: Build, *inputs: Path) -> Stage:
    """Return a stage that loads files, and again when they change."""
    return Stage(name=name, label=label, build=build, inputs=inputs, repeats=True)


def _lived(name: str, label: str, build: Build) -> Stage:
    """Return a stage of sample data, which stays as it is until ``--rebuild``."""
    return Stage(name=name, label=label, build=build, inputs=(), repeats=False)
