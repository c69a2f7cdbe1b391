"""A recap question on the smallest phone: found on the home page, answered without script."""

from tests.browser.pages import go_on, sign_in
from tests.browser.test_accessibility import assert_nothing_found

SMALL = {"width": 320, "height": 640}


def test_recap_question_at_320_pixels(browser, site):
    context = browser.new_context(base_url=site, viewport=SMALL)
    page = context.new_page()
    sign_in(page, "learner", language="sv")
    page.goto("/sv/home/")
    go_on(page, 'a[href$="/learning/recap/"]')
    assert_nothing_found(page)
    page.locator("form.quiz input:not([type=hidden])").first.check()
    go_on(page, "form.quiz button[type=submit]")
    assert "answered=" in page.url
    assert page.locator("form.quiz .feedback").is_visible()
    assert not page.locator("form.quiz button[type=submit]").count(), "it is asked once"
    assert_nothing_found(page)
    context.close()


def test_recap_question_without_script(browser, site):
    context = browser.new_context(base_url=site, viewport=SMALL, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "learner", language="it")
    page.goto("/it/learning/recap/")
    go_on(page, 'a[href*="skip="]')
    page.locator("form.quiz input:not([type=hidden])").last.check()
    go_on(page, "form.quiz button[type=submit]")
    assert "answered=" in page.url
    assert page.locator("form.quiz .feedback").is_visible()
    context.close()
