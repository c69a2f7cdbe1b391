"""Who of a city's counted people completed which course: computed when figures are, never stored.

Counted copies carry no identity; a completion belongs to an account. The keys of the people who
completed something can be computed again from their accounts, and this is the one place that does
it. Only those are looked at who agree, now, that their answers count for the business and that
groups are compared. Who takes the consent back, or erases the account, is not found any more.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from django.utils.timezone import localdate

from courses.models import CompletionRecord
from skills_gap.selectors.checks import COUNTING
from skills_gap.services.counted import learner_key
from uprest.accounts.models import Consent
from uprest.accounts.types import Learner

COMPARING_SINCE = "2026-12"
"""The first version of the consent that says that groups are compared."""

CountedPerson = tuple[int, str]
"""A business and the key of a person in it, as counted copies have them."""


def find_completers(
    *, organisation_ids: Collection[int]
) -> Mapping[CountedPerson, Mapping[UUID, date]]:
    """Return the first completion of each course by the counted people of businesses.

    Two queries. People without a completion are not in the answer.
    """
    wanted = {str(one) for one in organisation_ids}
    agreed: dict[int, set[int]] = defaultdict(set)
    consents = Consent.objects.filter(
        text__code=COUNTING,
        text__version__gte=COMPARING_SINCE,
        withdrawn_at=None,
        user__completions__isnull=False,
    )
    for user_id, organisation in consents.values_list("user_id", "subject_key").distinct():
        if user_id is not None and organisation in wanted:
            agreed[user_id].add(int(organisation))
    first: dict[int, dict[UUID, date]] = defaultdict(dict)
    records = CompletionRecord.objects.filter(user_id__in=list(agreed)).order_by("completed_at")
    for user_id, course, completed_at in records.values_list(
        "user_id", "course_key", "completed_at"
    ):
        first[user_id].setdefault(course, localdate(completed_at))
    return {
        (organisation, learner_key(learner=Learner(user_id=user), organisation_id=organisation)): (
            first[user]
        )
        for user, organisations in agreed.items()
        for organisation in organisations
    }
