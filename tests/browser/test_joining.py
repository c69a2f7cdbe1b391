"""From the poster on the wall into the team, on a phone."""

import re
from urllib.parse import urlsplit

import pytest

from tests.browser.pages import LAPTOP, PHONE, go_on, sign_in, widest_overflow
from uprest.ecosystem.services.invitations import draw_qr

pytestmark = pytest.mark.main_flow
NEWCOMER = "Nina Poster"


def test_a_colleague_joins_with_the_poster_of_the_owner(browser, site):
    at_work = browser.new_context(base_url=site, viewport=LAPTOP)
    owner = at_work.new_page()
    sign_in(owner, "owner")
    owner.goto("/en/account/businesses/")
    go_on(owner, 'main a[href$="/invite/"]')
    address = owner.locator(".qr-address a").get_attribute("href")
    team = owner.url.removesuffix("invite/")
    go_on(owner, 'a[href$="/poster/"]')
    drawing = owner.locator(".poster .qr-code path").get_attribute("d")
    assert f'd="{drawing}"' in draw_qr(address)

    by_phone = browser.new_context(base_url=site, viewport=PHONE, locale="en-GB")
    phone = by_phone.new_page()
    phone.goto(address)
    assert widest_overflow(phone) <= 0
    go_on(phone, 'a[href*="/account/signup/"]')
    phone.locator("input[name=email]").fill("nina.poster@example.org")
    phone.locator("input[name=display_name]").fill(NEWCOMER)
    phone.locator("input[name=keep_profile]").check()
    go_on(phone, "form:has(input[name=email]) button[type=submit]")
    phone.locator("input[name=code]").fill(read_code(by_phone))
    go_on(phone, "form:has(input[name=code]) button[type=submit]")
    assert urlsplit(phone.url).path == f"/en{urlsplit(address).path}"
    go_on(phone, 'form[action*="/join/"] button')
    assert phone.locator("[role=status]").count()
    assert widest_overflow(phone) <= 0

    owner.goto(f"{team}members/")
    assert NEWCOMER in owner.locator("main").inner_text()
    by_phone.close()
    at_work.close()


def read_code(context) -> str:
    """Return the code in the newest mail that the demo shows."""
    page = context.new_page()
    page.goto("/en/demo/mails/")
    text = page.locator("article", has_text="nina.poster@example.org").first.inner_text()
    page.close()
    return re.search(r"\b\d{6}\b", text).group()
