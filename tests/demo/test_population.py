from collections import Counter
from dataclasses import replace

import pytest

from skills_gap.measuring import NoLevel
from uprest.demo.population import LAST, LAST_BEFORE, CityEffects, Need, answer_for_city
from uprest.demo.samples import read_businesses, read_cities
from uprest.skills.selectors import get_required_levels, list_occupations

pytestmark = pytest.mark.django_db


@pytest.fixture
def needs():
    return {
        occupation.code: [
            Need(row.code, row.area_code, row.level, row.importance)
            for row in get_required_levels(occupation=occupation)
        ]
        for occupation in list_occupations()
    }


def of_city(slug):
    return [business for business in read_businesses() if business.city == slug]


def answer(slug, needs, effects=None):
    own = next(city.effects for city in read_cities() if city.slug == slug)
    return list(answer_for_city(of_city(slug), needs=needs, effects=effects or own))


def mean_gaps(responses, needs, season):
    """Return the mean gap by skill, each answer weighing 1 / its chance."""
    sums, weights = Counter(), Counter()
    for response in responses:
        required = {need.skill: need.level for need in needs[response.occupation]}
        for given in response.answers if response.season == season else ():
            if isinstance(given.answer, int):
                gap = max(0, required[given.skill] - given.answer)
                sums[given.skill] += gap / given.chance
                weights[given.skill] += 1 / given.chance
    return {skill: sums[skill] / weights[skill] for skill in weights}


def test_the_same_register_gives_the_same_answers(needs):
    assert answer("trollhattan", needs) == answer("trollhattan", needs)


def test_a_further_business_changes_nobody_elses_answers(needs):
    businesses = of_city("vanersborg")
    newcomer = replace(businesses[0], number="VBG-999", size_class="50+")
    before = list(answer_for_city(businesses, needs=needs, effects=CityEffects()))
    after = list(answer_for_city([newcomer, *businesses], needs=needs, effects=CityEffects()))
    assert [one for one in after if one.number != "VBG-999"] == before


@pytest.mark.parametrize("city", [city.slug for city in read_cities()])
def test_a_third_to_a_half_of_the_businesses_answer_the_larger_ones_more_often(city, needs):
    sizes = {business.number: business.size_class for business in of_city(city)}
    answered = {response.number for response in answer(city, needs)}
    assert 0.33 <= len(answered) / len(sizes) <= 0.48
    share = {
        size: sum(sizes[number] == size for number in answered)
        / sum(one == size for one in sizes.values())
        for size in ("1-9", "10-49")
    }
    assert share["1-9"] < share["10-49"]


@pytest.mark.parametrize("city", [city.slug for city in read_cities()])
def test_skills_rose_from_one_season_to_the_next(city, needs):
    responses = answer(city, needs)
    before, last = (mean_gaps(responses, needs, season) for season in (LAST_BEFORE, LAST))
    assert sum(last.values()) / len(last) < sum(before.values()) / len(before)


def test_every_city_has_its_own_picture(needs):
    top = {
        city.slug: sorted(gaps, key=gaps.get, reverse=True)[:8]
        for city in read_cities()
        if (gaps := mean_gaps(answer(city.slug, needs), needs, LAST))
    }
    assert "green-claims" in top["vanersborg"]
    assert "digital-experiences" in top["trollhattan"]
    assert "languages" in top["ravenna"]
    assert "food-waste" in top["cervia"]
    assert "energy-water" in top["kvarner"]
    assert all({"ai-writing", "ai-checking"} & set(skills) for skills in top.values())


def test_questions_are_those_of_the_check(needs):
    for response in answer("vanersborg", needs):
        by_chance = Counter(given.chance == 1 for given in response.answers)
        assert by_chance[False] <= 3
        assert by_chance[True] >= 4
        asked = {given.skill for given in response.answers}
        assert asked <= {need.skill for need in needs[response.occupation]}
        assert NoLevel.SKIPPED not in {given.answer for given in response.answers}
