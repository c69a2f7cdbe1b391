import random
import subprocess
import sys
from dataclasses import replace
from itertools import permutations
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skills_gap.optimising import MODULE_COST, SECOND_LANGUAGE_COST, choose_modules
from skills_gap.planning.greedy import choose_greedily
from skills_gap.planning.narrowing import least_minutes, narrow
from skills_gap.planning.reasons import describe_reason
from skills_gap.planning.rules import gain_of_modules, make_task
from skills_gap.planning.types import (
    Choice,
    Gap,
    Module,
    NeededBefore,
    Obstacle,
    Profile,
    RaisesSkill,
    Teaching,
)
from skills_gap.planning.uncovered import describe_uncovered
from skills_gap.recommending import plan_path

SKILLS = "abcd"


def module(name, *teaches, minutes=30, languages=("en",), requires=()):
    return Module(
        name, minutes, tuple(languages), tuple(Teaching(*one) for one in teaches), tuple(requires)
    )


def person(*gaps, languages=("en",), done=()):
    return Profile(tuple(Gap(*gap) for gap in gaps), tuple(languages), frozenset(done))


# An independent reading of the rules, from the text of the format and nothing else


def levels_after(profile, order):
    """Return the levels after taking modules in this order, None where a rule is broken."""
    levels = {gap.skill: gap.current for gap in profile.gaps}
    taken = set(profile.done)
    for one in order:
        speaks = any(language in profile.languages for language in one.languages)
        if not speaks or one.id in taken or not set(one.requires) <= taken:
            return None
        if any(levels.get(teach.skill, 0) < teach.from_level for teach in one.teaches):
            return None
        for teach in one.teaches:
            levels[teach.skill] = max(levels.get(teach.skill, 0), teach.to_level)
        taken.add(one.id)
    return levels


def worth(profile, levels):
    total = 0.0
    for gap in profile.gaps:
        for k in range(1, gap.required - gap.current + 1):
            if levels[gap.skill] >= gap.current + k:
                total += gap.importance / k
    return total


def cost(profile, order):
    first = profile.languages[:1]
    return sum(
        one.minutes + MODULE_COST + SECOND_LANGUAGE_COST * (not set(first) & set(one.languages))
        for one in order
    )


def best_by_brute_force(profile, modules, minutes):
    """Try every order of every subset (grown one by one); return the best worth, its least cost."""
    best = (0.0, 0.0)
    seen = set()
    frontier = [()]
    while frontier:
        order = frontier.pop()
        levels = levels_after(profile, order)
        key = frozenset(one.id for one in order)
        if levels is None or key in seen or sum(one.minutes for one in order) > minutes:
            continue
        seen.add(key)
        best = max(best, (round(worth(profile, levels), 9), -cost(profile, order)))
        frontier += [(*order, one) for one in modules if one.id not in key]
    return best[0], -best[1]


def check_path(profile, path, minutes):
    order = [step.module for step in path.steps]
    levels = levels_after(profile, order)
    assert levels is not None
    assert path.minutes == sum(one.minutes for one in order) <= minutes
    assert path.gain == pytest.approx(worth(profile, levels), abs=1e-9)
    assert all(step.reasons for step in path.steps)
    for left_out in order:
        rest = [one for one in order if one is not left_out]
        orders = permutations(rest) if len(rest) < 5 else [rest]
        for other in orders:
            reached = levels_after(profile, other)
            assert reached is None or worth(profile, reached) < path.gain - 1e-9, "redundant"


@st.composite
def modules_of_a_catalogue(draw, most=7):
    ids = [f"m{i}" for i in range(draw(st.integers(0, most)))]
    catalogue = []
    for name in ids:
        teaches = []
        for skill in draw(st.sets(st.sampled_from(SKILLS), min_size=0, max_size=3)):
            low = draw(st.integers(0, 4))
            teaches.append((skill, low, draw(st.integers(low + 1, 5))))
        requires = draw(st.sets(st.sampled_from(ids), max_size=2))
        if draw(st.booleans()):
            requires = set()
        catalogue.append(
            module(
                name,
                *sorted(teaches),
                minutes=10 * draw(st.integers(1, 6)),
                languages=draw(st.lists(st.sampled_from(["en", "sv", "it"]), max_size=2)),
                requires=sorted(requires),
            )
        )
    return catalogue


whole = st.integers(0, 3)


@st.composite
def persons(draw, importances=None):
    gaps = [
        (
            skill,
            draw(st.integers(0, 5)),
            draw(st.integers(0, 5)),
            draw(whole if importances is None else importances),
        )
        for skill in sorted(draw(st.sets(st.sampled_from(SKILLS))))
    ]
    languages = draw(st.permutations(["en", "sv"]))
    return person(
        *gaps,
        languages=languages[: draw(st.integers(1, 2))],
        done=draw(st.sets(st.sampled_from(["m0", "m1", "gone"]))),
    )


@settings(max_examples=400, deadline=None)
@given(persons(), modules_of_a_catalogue(), st.integers(0, 25).map(lambda n: 10 * n))
def test_the_path_equals_brute_force_in_worth_and_cost(profile, catalogue, minutes):
    path = plan_path(profile, catalogue, minutes=minutes, time_limit=20)
    gain, least_cost = best_by_brute_force(profile, catalogue, minutes)

    assert path.optimal
    assert path.gain == pytest.approx(gain, abs=1e-9)
    assert cost(profile, [step.module for step in path.steps]) == least_cost
    check_path(profile, path, minutes)


fractions = st.one_of(st.floats(0.01, 3), st.sampled_from([0.1, 0.3, 2.25, 1.5, 0]))


@settings(max_examples=150, deadline=None)
@given(persons(fractions), modules_of_a_catalogue(), st.integers(0, 25).map(lambda n: 10 * n))
def test_importances_that_are_not_whole_do_not_mislead_it(profile, catalogue, minutes):
    path = plan_path(profile, catalogue, minutes=minutes, time_limit=20)
    gain, _ = best_by_brute_force(profile, catalogue, minutes)
    assert path.gain == pytest.approx(gain, abs=1e-6)
    check_path(profile, path, minutes)


def only_possible(task):
    """Leave out modules that cannot be taken with any minutes, and no others."""
    costs = least_minutes(task)
    return replace(task, modules=tuple(m for m in task.modules if costs.get(m.id, inf) < inf))


def circles(seed, size=7):
    """Return a catalogue in which nearly everything waits for something else."""
    rng = random.Random(seed)
    catalogue = []
    for i in range(size):
        first, second = rng.sample("abc", 2)
        low, high = rng.randint(0, 2), rng.randint(1, 3)
        catalogue.append(
            module(
                f"m{i}",
                (first, high, min(5, high + rng.randint(1, 2))),
                (second, low, low + rng.randint(1, 2)),
                minutes=10 * rng.randint(1, 4),
            )
        )
    low = rng.choice("abc")
    return [*catalogue, module("way-in", (low, 0, 1), minutes=10 * rng.randint(1, 6))]


@pytest.mark.parametrize("seed", range(150))
def test_modules_that_need_each_others_result_are_never_taken(seed):
    profile = person(("a", 0, 4, 3), ("b", 0, 3, 2), ("c", 0, 5, 1))
    catalogue = circles(seed)
    for minutes in (60, 120, 400):
        path = plan_path(profile, catalogue, minutes=minutes)
        gain, least_cost = best_by_brute_force(profile, catalogue, minutes)
        assert path.optimal
        assert path.gain == pytest.approx(gain, abs=1e-9)
        assert cost(profile, [step.module for step in path.steps]) == least_cost


def test_two_modules_that_need_each_other_are_left_alone():
    profile = person(("a", 0, 3, 3), ("b", 0, 3, 3))
    catalogue = [module("one", ("a", 1, 3), ("b", 0, 1)), module("two", ("b", 1, 3), ("a", 0, 1))]
    path = plan_path(profile, catalogue, minutes=600)
    assert path.steps == ()
    assert path.optimal

    way_in = module("three", ("a", 0, 1))
    path = plan_path(profile, [*catalogue, way_in], minutes=600)
    assert [step.module.id for step in path.steps] == ["three", "one", "two"]


@settings(max_examples=200, deadline=None)
@given(persons(), modules_of_a_catalogue(), st.integers(0, 25).map(lambda n: 10 * n))
def test_the_greedy_path_keeps_every_rule(profile, catalogue, minutes):
    path = plan_path(profile, catalogue, minutes=minutes, optimiser=None)
    gain, _ = best_by_brute_force(profile, catalogue, minutes)
    check_path(profile, path, minutes)
    assert path.gain <= gain + 1e-9
    assert (path.gain > 0) == (gain > 0)


@settings(max_examples=100, deadline=None)
@given(persons(), modules_of_a_catalogue(), st.integers(0, 20), st.integers(0, 10))
def test_more_minutes_never_lower_the_gain(profile, catalogue, tens, more):
    less = plan_path(profile, catalogue, minutes=10 * tens)
    assert plan_path(profile, catalogue, minutes=10 * (tens + more)).gain >= less.gain - 1e-12


@settings(max_examples=100, deadline=None)
@given(persons(), modules_of_a_catalogue(most=14), st.integers(0, 30), st.randoms())
def test_minutes_and_languages_break_ties_without_changing_the_gain(profile, catalogue, tens, rng):
    """Changing the order of the catalogue or of the person's languages changes no gain."""
    path = plan_path(profile, catalogue, minutes=10 * tens)
    shuffled = rng.sample(catalogue, len(catalogue))
    turned = replace(profile, languages=profile.languages[::-1])
    assert plan_path(profile, shuffled, minutes=10 * tens).gain == pytest.approx(path.gain)
    assert plan_path(turned, catalogue, minutes=10 * tens).gain == pytest.approx(path.gain)


@settings(max_examples=100, deadline=None)
@given(persons(), modules_of_a_catalogue(most=14), st.integers(0, 30))
def test_narrowing_never_changes_the_best_gain(profile, catalogue, tens):
    task = make_task(profile, catalogue, minutes=10 * tens)
    narrowed = choose_modules(narrow(task, least_minutes(task)), time_limit=20)
    full = choose_modules(only_possible(task), time_limit=20)
    assert gain_of_modules(task, narrowed.modules) == pytest.approx(
        gain_of_modules(task, full.modules)
    )


def test_later_missing_levels_weigh_less():
    profile = person(("a", 1, 4, 3), ("b", 0, 1, 2))
    catalogue = [module("deep", ("a", 1, 4), minutes=60), module("wide", ("b", 0, 1), minutes=60)]
    path = plan_path(profile, catalogue, minutes=60)
    assert [step.module.id for step in path.steps] == ["deep"]
    assert path.gain == pytest.approx(3 / 1 + 3 / 2 + 3 / 3)


def test_levels_above_the_required_one_are_worth_nothing():
    path = plan_path(person(("a", 0, 2, 1)), [module("m", ("a", 0, 5))], minutes=60)
    assert path.gain == 1.5
    assert path.steps[0].reasons == (RaisesSkill("a", 0, 5, 2, 1),)


def test_of_equal_gains_the_shorter_and_then_the_first_language_is_taken():
    profile = person(("a", 0, 1, 1), languages=("sv", "en"))
    catalogue = [
        module("long", ("a", 0, 1), minutes=60, languages=("sv",)),
        module("english", ("a", 0, 1), minutes=30, languages=("en",)),
        module("swedish", ("a", 0, 1), minutes=30, languages=("it", "sv")),
    ]
    path = plan_path(profile, catalogue, minutes=600)
    assert [step.module.id for step in path.steps] == ["swedish"]


def test_done_modules_open_others_and_are_not_taken_again():
    catalogue = [module("first", ("a", 0, 2)), module("second", ("a", 0, 3), requires=["first"])]
    path = plan_path(person(("a", 0, 3, 1), done=["first"]), catalogue, minutes=60)
    assert [step.module.id for step in path.steps] == ["second"]
    assert (
        plan_path(person(("a", 0, 2, 1), done=["first", "second"]), catalogue, minutes=60).steps
        == ()
    )


def test_done_modules_raise_nothing():
    """The levels of the profile are the truth; what was done is already in them."""
    catalogue = [module("first", ("b", 0, 2)), module("second", ("b", 2, 3), ("a", 0, 1))]
    assert plan_path(person(("a", 0, 1, 1), done=["first"]), catalogue, minutes=60).steps == ()


def test_a_skill_without_a_gap_starts_at_0_and_can_be_an_entry_level():
    catalogue = [module("base", ("x", 0, 2)), module("goal", ("x", 2, 3), ("a", 0, 2))]
    path = plan_path(person(("a", 0, 2, 2)), catalogue, minutes=60)
    assert [step.module.id for step in path.steps] == ["base", "goal"]
    assert path.gain == 3.0
    assert path.steps[0].reasons == (NeededBefore("goal"),)
    assert plan_path(person(("a", 0, 2, 2)), catalogue[:1], minutes=60).steps == ()


def test_the_most_valuable_step_comes_first_and_brings_what_it_needs():
    profile = person(("a", 0, 1, 1), ("b", 0, 2, 3))
    catalogue = [
        module("small", ("a", 0, 1)),
        module("great", ("b", 0, 2), requires=["opener"]),
        module("opener", ("x", 0, 1)),
    ]
    path = plan_path(profile, catalogue, minutes=600)
    assert [step.module.id for step in path.steps] == ["opener", "great", "small"]


def test_reasons_in_plain_english():
    names = {"reviews": "Answering reviews", "m2": "Difficult reviews"}
    assert describe_reason(RaisesSkill("reviews", 1, 3, 4, 3), names) == (
        "raises Answering reviews from 1 to 3; the job needs 4, importance 3"
    )
    assert describe_reason(NeededBefore("m2"), names) == "needed before Difficult reviews"
    assert describe_reason(RaisesSkill("a", 1, 3, 4, 1.5)).endswith("importance 1.5")


@pytest.mark.parametrize(
    ("catalogue", "obstacle", "nearest", "text"),
    [
        ([], Obstacle.NOT_TAUGHT, None, "no module teaches a above 1"),
        (
            [module("low", ("a", 0, 1)), module("high", ("a", 3, 5))],
            Obstacle.NOT_TAUGHT,
            None,
            "no module teaches a above 1",
        ),
        (
            [module("italian", ("a", 0, 2), languages=("it", "hr"))],
            Obstacle.LANGUAGE,
            "italian",
            "italian is only in it, hr",
        ),
        (
            [
                module("italian", ("a", 0, 2), languages=("it",)),
                module("far", ("a", 1, 3), ("b", 4, 5)),
                module("near", ("a", 1, 3), ("b", 2, 5)),
            ],
            Obstacle.ENTRY_LEVEL,
            "near",
            "near asks for b at 2; no module leads there",
        ),
        (
            [
                module("after", ("a", 1, 3), requires=["italian"]),
                module("italian", ("b", 0, 2), languages=("it",)),
            ],
            Obstacle.REQUIRES,
            "after",
            "after comes after italian, which cannot be taken",
        ),
        (
            [module("long", ("a", 1, 3), minutes=90), module("shorter", ("a", 1, 3), minutes=70)],
            Obstacle.MINUTES,
            "shorter",
            "shorter takes 70 minutes; there are too few for it",
        ),
    ],
)
def test_a_gap_that_no_module_fits_says_why(catalogue, obstacle, nearest, text):
    path = plan_path(person(("a", 1, 3, 2)), catalogue, minutes=60)
    assert path.steps == ()
    (found,) = path.uncovered
    assert found.obstacle is obstacle
    assert (found.module and found.module.id) == nearest
    assert describe_uncovered(found) == text


def test_met_and_narrowed_gaps_are_not_reported():
    profile = person(("a", 1, 3, 2), ("b", 2, 2, 3), ("c", 0, 3, 0))
    assert plan_path(profile, [module("m", ("a", 0, 2))], minutes=60).uncovered == ()


def test_when_time_runs_out_the_path_is_greedy_and_says_so():
    path = plan_path(person(("a", 0, 1, 1)), [module("m", ("a", 0, 1))], minutes=60, time_limit=0)
    assert [step.module.id for step in path.steps] == ["m"]
    assert not path.optimal


def test_a_choice_that_breaks_a_rule_is_not_believed():
    catalogue = [module("m", ("a", 0, 1), minutes=50), module("n", ("b", 0, 1), minutes=50)]

    def too_much(task, *, time_limit):
        return Choice(task.modules, optimal=True)

    profile = person(("a", 0, 1, 1), ("b", 0, 1, 1))
    path = plan_path(profile, catalogue, minutes=60, optimiser=too_much)
    assert len(path.steps) == 1
    assert not path.optimal


def test_nothing_to_gain_is_an_empty_optimal_path():
    for profile in (person(), person(("a", 3, 3, 1)), person(("a", 0, 3, 1), languages=())):
        path = plan_path(profile, [module("m", ("a", 0, 1))], minutes=60, optimiser=None)
        assert (path.steps, path.minutes, path.gain, path.optimal) == ((), 0, 0, True)


def test_wrong_input_is_refused():
    with pytest.raises(ValueError, match="gaps"):
        plan_path(person(("a", 0, 1, 1), ("a", 0, 2, 1)), [], minutes=1)
    with pytest.raises(ValueError, match="modules"):
        plan_path(person(), [module("m"), module("m")], minutes=1)
    with pytest.raises(ValueError, match="minutes"):
        plan_path(person(), [], minutes=-1)
    with pytest.raises(ValueError, match="minutes"):
        plan_path(person(), [module("m", minutes=0)], minutes=1)


def larger_catalogue(rng, size=150, skills=12):
    catalogue = []
    for i in range(size):
        teaches = []
        for skill in rng.sample(range(skills), rng.choice([1, 1, 2])):
            low = rng.randint(0, 3)
            teaches.append((f"s{skill}", low, low + rng.randint(1, 2)))
        requires = [f"m{rng.randrange(i)}"] if i and rng.random() < 0.2 else []
        minutes = rng.randrange(15, 90, 5)
        catalogue.append(module(f"m{i}", *teaches, minutes=minutes, requires=requires))
    return catalogue


@pytest.mark.parametrize("seed", range(25))
def test_what_is_left_out_at_first_never_changes_the_result(seed):
    rng = random.Random(seed)
    catalogue = larger_catalogue(rng)
    profile = person(*((f"s{i}", rng.randint(0, 3), 4, rng.randint(1, 3)) for i in range(12)))
    task = only_possible(make_task(profile, catalogue, minutes=240))
    found = [choose_modules(task, time_limit=60, first_margin=margin) for margin in (0, 0.01, 1000)]
    assert all(choice.optimal for choice in found)
    assert len({round(gain_of_modules(task, choice.modules), 9) for choice in found}) == 1
    assert len({cost(profile, choice.modules) for choice in found}) == 1


def test_a_cheap_module_with_a_dear_requirement_replaces_nothing():
    profile = person(("a", 0, 1, 1))
    catalogue = [
        module("alone", ("a", 0, 1), minutes=50),
        module("cheap", ("a", 0, 1), minutes=10, requires=["dear"]),
        module("dear", ("x", 0, 1), minutes=60),
    ]
    path = plan_path(profile, catalogue, minutes=100)
    assert [step.module.id for step in path.steps] == ["alone"]


def test_a_module_that_another_requires_is_not_replaced_by_a_better_one():
    profile = person(("a", 0, 1, 1), ("b", 0, 1, 1))
    catalogue = [
        module("better", ("a", 0, 1), minutes=20),
        module("named", ("a", 0, 1), minutes=30),
        module("goal", ("b", 0, 1), minutes=30, requires=["named"]),
    ]
    path = plan_path(profile, catalogue, minutes=100)
    assert [step.module.id for step in path.steps] == ["named", "goal"]
    assert path.steps[0].reasons == (RaisesSkill("a", 0, 1, 1, 1), NeededBefore("goal"))


def test_the_best_liked_language_is_worth_a_few_minutes():
    catalogue = [
        module("swedish", ("a", 0, 1), minutes=30, languages=("sv",)),
        module("english", ("a", 0, 1), minutes=28, languages=("en",)),
        module("english-short", ("b", 0, 1), minutes=20, languages=("en",)),
        module("swedish-long", ("b", 0, 1), minutes=30, languages=("sv",)),
    ]
    profile = person(("a", 0, 1, 2), ("b", 0, 1, 1), languages=("sv", "en"))
    path = plan_path(profile, catalogue, minutes=100)
    assert [step.module.id for step in path.steps] == ["swedish", "english-short"]


def test_redundant_modules_of_a_choice_are_dropped():
    catalogue = [
        module("small", ("a", 0, 1), minutes=20),
        module("large", ("a", 0, 2), ("b", 0, 1), minutes=40),
        module("after", ("c", 0, 1), minutes=20, requires=["small"]),
    ]

    def everything(task, *, time_limit):
        return Choice(tuple(catalogue[:2]), optimal=True)

    profile = person(("a", 0, 2, 1), ("b", 0, 1, 1), ("c", 0, 1, 1))
    path = plan_path(profile, catalogue, minutes=60, optimiser=everything)
    assert [step.module.id for step in path.steps] == ["large"]


def test_greedy_choice_is_near_the_best_on_a_larger_catalogue():
    catalogue = larger_catalogue(random.Random(3))
    profile = person(*((f"s{i}", i % 3, 4, 1 + i % 3) for i in range(12)))
    task = make_task(profile, catalogue, minutes=400)
    greedy = gain_of_modules(task, choose_greedily(task))
    best = plan_path(profile, catalogue, minutes=400)
    assert best.optimal
    assert 0.85 * best.gain <= greedy <= best.gain + 1e-9


def test_without_scipy_a_path_is_still_planned():
    program = (
        "import sys; sys.modules['scipy'] = None\n"
        "from skills_gap.planning.types import Gap, Module, Profile, Teaching\n"
        "from skills_gap.recommending import plan_path\n"
        "module = Module('m', 30, ('en',), (Teaching('a', 0, 1),))\n"
        "path = plan_path(Profile((Gap('a', 0, 1, 1),), ('en',)), [module], minutes=60)\n"
        "print(len(path.steps), path.optimal)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["1", "False"]
