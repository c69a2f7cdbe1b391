"""The issuer's Ed25519 key, and the identifiers that follow from it."""

import base64
import binascii
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

NAMES = "openbadgeslib.ob3.did"
"""Loaded with the first name of a key: the library takes 12 MB."""
SEED_BYTES = 32
PURPOSE = b"uprest: Ed25519 key that signs certificates, version 1"


class UnusableKeyError(ValueError):
    """A setting holds no key."""


@dataclass(frozen=True)
class IssuerKey:
    """A key by its 32 secret bytes. Everything else is computed, the same every time."""

    seed: bytes

    def __post_init__(self) -> None:
        if len(self.seed) != SEED_BYTES:
            raise UnusableKeyError(f"A key has {SEED_BYTES} bytes, not {len(self.seed)}.")

    def __repr__(self) -> str:
        return f"IssuerKey({self.did})"

    @cached_property
    def private_pem(self) -> bytes:
        """The private key as PKCS #8."""
        private = Ed25519PrivateKey.from_private_bytes(self.seed)
        return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    @cached_property
    def public_pem(self) -> bytes:
        """The public key as SubjectPublicKeyInfo."""
        public = Ed25519PrivateKey.from_private_bytes(self.seed).public_key()
        return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    @cached_property
    def multikey(self) -> str:
        """The public key as W3C Multikey writes it (``publicKeyMultibase``)."""
        return str(import_module(NAMES).multikey_from_pem(self.public_pem))

    @property
    def did(self) -> str:
        """The did:key of the public key: whoever has the name has the key, without asking us."""
        return f"did:key:{self.multikey}"

    @property
    def verification_method(self) -> str:
        """What a proof names: the one key of the DID."""
        return f"{self.did}#{self.multikey}"


def read_key(text: str) -> IssuerKey:
    """Return the key whose 32 secret bytes ``text`` has in base64, as OpenSSL or for addresses.

    :raises UnusableKeyError: if it has not.
    """
    plain = text.strip().rstrip("=").translate(str.maketrans("-_", "+/"))
    try:
        seed = base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise UnusableKeyError("The key is not base64.") from error
    return IssuerKey(seed)


def derive_key(secret: str) -> IssuerKey:
    """Return the key that follows from a site's secret (HKDF-SHA-256, RFC 5869).

    Nobody who knows the key learns the secret from it.
    """
    kdf = HKDF(algorithm=SHA256(), length=SEED_BYTES, salt=None, info=PURPOSE)
    return IssuerKey(kdf.derive(secret.encode()))
