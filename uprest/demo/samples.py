"""Reading the data files of the demo site. Everything in them is invented.

:raises uprest.core.loading.DataFileError: (all functions) if a file is missing or is no JSON.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from uprest.core.loading import read_json
from uprest.demo.population import CityEffects, SampleBusiness

DATA = Path(__file__).resolve().parent / "data"
COURSES = DATA / "courses"
VIDEOS = DATA / "videos"
MODULES = DATA / "h5p"


@dataclass(frozen=True, slots=True)
class SampleRequirement:
    """A level and an importance that a city itself asks for."""

    occupation: str
    skill: str
    level: int
    importance: int


@dataclass(frozen=True, slots=True)
class SampleCity:
    """A sample city; ``season`` is the month and the day on which it starts."""

    slug: str
    name: str
    country: str
    language: str
    brand_colour: str
    season: tuple[int, int]
    contact_email: str
    effects: CityEffects
    requirements: tuple[SampleRequirement, ...]


@dataclass(frozen=True, slots=True)
class SampleAccount:
    """Somebody with an account."""

    email: str
    name: str
    language: str
    minutes_a_week: int = 30


@dataclass(frozen=True, slots=True)
class SampleOfficer:
    """Somebody who reads the figures of cities (slugs)."""

    account: SampleAccount
    cities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SampleMember:
    """Somebody in the sample business.

    With ``days_ago`` they have taken the check so many days before the build. A level lies
    ``from_need`` above or below what the job asks for, unless ``levels`` says it by skill.
    ``course`` is the slug of a course in which they have done ``lessons`` lessons.
    """

    account: SampleAccount
    occupation: str
    shares: bool
    days_ago: int | None = None
    from_need: int = 0
    levels: Mapping[str, int] = field(default_factory=dict)
    course: str = ""
    lessons: int = 0


@dataclass(frozen=True, slots=True)
class SampleTeam:
    """The business that can be walked through: its register number, owner and staff."""

    number: str
    owner: SampleAccount
    members: tuple[SampleMember, ...]


@dataclass(frozen=True, slots=True)
class WaitingBusiness:
    """A business that an administrator has to look at."""

    owner: SampleAccount
    city: str
    name: str
    sector: str
    size_class: str


@dataclass(frozen=True, slots=True)
class SamplePeople:
    """Everybody with an account; ``password`` is for demo sites only.

    ``learners`` have learned a little of everything, so that trainers see figures; nobody signs
    in as one of them. ``participants`` lead and work in businesses that took part in a campaign;
    nobody signs in as one of them either.
    """

    password: str
    administrator: SampleAccount
    trainer: SampleAccount
    officers: tuple[SampleOfficer, ...]
    team: SampleTeam
    waiting: WaitingBusiness
    learners: tuple[SampleAccount, ...]
    participants: tuple[SampleAccount, ...]

    @property
    def everybody(self) -> tuple[SampleAccount, ...]:
        """All accounts, and those that nobody signs in to."""
        return (*self.accounts, *self.learners, *self.participants)

    @property
    def accounts(self) -> tuple[SampleAccount, ...]:
        """All accounts to sign in to."""
        return (
            self.administrator,
            self.trainer,
            *(officer.account for officer in self.officers),
            self.team.owner,
            *(member.account for member in self.team.members),
            self.waiting.owner,
        )


@cache
def read_cities() -> tuple[SampleCity, ...]:
    """Return the sample cities."""
    return tuple(_build_city(row) for row in read_json(DATA / "cities.json")["cities"])


@cache
def read_businesses() -> tuple[SampleBusiness, ...]:
    """Return the invented registers of all cities."""
    with (DATA / "businesses.csv").open(encoding="utf-8", newline="") as file:
        return tuple(SampleBusiness(**row) for row in csv.DictReader(file))


@cache
def read_people() -> SamplePeople:
    """Return everybody with an account."""
    data = read_json(DATA / "people.json")
    business, waiting = data["business"], dict(data["waiting"])
    return SamplePeople(
        password=data["password"],
        administrator=SampleAccount(**data["administrator"]),
        trainer=SampleAccount(**data["trainer"]),
        officers=tuple(
            SampleOfficer(_build_account(row), tuple(row["cities"])) for row in data["officers"]
        ),
        team=SampleTeam(
            number=business["number"],
            owner=SampleAccount(**business["owner"]),
            members=tuple(_build_member(row) for row in business["team"]),
        ),
        waiting=WaitingBusiness(owner=SampleAccount(**waiting.pop("owner")), **waiting),
        learners=tuple(_list_learners(**data["learners"])),
        participants=tuple(_list_learners(**data["participants"])),
    )


def read_courses() -> list[dict[str, Any]]:
    """Return the contents of the courses' files, in the order of their names."""
    return [read_json(path) for path in sorted(COURSES.glob("*.json"))]


def read_video(name: str) -> bytes:
    """Return a video of the courses, or the captions of one."""
    return (VIDEOS / name).read_bytes()


def _build_city(row: dict[str, Any]) -> SampleCity:
    month, day = row["season_starts"].split("-")
    return SampleCity(
        slug=row["slug"],
        name=row["name"],
        country=row["country"],
        language=row["language"],
        brand_colour=row["brand_colour"],
        season=(int(month), int(day)),
        contact_email=row["contact_email"],
        effects=CityEffects(areas=row["areas"], skills=row["skills"]),
        requirements=tuple(SampleRequirement(**one) for one in row["requirements"]),
    )


def _build_account(row: dict[str, Any]) -> SampleAccount:
    return SampleAccount(row["email"], row["name"], row["language"], row.get("minutes_a_week", 30))


def _list_learners(count: int, email: str, languages: list[str]) -> Iterator[SampleAccount]:
    for number in range(count):
        yield SampleAccount(email.format(number + 1), "", languages[number % len(languages)])


def _build_member(row: dict[str, Any]) -> SampleMember:
    learns = row.get("learns", {})
    return SampleMember(
        account=_build_account(row),
        occupation=row["occupation"],
        shares=row["shares"],
        days_ago=row.get("days_ago"),
        from_need=row.get("from_need", 0),
        levels=row.get("levels", {}),
        course=learns.get("course", ""),
        lessons=learns.get("lessons", 0),
    )
