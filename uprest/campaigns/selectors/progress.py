"""Who has got how far in a campaign. Never shown: only counts of it are, see ``figures``."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from courses.models import CompletionRecord, Enrolment
from uprest.campaigns.figures import Group
from uprest.campaigns.models import Campaign, Participation
from uprest.ecosystem.models import Membership


@dataclass(frozen=True, slots=True)
class Progress:
    """The businesses (numbers) that were invited and take part, and their people.

    ``began`` took one of the courses since the start, ``finished`` of them completed one.
    """

    invited: frozenset[int]
    yes: frozenset[int]
    began: Group
    finished: Group


def read_progress(*, campaign: Campaign) -> Progress:
    """Return how far a campaign that has started has got (four queries).

    Counted are enrolments and completions from the start on, of people who belong to a business
    that takes part; a completion of what was begun earlier counts as both.
    """
    answers = dict(campaign.participations.values_list("organisation_id", "answer"))
    yes = frozenset(pk for pk, answer in answers.items() if answer == Participation.Answer.YES)
    members: dict[int, set[int]] = defaultdict(set)
    rows = Membership.objects.filter(organisation_id__in=yes, left_at=None)
    for organisation_id, user_id in rows.values_list("organisation_id", "user_id"):
        members[organisation_id].add(user_id)
    people = set[int]().union(*members.values())
    began, finished = set[int](), set[int]()
    if people and campaign.started_at is not None:
        since = campaign.started_at
        finished = _find_people(CompletionRecord, "completed_at", campaign, people, since)
        began = finished | _find_people(Enrolment, "enrolled_at", campaign, people, since)
    return Progress(
        invited=frozenset(answers),
        yes=yes,
        began=_group(members, began),
        finished=_group(members, finished),
    )


def _find_people(
    model: Any, moment: str, campaign: Campaign, people: Iterable[int], since: datetime
) -> set[int]:
    rows = model.objects.filter(course_key__in=campaign.course_keys, **{f"{moment}__gte": since})
    if campaign.over_at is not None:
        rows = rows.filter(**{f"{moment}__lte": campaign.over_at})
    return set(rows.values_list("user_id", flat=True)) & set(people)


def _group(members: dict[int, set[int]], chosen: set[int]) -> Group:
    found = {business: frozenset(people & chosen) for business, people in members.items()}
    return Group({business: people for business, people in found.items() if people})
