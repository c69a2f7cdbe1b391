"""axe finds nothing, on any page type, for any role, at two widths."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.pages import LAPTOP, PHONE, go_on, sign_in, take_check, widest_overflow

RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}
WIDTHS = pytest.mark.parametrize("viewport", [PHONE, LAPTOP], ids=["390", "1280"])
VISITOR = [
    "", "check/", "courses/", "privacy/", "accessibility/", "method/", "vanersborg/",
    "account/login/", "account/signup/", "account/keep/", "account/other-phone/enter/", "nowhere/",
]  # fmt: skip
SIGNED_IN = {
    "learner": [
        "home/",
        "my-skills/",
        "path/",
        "account/",
        "account/businesses/",
        "account/delete/",
    ],
    "owner": ["home/", "business/new/"],
    "officer": ["city/vanersborg/"],
}


def assert_nothing_found(page) -> None:
    """Fail with what axe finds, in its own words."""
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    assert widest_overflow(page) <= 0, f"{page.url} is wider than the window"


@WIDTHS
@pytest.mark.parametrize("language", ["en", "sv", "it"])
def test_pages_of_a_visitor(browser, site, viewport, language):
    context = browser.new_context(base_url=site, viewport=viewport)
    page = context.new_page()
    for path in VISITOR:
        page.goto(f"/{language}/{path}")
        assert_nothing_found(page)
    context.close()


@WIDTHS
@pytest.mark.parametrize("language", ["sv", "it"])
def test_check_result_and_lesson(browser, site, viewport, language):
    context = browser.new_context(base_url=site, viewport=viewport)
    page = context.new_page()
    page.goto(f"/{language}/check/")
    page.locator('input[name="occupation"][value="receptionist"]').check()
    go_on(page, "main form button[type=submit]")
    assert_nothing_found(page)

    take_check(page, language, level=1)
    assert_nothing_found(page)

    go_on(page, ".next-card a.button.loud")
    assert_nothing_found(page)
    context.close()


@WIDTHS
@pytest.mark.parametrize("role", SIGNED_IN)
def test_pages_behind_sign_in(browser, site, viewport, role):
    context = browser.new_context(base_url=site, viewport=viewport)
    page = context.new_page()
    sign_in(page, role, language="sv")
    for path in SIGNED_IN[role]:
        answer = page.goto(f"/sv/{path}")
        assert answer.status == 200, page.url
        assert_nothing_found(page)
    context.close()
