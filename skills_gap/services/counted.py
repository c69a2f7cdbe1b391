"""The copies without identity that count for businesses and cities: writing and taking back.

A person is known in them only by ``person_key``, a keyed hash of who they are and the business. It
is different in every business and cannot be computed without the site's secret key.
"""

from collections.abc import Collection

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.timezone import localdate

from skills_gap.models import Answer, CountedAnswer, CountedResponse, Response
from uprest.accounts.types import Learner

SALT = "skills_gap.person_key"
VALUES = {
    Answer.Kind.NOT_MY_JOB: CountedAnswer.Value.NOT_MY_JOB,
    Answer.Kind.UNKNOWN: CountedAnswer.Value.UNKNOWN,
}
BATCH = 400


def learner_key(*, learner: Learner, organisation_id: int) -> str:
    """Return the key of a learner in a business: 64 hexadecimal digits."""
    if learner.user_id is not None:
        return _hash(f"user:{learner.user_id}", organisation_id)
    return _hash(f"visitor:{learner.visitor_id}", organisation_id)


def imported_key(*, person: str, organisation_id: int) -> str:
    """Return the key of somebody in an imported file: 64 hexadecimal digits."""
    return _hash(f"import:{person}", organisation_id)


@transaction.atomic
def write_counted_response(*, response: Response, learner: Learner) -> CountedResponse | None:
    """Write the copy of a response that was handed in; the caller has made sure of the consent.

    Left out are answers that were skipped, and those that the person chose to give beyond what the
    bound and the draw asked: their chance is not known. A copy of the same person, business, work
    and day is replaced. Return the copy; nothing for a response without a business or answers.
    """
    if response.organisation_id is None or response.submitted_at is None:
        return None
    key = learner_key(learner=learner, organisation_id=response.organisation_id)
    same_day = CountedResponse.objects.filter(
        organisation_id=response.organisation_id,
        occupation_id=response.occupation_id,
        person_key=key,
        answered_on=localdate(response.submitted_at),
    )
    same_day.delete()
    answers = [answer for answer in response.answers.all() if _is_counted(answer)]
    copy = None
    if answers:
        copy = CountedResponse.objects.create(
            organisation_id=response.organisation_id,
            occupation_id=response.occupation_id,
            person_key=key,
            answered_on=localdate(response.submitted_at),
            source=CountedResponse.Source.CHECK,
            is_newest=False,
        )
        CountedAnswer.objects.bulk_create(_copy_answer(copy, answer) for answer in answers)
    mark_newest(organisation_ids=[response.organisation_id], person_keys=[key])
    return copy


@transaction.atomic
def remove_counted_response(*, learner: Learner, organisation_id: int) -> int:
    """Remove all copies of a learner's answers in a business; return how many there were."""
    key = learner_key(learner=learner, organisation_id=organisation_id)
    copies = CountedResponse.objects.filter(organisation_id=organisation_id, person_key=key)
    count = copies.count()
    copies.delete()
    return count


@transaction.atomic
def rekey_counted_responses(
    *, visitor: Learner, user: Learner, organisation_ids: Collection[int]
) -> None:
    """Let the copies of a visitor count as those of the account that they turned out to be.

    Where both have one for the same work and day, the visitor's stays: the account was opened
    after it. Nobody counts twice.
    """
    for organisation_id in organisation_ids:
        old = learner_key(learner=visitor, organisation_id=organisation_id)
        new = learner_key(learner=user, organisation_id=organisation_id)
        ours = CountedResponse.objects.filter(organisation_id=organisation_id, person_key=old)
        for occupation_id, day in ours.values_list("occupation_id", "answered_on"):
            CountedResponse.objects.filter(
                organisation_id=organisation_id,
                occupation_id=occupation_id,
                person_key=new,
                answered_on=day,
            ).delete()
        ours.update(person_key=new, is_newest=False)
        mark_newest(organisation_ids=[organisation_id], person_keys=[new])


def mark_newest(
    *, organisation_ids: Collection[int], person_keys: Collection[str] | None = None
) -> None:
    """Mark for every person, business and work the newest copy, and only that one.

    With ``person_keys`` only theirs are looked at. Whether the newest is still young enough to
    count is a question for whoever reads.
    """
    copies = CountedResponse.objects.filter(organisation_id__in=organisation_ids)
    if person_keys is not None:
        copies = copies.filter(person_key__in=person_keys)
    newest: dict[tuple[int, int, str], tuple[int, bool]] = {}
    outdated: list[int] = []
    rows = copies.order_by("answered_on", "pk").values_list(
        "pk", "organisation_id", "occupation_id", "person_key", "is_newest"
    )
    for pk, organisation_id, occupation_id, key, is_newest in rows.iterator():
        before = newest.get((organisation_id, occupation_id, key))
        if before is not None and before[1]:
            outdated.append(before[0])
        newest[organisation_id, occupation_id, key] = pk, is_newest
    _set_newest(outdated, value=False)
    _set_newest([pk for pk, is_marked in newest.values() if not is_marked], value=True)


def _set_newest(ids: list[int], *, value: bool) -> None:
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        CountedResponse.objects.filter(pk__in=batch).update(is_newest=value)


def _is_counted(answer: Answer) -> bool:
    return answer.kind != Answer.Kind.SKIPPED and answer.why != Answer.Why.CHOSEN


def _copy_answer(copy: CountedResponse, answer: Answer) -> CountedAnswer:
    value = VALUES[Answer.Kind(answer.kind)] if answer.level is None else answer.level
    return CountedAnswer(response=copy, skill_id=answer.skill_id, value=value, chance=answer.chance)


def _hash(who: str, organisation_id: int) -> str:
    return salted_hmac(SALT, f"{who}|{organisation_id}", algorithm="sha256").hexdigest()
