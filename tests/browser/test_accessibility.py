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
VISITOR = [
    "", "check/", "courses/", "privacy/", "accessibility/", "method/", "vanersborg/", "open-data/",
    "join/", "participants/vanersborg/",
    "account/login/", "account/signup/", "account/keep/", "account/other-phone/enter/", "nowhere/",
    "events/", "events/?when=past", "events/1/", "events/2/",
]  # fmt: skip
SIGNED_IN = {
    "learner": [
        "home/",
        "my-skills/",
        "path/",
        "account/",
        "account/businesses/",
        "account/delete/",
        "account/messages/",
        "account/messages/settings/",
        "account/events/",
        "learning/transcript/",
        "events/check-in/",
        "events/2/",
        "events/2/register/",
        "events/2/cancel/",
    ],
    "owner": ["home/", "business/new/"],
    "officer": [
        "city/vanersborg/",
        "city/vanersborg/changes/",
        "city/vanersborg/compare/?with=ravenna",
        "city/vanersborg/exports/",
        "city/vanersborg/council/",
        "city/vanersborg/needed-levels/",
        "city/vanersborg/register/",
        "city/vanersborg/register/upload/",
        "city/vanersborg/campaigns/",
        "city/vanersborg/campaigns/new/?skill=complaints",
        "city/vanersborg/needs/",
        "city/vanersborg/needs/new/?skill=food-waste",
        "city/vanersborg/actions/?state=ALL",
        "city/vanersborg/actions/new/",
        "city/vanersborg/actions/print/",
        "city/vanersborg/events/",
        "city/vanersborg/events/new/",
        "city/vanersborg/events/2/",
        "city/vanersborg/events/2/edit/",
        "city/vanersborg/events/2/agenda/",
        "city/vanersborg/events/2/agenda/new/",
        "city/vanersborg/events/2/places/",
        "city/vanersborg/events/1/materials/",
        "city/vanersborg/events/2/registrations/",
        "city/vanersborg/events/1/check-in/",
        "city/vanersborg/events/1/sign-in-list/",
        "city/vanersborg/events/2/codes/",
        "city/vanersborg/events/2/cancel/",
    ],
    "trainer": ["need-board/"],
}


def assert_nothing_found(page) -> None:
    """Fail with what axe finds, in its own words."""
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    assert widest_overflow(page) <= 0, f"{page.url} is wider than the window"


def assert_fits_both_widths(page) -> None:
    """Look at the page as a phone shows it, and as a laptop does.

    Other languages change the width of words, not what axe looks for on a laptop: there it looks
    at the Swedish pages.
    """
    page.set_viewport_size(LAPTOP)
    if "/sv/" in page.url:
        assert_nothing_found(page)
    assert widest_overflow(page) <= 0, f"{page.url} is wider than a laptop"
    page.set_viewport_size(PHONE)
    assert_nothing_found(page)


@pytest.mark.parametrize("language", ["en", "sv", "it"])
def test_pages_of_a_visitor(browser, site, language):
    context = browser.new_context(base_url=site, viewport=PHONE)
    page = context.new_page()
    for path in VISITOR:
        page.goto(f"/{language}/{path}")
        assert_fits_both_widths(page)
    context.close()


@pytest.mark.parametrize("language", ["sv", "it"])
def test_check_result_and_lesson(browser, site, language):
    context = browser.new_context(base_url=site, viewport=PHONE)
    page = context.new_page()
    page.goto(f"/{language}/check/")
    page.locator('input[name="occupation"][value="receptionist"]').check()
    go_on(page, "main form button[type=submit]")
    assert_fits_both_widths(page)

    take_check(page, language, level=1)
    assert_fits_both_widths(page)

    go_on(page, ".next-card a.button.loud")
    assert_fits_both_widths(page)
    context.close()


@pytest.mark.parametrize("role", SIGNED_IN)
def test_pages_behind_sign_in(browser, site, role):
    context = browser.new_context(base_url=site, viewport=PHONE)
    page = context.new_page()
    sign_in(page, role, language="sv")
    for path in SIGNED_IN[role]:
        answer = page.goto(f"/sv/{path}")
        assert answer.status == 200, page.url
        assert_fits_both_widths(page)
    context.close()


FOLLOWED = {
    "officer": [
        ("city/vanersborg/campaigns/", "main .list a.link"),
        ("city/vanersborg/actions/", "main .data-table a.link"),
        ("city/vanersborg/actions/", "main .data-table a.link", "main a.button.line"),
    ],
    "owner": [
        ("home/", "nav a[href*='/team/']", ".sub-nav a[href$='/from-the-city/']"),
        ("home/", "nav a[href*='/team/']", ".sub-nav a[href$='/from-the-city/']",
         "main a[href$='/board/']"),
        ("home/", "nav a[href*='/team/']", ".sub-nav a[href$='/from-the-city/']",
         "main a[href$='/board/']", "main a[href$='/board/new/']"),
    ],
    "trainer": [
        ("need-board/", "main a[href$='/answer/']"),
        ("need-board/", "main a[href$='/decline/']"),
    ],
}  # fmt: skip
"""Pages with a number in their address: where one begins, and the links that lead there."""


@pytest.mark.parametrize("role", FOLLOWED)
def test_pages_that_links_lead_to(browser, site, role):
    context = browser.new_context(base_url=site, viewport=PHONE)
    page = context.new_page()
    sign_in(page, role, language="sv")
    for start, *links in FOLLOWED[role]:
        page.goto(f"/sv/{start}")
        for selector in links:
            page.goto(page.locator(selector).first.get_attribute("href"))
        assert_fits_both_widths(page)
    context.close()


TEAM = ["", "plan/", "plan/new/", "needs/", "needs/receptionist/?jobs=receptionist", "handbook/"]


@pytest.mark.parametrize("language", ["sv", "it"])
def test_pages_of_a_team(browser, site, language):
    context = browser.new_context(base_url=site, viewport=PHONE)
    page = context.new_page()
    sign_in(page, "owner", language=language)
    page.goto(f"/{language}/account/businesses/")
    team = page.locator('a[href*="/team/"]').first.get_attribute("href")
    number = team.split("/team/")[1].split("/")[0]
    for path in TEAM:
        answer = page.goto(f"/{language}/team/{number}/{path}")
        assert answer.status == 200, page.url
        assert_fits_both_widths(page)
    page.locator('input[name="course"]').first.check()
    go_on(page, "main form button[type=submit]")
    assert page.locator(".handbook").count()
    assert_fits_both_widths(page)
    context.close()


def test_pages_of_a_business_for_its_owner(browser, site):
    context = browser.new_context(base_url=site, viewport=PHONE)
    page = context.new_page()
    sign_in(page, "owner", language="it")
    page.goto("/it/account/businesses/")
    team = page.locator('main a[href*="/invite/"]').first.get_attribute("href")
    for path in ("", "mails/", "poster/", "../city/"):
        assert page.goto(f"{team}{path}").status == 200, page.url
        assert_fits_both_widths(page)
    context.close()


def test_a_register_on_its_way(browser, site):
    context = browser.new_context(base_url=site, viewport=PHONE)
    page = context.new_page()
    sign_in(page, "officer", language="sv")
    page.goto("/sv/city/vanersborg/register/upload/")
    lines = "nr;namn;bransch;anst\u00e4llda\r\n1;Ny;Hotell;5\r\n;Utan;Ok\u00e4nt;7\r\n"
    file = {"name": "register.csv", "mimeType": "text/csv", "buffer": lines.encode()}
    page.locator("input[type=file]").set_input_files(file)
    go_on(page, "main form button[type=submit]")
    assert_fits_both_widths(page)
    go_on(page, "main form button[type=submit]")
    assert_fits_both_widths(page)
    page.locator("main select").first.select_option("food")
    for select in page.locator("main select").all():
        if not select.input_value():
            select.select_option("out")
    go_on(page, "main form button[type=submit]")
    assert_fits_both_widths(page)
    go_on(page, 'main form[action*="/cancel/"] button')
    context.close()
