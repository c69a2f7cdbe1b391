"""Which knowledge items are offered after a result, and which of them are left."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from skills_gap.models import KnowledgeAttempt, KnowledgeItem, KnowledgeOption
from skills_gap.selectors.checks import find_response
from skills_gap.selectors.profiles import ProfileSkill, SkillsProfile, get_skills_profile
from uprest.accounts.types import Learner

MOST_ITEMS = 5
GAPS = 3
"""How many of the items are about the largest gaps; the others are about what is strongest."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer to a knowledge item; whether it is right is told once one was given."""

    id: int
    text: str
    is_given: bool
    is_right: bool


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What the first answer that was given was worth, and why."""

    is_correct: bool
    feedback: str


@dataclass(frozen=True, slots=True)
class KnowledgeScreen:
    """One item. ``given`` is there once it was answered; ``following`` is the next item's code."""

    code: str
    skill: str
    icon: str
    question: str
    choices: tuple[Choice, ...]
    given: GivenAnswer | None
    number: int
    total: int
    following: str


def get_knowledge_screen(
    *, learner: Learner, response_id: UUID, code: str = ""
) -> KnowledgeScreen | None:
    """Return an item of a result, or without ``code`` the first that was not answered.

    Nothing where none is left.

    :raises Response.DoesNotExist: if the response is not the learner's.
    """
    profile = get_skills_profile(learner=learner, response_id=response_id)
    if profile is None:
        find_response(learner=learner, response_id=response_id)
        return None
    items = choose_items(learner=learner, profile=profile)
    first = first_attempts(learner=learner, items=items)
    open_items = [item for item in items if item.pk not in first]
    item = next((one for one in items if one.code == code), None) if code else None
    item = item or (open_items[0] if open_items else None)
    if item is None:
        return None
    others = [one.code for one in open_items if one.pk != item.pk]
    attempt = first.get(item.pk)
    return KnowledgeScreen(
        code=item.code,
        skill=item.skill.name,
        icon=item.skill.icon,
        question=item.question,
        choices=tuple(_build_choice(option, attempt) for option in item.options.all()),
        given=GivenAnswer(attempt.is_correct, attempt.option.feedback) if attempt else None,
        number=items.index(item) + 1,
        total=len(items),
        following=others[0] if others else "",
    )


def choose_items(*, learner: Learner, profile: SkillsProfile) -> list[KnowledgeItem]:
    """Return the up to five items of a result: about its largest gaps and what is strongest.

    One item a skill: the easiest one that was not answered before the check was handed in. What
    the answers prove does not change the choice while they are being given.
    """
    skills = _choose_skills(profile.self_rated)
    items = (
        KnowledgeItem.objects.filter(
            is_active=True, skill_id__in=[skill.skill_id for skill in skills]
        )
        .exclude(pk__in=_answered_before(learner=learner, profile=profile))
        .select_related("skill")
        .prefetch_related("options")
        .order_by("level", "pk")
    )
    by_skill: dict[int, KnowledgeItem] = {}
    for item in items:
        by_skill.setdefault(item.skill_id, item)
    return [by_skill[skill.skill_id] for skill in skills if skill.skill_id in by_skill][:MOST_ITEMS]


def first_attempts(
    *, learner: Learner, items: Iterable[KnowledgeItem]
) -> dict[int, KnowledgeAttempt]:
    """Return the first attempt at each item by the item's id: the one that proves."""
    attempts = (
        KnowledgeAttempt.objects.filter(**learner.owner, item__in=[item.pk for item in items])
        .select_related("option")
        .order_by("-answered_at", "-pk")
    )
    return {attempt.item_id: attempt for attempt in attempts}


def _choose_skills(profile: SkillsProfile) -> list[ProfileSkill]:
    """Return skills to ask about, the first ones first, more of them than there are items."""
    chosen = dict.fromkeys([*profile.top[:GAPS], *profile.strongest, *profile.top[GAPS:]])
    return list(chosen)


def _answered_before(*, learner: Learner, profile: SkillsProfile) -> list[int]:
    attempts = KnowledgeAttempt.objects.filter(**learner.owner, answered_at__lt=profile.measured_at)
    return list(attempts.values_list("item_id", flat=True))


def _build_choice(option: KnowledgeOption, attempt: KnowledgeAttempt | None) -> Choice:
    return Choice(
        id=option.pk,
        text=option.text,
        is_given=attempt is not None and attempt.option_id == option.pk,
        is_right=attempt is not None and option.is_correct,
    )
