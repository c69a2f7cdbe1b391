"""Who edits the skills check in Wagtail: trainers and platform administrators."""

from typing import Any

from django.db.models import Model, Q, QuerySet
from wagtail.permission_policies import ModelPermissionPolicy

from uprest.accounts.models import User
from uprest.ecosystem.selectors import Person, get_roles
from uprest.ecosystem.types import ADMINISTRATORS_GROUP, TRAINERS_GROUP

CACHE_NAME = "_edits_the_check"


class TrainerPolicy(ModelPermissionPolicy):
    """Everything for trainers and administrators but ``forbidden``; nothing for anybody else."""

    def __init__(self, model: type[Model], *, forbidden: tuple[str, ...] = ()) -> None:
        super().__init__(model)
        self.forbidden = forbidden

    def user_has_permission(self, user: Person, action: str) -> bool:
        """Whether ``user`` may do ``action``."""
        return action not in self.forbidden and edits_the_check(user)

    def users_with_any_permission(self, actions: Any) -> QuerySet[User]:
        """Return the trainers and the platform administrators."""
        if set(actions) <= set(self.forbidden):
            return User.objects.none()
        names = (ADMINISTRATORS_GROUP, TRAINERS_GROUP)
        return User.objects.filter(
            Q(is_superuser=True) | Q(groups__name__in=names), is_active=True
        ).distinct()


def edits_the_check(user: Person) -> bool:
    """Whether ``user`` is a trainer or an administrator, remembered on the user of this request."""
    known: bool | None = getattr(user, CACHE_NAME, None)
    if known is None:
        roles = get_roles(user)
        known = roles.is_trainer or roles.is_administrator
        setattr(user, CACHE_NAME, known)
    return known
