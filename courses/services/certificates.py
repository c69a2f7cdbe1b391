"""Issuing certificates, naming their holder, withdrawing them. Nothing here deletes one."""

import secrets
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import Group, Permission
from django.db import IntegrityError, transaction
from django.db.models import Count
from wagtail.log_actions import log

from courses.models import Certificate, CompletionRecord, StatusEntry
from courses.selectors.proof import describe_levels, find_proof
from uprest.accounts.models import User
from uprest.accounts.types import CODE_ALPHABET
from uprest.credentials.status_lists import FULL_AT, draw_place
from uprest.ecosystem.types import ADMINISTRATORS_GROUP

NUMBER_LENGTH = 8
REVOKED = "courses.revoke_certificate"
ISSUED_ANEW = "courses.issue_certificate_anew"


class CannotIssueError(Exception):
    """Nothing is there that a certificate could certify."""


class AlreadyRevokedError(Exception):
    """The certificate was revoked before; that is for good."""


@transaction.atomic
def issue_certificate(*, user_id: int, course_key: UUID, at: datetime) -> Certificate | None:
    """Certify somebody's newest completion of a course, if they have proven it; again does nothing.

    Returns the certificate of that completion, or nothing where there is no proof (yet), or where
    the one that there was has been revoked.
    """
    completions = CompletionRecord.objects.filter(user_id=user_id, course_key=course_key)
    completion = completions.select_for_update().order_by("-cycle").first()
    if completion is None:
        return None
    known = Certificate.objects.filter(completion=completion).order_by("-issued_at").first()
    if known is not None:
        return None if known.revoked_at else known
    try:
        return _issue(completion, at=at)
    except CannotIssueError:
        return None


@transaction.atomic
def issue_anew(*, certificate_id: UUID, administrator: User, at: datetime) -> Certificate:
    """Certify the same completion again, under a new number, where revoking it was a mistake.

    :raises CannotIssueError: if the certificate stands, was replaced, or its holder was erased.
    """
    revoked = Certificate.objects.select_related("completion").get(pk=certificate_id)
    completion = CompletionRecord.objects.select_for_update().get(pk=revoked.completion_id)
    stands = Certificate.objects.filter(completion=completion, revoked_at=None).exists()
    if stands or revoked.revoked_at is None or revoked.erased_at is not None:
        raise CannotIssueError
    issued = _issue(completion, at=at, holder=revoked.holder)
    log(instance=issued, action=ISSUED_ANEW, user=administrator, data={"after": revoked.number})
    return issued


def _issue(completion: CompletionRecord, *, at: datetime, holder: str | None = None) -> Certificate:
    proof = find_proof(
        user_id=completion.user_id, course_key=completion.course_key, cycle=completion.cycle
    )
    holder = completion.user.display_name if holder is None else holder
    if not proof.is_given or completion.user.erased_at is not None:
        raise CannotIssueError
    return Certificate.objects.create(
        number=_draw_number(),
        completion=completion,
        entry=_take_place(at=at),
        title=completion.course_title,
        language=completion.language,
        holder=holder,
        skills=describe_levels(proof.levels, language=completion.language),
        completed_at=completion.completed_at,
        content_hash=completion.content_hash,
        rule_version=completion.rule_version,
        issued_at=at,
        expires_at=completion.expires_at,
        signed_at=at,
    )


def _draw_number() -> str:
    """Return a number that people can read to each other: 29 to the power of 8 are there."""
    letters = "".join(secrets.choice(CODE_ALPHABET) for _ in range(NUMBER_LENGTH))
    return f"{letters[:4]}-{letters[4:]}"


def _take_place(*, at: datetime) -> StatusEntry:
    """Return a new place in the list that is filled now."""
    newest = (
        StatusEntry.objects.values("list_number")
        .annotate(taken=Count("pk"))
        .order_by("-list_number")
        .first()
    ) or {"list_number": 1, "taken": 0}
    list_number = newest["list_number"] + (newest["taken"] >= FULL_AT)
    while True:
        try:
            with transaction.atomic():
                return StatusEntry.objects.create(
                    list_number=list_number, place=draw_place(), changed_at=at
                )
        except IntegrityError:  # taken: half of all are free at least
            continue


@transaction.atomic
def name_holder(*, certificate_id: UUID, user_id: int, name: str, at: datetime) -> bool:
    """Put another name on one's own certificate, or none; return whether anything changed.

    The badge with the name before is withdrawn, so that one certificate has one name at a time.

    :raises Certificate.DoesNotExist: if it is not theirs, was revoked, or they were erased.
    """
    certificate = Certificate.objects.select_for_update(of=("self",)).get(
        pk=certificate_id, completion__user_id=user_id, revoked_at=None, erased_at=None
    )
    name = " ".join(name.split())
    if name == certificate.holder:
        return False
    _withdraw(certificate.entry_id, at=at)
    certificate.entry = _take_place(at=at)
    certificate.holder, certificate.signed_at = name, at
    certificate.save(update_fields=["entry", "holder", "signed_at"])
    return True


def _withdraw(entry_id: int, *, at: datetime) -> None:
    StatusEntry.objects.filter(pk=entry_id, is_withdrawn=False).update(
        is_withdrawn=True, changed_at=at
    )


@transaction.atomic
def revoke_certificate(
    *, certificate_id: UUID, reason: str, note: str, administrator: User, at: datetime
) -> None:
    """Withdraw a certificate for good, with a reason that everybody reads and a note for us.

    :raises AlreadyRevokedError: if it was revoked before.
    """
    certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate_id)
    if certificate.revoked_at is not None:
        raise AlreadyRevokedError
    certificate.revoked_at, certificate.revoked_by = at, administrator
    certificate.reason = Certificate.Reason(reason)
    certificate.note = "" if certificate.erased_at else note
    certificate.save(update_fields=["revoked_at", "revoked_by", "reason", "note"])
    _withdraw(certificate.entry_id, at=at)
    log(instance=certificate, action=REVOKED, user=administrator, data={"reason": reason})


def forget_holder(*, user_id: int, at: datetime) -> list[UUID]:
    """Take the name of an erased person from their certificates, and return which those are.

    What they earned stays counted.
    """
    theirs = Certificate.objects.filter(completion__user_id=user_id)
    theirs.update(holder="", note="", erased_at=at)
    return list(theirs.values_list("pk", flat=True))


def allow_revoking() -> Group:
    """Let the platform's administrators revoke certificates; again changes nothing."""
    group, _is_new = Group.objects.get_or_create(name=ADMINISTRATORS_GROUP)
    group.permissions.add(
        Permission.objects.get(content_type__app_label="courses", codename="revoke_certificates")
    )
    return group
