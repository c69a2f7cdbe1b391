"""Certificate and transcript in a real browser: axe, the narrowest phone, the keyboard."""

import pytest

from tests.browser.pages import LAPTOP, go_on, widest_overflow
from tests.browser.test_accessibility import assert_nothing_found
from uprest.demo.samples import read_people

NARROW = {"width": 320, "height": 640}
HOLDER = "omar.haddad@example.org"
TRANSCRIPT = "/{}/learning/transcript/"


@pytest.fixture
def holder(browser, site, request):
    """A page of somebody who has a certificate, in a window of the size asked for."""
    context = browser.new_context(base_url=site, viewport=getattr(request, "param", LAPTOP))
    page = context.new_page()
    page.goto("/en/account/login/")
    page.locator("input[name=login]").fill(HOLDER)
    page.locator("input[name=password]").fill(read_people().password)
    go_on(page, "form:has(input[name=password]) button[type=submit]")
    yield page
    context.close()


@pytest.mark.parametrize("holder", [NARROW, LAPTOP], ids=["320", "1280"], indirect=True)
@pytest.mark.parametrize("language", ["en", "sv", "it", "hr"])
def test_transcript_and_certificate_are_accessible(browser, site, holder, language):
    holder.goto(TRANSCRIPT.format(language))
    assert_nothing_found(holder)
    go_on(holder, f'main a[href*="/{language}/certificates/"]')
    assert_nothing_found(holder)

    stranger = browser.new_context(base_url=site, viewport=holder.viewport_size)
    page = stranger.new_page()
    assert page.goto(holder.url).status == 200
    assert page.locator("main form").count() == 0
    assert_nothing_found(page)
    stranger.close()


def test_the_name_is_changed_with_the_keyboard(holder):
    holder.goto(TRANSCRIPT.format("en"))
    go_on(holder, 'main a[href*="/certificates/"]')
    field = holder.locator("main input[name=name]")
    before = field.input_value()
    field.focus()
    holder.keyboard.press("Control+A")
    holder.keyboard.type("Omar A. Haddad")
    with holder.expect_navigation():
        holder.keyboard.press("Enter")
    assert holder.locator("main h1").count() == 1
    assert "Omar A. Haddad has completed" in holder.locator("main").inner_text()
    field = holder.locator("main input[name=name]")
    field.fill(before)
    with holder.expect_navigation():
        field.press("Enter")
    assert widest_overflow(holder) <= 0
