"""One secret, one key, one name."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.credentials.samples import ISSUER
from uprest.credentials.issuers import build_did_document, build_profile, name_site
from uprest.credentials.keys import IssuerKey, UnusableKeyError, derive_key, read_key

# RFC 8032, section 7.1, test 1: the secret, and the public key as did:key writes it.
SECRET = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
PUBLIC = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"


def test_the_name_is_the_public_key():
    key = IssuerKey(SECRET)
    assert key.did == "did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw"
    assert key.verification_method == f"{key.did}#{key.multikey}"
    assert PUBLIC in base64.b64decode(key.public_pem.splitlines()[1]).hex()


@given(st.binary(min_size=32, max_size=32))
def test_a_key_is_read_from_either_alphabet_with_or_without_padding(seed):
    for text in (base64.b64encode(seed), base64.urlsafe_b64encode(seed)):
        assert read_key(text.decode()) == IssuerKey(seed)
        assert read_key(text.decode().rstrip("=") + "\n") == IssuerKey(seed)


@pytest.mark.parametrize("text", ["", "abc", "not base64!", "A" * 40, "A" * 64, "å" * 43])
def test_what_is_no_key_is_refused(text):
    with pytest.raises(UnusableKeyError):
        read_key(text)


def test_a_derived_key_stays_the_same_and_differs_with_the_secret():
    assert derive_key("a") == derive_key("a") != derive_key("b")


def test_no_key_shows_its_secret():
    assert "seed" not in repr(IssuerKey(SECRET))
    assert SECRET.hex() not in repr(IssuerKey(SECRET))


def test_the_site_names_the_key_of_its_badges():
    document = build_did_document(ISSUER)
    assert document["id"] == "did:web:uprest.example"
    assert document["alsoKnownAs"] == [ISSUER.key.did]
    (method,) = document["verificationMethod"]
    assert document["assertionMethod"] == [method["id"]]
    assert ISSUER.key.did == f"did:key:{method['publicKeyMultibase']}"
    assert build_profile(ISSUER)["id"] == ISSUER.key.did


def test_a_port_is_escaped_as_the_method_asks():
    assert name_site("http://localhost:8000/") == "did:web:localhost%3A8000"
