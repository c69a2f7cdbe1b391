"""Exercises with words, steps and pairs: by keyboard, with and without script, at 320 px."""

import pytest
from playwright.sync_api import expect

from tests.browser.pages import widest_overflow
from tests.browser.test_accessibility import assert_nothing_found
from tests.browser.test_scenes import COURSE, Reader

SCRIPT = pytest.mark.parametrize("has_script", [True, False], ids=["script", "no-script"])
WITHOUT_SCRIPT, WITH_SCRIPT = 1, 2
RIGHT = "Right."


class Answerer(Reader):
    """Somebody who answers with the keyboard alone."""

    def __init__(self, browser, site, *, has_script):
        member = WITH_SCRIPT if has_script else WITHOUT_SCRIPT
        super().__init__(browser, site, member, has_script=has_script)
        self.errors = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def start(self, lesson, kind):
        address = f"{COURSE}/{lesson}/"
        if self.page.goto(address).status == 403:
            self.page.locator("form[action$='/enrol/'] button").click()
            self.page.goto(address)
        return self.form(kind)

    def form(self, kind):
        return self.page.locator(f'form[data-exercise="{kind}"]')

    def tap(self, button):
        button.focus()
        self.page.keyboard.press("Enter")

    def choose(self, select, label):
        """Choose in a select box by typing what the option begins with."""
        select.focus()
        select.select_option(label=label)

    def done(self, kind, says=RIGHT):
        self.send(self.form(kind))
        expect(self.form(kind).locator("[role=status]")).to_contain_text(says)
        assert widest_overflow(self.page) <= 0
        assert self.errors == []
        self.context.close()


@SCRIPT
def test_fill_the_blanks(browser, site, has_script):
    reader = Answerer(browser, site, has_script=has_script)
    form = reader.start("before-the-first-guest", "fill_blanks")
    form.get_by_role("textbox").first.focus()
    for word in ("key box", "chef", "Ramp"):
        reader.page.keyboard.type(word)
        reader.press("Tab")
    reader.done("fill_blanks")


@SCRIPT
def test_flash_cards(browser, site, has_script):
    reader = Answerer(browser, site, has_script=has_script)
    form = reader.start("before-the-first-guest", "flash_cards")
    reader.tap(form.locator("summary").first)
    expect(form.get_by_text("Herzlich willkommen!")).to_be_visible()
    reader.done("flash_cards", "Done.")


@SCRIPT
def test_single_choice_set(browser, site, has_script):
    reader = Answerer(browser, site, has_script=has_script)
    form = reader.start("three-at-the-desk", "single_choice_set")
    for words in ("I look up", "Which line", "by nine o’clock"):
        form.locator("label", has_text=words).locator("input").focus()
        reader.press("Space")
    reader.done("single_choice_set")


PAIRS = {
    "A suitcase left on the bus": "The bus company’s lost property",
    "Nuts in the dessert?": "The kitchen",
    "No hot water in room 9": "The caretaker on duty",
    "A walk of an hour with a pushchair": "The tourist office",
}


@SCRIPT
def test_match_pairs(browser, site, has_script):
    reader = Answerer(browser, site, has_script=has_script)
    form = reader.start("three-at-the-desk", "match_pairs")
    for left, right in PAIRS.items():
        row = form.locator(".pair", has_text=left)
        if has_script:
            reader.tap(form.locator("[data-bank] button", has_text=right))
            expect(form.locator("[data-live]")).to_contain_text(f"“{right}” is taken")
            reader.tap(row.locator("[data-slot]"))
            expect(row.locator("[data-slot]")).to_have_accessible_name(f"{left}: {right}")
        else:
            reader.choose(row.locator("select"), right)
    reader.done("match_pairs")


WORDS = ("look up", "say when", "use their name")


@SCRIPT
def test_drag_the_words(browser, site, has_script):
    reader = Answerer(browser, site, has_script=has_script)
    form = reader.start("three-at-the-desk", "drag_words")
    for number, word in enumerate(WORDS):
        if has_script:
            reader.tap(form.locator("[data-bank] button", has_text=word))
            reader.tap(form.locator("[data-slot]").nth(number))
        else:
            reader.choose(form.locator("select").nth(number), word)
    reader.done("drag_words")


def test_words_are_dragged_with_a_pointer_and_taken_out_again(browser, site):
    reader = Answerer(browser, site, has_script=True)
    form = reader.start("three-at-the-desk", "drag_words")
    slot = form.locator("[data-slot]").first
    form.locator("[data-bank]").scroll_into_view_if_needed()
    form.locator("[data-bank] button", has_text="say when").drag_to(slot)
    expect(slot).to_have_text("say when")
    reader.tap(slot)
    expect(slot).to_have_accessible_name("Gap 1 of 3: empty")
    expect(form.locator("[data-live]")).to_contain_text("is taken out")
    assert form.locator("select").first.input_value() == ""
    assert reader.page.locator(".ghost").count() == 0
    reader.context.close()


@SCRIPT
def test_mark_the_words(browser, site, has_script):
    reader = Answerer(browser, site, has_script=has_script)
    form = reader.start("an-evening-without-a-cook", "mark_words")
    for word in ("cashews", "parmesan", "whey"):
        form.get_by_role("checkbox", name=word).focus()
        reader.press("Space")
    reader.done("mark_words")


STEPS = (
    "Ask what exactly they cannot eat",
    "Read the label, every line",
    "Say what you know and what you do not",
    "Let the guest decide",
    "Write it down for the morning shift",
)


@SCRIPT
def test_put_in_order(browser, site, has_script):
    reader = Answerer(browser, site, has_script=has_script)
    form = reader.start("an-evening-without-a-cook", "put_in_order")
    for place, words in enumerate(STEPS):
        row = form.locator(".step", has_text=words)
        if not has_script:
            reader.choose(row.locator("select"), str(place + 1))
            continue
        up = row.locator('[data-move="-1"]')
        while form.locator(".step").nth(place).get_attribute("data-step") != words:
            reader.tap(up)
            expect(up).to_be_focused()
    if has_script:
        assert form.locator("[data-live]").text_content().endswith("of 5.")
    reader.done("put_in_order")


def test_a_step_is_dragged_by_its_handle(browser, site):
    reader = Answerer(browser, site, has_script=True)
    form = reader.start("an-evening-without-a-cook", "put_in_order")
    first = form.locator(".step").first
    words = first.get_attribute("data-step")
    form.locator(".order").scroll_into_view_if_needed()
    second = form.locator(".step").nth(1)
    below = second.bounding_box()["height"] - 6
    first.locator("[data-handle]").drag_to(second, target_position={"x": 20, "y": below})
    assert form.locator(".step").nth(1).get_attribute("data-step") == words
    assert form.locator(".step").nth(1).locator("select").input_value() == "2"
    reader.context.close()


@SCRIPT
def test_summary(browser, site, has_script):
    reader = Answerer(browser, site, has_script=has_script)
    form = reader.start("ten-to-eleven", "summary")
    for words in ("not being seen more", "I say what I know", "who does what by when"):
        form.locator("label", has_text=words).locator("input").focus()
        reader.press("Space")
    reader.done("summary")


@pytest.mark.parametrize(
    "lesson",
    [
        "before-the-first-guest",
        "three-at-the-desk",
        "an-evening-without-a-cook",
        "ten-to-eleven",
    ],
)
def test_nothing_is_found_before_an_answer_and_targets_are_big(browser, site, lesson):
    reader = Answerer(browser, site, has_script=True)
    reader.start(lesson, "")
    assert_nothing_found(reader.page)
    small = reader.page.locator("form[data-exercise]").evaluate_all(
        """forms => forms.flatMap(form => [...form.querySelectorAll(
             "button, select, summary, input[type=text], .choice, .word")])
           .filter(one => one.offsetParent && (one.offsetHeight < 44 || one.offsetWidth < 44))
           .map(one => one.outerHTML.slice(0, 120))"""
    )
    assert small == []
    reader.context.close()
