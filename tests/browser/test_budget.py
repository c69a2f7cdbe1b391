"""The weight of a first view, and nothing from anybody else."""

from urllib.parse import urlsplit

import pytest

from tests.browser.pages import PHONE, sign_in

MOST_BYTES = 180 * 1024
MOST_REQUESTS = 15


def visit(context, path: str) -> list:
    """Open ``path`` with an empty cache and return the answers that came."""
    page = context.new_page()
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(path, wait_until="networkidle")
    return answers


def weight(answers: list) -> int:
    """Return the bytes that went over the line."""
    return sum(answer.request.sizes()["responseBodySize"] for answer in answers)


@pytest.mark.parametrize("path", ["/sv/", "/hr/", "/it/check/"])
def test_first_view_of_a_visitor(browser, site, path):
    context = browser.new_context(base_url=site, viewport=PHONE)

    answers = visit(context, path)

    assert len(answers) <= MOST_REQUESTS
    assert weight(answers) <= MOST_BYTES
    assert {urlsplit(answer.url).netloc for answer in answers} == {urlsplit(site).netloc}
    context.close()


def test_first_view_of_the_learners_home(browser, site):
    context = browser.new_context(base_url=site, viewport=PHONE)
    sign_in(context.new_page(), "learner")
    fresh = browser.new_context(
        base_url=site, viewport=PHONE, storage_state=context.storage_state()
    )

    answers = visit(fresh, "/sv/home/")

    assert len(answers) <= MOST_REQUESTS
    assert weight(answers) <= MOST_BYTES
    assert {urlsplit(answer.url).netloc for answer in answers} == {urlsplit(site).netloc}
    fresh.close()
    context.close()
