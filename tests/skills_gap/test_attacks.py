"""What somebody with bad intent sends to the pages of a check."""

import uuid

import pytest
from django.core.signing import dumps

from uprest.accounts.middleware import COOKIE, SALT

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("business", ["\x00", "1\x00", "-1", "x" * 100_000, "²"], ids=range(5))
def test_taking_back_what_was_never_agreed_changes_nothing(client, business):
    client.cookies[COOKIE] = dumps(str(uuid.uuid4()), salt=SALT)
    url = f"/en/check/{uuid.uuid4()}/result/"
    answer = client.post(f"{url}counting/", {"withdraw": business})
    assert (answer.status_code, answer.url) == (302, url)
