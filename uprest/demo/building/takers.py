"""Some of the invented people took a course between the two seasons, and it shows in their answers.

They get an account, agree to what counting needs, and have completed the course; the copies that
count go by the keys of their accounts from then on, as if they had been signed in. In the newer
check some of them chose a higher level in what the course teaches. Nobody signs in as one of them.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from courses.models import CompletionRecord
from courses.selectors import CourseModule, list_modules
from skills_gap.models import CountedAnswer, CountedResponse
from skills_gap.selectors.checks import COUNTING
from skills_gap.services.counted import learner_key
from uprest.accounts.models import User
from uprest.accounts.services import give_consent
from uprest.accounts.types import Learner
from uprest.demo.building.cities import get_sample_city
from uprest.demo.samples import read_cities
from uprest.ecosystem.models import Municipality
from uprest.skills.types import HIGHEST_LEVEL

TAKERS, AT_NOWHERE = "taker-", "@example.org"
SEED = 22
SHARE = 0.45
FEWEST = 11
AFTER = timedelta(days=150)
NOON = time(12)
GAINS = (0, 1, 1, 1, 2)

Taker = tuple[int, str]
"""A business and the key of a person in it."""


@dataclass(frozen=True, slots=True)
class _Twice:
    """Somebody who answered about a taught skill in both seasons."""

    first: date
    answers: tuple[int, ...]


def take_courses_in_between(*, at: datetime) -> None:
    """Let people of each city take the course that most of those measured twice could need."""
    modules = list_modules(language="en")
    for sample in read_cities():
        city = get_sample_city(sample.slug)
        found = {module.course_key: _find_people(city, module) for module in modules}
        module = max(modules, key=lambda one: len(found[one.course_key]))
        people = found[module.course_key]
        chance = Random(f"{SEED}-{city.slug}")  # noqa: S311  # no secret
        takers = _choose(people, chance)
        for number, taker in enumerate(takers):
            email = f"{TAKERS}{city.slug}-{number + 1:02d}{AT_NOWHERE}"
            _take(taker, people[taker], module, email=email, language=city.language)
            _gain(people[taker], chance)


def _find_people(city: Municipality, module: CourseModule) -> dict[Taker, _Twice]:
    """Return those who have levels of a taught skill in both seasons, in a fixed order.

    That is the order in which they answered: their keys differ from build to build.
    """
    taught = [one.skill_code for one in module.teaches]
    rows = CountedAnswer.objects.filter(
        response__organisation__municipality=city,
        response__source=CountedResponse.Source.CHECK,
        skill__code__in=taught,
        value__lte=HIGHEST_LEVEL,
    ).order_by("response__organisation_id", "response__answered_on", "response_id", "pk")
    days: dict[tuple[Taker, str, int], list[tuple[date, int]]] = defaultdict(list)
    for business, key, skill, job, day, pk in rows.values_list(
        "response__organisation_id",
        "response__person_key",
        "skill__code",
        "response__occupation_id",
        "response__answered_on",
        "pk",
    ):
        days[(business, key), skill, job].append((day, pk))
    firsts: dict[Taker, list[date]] = defaultdict(list)
    newest: dict[Taker, list[int]] = defaultdict(list)
    for (taker, _, _), given in days.items():
        if len(given) > 1:
            firsts[taker].append(given[0][0])
            newest[taker].append(given[-1][1])
    return {
        taker: _Twice(first=min(firsts[taker]), answers=tuple(newest[taker])) for taker in firsts
    }


def _choose(people: dict[Taker, _Twice], chance: Random) -> list[Taker]:
    """Return some people of every business in turn, until there are enough of them."""
    teams: dict[int, list[Taker]] = defaultdict(list)
    for taker in people:
        teams[taker[0]].append(taker)
    wanted = max(FEWEST, round(SHARE * len(people)))
    chosen: list[Taker] = []
    businesses = sorted(teams)
    chance.shuffle(businesses)
    while len(chosen) < min(wanted, len(people)):
        for business in businesses:
            if teams[business] and len(chosen) < wanted:
                chosen.append(teams[business].pop(0))
    return chosen


def _take(taker: Taker, twice: _Twice, module: CourseModule, *, email: str, language: str) -> None:
    business, key = taker
    began = timezone.make_aware(datetime.combine(twice.first, NOON))
    user = User.objects.create(
        email=email,
        display_name=email.split("@")[0],
        language=language,
        date_joined=began,
        password=make_password(None),
    )
    learner = Learner(user_id=user.pk)
    give_consent(
        learner=learner, code=COUNTING, language=language, at=began, subject_key=str(business)
    )
    CountedResponse.objects.filter(organisation_id=business, person_key=key).update(
        person_key=learner_key(learner=learner, organisation_id=business)
    )
    CompletionRecord.objects.create(
        user=user,
        course_key=module.course_key,
        course_title=module.title,
        language=language if language in module.languages else module.language,
        rule_version=1,
        content_hash="",
        last_evidence_at=began + AFTER,
        completed_at=began + AFTER,
    )


def _gain(twice: _Twice, chance: Random) -> None:
    for answer in CountedAnswer.objects.filter(pk__in=twice.answers).order_by("pk"):
        answer.value = min(HIGHEST_LEVEL, answer.value + chance.choice(GAINS))
        answer.save(update_fields=["value"])
