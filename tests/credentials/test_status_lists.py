"""Lists of withdrawn badges."""

import gzip
from base64 import urlsafe_b64decode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openbadgeslib.ob3.status import decode_encoded_list, set_indices

from tests.credentials.samples import NOW, make_list
from uprest.credentials.status_lists import LIST_BITS, VALID_FOR, draw_place, encode_bits

PLACES = st.sets(st.integers(0, LIST_BITS - 1), max_size=40)


@settings(max_examples=30, deadline=None)
@given(PLACES)
def test_another_reader_finds_exactly_the_places(places):
    bits = decode_encoded_list(encode_bits(places))
    assert len(bits) * 8 == LIST_BITS >= 131_072
    assert set_indices(bits) == places


def test_the_first_place_is_the_leftmost_bit():
    text = encode_bits([0])
    assert text[0] == "u"
    bits = gzip.decompress(urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4)))
    assert bits[0] == 0b1000_0000


@pytest.mark.parametrize("place", [-1, LIST_BITS])
def test_a_place_beyond_the_list_is_refused(place):
    with pytest.raises(ValueError, match="lies between"):
        encode_bits([place])


def test_the_same_list_is_the_same_bytes():
    assert make_list(3, 9) == make_list(9, 3)


def test_a_list_is_believed_for_a_while_only():
    document = make_list()
    until = (NOW + VALID_FOR).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert document["validUntil"] == until


def test_places_are_drawn_from_the_whole_list():
    drawn = [draw_place() for _ in range(200)]
    assert all(0 <= place < LIST_BITS for place in drawn)
    assert len(set(drawn)) > 190
    assert min(drawn) < LIST_BITS / 4 < 3 * LIST_BITS / 4 < max(drawn)
