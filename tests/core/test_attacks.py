"""Addresses that no page of ours leads to, and that databases refuse with an error."""

import pytest

from courses.views.media import RANGE
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
NUMBER = "9" * 30


@pytest.mark.parametrize(
    "address",
    [
        "/en/join/%00/",
        "/en/language/sv/?to=/en/%00",
        "/en/check/?work=%00",
        f"/en/account/businesses/{NUMBER}/leave/",
        f"/en/team/{NUMBER}/",
        f"/documents/{NUMBER}/x.pdf",
    ],
)
def test_an_address_that_cannot_be_is_not_found(client, address):
    client.force_login(UserFactory())
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        f"/en/learning/lessons/{NUMBER}/done/",
        f"/en/account/businesses/{NUMBER}/leave/",
        f"/en/account/businesses/{NUMBER}/sharing/",
    ],
)
def test_nor_is_it_taken_by_a_form(client, address):
    client.force_login(UserFactory())
    attempt = "00000000-0000-4000-8000-000000000000"
    assert client.post(address, {"attempt": attempt, "shares": "yes"}).status_code == 404


def test_a_range_of_a_video_has_numbers_that_can_be_read():
    assert RANGE.fullmatch("bytes=0-1048575")
    assert not RANGE.fullmatch(f"bytes={'9' * 5000}-")
