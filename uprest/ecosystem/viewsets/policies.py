"""Who may use the administrators' screens: platform administrators, whatever a group says."""

from typing import Any

from django.db.models import Model, Q, QuerySet
from wagtail.permission_policies import ModelPermissionPolicy

from uprest.accounts.models import User
from uprest.ecosystem.selectors import Person, is_administrator
from uprest.ecosystem.types import ADMINISTRATORS_GROUP

CACHE_NAME = "_is_platform_administrator"


class AdministratorPolicy(ModelPermissionPolicy):
    """Everything for platform administrators but ``forbidden``; nothing for anybody else."""

    def __init__(self, model: type[Model], *, forbidden: tuple[str, ...] = ()) -> None:
        super().__init__(model)
        self.forbidden = forbidden

    def user_has_permission(self, user: Person, action: str) -> bool:
        """Whether ``user`` may do ``action``; asked for many times on each page, read once."""
        return action not in self.forbidden and is_known_administrator(user)

    def users_with_any_permission(self, actions: Any) -> QuerySet[User]:
        """Return the platform administrators."""
        if set(actions) <= set(self.forbidden):
            return User.objects.none()
        return User.objects.filter(
            Q(is_superuser=True) | Q(groups__name=ADMINISTRATORS_GROUP), is_active=True
        ).distinct()


def is_known_administrator(user: Person) -> bool:
    """Whether ``user`` is a platform administrator, remembered on the user of this request."""
    known: bool | None = getattr(user, CACHE_NAME, None)
    if known is None:
        known = is_administrator(user)
        setattr(user, CACHE_NAME, known)
    return known
