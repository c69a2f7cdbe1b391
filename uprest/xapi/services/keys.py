"""Keys with which an operator's program reads all statements."""

import secrets
from datetime import datetime

from uprest.xapi.models import ApiKey
from uprest.xapi.selectors.keys import hash_secret


def create_key(*, name: str, at: datetime) -> tuple[ApiKey, str]:
    """Make a key; return it with its secret, which is kept nowhere."""
    secret = secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        id=secrets.token_hex(8), name=name, secret_hash=hash_secret(secret), created_at=at
    )
    return key, secret


def revoke_key(*, key_id: str, at: datetime) -> ApiKey:
    """Let nobody read with the key any more; again changes nothing.

    :raises ApiKey.DoesNotExist: if there is no such key.
    """
    ApiKey.objects.filter(pk=key_id, revoked_at=None).update(revoked_at=at)
    return ApiKey.objects.get(pk=key_id)


def note_use(*, key: ApiKey, at: datetime) -> None:
    """Remember the day on which the key was used last: one write a day."""
    if key.last_used_on != at.date():
        ApiKey.objects.filter(pk=key.pk).update(last_used_on=at.date())
