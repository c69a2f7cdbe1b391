"""The gaps of a team: from five people besides those who read, and no person ever computable."""

import itertools
import random
from collections import Counter
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import given, settings
from hypothesis import strategies as st

from skills_gap.models import CountedAnswer, CountedResponse
from skills_gap.services.counted import learner_key, remove_counted_response
from tests.factories.ecosystem import (
    ApprovedOrganisationFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
)
from uprest.accounts.types import Learner
from uprest.ecosystem.models import Membership
from uprest.ecosystem.services.memberships import change_role
from uprest.ecosystem.services.needs import StatedNeed, state_needs
from uprest.reporting.models import TeamFigure
from uprest.reporting.releases.teams import (
    MIN_TEAM,
    count_exposed,
    find_step,
    may_publish,
    mean_gap,
)
from uprest.reporting.selectors.teams import list_team_gaps
from uprest.reporting.services.teams import renew_all_teams, renew_team_figures
from uprest.reporting.tasks import renew_teams
from uprest.skills.models import Occupation, Requirement, Skill

NOW = timezone.now()
SKILL = "welcome"


# --- The rule ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gaps", "step"),
    [([0] * 5, 0), ([0, 0, 0, 1, 1], 0), ([1, 1, 1, 0, 0], 1), ([1] * 5, 2), ([5] * 5, 6),
     ([2, 1, 2, 1, 2], 3)],
)  # fmt: skip
def test_a_mean_is_told_in_half_levels(gaps, step):
    assert find_step(gaps) == step


def test_four_people_have_no_mean():
    with pytest.raises(ValueError):
        find_step([1, 2, 3, 4])


def test_answers_drawn_at_random_stand_for_those_that_were_not_asked():
    assert mean_gap([(2, 1.0), (0, 0.5)]) == pytest.approx(2 / 3)


def test_no_step_settles_the_answer_of_one_of_five():
    """Whatever the five have answered, each could have answered something else."""
    for required in range(1, 6):
        by_step = {}
        for gaps in itertools.combinations_with_replacement(range(required + 1), 5):
            by_step.setdefault(find_step(gaps), []).append(gaps)
        for worlds in by_step.values():
            possible = {gap for world in worlds for gap in world}
            assert len(possible) > 1


@settings(max_examples=40)
@given(
    st.lists(st.lists(st.sampled_from("abcdefgh"), min_size=0, max_size=14), min_size=1, max_size=9)
)
def test_whatever_is_published_differs_by_five_people_from_all_before(worlds):
    published = []
    for world in worlds:
        parts = Counter(world)
        if may_publish(parts, earlier=published):
            published.append(parts)
    for one, two in itertools.combinations(published, 2):
        joined, left = two - one, one - two
        assert max(joined.total(), left.total()) >= MIN_TEAM
    for three in itertools.combinations(published[-4:], 3):
        assert count_exposed(three, (1, -1, 1)) >= MIN_TEAM


def test_one_person_who_leaves_and_comes_back_has_changed_nothing():
    parts = Counter("abcdef")
    assert may_publish(parts, earlier=[])
    assert not may_publish(Counter("abcdef"), earlier=[parts])
    assert not may_publish(Counter("abcdefghij"), earlier=[parts])
    assert may_publish(Counter("abcdefghijk"), earlier=[parts])


def test_publications_further_back_count_as_well():
    first, second = Counter("abcdefghij"), Counter("abcde")
    assert may_publish(second, earlier=[first])
    assert not may_publish(Counter("abcdefghijk"), earlier=[first, second])


# --- A business ----------------------------------------------------------------------------------


@pytest.fixture
def business(db):
    organisation = ApprovedOrganisationFactory()
    MembershipFactory(organisation=organisation, role=Membership.Role.OWNER)
    return organisation


def owner_of(business):
    return business.memberships.get(role=Membership.Role.OWNER).user


def member(business, role=Membership.Role.STAFF):
    return MembershipFactory(organisation=business, role=role).user


def say(user, business, level, *, skill=SKILL, days=0, work="receptionist"):
    """Let somebody's answer about one skill count."""
    key = learner_key(learner=Learner(user_id=user.pk), organisation_id=business.pk)
    CountedResponse.objects.filter(organisation=business, person_key=key).update(is_newest=False)
    response = CountedResponse.objects.create(
        organisation=business,
        occupation=Occupation.objects.get(code=work),
        person_key=key,
        answered_on=timezone.localdate() + timedelta(days=days),
        source=CountedResponse.Source.CHECK,
    )
    CountedAnswer.objects.create(
        response=response, skill=Skill.objects.get(code=skill), value=level
    )
    return user


def renew(business, days=0):
    return renew_team_figures(organisation=business, at=NOW + timedelta(days=days))


def shown(business, reader=None):
    reader = reader or owner_of(business)
    rows = list_team_gaps(organisation=business, reader_id=reader.pk)
    return {row.code: (row.step, row.people) for row in rows}


def need():
    return Requirement.objects.get(occupation__code="receptionist", skill__code=SKILL).level


def test_nothing_is_shown_of_four_people(business):
    for _ in range(4):
        say(member(business), business, 0)
    assert renew(business) == 0
    assert shown(business) == {}


def test_five_people_are_shown(business):
    for _ in range(5):
        say(member(business), business, need() - 1)
    assert renew(business) == 2
    assert shown(business) == {SKILL: (2, 5), "care": (2, 5)}


def test_owners_and_managers_are_left_out(business):
    for _ in range(4):
        say(member(business), business, 0)
    say(owner_of(business), business, 0)
    say(member(business, Membership.Role.MANAGER), business, 0)
    assert renew(business) == 0


def test_visitors_those_who_left_and_other_businesses_do_not_count(business):
    for _ in range(4):
        say(member(business), business, 0)
    stranger = PersonFactory()
    say(stranger, business, 0)
    gone = MembershipFactory(organisation=business, left_at=NOW).user
    say(gone, business, 0)
    other = OrganisationFactory()
    say(member(business), other, 0)
    assert renew(business) == 0


def test_a_skill_that_only_four_answered_is_not_shown_beside_one_that_five_did(business):
    for number in range(5):
        user = say(member(business), business, 0)
        if number < 4:
            response = CountedResponse.objects.get(
                person_key=learner_key(
                    learner=Learner(user_id=user.pk), organisation_id=business.pk
                )
            )
            CountedAnswer.objects.create(
                response=response, skill=Skill.objects.get(code="complaints"), value=1
            )
    renew(business)
    assert "complaints" not in shown(business)
    assert SKILL in shown(business)


def test_four_changes_change_nothing_and_the_fifth_does(business):
    people = [say(member(business), business, need()) for _ in range(6)]
    renew(business)
    before = shown(business)
    for number, user in enumerate(people[:5], start=1):
        say(user, business, 0, days=number)
        renew(business, days=number)
        assert (shown(business) == before) is (number < 5)


def test_the_owners_own_levels_move_nothing(business):
    """An owner who sets one level after the other would read how many reach each."""
    for level in range(5):
        say(member(business), business, level)
    renew(business)
    before = shown(business)
    for level in range(6):
        state_needs(
            organisation=business,
            occupation=Occupation.objects.get(code="receptionist"),
            needs=[StatedNeed(Skill.objects.get(code=SKILL).pk, level, 3)],
            at=NOW,
        )
    assert shown(business) == before


def test_whoever_begins_to_lead_sees_no_row_of_four_others(business):
    people = [say(member(business), business, 0) for _ in range(5)]
    renew(business)
    manager = business.memberships.get(user=people[0])
    change_role(
        organisation=business, membership_id=manager.pk, role=Membership.Role.MANAGER, at=NOW
    )
    assert shown(business, people[0]) == {}
    assert shown(business)
    # with the new manager five have changed, but the manager knows one of the five
    for user in [member(business) for _ in range(5)]:
        say(user, business, need())
    assert renew(business, days=1) == 0
    say(member(business), business, need())
    assert renew(business, days=2) == 2
    assert shown(business, people[0])


class Watcher:
    """An owner who looks at the page after every single thing that one person does."""

    def __init__(self, business, rng):
        self.business, self.rng, self.day = business, rng, 0
        self.people, self.seen = [], []
        self.level = {}

    def act(self):
        self.day += 1
        act = self.rng.choice(["join", "join", "join", "join", "leave", "withdraw", "answer"])
        if act == "join" or len(self.people) < 4:
            user = member(self.business)
            self.people.append(user)
        user = self.people[-1] if act == "join" else self.rng.choice(self.people)
        if act == "leave":
            self.people.remove(user)
            self.level.pop(user.pk, None)
            Membership.objects.filter(user=user).update(left_at=NOW)
        elif act == "withdraw":
            self.level.pop(user.pk, None)
            remove_counted_response(
                learner=Learner(user_id=user.pk), organisation_id=self.business.pk
            )
        else:
            self.level[user.pk] = self.rng.randrange(6)
            say(user, self.business, self.level[user.pk], days=self.day)
        renew(self.business, days=self.day)
        now = shown(self.business).get(SKILL)
        if now and (not self.seen or self.seen[-1][0] != self.newest().pk):
            self.seen.append((self.newest().pk, now[0], dict(self.level)))

    def newest(self):
        figures = TeamFigure.objects.filter(organisation=self.business, code=SKILL)
        return figures.order_by("taken_at", "pk").last()


@pytest.mark.parametrize("seed", range(2))
def test_watching_one_person_after_another_finds_nobodys_level(business, seed):
    """Brute force: every world that shows the same two pages; nobody has one level in all of them.

    The watcher is given even more than the page tells: who is in each publication, and who
    answered anew in between.
    """
    watcher = Watcher(business, random.Random(seed))
    while len(watcher.seen) < 3 and watcher.day < 70:
        watcher.act()
    assert len(watcher.seen) >= 2
    required = need()
    for (_, step_1, first), (_, step_2, second) in itertools.pairwise(watcher.seen):
        same = {who for who in first.keys() & second.keys() if first[who] == second[who]}
        only_first, only_second = first.keys() - same, second.keys() - same
        assert max(len(only_first), len(only_second)) >= MIN_TEAM
        for target, page in [(who, 1) for who in only_first] + [(who, 2) for who in only_second]:
            worlds = required, step_1, step_2, len(same), only_first, only_second, page
            assert len(possible_gaps(*worlds)) > 1, target


def possible_gaps(required, step_1, step_2, same, only_first, only_second, page):
    """Return the gaps that one changed person can have, over all worlds with these two steps."""
    found = set()
    for gap in range(required + 1):
        others_1 = len(only_first) - (page == 1)
        others_2 = len(only_second) - (page == 2)
        for shared in range(same * required + 1):
            hits_1 = any(
                step_of(shared + rest + gap * (page == 1), same + len(only_first)) == step_1
                for rest in range(others_1 * required + 1)
            )
            hits_2 = any(
                step_of(shared + rest + gap * (page == 2), same + len(only_second)) == step_2
                for rest in range(others_2 * required + 1)
            )
            if hits_1 and hits_2:
                found.add(gap)
                break
    return found


def step_of(total, people):
    return find_step([total / people] * people)


# --- The page ------------------------------------------------------------------------------------


def page_of(client, business, reader=None):
    client.force_login(reader or owner_of(business))
    with translation.override("en"):
        return client.get(reverse("reporting:team", args=(business.pk,)))


def test_the_page_shows_areas_in_words_and_how_people_are_protected(client, business):
    for _ in range(5):
        say(member(business), business, need() - 1)
    html = page_of(client, business).content.decode()
    assert "From five people on" in html
    renew_all_teams(at=NOW)
    html = page_of(client, business).content.decode()
    assert "about one level" in html
    assert "The largest gaps by skill: Welcome" in html or "The largest gaps by skill" in html
    assert "How people are protected" in html


def test_the_nightly_task_renews_and_twice_is_once(business):
    for _ in range(5):
        say(member(business), business, 0)
    assert renew_teams() == 2
    assert renew_teams() == 0


def test_owners_set_the_first_day_of_the_season_and_managers_do_not(client, business):
    address = reverse("reporting:season", args=(business.pk,))
    for user in (member(business), member(business, Membership.Role.MANAGER), PersonFactory()):
        client.force_login(user)
        assert client.post(address, {"season_starts_on": "2027-06-15"}).status_code == 403
    client.force_login(owner_of(business))
    assert client.get(address).status_code == 405
    assert client.post(address, {"season_starts_on": "in June"}).status_code == 422
    assert client.post(address, {"season_starts_on": "2027-06-15"}).status_code == 302
    business.refresh_from_db()
    assert str(business.season_starts_on) == "2027-06-15"


def test_a_large_team_costs_no_more_queries(client, business, django_assert_max_num_queries):
    for _ in range(12):
        say(member(business), business, 0)
    renew(business)
    client.force_login(owner_of(business))
    with django_assert_max_num_queries(17):
        client.get(reverse("reporting:team", args=(business.pk,)))
