"""Writes of statements, of accounts in them, and of keys."""

from uprest.xapi.services.accounts import find_accounts, forget_person
from uprest.xapi.services.forwarding import forward_statements
from uprest.xapi.services.keeping import delete_old_statements, keep_events
from uprest.xapi.services.keys import create_key, note_use, revoke_key
from uprest.xapi.services.reading import (
    mark_read,
    raise_watermark,
    read_again,
    reread_person,
)

__all__ = [
    "create_key",
    "delete_old_statements",
    "find_accounts",
    "forget_person",
    "forward_statements",
    "keep_events",
    "mark_read",
    "note_use",
    "raise_watermark",
    "read_again",
    "reread_person",
    "revoke_key",
]
