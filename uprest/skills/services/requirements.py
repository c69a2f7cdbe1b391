"""Changing what an occupation needs."""

from collections.abc import Mapping

from django.db import transaction

from uprest.skills.models import Occupation, Requirement, Skill


@transaction.atomic
def save_requirements(*, occupation: Occupation, needs: Mapping[str, tuple[int, int]]) -> None:
    """Let ``occupation`` need exactly ``needs``: level (1 to 5) and importance (1 to 3) by code.

    Codes that are unknown are ignored. Skills of other frameworks, which an import may have tied
    to the occupation, stay as they are.
    """
    skills = dict(
        Skill.objects.filter(framework_id=occupation.framework_id).values_list("code", "pk")
    )
    wanted = {skills[code]: need for code, need in needs.items() if code in skills}
    occupation.requirements.filter(skill__framework_id=occupation.framework_id).exclude(
        skill_id__in=wanted
    ).delete()
    Requirement.objects.bulk_create(
        [
            Requirement(
                occupation=occupation, skill_id=skill_id, level=level, importance=importance
            )
            for skill_id, (level, importance) in wanted.items()
        ],
        update_conflicts=True,
        unique_fields=["occupation", "skill"],
        update_fields=["level", "importance"],
    )
