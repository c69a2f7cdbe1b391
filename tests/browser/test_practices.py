"""The library, a city's adaptations and its digital plan: axe, width, and without script."""

import pytest

from tests.browser.pages import LAPTOP, PHONE, go_on, sign_in
from tests.browser.test_accessibility import assert_fits_both_widths


@pytest.mark.parametrize("language", ["sv", "it"])
def test_the_library_for_everybody(browser, site, language):
    context = browser.new_context(base_url=site, viewport=PHONE)
    page = context.new_page()
    library = f"/{language}/practices/"
    for path in (library, f"{library}?skill=open-data", f"{library}?skill=allergies"):
        page.goto(path)
        assert_fits_both_widths(page)
    page.goto(f"{library}shared-bike-booking/")
    assert_fits_both_widths(page)
    go_on(page, 'a[href*="/practices/adapted/"]')
    assert_fits_both_widths(page)
    context.close()


def test_an_officer_s_pages(browser, site):
    context = browser.new_context(base_url=site, viewport=PHONE)
    page = context.new_page()
    sign_in(page, "officer", language="sv")
    city = "/sv/city/vanersborg"
    page.goto(f"{city}/practices/")
    assert_fits_both_widths(page)
    go_on(page, f'main a[href^="{city}/practices/"]:not([href$="practices/"])')
    assert_fits_both_widths(page)
    go_on(page, 'a[href$="/edit/"]')
    assert_fits_both_widths(page)
    page.goto("/sv/practices/visitor-counters/")
    go_on(page, 'a[href*="/transfer/"]')
    assert_fits_both_widths(page)

    page.goto(f"{city}/plan/")
    assert_fits_both_widths(page)
    go_on(page, f'main .list a[href^="{city}/plan/"]')
    assert_fits_both_widths(page)
    result = page.url
    go_on(page, 'a[href*="/part/"]')
    assert_fits_both_widths(page)
    page.goto(result)
    go_on(page, 'a[href*="/actions/new/"]')
    assert_fits_both_widths(page)
    context.close()


@pytest.mark.parametrize("viewport", [PHONE, LAPTOP], ids=["390", "1280"])
def test_a_search_works_without_script(browser, site, viewport):
    context = browser.new_context(base_url=site, viewport=viewport, java_script_enabled=False)
    page = context.new_page()
    page.goto("/en/practices/")
    page.locator("details.facet summary").first.click()
    page.locator('input[name="skill"][value="open-data"]').check()
    go_on(page, "form[role=search] .actions button")
    assert page.locator(".course-card").count() == 3
    context.close()
