"""Scenes, quizzes, videos and free texts: by keyboard, with and without script, at 320 px."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.pages import go_on, widest_overflow
from uprest.demo.samples import read_people

SMALL = {"width": 320, "height": 640}
COURSE = "/en/courses/front-desk-day"
LESSONS = {
    "places": "see-your-desk-as-a-guest",
    "zones": "where-things-belong",
    "video": "two-at-the-desk",
    "story": "a-full-house-in-the-evening",
}
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}
# One of the team for each way of working: what one has answered the other has not.
WITHOUT_SCRIPT, WITH_SCRIPT, LOOKING = 1, 2, 3


class Reader:
    """Somebody of the team in front of a small phone with a keyboard."""

    def __init__(self, browser, site, member, *, has_script=True):
        self.context = browser.new_context(
            base_url=site, viewport=SMALL, java_script_enabled=has_script, reduced_motion="reduce"
        )
        self.page = self.context.new_page()
        people = read_people()
        self.page.goto("/en/account/login/")
        self.page.locator("input[name=login]").fill(people.team.members[member].account.email)
        self.page.locator("input[name=password]").fill(people.password)
        go_on(self.page, "form:has(input[name=password]) button[type=submit]")

    def open(self, lesson):
        """Open a lesson, and take the course where that has not been done."""
        address = f"{COURSE}/{LESSONS[lesson]}/"
        if self.page.goto(address).status == 403:
            go_on(self.page, "form[action$='/enrol/'] button")
            self.page.goto(address)
        return self.page

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def send(self, form):
        """Press the form's button by keyboard."""
        form.locator("button[type=submit]").focus()
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


@pytest.fixture
def reader(browser, site, request):
    """Somebody of the team; ``has_script`` says who and how."""
    has_script = getattr(request, "param", True)
    found = Reader(
        browser, site, WITH_SCRIPT if has_script else WITHOUT_SCRIPT, has_script=has_script
    )
    yield found
    found.context.close()


def exercise(page, kind):
    return page.locator(f'form[data-exercise="{kind}"]')


BOTH = pytest.mark.parametrize("reader", [True, False], ids=["script", "no-script"], indirect=True)


@BOTH
def test_places_open_by_keyboard_and_are_done(reader):
    page = reader.open("places")
    form = exercise(page, "image_hotspots")
    form.locator("summary").first.focus()
    reader.press("Enter")
    expect(form.locator("details p").first).to_be_visible()
    reader.send(form)
    expect(exercise(page, "image_hotspots")).to_contain_text("nobody is judged by it")


def test_a_tap_on_a_place_opens_its_text(reader):
    page = reader.open("places")
    page.locator('[data-spot="5"] circle').last.click()
    text = page.locator('[data-spot-text="5"]')
    expect(text.locator("p")).to_be_visible()
    expect(text.locator("summary")).to_be_focused()


@BOTH
def test_items_find_their_zone_by_keyboard(reader):
    page = reader.open("zones")
    form = exercise(page, "drag_zones")
    for item, steps in (("Maps", 1), ("passport", 2), ("list of names", 3), ("spare keys", 2)):
        form.get_by_label(re.compile(item)).focus()
        reader.press("Home", *["ArrowDown"] * steps)
    form.get_by_label(re.compile("sandwich")).focus()
    reader.press("Home")
    reader.send(form)
    expect(exercise(page, "drag_zones").locator(".feedback")).to_contain_text("Right.")


def test_items_find_their_zone_by_tap_and_by_drag(reader):
    page = reader.open("zones")
    form = exercise(page, "drag_zones")
    maps = form.locator("button.carry", has_text="Maps")
    maps.click()
    expect(maps).to_have_attribute("aria-pressed", "true")
    form.locator("[data-zone] rect").nth(0).click()
    expect(maps).to_have_attribute("aria-pressed", "false")
    expect(form.get_by_label(re.compile("Maps"))).to_have_value(re.compile(r"\w{16}"))

    passport = form.locator("button.carry", has_text="passport")
    safe = form.locator("[data-zone]").nth(1)
    page.set_viewport_size({"width": 320, "height": 1400})
    start, end = passport.bounding_box(), safe.locator("rect").bounding_box()
    page.mouse.move(start["x"] + 20, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=8)
    page.mouse.up()
    chosen = form.get_by_label(re.compile("passport")).input_value()
    assert chosen == safe.get_attribute("data-zone")
    letter = passport.locator("b").inner_text()
    assert letter in safe.locator("[data-placed]").text_content()


@BOTH
def test_a_story_goes_on_back_and_stays_after_a_reload(reader):
    page = reader.open("story")
    form = exercise(page, "branching")
    expect(form).to_contain_text("A family at the door")
    form.locator("input[type=radio]").first.focus()
    reader.press("Space")
    reader.send(form)
    expect(form).to_contain_text("What came of it")
    expect(form).to_contain_text("A bed for the night")
    page.reload()
    expect(form).to_contain_text("A bed for the night")
    page.go_back()
    expect(form).to_contain_text("A family at the door")
    page.go_forward()
    expect(form).to_contain_text("A bed for the night")
    for _ in range(2):
        form.locator("input[type=radio]").first.focus()
        reader.press("Space")
        reader.send(form)
    expect(form).to_contain_text("This family comes back.")
    expect(form).to_contain_text("9 points of 9")
    form.get_by_role("link", name="Start again").focus()
    with page.expect_navigation():
        reader.press("Enter")
    expect(form).to_contain_text("A family at the door")


@BOTH
def test_a_text_is_compared_with_a_model(reader):
    page = reader.open("story")
    form = exercise(page, "short_text")
    assert "Novak" not in page.content()
    form.get_by_label("Your text").focus()
    page.keyboard.type("We are sorry.")
    reader.send(form)
    expect(form).to_contain_text("Novak")
    expect(form).to_contain_text("We are sorry.")
    form.locator("input[type=checkbox]").first.focus()
    reader.press("Space")
    reader.send(form)
    expect(form.locator("input[type=checkbox]").first).to_be_checked()


def test_a_draft_outlives_a_reload(reader):
    page = reader.open("places")
    field = exercise(page, "reflection").get_by_label("Your text")
    field.fill("The lamp at the door")
    page.reload()
    expect(field).to_have_value("The lamp at the door")
    reader.send(exercise(page, "reflection"))
    expect(field).to_have_value("The lamp at the door")
    assert page.evaluate("sessionStorage.length") == 0


@BOTH
def test_a_quiz_is_answered_and_drawn_anew(reader):
    page = reader.open("video")
    form = exercise(page, "quiz")
    asked = form.locator("fieldset.asked > legend").all_inner_texts()
    assert len(asked) == 3
    page.reload()
    assert form.locator("fieldset.asked > legend").all_inner_texts() == asked
    for number in range(3):
        form.locator("fieldset.asked").nth(number).locator("input").first.focus()
        reader.press("Space")
    reader.send(form)
    expect(form.locator(".judged li")).to_have_count(3)
    form.get_by_role("link", name="Try again").focus()
    with page.expect_navigation():
        reader.press("Enter")
    expect(form.locator("fieldset.asked")).to_have_count(3)


def test_the_video_stops_for_its_question_and_moves_there(reader):
    page = reader.open("video")
    page.locator("video").evaluate(
        "async (video) => { video.currentTime = 7.5; await video.play(); }"
    )
    question = page.locator('[data-second="9"]')
    expect(question).to_be_focused(timeout=15_000)
    assert page.locator("video").evaluate("video => video.paused")
    question.locator("input").first.focus()
    reader.press("Space")
    question.get_by_role("button", name="Go on with the video").focus()
    reader.press("Enter")
    expect(page.locator("video")).to_be_focused()
    page.wait_for_function("!document.querySelector('video').paused")


def test_questions_of_the_video_are_answered_without_script(browser, site):
    reader = Reader(browser, site, WITHOUT_SCRIPT, has_script=False)
    page = reader.open("video")
    form = exercise(page, "video_questions")
    expect(form).to_contain_text("At 0:09 in the video")
    form.locator("[data-second='9'] input").first.focus()
    reader.press("Space")
    for place in range(2):
        form.locator("[data-second='18'] input").nth(place).focus()
        reader.press("Space")
    reader.send(form)
    expect(form.locator(".feedback")).to_contain_text("Right.")
    reader.context.close()


def test_axe_finds_nothing_and_nothing_is_cut_off_with_large_text(browser, site):
    reader = Reader(browser, site, LOOKING)
    # so tall that the dock at the lower edge lies over nothing
    reader.page.set_viewport_size({"width": 320, "height": 4000})
    for lesson in LESSONS:
        page = reader.open(lesson)
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, f"{lesson}\n{found.generate_report()}"
        assert widest_overflow(page) <= 0, lesson
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert widest_overflow(page) <= 0, f"{lesson} with large text"
        for box in page.locator("form.quiz :is(button, select, summary)").all():
            if box.is_visible():
                assert box.bounding_box()["height"] >= 44
    reader.context.close()
