"""Who asks for statements, and whose they may read."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from uprest.xapi.selectors.keys import find_key
from uprest.xapi.services import note_use


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who may read statements: of one user, or with a key of everybody."""

    user_id: int | None = None


def find_reader(request: HttpRequest, *, at: datetime) -> Reader | None:
    """Return who asks, or nothing where nobody may read: no key, a wrong one, nobody signed in.

    A key goes before a session. No role gives more than one's own: statements name what a person
    did, and neither a business nor a city nor a trainer may know that.
    """
    header = request.headers.get("Authorization")
    if header is None:
        user_id = request.user.pk if request.user.is_authenticated else None
        return None if user_id is None else Reader(user_id)
    key_id, secret = _read_credentials(header)
    key = find_key(key_id=key_id, secret=secret)
    if key is None:
        return None
    note_use(key=key, at=at)
    return Reader()


def _read_credentials(header: str) -> tuple[str, str]:
    """Return key and secret of ``Basic`` (key:secret in base 64) or ``Bearer`` (key.secret)."""
    scheme, _, value = header.partition(" ")
    if scheme.lower() == "bearer":
        key_id, _, secret = value.strip().partition(".")
        return key_id, secret
    if scheme.lower() != "basic":
        return "", ""
    try:
        text = base64.b64decode(value.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return "", ""
    key_id, _, secret = text.partition(":")
    return key_id, secret
