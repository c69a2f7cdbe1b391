"""Keys to statements."""

import hashlib
import secrets

from uprest.xapi.models import ApiKey


def hash_secret(secret: str) -> str:
    """Return the hash that a key keeps of its secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def find_key(*, key_id: str, secret: str) -> ApiKey | None:
    """Return the key with this id if ``secret`` is its own and it was not revoked."""
    # PostgreSQL takes no NUL, and no key has one
    known_id = key_id.replace("\0", "")
    key = ApiKey.objects.filter(pk=known_id, revoked_at=None).first()
    # compared also where there is no such key: how long it takes says nothing
    known = key.secret_hash if key else ""
    return key if secrets.compare_digest(known, hash_secret(secret)) else None


def list_keys() -> list[ApiKey]:
    """Return all keys, oldest first."""
    return list(ApiKey.objects.order_by("created_at", "pk"))
