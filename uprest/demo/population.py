"""The invented people of the sample cities, and what they answer in the skills check.

The model, for a person *p* with the job *j* in the city *c*, the skill *s* in the area *a*, and
the season *t* (0 the one before, 1 the last one):

    level(p, s, t) = need(j, s) + BASE + AREA[a] + city(c, a) + city(c, s) + p's own + p's area
                     + t x (LEARNED if p answered in both seasons, else DRIFT) + noise

rounded, and kept within 0 and 5. ``need`` is the level that the job asks for in that city, so
that people are good at what their work is about. What a person has of their own is normal with
the standard deviations ``PERSON`` (the same in every skill) and ``PERSON_AREA`` (one an area), the
noise of an answer with ``NOISE``. In the cities' effects lies each city's own picture; they are
part of the data (``data/cities.json``).

A business answers with the chance ``ANSWERS`` of its size: larger ones more often. It answered in
the season before with ``BEFORE``, in the last one with ``LATEST``; of those who answered before,
``STAYED`` are there again. Which jobs answer follows from sector and size.

Of the questions, ``NOT_MINE``, ``UNKNOWN`` and ``SKIPPED`` are no level. Which questions are asked
is no part of the model: the check itself (``skills_gap.measuring``) takes place with these levels,
and so why and with what chance a question was asked is as it is in reality.

Everything follows from ``SEED`` and the number of the business: the same register gives the same
answers on every machine, and a further business changes nobody else's.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from skills_gap.measuring import Answer, NoLevel, Requirement, Why, take_check

SEED = "uprest-sample-1"
LAST_BEFORE, LAST = 0, 1
SEASONS = (LAST_BEFORE, LAST)
DAYS = 60

BASE = -0.25
AREA = {
    "digital": -0.35,
    "ai": -1.15,
    "experience": -0.5,
    "green": -0.45,
    "care": 0.05,
    "business": -0.3,
}
PERSON = 0.55
PERSON_AREA = 0.4
NOISE = 0.55
LEARNED = 0.35
DRIFT = 0.12

ANSWERS = {"1-9": 0.31, "10-49": 0.6, "50+": 0.9}
BEFORE = 0.72
LATEST = 0.88
STAYED = 0.6
PEOPLE = {"1-9": (1, 3), "10-49": (2, 6), "50+": (4, 9)}

NOT_MINE = 0.03
UNKNOWN = 0.015
SKIPPED = 0.01

OWNER_FIRST = 0.55
JOBS: dict[str, dict[str, float]] = {
    "accommodation": {
        "receptionist": 0.4,
        "housekeeping": 0.25,
        "restaurant": 0.12,
        "host": 0.15,
        "marketing": 0.08,
    },
    "food": {"restaurant": 0.9, "marketing": 0.06, "general": 0.04},
    "activities": {"guide": 0.72, "host": 0.12, "marketing": 0.08, "general": 0.08},
    "attraction": {"attraction": 0.72, "guide": 0.18, "marketing": 0.1},
    "transport": {"general": 0.75, "guide": 0.15, "marketing": 0.1},
    "retail": {"general": 0.8, "marketing": 0.2},
    "destination": {"tourism-officer": 0.55, "marketing": 0.3, "general": 0.15},
}
SMALL_HOSTS = {"host": 0.6, "receptionist": 0.25, "housekeeping": 0.15}


@dataclass(frozen=True, slots=True)
class Need:
    """What a job asks for in one skill of an area: a level (1 to 5), importance (1 to 3)."""

    skill: str
    area: str
    level: int
    importance: int


@dataclass(frozen=True, slots=True)
class SampleBusiness:
    """One entry of an invented register."""

    city: str
    number: str
    name: str
    sector: str
    size_class: str


@dataclass(frozen=True, slots=True)
class CityEffects:
    """By how many levels a city's people lie above or below the others, by area and by skill."""

    areas: Mapping[str, float] = field(default_factory=dict)
    skills: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One answer that counts: a level or a way out, and the chance that it was asked."""

    skill: str
    answer: Answer
    chance: float


@dataclass(frozen=True, slots=True)
class SampleResponse:
    """One invented person's check: who, where, which job, when, and the answers that count.

    ``day`` counts from the beginning of the season's checks, 0 to 59.
    """

    number: str
    person: str
    occupation: str
    season: int
    day: int
    answers: tuple[GivenAnswer, ...]


@dataclass(frozen=True, slots=True)
class _Person:
    key: str
    occupation: str
    own: float
    areas: Mapping[str, float]
    seasons: tuple[int, ...]


def answer_for_city(
    businesses: Sequence[SampleBusiness],
    *,
    needs: Mapping[str, Sequence[Need]],
    effects: CityEffects,
) -> Iterator[SampleResponse]:
    """Yield what the people of one city's businesses answered in both seasons.

    ``needs`` are what each job asks for in the city, in the framework's order, by occupation.
    """
    for business in businesses:
        rng = Random(f"{SEED}:{business.number}")  # noqa: S311  # invented, not secret
        if rng.random() >= ANSWERS[business.size_class]:
            continue
        for person in _staff(rng, business):
            for season in person.seasons:
                yield _respond(rng, business, person, season, needs[person.occupation], effects)


def _staff(rng: Random, business: SampleBusiness) -> list[_Person]:
    """Return the people of a business who answer at all, and in which seasons."""
    before, latest = rng.random() < BEFORE, rng.random() < LATEST
    open_seasons = [LAST_BEFORE] * before + [LAST] * (latest or not before)
    fewest, most = PEOPLE[business.size_class]
    people = []
    for place in range(rng.randint(fewest, most)):
        seasons = _seasons_of(rng, open_seasons)
        people.append(
            _Person(
                key=f"{business.number}-{place + 1}",
                occupation=_job(rng, business, place),
                own=rng.gauss(0, PERSON),
                areas={area: rng.gauss(0, PERSON_AREA) for area in AREA},
                seasons=seasons,
            )
        )
    return people


def _seasons_of(rng: Random, open_seasons: Sequence[int]) -> tuple[int, ...]:
    """Return when somebody answered, of the seasons in which the business did."""
    if len(open_seasons) == 1:
        return tuple(open_seasons)
    chance = rng.random()
    if chance < STAYED:
        return SEASONS
    return (LAST,) if chance < STAYED + (1 - STAYED) * 0.6 else (LAST_BEFORE,)


def _job(rng: Random, business: SampleBusiness, place: int) -> str:
    is_small = business.size_class == "1-9"
    if is_small and place == 0 and rng.random() < OWNER_FIRST:
        return "owner"
    jobs = JOBS[business.sector]
    if is_small and business.sector == "accommodation":
        jobs = SMALL_HOSTS
    return rng.choices(list(jobs), weights=list(jobs.values()))[0]


def _respond(
    rng: Random,
    business: SampleBusiness,
    person: _Person,
    season: int,
    needs: Sequence[Need],
    effects: CityEffects,
) -> SampleResponse:
    """Take the check as ``person`` in ``season``."""
    learned = season * (LEARNED if len(person.seasons) == len(SEASONS) else DRIFT)
    ready = {
        need.skill: _answer(rng, need, person.own + person.areas[need.area] + learned, effects)
        for need in needs
    }
    check, given = take_check(
        [Requirement(need.skill, need.level, need.importance) for need in needs],
        ready,
        seed=rng.getrandbits(32),
    )
    return SampleResponse(
        number=business.number,
        person=person.key,
        occupation=person.occupation,
        season=season,
        day=rng.randrange(DAYS),
        answers=tuple(
            GivenAnswer(question.skill, given[question.skill], question.chance)
            for question in check.questions
            if question.why != Why.CHOSEN and given[question.skill] != NoLevel.SKIPPED
        ),
    )


def _answer(rng: Random, need: Need, own: float, effects: CityEffects) -> Answer:
    """Return what somebody would say about one skill, asked or not."""
    exact = (
        need.level
        + BASE
        + AREA[need.area]
        + effects.areas.get(need.area, 0.0)
        + effects.skills.get(need.skill, 0.0)
        + own
        + rng.gauss(0, NOISE)
    )
    chance = rng.random()
    not_mine = NOT_MINE if need.importance == 1 else NOT_MINE / 3
    if chance < not_mine:
        return NoLevel.NOT_MY_JOB
    if chance < not_mine + UNKNOWN:
        return NoLevel.UNKNOWN
    if chance < not_mine + UNKNOWN + SKIPPED:
        return NoLevel.SKIPPED
    return max(0, min(5, round(exact)))
