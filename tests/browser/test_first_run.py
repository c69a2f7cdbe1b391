"""From the landing page to a lesson, as a visitor on a phone, with and without script."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.pages import PHONE, go_on, take_check, widest_overflow

pytestmark = pytest.mark.main_flow


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no-script"])
def test_a_visitor_gets_a_profile_and_a_first_lesson(browser, site, has_script):
    context = browser.new_context(
        base_url=site, viewport=PHONE, java_script_enabled=has_script, locale="sv-SE"
    )
    page = context.new_page()

    page.goto("/")
    assert urlsplit(page.url).path == "/sv/"
    go_on(page, ".hero a.button.loud")
    assert "/sv/check/" in page.url
    take_check(page, "sv")

    assert page.locator("table.gap-table").count() >= 1
    go_on(page, ".next-card a.button.loud")
    assert "/sv/courses/" in page.url
    exercise = page.locator("form.quiz, form:has(fieldset)").first
    exercise.locator("input[type=radio], input[type=checkbox]").first.check()
    with page.expect_navigation():
        exercise.locator("button[type=submit]").click()
    assert page.locator("[role=status]").count() >= 1
    context.close()


def test_the_keyboard_alone_answers_a_question(browser, site):
    context = browser.new_context(base_url=site, viewport=PHONE)
    page = context.new_page()
    page.goto("/en/check/")

    page.locator('input[name="occupation"]').first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/check/[0-9a-f-]{36}/"))
    situation = page.locator("h1").inner_text()
    page.locator('#answer input[name="answer"]').first.focus()
    page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert page.locator("h1").inner_text() != situation
    context.close()


def test_back_changes_an_answer_and_double_click_answers_once(browser, site):
    context = browser.new_context(base_url=site, viewport=PHONE)
    page = context.new_page()
    page.goto("/en/check/")
    page.locator('input[name="occupation"][value="guide"]').check()
    go_on(page, "main form button[type=submit]")
    first = page.locator("h1").inner_text()
    page.locator('#answer input[value="3"]').check()
    page.locator("footer.dock button[form=answer]").dblclick()
    expect(page.locator("h1")).not_to_have_text(first)

    page.locator("footer.dock a.back").click()

    expect(page.locator("h1")).to_have_text(first)
    assert page.locator('#answer input[value="3"]').is_checked()
    context.close()


def test_the_language_switch_keeps_the_question(browser, site):
    context = browser.new_context(base_url=site, viewport=PHONE)
    page = context.new_page()
    page.goto("/en/check/")
    page.locator('input[name="occupation"][value="host"]').check()
    go_on(page, "main form button[type=submit]")
    path = urlsplit(page.url).path

    page.locator("details.language summary").click()
    go_on(page, "details.language a[hreflang=hr]")

    assert urlsplit(page.url).path == path.replace("/en/", "/hr/")
    assert page.locator("html").get_attribute("lang") == "hr"
    context.close()


@pytest.mark.parametrize("path", ["/sv/", "/it/check/", "/hr/courses/", "/it/my-skills/"])
def test_nothing_is_cut_off_at_320_px(browser, site, path):
    context = browser.new_context(base_url=site, viewport={"width": 320, "height": 700})
    page = context.new_page()

    page.goto(path)

    assert widest_overflow(page) <= 0
    context.close()
