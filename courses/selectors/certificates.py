"""Certificates as people read them: the public page, one's own list, and why there is none yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import get_language

from courses.models import Certificate, CompletionRecord, TestedLevel
from courses.selectors.credentials import (
    find_badge_url,
    find_list_url,
    find_page_url,
    get_issuer,
    read_date,
    tell_evidence,
)
from courses.selectors.proof import find_proof, has_scored_exercise
from uprest.accounts.types import CODE_ALPHABET
from uprest.skills.models import Skill
from uprest.skills.types import HIGHEST_LEVEL

VERSION_LENGTH = 12
"""Digits of a hash that people compare; the badge has all of them."""


class Standing(StrEnum):
    """Whether a certificate stands. Revoked says more than erased, erased more than expired."""

    VALID = "VALID"
    EXPIRED = "EXPIRED"
    ERASED = "ERASED"
    REVOKED = "REVOKED"


class Missing(StrEnum):
    """Why there is no certificate."""

    NOT_COMPLETED = "NOT_COMPLETED"
    NOT_PROVEN = "NOT_PROVEN"
    NOT_POSSIBLE = "NOT_POSSIBLE"
    NOT_ASKED = "NOT_ASKED"


@dataclass(frozen=True, slots=True)
class CertifiedSkill:
    """A level that a certificate shows, in the reader's language where the skill is still known.

    ``behaviour`` is what a colleague would see, ``story`` how it is known. ``steps`` are the
    levels 1 to 5, each with whether it is reached, to draw.
    """

    code: str
    name: str
    icon: str
    level: int
    behaviour: str
    kind: str
    story: str
    shown_at: datetime | None
    steps: tuple[tuple[int, bool], ...]


@dataclass(frozen=True, slots=True)
class CertificateView:
    """One certificate with all its claims, for its page and its PDF.

    ``title`` is in ``language``, as it was. Addresses are whole, but for ``url``.
    """

    id: UUID
    number: str
    standing: Standing
    title: str
    language: str
    holder: str
    named_at: datetime
    skills: tuple[CertifiedSkill, ...]
    completed_at: datetime
    issued_at: datetime
    expires_at: datetime | None
    cycle: int
    content_version: str
    rule_version: int
    revoked_at: datetime | None
    reason: str
    erased_at: datetime | None
    owner_id: int
    url: str
    page_url: str
    badge_url: str
    list_url: str
    list_number: int
    place: int
    issuer_name: str
    issuer_url: str
    issuer_did: str

    @property
    def is_erased(self) -> bool:
        """Whether its holder has been erased; then neither badge nor PDF is handed out."""
        return self.erased_at is not None


@dataclass(frozen=True, slots=True)
class Revocation:
    """A certificate for those who may revoke it: who did, and what they noted."""

    certificate: CertificateView
    by: str
    note: str
    can_issue_anew: bool


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """One of one's own certificates in a list."""

    number: str
    url: str
    standing: Standing
    issued_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What the page of a course says about its certificate: either one, or why there is none."""

    course_key: UUID
    certificate: CertificateRow | None
    missing: Missing | None


def judge(certificate: Certificate, *, at: datetime) -> Standing:
    """Return whether a certificate stands at a time."""
    if certificate.revoked_at is not None:
        return Standing.REVOKED
    if certificate.erased_at is not None:
        return Standing.ERASED
    is_over = certificate.expires_at is not None and certificate.expires_at <= at
    return Standing.EXPIRED if is_over else Standing.VALID


def get_certificate(*, certificate_id: UUID, at: datetime) -> CertificateView:
    """Return a certificate in the reader's language, in 2 queries.

    :raises Certificate.DoesNotExist: if there is none.
    """
    found = Certificate.objects.select_related("entry", "completion").get(pk=certificate_id)
    issuer = get_issuer()
    return CertificateView(
        id=found.pk,
        number=found.number,
        standing=judge(found, at=at),
        title=found.title,
        language=found.language,
        holder=found.holder,
        named_at=found.signed_at,
        skills=list_skills(found.skills),
        completed_at=found.completed_at,
        issued_at=found.issued_at,
        expires_at=found.expires_at,
        cycle=found.completion.cycle,
        content_version=found.content_hash[:VERSION_LENGTH],
        rule_version=found.rule_version,
        revoked_at=found.revoked_at,
        reason=found.get_reason_display(),
        erased_at=found.erased_at,
        owner_id=found.completion.user_id,
        url=reverse("courses:certificate", args=(found.pk,)),
        page_url=find_page_url(found.pk, language=get_language() or found.language),
        badge_url=find_badge_url(found.pk),
        list_url=find_list_url(found.entry.list_number),
        list_number=found.entry.list_number,
        place=found.entry.place,
        issuer_name=settings.UPREST_CREDENTIAL_ISSUER,
        issuer_url=issuer.url,
        issuer_did=issuer.key.did,
    )


def list_skills(kept: Iterable[dict[str, Any]]) -> tuple[CertifiedSkill, ...]:
    """Return the levels that a certificate keeps, to show, in 1 query."""
    kept = list(kept)
    known = {
        skill.code: skill for skill in Skill.objects.filter(code__in=[one["code"] for one in kept])
    }
    return tuple(_show(one, known.get(one["code"])) for one in kept)


def _show(kept: dict[str, Any], skill: Skill | None) -> CertifiedSkill:
    level = kept["level"]
    return CertifiedSkill(
        code=kept["code"],
        name=skill.name if skill else kept["name"],
        icon=skill.icon if skill else "award",
        level=level,
        behaviour=skill.levels[level] if skill else "",
        kind=str(TestedLevel.Kind(kept["kind"]).label),
        story=tell_evidence(kept),
        shown_at=read_date(kept),
        steps=tuple((step, step <= level) for step in range(1, HIGHEST_LEVEL + 1)),
    )


def get_revocation(*, certificate_id: UUID, at: datetime) -> Revocation:
    """Return a certificate with what administrators know of its revocation, in 4 queries.

    :raises Certificate.DoesNotExist: if there is none.
    """
    view = get_certificate(certificate_id=certificate_id, at=at)
    found = Certificate.objects.select_related("revoked_by").get(pk=certificate_id)
    stands = Certificate.objects.filter(completion=found.completion_id, revoked_at=None).exists()
    by = found.revoked_by.get_full_name() if found.revoked_by else ""
    can_issue = view.standing is Standing.REVOKED and not stands and not view.is_erased
    return Revocation(certificate=view, by=by, note=found.note, can_issue_anew=can_issue)


def find_by_number(*, number: str) -> UUID | None:
    """Return the certificate of a number as people type it, or nothing: capitals, dash and all."""
    letters = "".join(letter for letter in number.upper() if letter in CODE_ALPHABET)
    found = Certificate.objects.filter(number=f"{letters[:4]}-{letters[4:]}")
    return found.values_list("pk", flat=True).first()


def list_certificates(*, user_id: int, at: datetime) -> dict[int, CertificateRow]:
    """Return somebody's certificates by completion, the newest of each, in 1 query."""
    found = Certificate.objects.filter(completion__user_id=user_id).order_by("issued_at")
    return {one.completion_id: _list(one, at=at) for one in found}


def _list(certificate: Certificate, *, at: datetime) -> CertificateRow:
    return CertificateRow(
        number=certificate.number,
        url=reverse("courses:certificate", args=(certificate.pk,)),
        standing=judge(certificate, at=at),
        issued_at=certificate.issued_at,
        expires_at=certificate.expires_at,
        revoked_at=certificate.revoked_at,
        reason=certificate.get_reason_display(),
    )


def get_offer(*, user_id: int, course_key: UUID, at: datetime) -> Offer:
    """Return somebody's certificate of a course, or why there is none.

    In 2 queries, or in 5 where the course is completed and there is none.
    """
    newest = Certificate.objects.filter(completion=OuterRef("pk")).order_by("-issued_at")
    completion = (
        CompletionRecord.objects.filter(user_id=user_id, course_key=course_key)
        .annotate(certificate_id=Subquery(newest.values("pk")[:1]))
        .order_by("-cycle")
        .first()
    )
    if completion is None:
        can_prove = has_scored_exercise(course_key=course_key)
        return Offer(course_key, None, Missing.NOT_COMPLETED if can_prove else Missing.NOT_POSSIBLE)
    if completion.certificate_id is not None:
        found = Certificate.objects.get(pk=completion.certificate_id)
        return Offer(course_key, _list(found, at=at), None)
    proof = find_proof(user_id=user_id, course_key=course_key, cycle=completion.cycle)
    if proof.is_given:
        return Offer(course_key, None, Missing.NOT_ASKED)
    return Offer(
        course_key, None, Missing.NOT_PROVEN if proof.is_possible else Missing.NOT_POSSIBLE
    )
