"""Certificates as programs read them: signed badges, lists of withdrawn ones, the issuer."""

from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import override

from courses.models import Certificate, StatusEntry, TestedLevel
from uprest.credentials.badges import (
    CONTEXT,
    Achievement,
    Badge,
    Document,
    Issuer,
    PlaceInList,
    ShownLevel,
    build_badge,
    describe_achievement,
    sign,
)
from uprest.credentials.keys import derive_key, read_key
from uprest.credentials.status_lists import build_status_list
from uprest.skills.models import Skill

ESCO = "ESCO"
REMEMBERED = 24 * 60 * 60
"""Seconds that a signed list is kept: signing takes longer than remembering."""


class ErasedError(Exception):
    """The holder of the certificate has been erased: no badge is made of it any more."""


def get_issuer() -> Issuer:
    """Return who signs: the key of the settings, else the one that follows from their secret."""
    text = settings.UPREST_CREDENTIAL_KEY
    return Issuer(
        name=settings.UPREST_CREDENTIAL_ISSUER,
        url=make_absolute("/"),
        key=read_key(text) if text else derive_key(settings.SECRET_KEY),
    )


def make_absolute(path: str) -> str:
    """Return the address of ``path`` on this site, for whoever is not on it."""
    return f"{settings.BASE_URL.rstrip('/')}{path}"


def find_badge_url(certificate_id: UUID) -> str:
    """Return where the badge lies."""
    return make_absolute(reverse("credentials:badge", args=(certificate_id,)))


def find_list_url(number: int) -> str:
    """Return where a list of withdrawn badges lies."""
    return make_absolute(reverse("credentials:status_list", args=(number,)))


def find_page_url(certificate_id: UUID, *, language: str) -> str:
    """Return the public page of a certificate in ``language``."""
    with override(language):
        return make_absolute(reverse("courses:certificate", args=(certificate_id,)))


def get_badge(*, certificate_id: UUID) -> Document:
    """Return the signed badge of a certificate, in 2 queries. A revoked one is handed out too.

    :raises Certificate.DoesNotExist: if there is none.
    :raises ErasedError: if its holder has been erased.
    """
    certificate = Certificate.objects.select_related("entry", "completion").get(pk=certificate_id)
    if certificate.erased_at is not None:
        raise ErasedError
    issuer = get_issuer()
    badge = _describe(certificate)
    return sign(build_badge(badge, issuer), issuer.key, at=certificate.signed_at)


def _describe(certificate: Certificate) -> Badge:
    page_url = find_page_url(certificate.pk, language=certificate.language)
    with override(certificate.language):
        return Badge(
            id=find_badge_url(certificate.pk),
            page_url=page_url,
            holder=certificate.holder,
            achievement=_describe_course(certificate),
            levels=tuple(_list_levels(certificate)),
            completed_at=certificate.completed_at,
            issued_at=certificate.issued_at,
            expires_at=certificate.expires_at,
            status=PlaceInList(
                list_url=find_list_url(certificate.entry.list_number),
                index=certificate.entry.place,
            ),
        )


def _describe_course(certificate: Certificate) -> Achievement:
    key = certificate.completion.course_key
    return Achievement(
        id=make_absolute(reverse("credentials:achievement", args=(key,))),
        name=certificate.title,
        description=_("A course on %(site)s, completed with proof.")
        % {"site": settings.UPREST_CREDENTIAL_ISSUER},
        criteria=_(
            "Everything that the course requires was done. At least one exercise was scored on "
            "the server and passed, or a trainer has confirmed what the learner can do."
        ),
        language=certificate.language,
        version=certificate.content_hash,
    )


def _list_levels(certificate: Certificate) -> Iterable[ShownLevel]:
    codes = [skill["code"] for skill in certificate.skills]
    uris = dict(Skill.objects.filter(code__in=codes).values_list("code", "esco_uri"))
    for skill in certificate.skills:
        uri = uris.get(skill["code"], "")
        yield ShownLevel(
            code=skill["code"],
            name=skill["name"],
            level=skill["level"],
            kind=skill["kind"],
            story=tell_evidence(skill),
            framework_url=uri,
            framework_name=ESCO if uri else "",
        )


def tell_evidence(skill: dict[str, Any]) -> str:
    """Return in a sentence how a level on a certificate is known."""
    if skill["kind"] == TestedLevel.Kind.CONFIRMED:
        return _("Confirmed by a trainer.")
    return _("Shown in exercises that were scored on the server.")


def read_date(skill: dict[str, Any]) -> datetime | None:
    """Return since when a level on a certificate is shown."""
    return parse_datetime(skill["shown_at"])


def get_status_list(*, number: int, at: datetime) -> Document:
    """Return a signed list of withdrawn badges, in at most 2 queries.

    It is dated by its last withdrawal or by midnight, whichever is later: so it is the same bytes
    for everybody who asks, never older than a day, and does not tell when somebody got one.

    :raises StatusEntry.DoesNotExist: if no certificate has a place in such a list; there is
        always a first one.
    """
    entries = StatusEntry.objects.filter(list_number=number)
    if number != 1 and not entries.exists():
        raise StatusEntry.DoesNotExist
    withdrawn = dict(entries.filter(is_withdrawn=True).values_list("place", "changed_at"))
    midnight = datetime.combine(at.astimezone(UTC), time(), tzinfo=UTC)
    dated, issuer = max([midnight, *withdrawn.values()]), get_issuer()
    # places are only ever added: number and date say which they are
    key = f"status-list:{number}:{len(withdrawn)}:{dated.isoformat()}:{issuer.key.did}"
    document: Document | None = cache.get(key)
    if document is None:
        document = build_status_list(
            url=find_list_url(number), places=withdrawn, issuer=issuer, at=dated
        )
        cache.set(key, document, REMEMBERED)
    return document


def get_achievement(*, course_key: UUID) -> Document:
    """Return the achievement that certificates of a course name, as in the newest of them.

    :raises Certificate.DoesNotExist: if there is none.
    """
    newest = (
        Certificate.objects.filter(completion__course_key=course_key)
        .select_related("completion")
        .order_by("issued_at")
        .last()
    )
    if newest is None:
        raise Certificate.DoesNotExist
    with override(newest.language):
        return {"@context": list(CONTEXT[:2]), **describe_achievement(_describe_course(newest), ())}
