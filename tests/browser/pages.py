"""What people do on the site, step by step, as they see it."""

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


def go_on(page, selector: str) -> None:
    """Press what leads to the next page, and wait for that page."""
    with page.expect_navigation():
        page.locator(selector).first.click()


def take_check(page, language: str, *, level: int = 2) -> str:
    """Take the whole check as a receptionist, answering ``level``; return the result's address."""
    page.goto(f"/{language}/check/")
    page.locator('input[name="occupation"][value="receptionist"]').check()
    go_on(page, "main form button[type=submit]")
    for _ in range(60):
        if not page.locator('#answer input[name="answer"]').count():
            break
        page.locator(f'#answer input[name="answer"][value="{level}"]').check()
        go_on(page, "footer.dock button[form=answer]")
    go_on(page, 'footer.dock form[action*="hand-in"] button')
    assert "/result/" in page.url
    return page.url


def sign_in(page, role: str, *, language: str = "en") -> None:
    """Sign in as the sample account of ``role`` with its password."""
    page.goto(f"/{language}/account/login/")
    page.locator("input[name=login]").fill(emails()[role])
    page.locator("input[name=password]").fill(read_people().password)
    go_on(page, "form:has(input[name=password]) button[type=submit]")
    assert "login" not in page.url


def widest_overflow(page) -> int:
    """Return by how many pixels the page is wider than the window."""
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
