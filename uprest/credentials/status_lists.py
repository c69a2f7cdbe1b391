"""Lists of withdrawn badges: W3C Bitstring Status List 1.0, signed like the badges themselves.

Every list has 131,072 places, the standard's minimum: whoever asks for a list does not say whose
badge they look at. Places are drawn at random, so that a place says nothing of when or in which
order a badge was issued.
"""

import base64
import gzip
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from uprest.credentials.badges import Document, Issuer, sign, write_time

LIST_BITS = 131_072
FULL_AT = LIST_BITS // 2
"""A list is closed half full, so that a free place is found in two draws on average."""

VALID_FOR = timedelta(days=7)
"""How long a copy of a list may be believed. Nobody can pass off an older one as today's."""

REFRESH = timedelta(minutes=5)


def draw_place() -> int:
    """Return a place in a list, each as likely as any other."""
    return secrets.randbelow(LIST_BITS)


def encode_bits(places: Collection[int]) -> str:
    """Return the list as multibase base64url of gzip, place 0 being the leftmost bit.

    The same places give the same text: gzip's time is left at 0.
    """
    bits = bytearray(LIST_BITS // 8)
    for place in places:
        if not 0 <= place < LIST_BITS:
            raise ValueError(f"A place lies between 0 and {LIST_BITS - 1}, not at {place}.")
        bits[place // 8] |= 0x80 >> (place % 8)
    packed = gzip.compress(bytes(bits), mtime=0)
    return "u" + base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def build_status_list(
    *, url: str, places: Collection[int], issuer: Issuer, at: datetime
) -> Document:
    """Return the signed list at ``url`` in which ``places`` are withdrawn, as of ``at``."""
    document: Document = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.key.did,
        "validFrom": write_time(at),
        "validUntil": write_time(at + VALID_FOR),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encode_bits(places),
            "ttl": int(REFRESH.total_seconds() * 1000),
        },
    }
    return sign(document, issuer.key, at=at)
