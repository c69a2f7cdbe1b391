"""What people do on the site, step by step, as they see it."""

import re

from uprest.demo.samples import read_people

PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1280, "height": 900}
LANGUAGES = ("en", "sv", "it", "hr")


def emails() -> dict[str, str]:
    """Return one sample account a role."""
    people = read_people()
    return {
        "learner": people.team.members[0].account.email,
        "owner": people.team.owner.email,
        "trainer": people.trainer.email,
        "officer": people.officers[0].account.email,
        "administrator": people.administrator.email,
    }


def take_check(page, language: str, *, level: int = 2) -> str:
    """Take the whole check as a receptionist, answering ``level``; return the result's address."""
    page.goto(f"/{language}/check/")
    page.locator('input[name="occupation"][value="receptionist"]').check()
    page.locator("main form button[type=submit]").click()
    for _ in range(60):
        if not page.locator('#answer input[name="answer"]').count():
            break
        page.locator(f'#answer input[name="answer"][value="{level}"]').check()
        page.locator("footer.dock button[form=answer]").click()
    page.locator('footer.dock form[action*="hand-in"] button').click()
    page.wait_for_url(re.compile(r"/result/"))
    return page.url


def sign_in(page, role: str, *, language: str = "en") -> None:
    """Sign in as the sample account of ``role`` with its password."""
    page.goto(f"/{language}/account/login/")
    page.locator("input[name=login]").fill(emails()[role])
    page.locator("input[name=password]").fill(read_people().password)
    page.locator("form:has(input[name=password]) button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"^(?!.*login).*$"))


def widest_overflow(page) -> int:
    """Return by how many pixels the page is wider than the window."""
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
