"""Badges are what they claim: two verifiers accept them, and refuse whatever was changed."""

import copy
import json
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.credentials.samples import (
    ISSUER,
    NOW,
    PLACE,
    make_badge,
    make_document,
    make_list,
)
from tests.credentials.verifiers import ask_library, ask_npm
from uprest.credentials.badges import build_badge, sign
from uprest.credentials.keys import derive_key

OTHER_KEY = derive_key("somebody else")


def paths(node, prefix=()):
    """Yield the way to every single value in a document."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from paths(value, (*prefix, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from paths(value, (*prefix, index))
    else:
        yield prefix


def change(document, path):
    """Return a copy in which one character of one value is another, or one truth its contrary."""
    changed = copy.deepcopy(document)
    node = changed
    for step in path[:-1]:
        node = node[step]
    value = node[path[-1]]
    if isinstance(value, bool):
        node[path[-1]] = not value
    else:
        middle = len(value) // 2
        other = "b" if value[middle] != "b" else "c"
        node[path[-1]] = value[:middle] + other + value[middle + 1 :]
    return changed


VARIANTS = {
    "everything": {},
    "without a name": {"holder": ""},
    "for ever": {"expires_at": None},
    "without a level": {"levels": ()},
}


def test_both_verifiers_accept_every_kind_of_badge():
    documents = [make_document(**changes) for changes in VARIANTS.values()]
    for name, document in zip(VARIANTS, documents, strict=True):
        found = ask_library(document, make_list())
        assert found.verified, (name, found)
    found = ask_npm(*((document, make_list()) for document in documents))
    assert [one.verified for one in found] == [True] * len(VARIANTS), found


def test_both_verifiers_refuse_a_badge_when_any_value_is_changed():
    document = make_document()
    changed = {path: change(document, path) for path in paths(document)}
    assert len(changed) > 60
    for path, one in changed.items():
        assert not ask_library(one, make_list()).verified, path
    found = ask_npm(*((one, make_list()) for one in changed.values()))
    accepted = [path for path, one in zip(changed, found, strict=True) if one.verified]
    assert accepted == []


def test_both_verifiers_refuse_a_badge_when_any_member_is_taken_out():
    document = make_document()
    for name in document:
        short = {key: value for key, value in document.items() if key != name}
        assert not ask_library(short, make_list()).verified, name
    changed = [{k: v for k, v in document.items() if k != name} for name in document]
    assert not any(one.verified for one in ask_npm(*((one, make_list()) for one in changed)))


def test_both_verifiers_refuse_what_was_added():
    document = make_document() | {"description": "And much else."}
    assert not ask_library(document, make_list()).verified
    assert not ask_npm((document, make_list()))[0].verified


def test_both_verifiers_say_that_a_badge_is_withdrawn():
    document, status_list = make_document(), make_list(PLACE, 5)
    for found in (ask_library(document, status_list), *ask_npm((document, status_list))):
        assert (found.verified, found.revoked) == (False, True), found


def test_a_neighbour_withdrawn_says_nothing_of_this_badge():
    document, status_list = make_document(), make_list(PLACE - 1, PLACE + 1)
    for found in (ask_library(document, status_list), *ask_npm((document, status_list))):
        assert found.verified, found


def test_both_verifiers_refuse_an_expired_badge():
    document = make_document(
        issued_at=NOW - timedelta(days=400), expires_at=NOW - timedelta(days=1)
    )
    for found in (ask_library(document, make_list()), *ask_npm((document, make_list()))):
        assert not found.verified


def test_both_verifiers_refuse_a_list_that_somebody_else_has_signed():
    document, status_list = make_document(), make_list(PLACE)
    status_list.pop("proof")
    status_list["credentialSubject"]["encodedList"] = make_list()["credentialSubject"][
        "encodedList"
    ]
    forged = sign(status_list, OTHER_KEY, at=NOW)
    for found in (ask_library(document, forged), *ask_npm((document, forged))):
        assert not found.verified


def test_both_verifiers_refuse_a_badge_that_somebody_else_has_signed_in_our_name():
    forged = sign(build_badge(make_badge(), ISSUER), OTHER_KEY, at=NOW)
    for found in (ask_library(forged, make_list()), *ask_npm((forged, make_list()))):
        assert not found.verified


def test_the_same_badge_is_the_same_bytes():
    assert json.dumps(make_document()) == json.dumps(make_document())


NAMES = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"),
    min_size=1, max_size=80,
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(name=NAMES, other=NAMES)
def test_any_name_can_be_certified_and_none_exchanged(name, other):
    document = make_document(holder=name)
    assert ask_library(document, make_list()).verified
    document["credentialSubject"]["identifier"][0]["identityHash"] = other
    assert ask_library(document, make_list()).verified is (name == other)


def test_a_badge_without_a_name_names_nobody():
    subject = make_document(holder="")["credentialSubject"]
    assert "identifier" not in subject
    assert subject["id"].endswith("#holder")


@pytest.mark.parametrize("code", ["a b", "å", "guest:welcome", 'x"y', "a#b"])
def test_codes_of_skills_may_have_any_letters(code):
    level = make_badge().levels[1]
    odd = type(level)(code=code, name="n", level=1, kind="TESTED", story="s")
    assert ask_library(make_document(levels=(odd,)), make_list()).verified
