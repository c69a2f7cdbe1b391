"""Changes stored with releases: when they are there, what they say, and who could be exposed."""

import datetime as dt
import itertools
import random
from collections import Counter, defaultdict

import pytest
from django.utils.timezone import localdate

from courses.models import CompletionRecord
from skills_gap.models import CountedAnswer, CountedResponse
from skills_gap.services.completers import find_completers
from skills_gap.services.counted import learner_key, mark_newest
from tests.factories.courses import add_course
from tests.factories.ecosystem import (
    ApprovedOrganisationFactory,
    MunicipalityFactory,
    PersonFactory,
)
from uprest.accounts.services import give_consent, load_consent_texts, withdraw_consent
from uprest.accounts.types import Learner
from uprest.reporting.models import ChangeBasis, ReleasedChange
from uprest.reporting.selectors.changes import list_changes
from uprest.reporting.services.releases import take_release
from uprest.reporting.types import ChangeTable
from uprest.skills.models import Occupation
from uprest.skills.selectors import list_skills

pytestmark = pytest.mark.django_db
FIRST = dt.datetime(2026, 5, 12, 9, tzinfo=dt.UTC)
SECOND = FIRST + dt.timedelta(days=60)
THIRD = SECOND + dt.timedelta(days=60)
BEFORE, NOW, LATER = dt.date(2025, 5, 2), dt.date(2026, 5, 2), dt.date(2026, 7, 1)


class City:
    """A city of businesses whose people answer all skills of an occupation on several days."""

    def __init__(self, *, businesses=12, people=3, job="receptionist"):
        self.municipality = MunicipalityFactory()
        self.job = Occupation.objects.get(code=job)
        self.businesses = [
            ApprovedOrganisationFactory(municipality=self.municipality, sector="food")
            for _ in range(businesses)
        ]
        self.people = [(business, n) for business in self.businesses for n in range(people)]

    def key(self, business, number):
        return f"{business.pk:032x}{number:032x}"

    def answer(self, who, on, level, keys=None):
        """Let people answer: ``level`` gives the level by business, number and skill."""
        skills = list_skills()
        rows = CountedResponse.objects.bulk_create(
            CountedResponse(
                organisation=business,
                occupation=self.job,
                person_key=(keys or {}).get((business, number)) or self.key(business, number),
                answered_on=on,
                source=CountedResponse.Source.CHECK,
                is_newest=False,
            )
            for business, number in who
        )
        CountedAnswer.objects.bulk_create(
            CountedAnswer(response=row, skill=skill, value=level(business, number, skill))
            for row, (business, number) in zip(rows, who, strict=True)
            for skill in skills
        )
        mark_newest(organisation_ids=[business.pk for business, _ in who])

    def release(self, at):
        return take_release(municipality=self.municipality, at=at, by=None)


def noisy(seed, add=0):
    def level(business, number, skill):
        dice = random.Random(f"{seed}-{business.pk}-{number}-{skill.code}")
        return min(5, max(0, dice.randint(0, 3) + add))

    return level


def changes_of(release, table):
    return [one.row for one in list_changes(release=release) if one.row.table == table]


def test_one_measurement_makes_no_change():
    city = City()
    city.answer(city.people, NOW, noisy(1))
    assert list_changes(release=city.release(FIRST)) == ()


def test_people_and_businesses_measured_twice_are_told():
    city = City()
    city.answer(city.people, BEFORE, noisy(1))
    city.answer(city.people, NOW, noisy(2, add=1))
    release = city.release(FIRST)
    for table in (ChangeTable.PEOPLE, ChangeTable.BUSINESSES):
        rows = changes_of(release, table)
        assert rows[0].units == ()
        assert len(rows) == 1 + len({unit for row in rows for unit in row.units})
        assert 0.5 < rows[0].change < 1.5
        assert rows[0].change_interval.low < rows[0].change < rows[0].change_interval.high
        assert rows[0].gap_change < 0
        assert rows[0].people == 36
        assert rows[0].businesses == 12
        assert {row.published_on for row in rows} == {localdate(FIRST)}
    assert ChangeBasis.objects.count() == 1


@pytest.mark.parametrize(("businesses", "people"), [(4, 5), (9, 1)])
def test_too_few_are_not_told(businesses, people):
    city = City()
    few = [(b, n) for b, n in city.people if b in city.businesses[:businesses] and n < people]
    city.answer(few, BEFORE, noisy(1))
    city.answer(city.people, NOW, noisy(2, add=1))
    release = city.release(FIRST)
    assert changes_of(release, ChangeTable.PEOPLE) == []


def test_the_rest_of_the_city_may_not_be_one_to_four_businesses():
    city = City()
    city.answer([one for one in city.people if one[0] != city.businesses[0]], BEFORE, noisy(1))
    city.answer(city.people, NOW, noisy(2, add=1))
    assert list_changes(release=city.release(FIRST)) == ()


@pytest.mark.parametrize(("touched", "day"), [(4, FIRST), (5, SECOND)])
def test_a_change_waits_for_five_businesses(touched, day):
    city = City()
    city.answer(city.people, BEFORE, noisy(1))
    city.answer(city.people, NOW, noisy(2, add=1))
    city.release(FIRST)
    new = [(b, n) for b, n in city.people if b in city.businesses[:touched]]
    city.answer(new, LATER, noisy(3, add=2))
    # people who are measured for the first time renew the city's figures, not the changes
    city.answer([(business, 50) for business in city.businesses], LATER, noisy(4))
    release = city.release(SECOND)
    days = {row.published_on for row in changes_of(release, ChangeTable.PEOPLE)}
    assert days == {localdate(day)}
    assert ReleasedChange.objects.filter(release=release).exists()


@pytest.mark.parametrize(("back", "day"), [(4, SECOND), (0, THIRD)])
def test_a_change_is_compared_with_every_earlier_release(back, day):
    city = City()
    city.answer(city.people, BEFORE, noisy(1))
    city.answer(city.people, NOW, noisy(2, add=1))
    city.release(FIRST)
    city.answer([one for one in city.people if one[0] in city.businesses[:5]], LATER, noisy(3, 2))
    city.release(SECOND)
    # four of the five take back what was new, so that the others differ alone from the beginning
    gone = city.businesses[:back]
    CountedResponse.objects.filter(answered_on=LATER, organisation__in=gone).delete()
    mark_newest(organisation_ids=[business.pk for business in gone])
    others = city.businesses[5 : 10 - back]
    city.answer([one for one in city.people if one[0] in others], LATER, noisy(4, add=2))
    # people who are measured for the first time renew the city's figures, not the changes
    city.answer([(business, 50) for business in city.businesses], LATER, noisy(5))
    release = city.release(THIRD)
    days = {row.published_on for row in changes_of(release, ChangeTable.PEOPLE)}
    assert days == {localdate(day)}


def test_another_secret_key_renews_nothing(settings):
    city = City()
    city.answer(city.people, BEFORE, noisy(1))
    city.answer(city.people, NOW, noisy(2, add=1))
    first = city.release(FIRST)
    settings.SECRET_KEY = "another"
    city.answer(city.people, LATER, noisy(3, add=2))
    second = city.release(SECOND)
    assert changes_of(second, ChangeTable.PEOPLE) == changes_of(first, ChangeTable.PEOPLE)


# --- Courses --------------------------------------------------------------------------------------


@pytest.fixture
def course():
    load_consent_texts()
    return add_course(lessons=1, teaches=(("complaints", 1, 3),))


def complete(course, user, on):
    return CompletionRecord.objects.create(
        user=user,
        course_key=course.translation_key,
        course_title="A course",
        language="en",
        rule_version=1,
        content_hash="0" * 64,
        last_evidence_at=on,
        completed_at=on,
    )


def make_completers(city, course, *, on, numbers=(0,), consents=True):
    """Give an account to the people ``numbers`` of every business; return their keys."""
    keys, users = {}, []
    for business in city.businesses:
        for number in numbers:
            user = PersonFactory()
            learner = Learner(user_id=user.pk)
            if consents:
                give_consent(
                    learner=learner,
                    code="count-anonymously",
                    language="en",
                    at=FIRST,
                    subject_key=str(business.pk),
                )
            complete(course, user, on)
            keys[business, number] = learner_key(learner=learner, organisation_id=business.pk)
            users.append((user, business))
    return keys, users


BETWEEN = dt.datetime(2025, 11, 1, 9, tzinfo=dt.UTC)


def measure_twice(city, keys):
    completers = set(keys)

    def improved(business, number, skill):
        return noisy(2, add=2 if (business, number) in completers else 0)(business, number, skill)

    city.answer(city.people, BEFORE, noisy(1), keys=keys)
    city.answer(city.people, NOW, improved, keys=keys)


def test_who_took_a_course_is_compared_with_the_others(course):
    city = City()
    keys, _ = make_completers(city, course, on=BETWEEN)
    measure_twice(city, keys)
    release = city.release(FIRST)
    (taken,) = changes_of(release, ChangeTable.TAKEN)
    (others,) = changes_of(release, ChangeTable.OTHERS)
    assert taken.units == others.units == (str(course.translation_key),)
    assert (taken.people, others.people) == (12, 24)
    assert taken.difference == pytest.approx(taken.change - others.change)
    assert taken.difference_interval.low > 0


def test_completions_before_and_after_both_measurements_are_no_courses_between(course):
    for on, people in ((dt.datetime(2025, 1, 1, tzinfo=dt.UTC), 0), (FIRST, 0)):
        city = City()
        keys, _ = make_completers(city, course, on=on)
        measure_twice(city, keys)
        assert len(changes_of(city.release(FIRST), ChangeTable.TAKEN)) == people


def test_only_who_agrees_is_found(course):
    city = City(businesses=5)
    keys, users = make_completers(city, course, on=BETWEEN)
    ids = [business.pk for business in city.businesses]
    assert set(find_completers(organisation_ids=ids)) == {
        (business.pk, key) for (business, _), key in keys.items()
    }
    assert find_completers(organisation_ids=[]) == {}
    user, business = users[0]
    withdraw_consent(
        learner=Learner(user_id=user.pk),
        code="count-anonymously",
        at=FIRST,
        subject_key=str(business.pk),
    )
    users[1][0].delete()
    assert len(find_completers(organisation_ids=ids)) == 3
    # an older consent says nothing of comparing
    other = City(businesses=1)
    make_completers(other, course, on=BETWEEN, consents=False)
    assert find_completers(organisation_ids=[other.businesses[0].pk]) == {}


def test_nothing_that_is_stored_names_who_completed(course):
    city = City()
    keys, _ = make_completers(city, course, on=BETWEEN)
    measure_twice(city, keys)
    city.release(FIRST)
    packed = bytes(ChangeBasis.objects.get().packed)
    for key in keys.values():
        assert key.encode() not in packed
        assert bytes.fromhex(key[:16]) not in packed


# --- An attacker with two releases ----------------------------------------------------------------


class Ledger:
    """The answers of a city as an attacker could at most know them, by the day of a release."""

    def __init__(self, city, keys):
        self.at, self.keys, self.city = {}, keys, city

    def note(self, at):
        rows = list(
            CountedAnswer.objects.filter(
                response__organisation__municipality=self.city.municipality
            ).values_list(
                "response__organisation_id",
                "response__person_key",
                "response__answered_on",
                "skill__area__code",
                "skill__code",
                "value",
            )
        )
        self.at[localdate(at)] = rows

    def put_in(self, row):
        """Return what each business puts into a row, as a multiset of people's records."""
        people = defaultdict(lambda: defaultdict(dict))
        for business, key, day, area, skill, value in self.at[row.published_on]:
            people[business, key][day][skill] = (area, value)
        asked = needed_skills(self.city.job)
        completers = set(self.keys.values())
        found = defaultdict(Counter)
        for (business, key), days in people.items():
            order = sorted(days)
            if len(order) < 2:
                continue
            newest = order[-1]
            older = [day for day in order if day <= newest - dt.timedelta(days=28)]
            if not older:
                continue
            first, last = days[older[-1]], days[newest]
            took = key in completers
            if row.table == ChangeTable.TAKEN and not took:
                continue
            if row.table == ChangeTable.OTHERS and took:
                continue
            record = tuple(
                sorted(
                    (skill, first[skill][1], value)
                    for skill, (area, value) in last.items()
                    if skill in asked
                    and (
                        skill == "complaints"
                        if row.table in (ChangeTable.TAKEN, ChangeTable.OTHERS)
                        else not row.units or area in row.units
                    )
                )
            )
            if record:
                found[business][record] += 1
        return found


def needed_skills(job):
    return {one.skill.code for one in job.requirements.select_related("skill") if one.level}


def exposed(combination):
    """Return how many businesses a signed sum of rows is about."""
    total = defaultdict(Counter)
    for sign, found in combination:
        for business, records in found.items():
            for record, count in records.items():
                total[business][record] += sign * count
    return sum(any(records.values()) for records in total.values())


@pytest.mark.parametrize("touched", [0, 1, 3, 4, 5, 6, 9, 12])
@pytest.mark.parametrize("seed", [1, 2])
def test_two_releases_expose_nobody(course, touched, seed):
    dice = random.Random(f"{seed}-{touched}")
    city = City()
    keys, _ = make_completers(city, course, on=BETWEEN)
    ledger = Ledger(city, keys)
    measure_twice(city, keys)
    first = city.release(FIRST)
    ledger.note(FIRST)
    again = dice.sample(city.businesses, touched)
    who = [one for one in city.people if one[0] in again and dice.random() < 0.8]
    if who:
        city.answer(who, LATER, noisy(seed + 5, add=1), keys=keys)
    city.answer([(business, 60) for business in city.businesses], LATER, noisy(9))
    second = city.release(SECOND)
    ledger.note(SECOND)
    for tables in ((ChangeTable.PEOPLE,), (ChangeTable.TAKEN, ChangeTable.OTHERS)):
        rows = {
            row: ledger.put_in(row)
            for release in (first, second)
            for table in tables
            for row in changes_of(release, table)
        }
        # the whole is the sum of its areas for the rule, but no sum of rows for an attacker:
        # a person's mean over all areas is none of the means over each
        for combination in itertools.combinations(rows, 2):
            for signs in ((1, 1), (1, -1)):
                pairs = [(sign, rows[row]) for sign, row in zip(signs, combination, strict=True)]
                assert exposed(pairs) == 0 or exposed(pairs) >= 5
        groups = [row for row in rows if row.table in (ChangeTable.TAKEN, ChangeTable.OTHERS)]
        for signs in itertools.product((-1, 0, 1), repeat=len(groups)):
            pairs = [(sign, rows[row]) for sign, row in zip(signs, groups, strict=True) if sign]
            assert exposed(pairs) == 0 or exposed(pairs) >= 5
