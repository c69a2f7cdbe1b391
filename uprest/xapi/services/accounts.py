"""The opaque accounts that statements know people by."""

from collections.abc import Collection
from uuid import UUID

from uprest.accounts.models import User
from uprest.xapi.models import Actor


def find_accounts(*, user_ids: Collection[int]) -> dict[int, UUID]:
    """Return the account of each user, made where it is missing. Erased people have none."""
    known = _read(user_ids)
    missing = set(user_ids) - known.keys()
    if not missing:
        return known
    users = User.objects.filter(pk__in=missing, erased_at=None).values_list("pk", flat=True)
    Actor.objects.bulk_create([Actor(user_id=pk) for pk in users], ignore_conflicts=True)
    return _read(user_ids)


def _read(user_ids: Collection[int]) -> dict[int, UUID]:
    actors = Actor.objects.filter(user_id__in=user_ids)
    return dict(actors.values_list("user_id", "account"))


def forget_person(*, user_id: int) -> None:
    """Cut the one link between somebody and their statements.

    The statements stay, so that counts do not change; nobody can tell any more whose they are.
    """
    Actor.objects.filter(user_id=user_id).delete()
