"""Where the language switch does not lead."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "target",
    [
        "//[", "/\t/[", "//evil.example", "/\\evil.example", "/\t/evil.example",
        "https://evil.example/", "///evil.example", "/en//evil.example", "javascript:alert(1)",
    ],
)  # fmt: skip
def test_the_language_switch_stays_on_the_site(client, target):
    answer = client.get("/en/language/sv/", {"to": target})
    assert answer.status_code == 302
    assert answer.url == "/sv/"
