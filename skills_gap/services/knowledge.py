"""Answering knowledge items: tested evidence, apart from how people rate themselves."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from courses.services import raise_tested_level
from skills_gap.models import KnowledgeAttempt, KnowledgeItem, KnowledgeOption
from skills_gap.selectors.knowledge import choose_items, first_attempts
from skills_gap.selectors.profiles import get_skills_profile
from uprest.accounts.types import Learner


class NotOfferedError(Exception):
    """The item or the answer is none of those that this result offers."""


@transaction.atomic
def record_knowledge_attempt(
    *, learner: Learner, response_id: UUID, code: str, option_id: int, at: datetime
) -> KnowledgeAttempt:
    """Keep an answer to a knowledge item, and raise the tested level if it proves one.

    The rule: the first try at an item is the one that proves. Right on the first try at an item of
    level L shows level L of its skill, unless an item of the same skill at level L or below was
    answered wrongly on its first try. A tested level is only ever raised. Later tries, a second
    sending among them, return the first one and change nothing.

    :raises NotOfferedError: if the result of ``response_id`` does not offer it.
    """
    profile = get_skills_profile(learner=learner, response_id=response_id)
    items = choose_items(learner=learner, profile=profile) if profile else []
    item = next((one for one in items if one.code == code), None)
    option = _find_option(item, option_id)
    if item is None or option is None:
        raise NotOfferedError
    before = first_attempts(learner=learner, items=[item])
    if item.pk in before:
        return before[item.pk]
    attempt = KnowledgeAttempt.objects.create(
        **learner.owner, item=item, option=option, is_correct=option.is_correct, answered_at=at
    )
    if attempt.is_correct and not _was_wrong_below(learner, item):
        raise_tested_level(
            learner=learner,
            skill_id=item.skill_id,
            level=item.level,
            shown_by=f"knowledge item {item.code}",
            at=at,
        )
    return attempt


def _find_option(item: KnowledgeItem | None, option_id: int) -> KnowledgeOption | None:
    if item is None:
        return None
    return next((option for option in item.options.all() if option.pk == option_id), None)


def _was_wrong_below(learner: Learner, item: KnowledgeItem) -> bool:
    """Tell whether the first try at an item of the same skill, not above this one, was wrong."""
    below = KnowledgeItem.objects.filter(skill_id=item.skill_id, level__lte=item.level)
    return any(not one.is_correct for one in first_attempts(learner=learner, items=below).values())
