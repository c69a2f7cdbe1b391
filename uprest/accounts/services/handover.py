"""Going on on another phone by a short code: made on the first, typed on the second, used once."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac

from uprest.accounts.models import HandoverCode, User
from uprest.accounts.selectors import uses_second_step
from uprest.accounts.types import CODE_ALPHABET, CODE_LENGTH, Learner

LIFETIME = timedelta(minutes=10)
SALT = "uprest.handover"


class HandoverError(Exception):
    """The code is wrong, expired, used or not for here: which of these is not told."""


class SecondStepError(Exception):
    """The account asks for a second step at sign-in, which no code may go round."""


@transaction.atomic
def make_handover_code(*, learner: Learner, at: datetime) -> str:
    """Return a new code of eight characters that carries the learner over; older ones lapse.

    Raises ``SecondStepError`` for an account that signs in with a second step.
    """
    if learner.user_id is not None and uses_second_step(user_id=learner.user_id):
        raise SecondStepError
    HandoverCode.objects.filter(**learner.owner).delete()
    HandoverCode.objects.filter(expires_at__lt=at).delete()
    code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    HandoverCode.objects.create(code_hash=_hash(code), expires_at=at + LIFETIME, **learner.owner)
    return code


@transaction.atomic
def use_handover_code(*, code: str, at: datetime, is_signed_in: bool) -> Learner:
    """Use a code up and return whom it carries over.

    The code is looked up by its keyed hash: how long that takes tells nothing about the codes
    there are. Of two phones that send it at once, one gets it. Raises ``HandoverError``; an
    account's code is also refused, and kept, on a phone where somebody is signed in already.
    """
    codes = HandoverCode.objects.filter(
        code_hash=_hash(code), used_at=None, expires_at__gt=at
    ).exclude(user__is_active=False)
    if is_signed_in:
        codes = codes.filter(user=None)
    found = codes.first()
    if found is None or not codes.filter(pk=found.pk).update(used_at=at):
        raise HandoverError
    return Learner(user_id=found.user_id, visitor_id=found.visitor_id)


def get_carried_user(*, user_id: int) -> User:
    """Return the user whom a code carried over."""
    return User.objects.get(pk=user_id, is_active=True)


def _hash(code: str) -> str:
    return salted_hmac(SALT, code, algorithm="sha256").hexdigest()
