"""Keeping where learners are in contents. One row a part and type: saving again replaces it."""

import re
from datetime import datetime

from django.db import transaction

from uprest.h5p.models import Content, SavedState

PART = re.compile(r"0|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
DATA_TYPE = re.compile(r"[\w.\-]{1,60}", re.ASCII)
NOTHING = "0"
"""What the player sends to have a state deleted."""
LARGEST_STATE = 256 * 1024
MOST_STATES = 100
"""Of one learner in one content: it has as many parts, and a hostile one claims to have more."""


class BadStateError(ValueError):
    """Part or type of a state are not what H5P makes."""


class StateTooLargeError(ValueError):
    """A state is larger than is kept, or there are too many."""


@transaction.atomic
def save_state(
    *, learner_key: str, content: Content, data_type: str, part: str, data: str, at: datetime
) -> None:
    """Keep where somebody is, or forget it where ``data`` is ``"0"``. At most 3 queries.

    :raises BadStateError: if ``part`` is neither 0 nor a UUID, or ``data_type`` no short word.
    :raises StateTooLargeError: if it is more than is kept of one learner.
    """
    if not PART.fullmatch(part) or not DATA_TYPE.fullmatch(data_type) or "\0" in data:
        raise BadStateError
    rows = SavedState.objects.filter(learner_key=learner_key, content=content)
    own = rows.filter(data_type=data_type, sub_content_id=part.lower())
    if data == NOTHING:
        own.delete()
        return
    if len(data.encode()) > LARGEST_STATE:
        raise StateTooLargeError
    if own.update(data=data, saved_at=at, package_hash=content.package_hash):
        return
    if rows.count() >= MOST_STATES:
        raise StateTooLargeError
    SavedState.objects.update_or_create(
        learner_key=learner_key,
        content=content,
        data_type=data_type,
        sub_content_id=part.lower(),
        defaults={
            "data": data,
            "is_preloaded": True,
            "package_hash": content.package_hash,
            "saved_at": at,
        },
    )


@transaction.atomic
def move_states(*, learner: str, to: str) -> None:
    """Give the states of ``learner`` to another; of two of the same part the newer one stays."""
    rows = SavedState.objects.filter(learner_key__startswith=f"{learner}/")
    for row in rows.select_for_update():
        key = to + row.learner_key.removeprefix(learner)
        there = SavedState.objects.filter(
            learner_key=key,
            content_id=row.content_id,
            data_type=row.data_type,
            sub_content_id=row.sub_content_id,
        )
        if there.filter(saved_at__gte=row.saved_at).exists():
            row.delete()
            continue
        there.delete()
        row.learner_key = key
        row.save(update_fields=["learner_key"])


def delete_states(*, learner: str) -> None:
    """Forget where a learner was, everywhere."""
    SavedState.objects.filter(learner_key__startswith=f"{learner}/").delete()


def delete_old_states(*, prefix: str, before: datetime) -> int:
    """Delete states of learners whose name starts with ``prefix``, last saved before ``before``."""
    old = SavedState.objects.filter(learner_key__startswith=prefix, saved_at__lt=before)
    return old.delete()[0]
