"""The documents by which a site says which key is its own."""

from urllib.parse import quote, urlsplit

from uprest.credentials.badges import CONTEXT, Document, Issuer, describe_issuer


def name_site(url: str) -> str:
    """Return the did:web of the site at ``url``, whose document lies in ``/.well-known/did.json``.

    A port is written with its colon escaped, as the method asks.
    """
    return "did:web:" + quote(urlsplit(url).netloc, safe="")


def build_did_document(issuer: Issuer) -> Document:
    """Return the site's DID document: it names the key, and the issuer of the badges as itself."""
    did = name_site(issuer.url)
    method = f"{did}#{issuer.key.multikey}"
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": did,
        "alsoKnownAs": [issuer.key.did],
        "verificationMethod": [
            {
                "id": method,
                "type": "Multikey",
                "controller": did,
                "publicKeyMultibase": issuer.key.multikey,
            }
        ],
        "assertionMethod": [method],
    }


def build_profile(issuer: Issuer) -> Document:
    """Return the issuer's Open Badges profile, for whoever looks it up on the site."""
    return {"@context": list(CONTEXT[:2]), **describe_issuer(issuer)}
