"""A badge: what a certificate claims, as an Open Badges 3.0 credential with a proof.

The document is built here and not by ``openbadgeslib``'s model, which knows neither the language,
the version and the page of an achievement nor the date of the award; signing is the library's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from typing import Any
from urllib.parse import quote

from uprest.credentials.keys import IssuerKey

Document = dict[str, Any]

CONTEXT = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
)
SCHEMA = {
    "id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/"
    "ob_v3p0_achievementcredential_schema.json",
    "type": "1EdTechJsonSchemaValidator2019",
}
LOWEST_LEVEL, HIGHEST_LEVEL = 0, 5
SIGNING = "openbadgeslib.ob3.ldp"
"""It takes 12 MB, so it is loaded with the first badge and not with every process."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issues: a name, the address of the site, and the key."""

    name: str
    url: str
    key: IssuerKey


@dataclass(frozen=True, slots=True)
class ShownLevel:
    """A level (0 to 5) of a skill, how it is known, and since when.

    ``kind`` is a word for programs ("TESTED"), ``story`` a sentence for people. ``framework_url``
    is where the skill is described by others, or "".
    """

    code: str
    name: str
    level: int
    kind: str
    story: str
    framework_url: str = ""
    framework_name: str = ""


@dataclass(frozen=True, slots=True)
class Achievement:
    """What was achieved: a course in one version of its content."""

    id: str
    name: str
    description: str
    criteria: str
    language: str
    version: str


@dataclass(frozen=True, slots=True)
class PlaceInList:
    """A place in a list of withdrawn badges."""

    list_url: str
    index: int


@dataclass(frozen=True, slots=True)
class Badge:
    """Everything that one badge claims. Texts are in ``achievement.language``.

    ``id`` is the address of the document, ``page_url`` that of its page for people. ``holder`` is
    a name or "".
    """

    id: str
    page_url: str
    holder: str
    achievement: Achievement
    levels: Sequence[ShownLevel]
    completed_at: datetime
    issued_at: datetime
    expires_at: datetime | None
    status: PlaceInList


def write_time(moment: datetime) -> str:
    """Return a time as RFC 3339 in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def describe_issuer(issuer: Issuer) -> Document:
    """Return the issuer as it stands in every badge."""
    return {
        "id": issuer.key.did,
        "type": ["Profile"],
        "name": issuer.name,
        "url": issuer.url,
    }


def describe_achievement(achievement: Achievement, levels: Sequence[ShownLevel]) -> Document:
    """Return the achievement as it stands in the badge."""
    described: Document = {
        "id": achievement.id,
        "type": ["Achievement"],
        "achievementType": "Certificate",
        "name": achievement.name,
        "description": achievement.description,
        "criteria": {"narrative": achievement.criteria},
        "inLanguage": achievement.language,
        "version": achievement.version,
    }
    alignments = [_align(level) for level in levels if level.framework_url]
    if alignments:
        described["alignment"] = alignments
    if levels:
        described["resultDescription"] = [
            {
                "id": _name_result(achievement, level),
                "type": ["ResultDescription"],
                "name": level.name,
                "resultType": "PerformanceLevel",
                "valueMin": str(LOWEST_LEVEL),
                "valueMax": str(HIGHEST_LEVEL),
            }
            for level in levels
        ]
    return described


def _name_result(achievement: Achievement, level: ShownLevel) -> str:
    return f"{achievement.id}#{quote(level.code, safe='')}"


def _align(level: ShownLevel) -> Document:
    return {
        "type": ["Alignment"],
        "targetName": level.name,
        "targetUrl": level.framework_url,
        "targetFramework": level.framework_name,
    }


def build_badge(badge: Badge, issuer: Issuer) -> Document:
    """Return the credential without its proof."""
    subject: Document = {
        "id": f"{badge.page_url}#holder",
        "type": ["AchievementSubject"],
        "achievement": describe_achievement(badge.achievement, badge.levels),
    }
    if badge.holder:
        subject["identifier"] = [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": badge.holder,
                "identityType": "name",
            }
        ]
    if badge.levels:
        subject["result"] = [
            {
                "type": ["Result"],
                "resultDescription": _name_result(badge.achievement, level),
                "value": str(level.level),
            }
            for level in badge.levels
        ]
    document: Document = {
        "@context": list(CONTEXT),
        "id": badge.id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": badge.achievement.name,
        "issuer": describe_issuer(issuer),
        "validFrom": write_time(badge.issued_at),
        "awardedDate": write_time(badge.completed_at),
        "credentialSubject": subject,
        "evidence": _list_evidence(badge),
        "credentialStatus": {
            "id": f"{badge.status.list_url}#{badge.status.index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(badge.status.index),
            "statusListCredential": badge.status.list_url,
        },
        "credentialSchema": [dict(SCHEMA)],
    }
    if badge.expires_at:
        document["validUntil"] = write_time(badge.expires_at)
    return document


def _list_evidence(badge: Badge) -> list[Document]:
    page = {"id": badge.page_url, "type": ["Evidence"], "name": badge.achievement.name}
    return [
        page,
        *(
            {
                "id": f"{badge.page_url}#{quote(level.code, safe='')}",
                "type": ["Evidence"],
                "name": level.name,
                "genre": level.kind,
                "narrative": level.story,
            }
            for level in badge.levels
        ),
    ]


def sign(document: Document, key: IssuerKey, *, at: datetime) -> Document:
    """Return the document with a Data Integrity proof (eddsa-rdfc-2022).

    The same document, key and time give the same bytes, since Ed25519 draws no random numbers.
    Every context is the library's own copy: nothing is fetched.
    """
    signed: Document = import_module(SIGNING).add_data_integrity_proof(
        document, key.private_pem, key.verification_method, created=at
    )
    return signed
