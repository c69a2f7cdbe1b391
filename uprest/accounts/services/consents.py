"""Giving and taking back consent. A consent is never deleted, only withdrawn."""

import json
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from uprest.accounts.models import Consent, ConsentText
from uprest.accounts.selectors import get_consent_text
from uprest.accounts.signals import consent_withdrawn
from uprest.accounts.types import Learner

TEXTS = Path(settings.BASE_DIR) / "uprest" / "accounts" / "data" / "consents.json"


@transaction.atomic
def load_consent_texts() -> int:
    """Load the shipped texts and return how many are new.

    A version that is there already is left as it is, whatever the file says: people agreed to
    its words. A changed text needs a new version.
    """
    shipped = json.loads(TEXTS.read_text(encoding="utf-8"))["consents"]
    known = set(ConsentText.objects.values_list("code", "version"))
    new = [entry for entry in shipped if (entry["code"], entry["version"]) not in known]
    for entry in new:
        texts = {
            f"{field}_{language}": entry[field][language]
            for field in ("title", "text")
            for language, _ in settings.LANGUAGES
        }
        ConsentText.objects.create(code=entry["code"], version=entry["version"], **texts)
    return len(new)


@transaction.atomic
def give_consent(
    *, learner: Learner, code: str, language: str, at: datetime, subject_key: str = ""
) -> Consent:
    """Record somebody's yes to the newest text ``code``, read in ``language``.

    Saying yes twice to the same version leaves one consent. ``subject_key`` says what it is
    about where that is narrower than the person. Raises ``ConsentText.DoesNotExist`` for an
    unknown code.
    """
    consent, _ = Consent.objects.get_or_create(
        **learner.owner,
        text=get_consent_text(code),
        subject_key=subject_key,
        withdrawn_at=None,
        defaults={"language": language, "given_at": at},
    )
    return consent


@transaction.atomic
def withdraw_consent(*, learner: Learner, code: str, at: datetime, subject_key: str = "") -> bool:
    """Take back every open version of a consent, and say whether there was any.

    ``consent_withdrawn`` is announced, so that what the consent allowed stops at once.
    """
    count = Consent.objects.filter(
        **learner.owner, text__code=code, subject_key=subject_key, withdrawn_at=None
    ).update(withdrawn_at=at)
    if count:
        consent_withdrawn.send(
            sender=Consent,
            user_id=learner.user_id,
            visitor_id=learner.visitor_id,
            code=code,
            subject_key=subject_key,
            at=at,
        )
    return bool(count)


def withdraw_one_consent(*, learner: Learner, consent_id: int, at: datetime) -> bool:
    """Take back the consent that was chosen from a list, and say whether it was open.

    Raises ``Consent.DoesNotExist`` where it is not this learner's.
    """
    consent = Consent.objects.select_related("text").get(**learner.owner, id=consent_id)
    return withdraw_consent(
        learner=learner, code=consent.text.code, at=at, subject_key=consent.subject_key
    )


def move_consents(*, user_id: int, visitor_id: UUID, at: datetime) -> None:
    """Hand what a visitor agreed to over to the account; the account's own older yes stays open."""
    given = set(
        Consent.objects.filter(user_id=user_id, withdrawn_at=None).values_list(
            "text_id", "subject_key"
        )
    )
    moved = Consent.objects.filter(visitor_id=visitor_id, withdrawn_at=None)
    double = [c.id for c in moved if (c.text_id, c.subject_key) in given]
    Consent.objects.filter(id__in=double).update(withdrawn_at=at)
    Consent.objects.filter(visitor_id=visitor_id).update(user_id=user_id, visitor_id=None)
