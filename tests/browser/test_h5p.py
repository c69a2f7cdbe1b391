"""H5P in a browser: real packages are played, scored and resumed; a hostile one gets nowhere."""

import json
import re
from contextlib import ExitStack

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import HERE, build, free_port, serve
from tests.browser.h5p_lessons import IMPORT, KEPT, LESSONS, PEOPLE, run
from tests.browser.pages import LAPTOP, PHONE
from tests.browser.test_accessibility import assert_nothing_found
from tests.factories.h5p import REAL, library, list_real_packages, make_package

PATIENCE = 60_000
# What is wrong with it: an InteractiveBook without its mandatory "behaviour".
BROKEN = {"jamestagal--TRUEFALSE-PRODUCTION-DEMO"}
KEPT_TEXT = re.compile("Your result is kept|Done. It is kept")

OWN = """
H5P.UprTest = function (params, id, extras) {
  H5P.EventDispatcher.call(this);
  this.contentId = id;
  this.state = (extras && extras.previousState) || { word: "" };
};
H5P.UprTest.prototype = Object.create(H5P.EventDispatcher.prototype);
H5P.UprTest.prototype.attach = function ($container) {
  const self = this;
  const $ = H5P.jQuery;
  const field = $('<label>Word <input id="word"></label>').appendTo($container).find("input");
  field.val(this.state.word).on("input", function () { self.state.word = this.value; });
  const button = $('<button type="button" id="done">Done</button>').appendTo($container);
  button.on("click", function () {
    self.triggerXAPIScored(field.val().length, 4, "completed", true, field.val().length === 4);
  });
};
H5P.UprTest.prototype.getCurrentState = function () { return this.state; };
"""


class Site:
    """A site of its own with nobody's data, and what the tests make in it."""

    def __init__(self, folder, environment, address):
        self.folder, self.environment, self.address = folder, environment, address
        self.sessions = run(environment, PEOPLE, ["trainer", "learner"])

    def add_package(self, name, **parts):
        """Import a package of our own making; return its content's id."""
        path = self.folder / f"{name}.h5p"
        path.write_bytes(make_package(**parts).read())
        return self.add_files([path])[str(path)]

    def add_files(self, paths):
        return run(self.environment, IMPORT, [str(path) for path in paths])

    def add_lessons(self, *lessons):
        """Publish lessons of modules; return the address, page id and block ids of each."""
        return run(self.environment, LESSONS, lessons)

    def list_kept(self, block_id):
        """Return the answers of all attempts at a block."""
        return run(self.environment, KEPT, [block_id])[0]


@pytest.fixture(scope="module")
def place(tmp_path_factory, worker_id, django_db_setup):
    """Folder and environment of the site with H5P."""
    folder = tmp_path_factory.mktemp("h5p")
    return folder, build(folder, f"{worker_id}_h5p", "set_up_site")


@pytest.fixture(scope="module")
def lessons_site(place):
    """The site, served on one host name."""
    folder, environment = place
    with serve(free_port(), environment, log=folder / "server.log") as address:
        yield Site(folder, environment, address)


@pytest.fixture(scope="module")
def two_hosts_site(place):
    """The same site, its player on a host of its own: another process, port and name."""
    folder, environment = place
    port = free_port()
    environment = {**environment, "UPREST_PLAYER_ORIGIN": f"http://localhost:{port}"}
    with ExitStack() as stack:
        stack.enter_context(serve(port, environment, log=folder / "player.log"))
        log = folder / "site.log"
        address = stack.enter_context(serve(free_port(), environment, log=log))
        yield Site(folder, environment, address)


@pytest.fixture
def visit(browser):
    """Return what opens a page of a site in a window of its own, signed in as ``role`` or not."""
    with ExitStack() as stack:

        def open_page(site, role=None, viewport=LAPTOP, **options):
            context = browser.new_context(base_url=site.address, viewport=viewport, **options)
            stack.callback(context.close)
            if role:
                cookie = {"name": "sessionid", "value": site.sessions[role], "url": site.address}
                context.add_cookies([cookie])
            return watch(context.new_page())

        yield open_page


def watch(page):
    """Note the script errors of a page and its frames, and what it asks other hosts for."""
    page.set_default_timeout(PATIENCE)
    page.errors, page.foreign = [], []
    page.on("pageerror", lambda error: page.errors.append(str(error)))

    def note(request):
        own = ("http://127.0.0.1", "http://localhost", "data:", "blob:", "about:")
        # what the policy forbids has not left the browser
        if not request.url.startswith(own) and request.failure != "csp":
            page.foreign.append(request.url)

    page.on("requestfinished", note)
    page.on("requestfailed", note)
    return page


def start(page, url, number=0):
    """Open a lesson and wait until its player says that it is ready; return its frame."""
    page.goto(url)
    player = page.locator(".player").nth(number)
    player.locator("iframe[style*=height]").wait_for()
    return player.frame_locator("iframe")


def saves(page):
    """Wait for the next state that the server has kept."""
    return page.expect_response(lambda answer: answer.url.endswith("/state/") and answer.ok)


def results(page):
    """Wait for the next result that the server has kept."""
    return page.expect_response(lambda answer: answer.url.endswith("/results/") and answer.ok)


# --- real packages ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real(lessons_site):
    """Return the address and block of a lesson for each real package that is ready, by its name."""
    paths = list_real_packages("valid")
    if not paths:
        pytest.skip(f"REAL H5P PACKAGES ARE ABSENT: no {REAL / 'valid'} (set UPREST_SHARED_DATA)")
    ready = {path: pk for path, pk in lessons_site.add_files(paths).items() if pk}
    opened = {"Dialogcards"}
    lessons = [
        [
            {
                "content": pk,
                "title": path.rsplit("/", 1)[-1].removesuffix(".h5p"),
                "done_when": "OPENED" if any(name in path for name in opened) else "COMPLETED",
            }
        ]
        for path, pk in ready.items()
    ]
    made = lessons_site.add_lessons(*lessons)
    return {
        lesson[0]["title"]: (url, blocks[0])
        for lesson, (url, _, blocks) in zip(lessons, made, strict=True)
    }


def find(real, name):
    return next(value for title, value in real.items() if title.endswith(name))


def test_real_packages_start_without_a_script_error(lessons_site, real, visit):
    failed = {}
    for name, (url, _) in real.items():
        page = visit(lessons_site)
        page.set_default_timeout(PATIENCE if name not in BROKEN else 8_000)
        try:
            start(page, url)
            page.wait_for_timeout(300)
        except Exception as error:  # noqa: BLE001  # each package is to be tried
            failed[name] = str(error).splitlines()[0]
        if page.errors:
            failed[name] = page.errors[0]
        assert not page.foreign, (name, page.foreign)
        page.context.close()
    print(f"{len(real) - len(failed)} of {len(real)} ready packages start: {failed}")
    assert set(failed) <= BROKEN, failed


def upload(page, path):
    """Upload a package in the Wagtail admin; return the id of the content that it became."""
    page.goto("/admin/h5p_content/new/")
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Upload and check").click()
    page.wait_for_url(re.compile(r"/inspect/\d+/"))
    return int(re.search(r"/inspect/(\d+)/", page.url)[1])


@pytest.mark.parametrize("name", ["H5P.MultiChoice", "H5P.Dialogcards-1.9", "H5P.QuestionSet"])
def test_a_real_package_is_uploaded_in_the_admin_and_played(lessons_site, visit, name):
    path = next((path for path in list_real_packages("valid") if path.stem.endswith(name)), None)
    if path is None:
        pytest.skip(f"REAL H5P PACKAGES ARE ABSENT: no {REAL / 'valid'} (set UPREST_SHARED_DATA)")
    content = upload(visit(lessons_site, "trainer"), path)
    [[url, _, _]] = lessons_site.add_lessons([{"content": content, "title": name}])
    page = visit(lessons_site, "learner")
    start(page, url)
    assert not page.errors


def choose_one(frame):
    frame.locator(".h5p-answer").first.click()
    frame.locator(".h5p-question-check-answer").click()


def is_chosen(frame):
    expect(frame.locator(".h5p-answer[aria-checked=true]").first).to_be_visible()


def say_yes(frame):
    frame.locator(".h5p-true-false-answer").first.click()
    frame.locator(".h5p-question-check-answer").click()


def is_yes(frame):
    first = frame.locator(".h5p-true-false-answer").first
    expect(first).to_have_attribute("aria-checked", "true")


def fill_blanks(frame):
    for number in range(frame.locator("input.h5p-text-input").count()):
        frame.locator("input.h5p-text-input").nth(number).fill("blueberry")
        frame.locator("input.h5p-text-input").nth(number).press("Enter")
    check = frame.locator(".h5p-question-check-answer")
    if check.count():
        check.first.click()


def is_filled(frame):
    expect(frame.locator("input.h5p-text-input").first).to_have_value("blueberry")


def mark_words(frame):
    frame.locator("[role=option]").nth(2).click()
    frame.locator(".h5p-question-check-answer").click()


def is_marked(frame):
    expect(frame.locator("[role=option]").nth(2)).to_have_attribute("aria-selected", "true")


def choose_each(frame):
    for number in range(3):
        slide = frame.locator(".h5p-sc-slide").nth(number)
        slide.locator(".h5p-sc-alternative").first.click()


def drag_by_keyboard(frame):
    # a draggable is taken with the keyboard, and let go over the zone
    frame.locator(".h5p-draggable").first.focus()
    frame.locator(".h5p-draggable").first.press("Enter")
    frame.locator(".h5p-dropzone").first.press("Enter")
    frame.locator(".h5p-question-check-answer").click()


def fill_crossword(frame):
    fields = frame.locator(".h5p-crossword-input-fields input, .h5p-crossword-cell-content")
    fields.first.click()
    fields.first.press("x")
    frame.locator(".h5p-question-check-answer").click()


def answer_summary(frame):
    for _ in range(8):
        claims = frame.locator("ul.h5p-panel:visible li.summary-claim-unclicked:visible")
        if not claims.count():
            break
        claims.first.click()
        # the next set is drawn once the last one has moved away
        claims.first.evaluate("() => new Promise((done) => setTimeout(done, 1500))")


DEEDS = {
    "H5P.MultiChoice": (choose_one, is_chosen),
    "lumi--H5P.TrueFalse": (say_yes, is_yes),
    "lumi--H5P.Blanks": (fill_blanks, is_filled),
    "H5P.MarkTheWords": (mark_words, is_marked),
    "H5P.SingleChoiceSet": (choose_each, None),
    "H5P.DragQuestion": (drag_by_keyboard, None),
    "H5P.Crossword-0.5": (fill_crossword, None),
    "H5P.Summary-1.10": (answer_summary, None),
}


@pytest.mark.parametrize("name", DEEDS)
def test_a_real_package_is_answered_scored_and_resumed(lessons_site, real, visit, name):
    answer, is_there_again = DEEDS[name]
    url, block = find(real, name)
    page = visit(lessons_site, "learner")
    frame = start(page, url)
    with results(page), saves(page):
        answer(frame)
    expect(page.locator("[data-h5p-status]")).to_have_text(KEPT_TEXT)
    kept = lessons_site.list_kept(block)
    assert kept
    assert all(0 <= one["score"] <= 1 for one in kept)
    page.wait_for_timeout(1500)

    frame = start(page, url)
    if is_there_again:
        is_there_again(frame)
    state = page.frames[-1].evaluate(
        "Object.values(H5PIntegration.contents)[0].contentUserData['0'].state || ''"
    )
    assert state
    assert not page.errors
    assert not page.foreign


def test_one_goes_on_at_the_card_where_one_was(lessons_site, real, visit):
    url, block = find(real, "H5P.Dialogcards-1.9")
    page = visit(lessons_site, "learner")
    with results(page):
        frame = start(page, url)
    assert lessons_site.list_kept(block)[-1] == {"event": "opened", "score": 1.0}
    with saves(page):
        frame.locator(".h5p-dialogcards-next").click()
    frame = start(page, url)
    expect(frame.locator(".h5p-dialogcards-footer")).to_contain_text("2")


def test_one_goes_on_at_the_slide_where_one_was(lessons_site, real, visit):
    url, _ = find(real, "H5P.CoursePresentation")
    page = visit(lessons_site, "learner")
    frame = start(page, url)
    with saves(page):
        frame.locator(".h5p-footer-next-slide").click()
    frame = start(page, url)
    expect(frame.locator(".h5p-footer-slide-count-current")).to_have_text("2")


def test_one_goes_on_at_the_question_where_one_was(lessons_site, real, visit):
    url, _ = find(real, "H5P.QuestionSet")
    page = visit(lessons_site, "learner")
    frame = start(page, url)
    with saves(page):
        frame.locator(".h5p-question-next:visible").click()
    frame = start(page, url)
    expect(frame.locator(".progress-dot.current")).to_have_attribute("aria-label", re.compile("2"))


# --- our own package ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def own(lessons_site):
    """A lesson with two modules of our own making."""
    content = lessons_site.add_package("own", libraries=library(files={"uprtest.js": OWN}))
    modules = [{"content": content, "title": "First word"}, {"content": content, "title": "Second"}]
    return lessons_site.add_lessons(modules)[0]


def test_results_and_state_belong_to_the_block_that_they_come_from(lessons_site, own, visit):
    url, _, (first, second) = own
    page = visit(lessons_site, "learner")
    frame = start(page, url, number=1)
    frame.locator("#word").fill("key")
    with results(page), saves(page):
        frame.locator("#done").click()
    status = page.locator("[data-h5p-status]")
    expect(status.nth(1)).to_have_text("Your result is kept: 75 per cent.")
    expect(status.nth(0)).to_have_text("")
    assert lessons_site.list_kept(first) == []
    assert [one["score"] for one in lessons_site.list_kept(second)] == [0.75]

    frame = start(page, url, number=1)
    expect(frame.locator("#word")).to_have_value("key")
    other = page.locator(".player").nth(0).frame_locator("iframe")
    expect(other.locator("#word")).to_have_value("")


def test_a_visitor_goes_on_where_they_were(lessons_site, own, visit):
    page = visit(lessons_site)
    frame = start(page, own[0])
    assert not any(cookie["name"] == "uprest_visit" for cookie in page.context.cookies())
    with saves(page):
        frame.locator("#word").fill("map")
        frame.locator("#word").press("Tab")
    frame = start(page, own[0])
    expect(frame.locator("#word")).to_have_value("map")


def test_players_start_one_after_the_other(lessons_site, own, visit):
    page = visit(lessons_site)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    start(page, own[0], number=1)
    plays = [number for number, url in enumerate(asked) if "/h5p/play/" in url]
    boots = [number for number, url in enumerate(asked) if url.endswith("/boot-post.js")]
    assert len(plays) == 2
    assert boots[0] < plays[1]


def test_without_script_a_sentence_says_what_one_needs(lessons_site, own, visit):
    page = visit(lessons_site, java_script_enabled=False)
    page.goto(own[0])
    expect(page.get_by_text("needs JavaScript").first).to_be_visible()
    assert page.locator("iframe").count() == 0


@pytest.mark.parametrize("viewport", [PHONE, {"width": 320, "height": 640}, LAPTOP])
def test_a_lesson_with_a_player_is_accessible(lessons_site, own, visit, viewport):
    page = visit(lessons_site, viewport=viewport)
    start(page, own[0])
    assert_nothing_found(page)


def test_the_keyboard_reaches_into_the_frame_and_out_again(lessons_site, own, visit):
    page = visit(lessons_site, "learner")
    frame = start(page, own[0])
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.frames[1].evaluate("document.activeElement.id") == "word":
            break
    page.keyboard.type("room")
    page.keyboard.press("Tab")
    with results(page):
        page.keyboard.press("Enter")
    expect(frame.locator("#word")).to_have_value("room")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.frames[1].evaluate("document.activeElement.tagName") == "BODY"


def test_what_is_done_while_the_site_cannot_be_reached_is_sent_later(lessons_site, own, visit):
    url, _, (block, _) = own
    page = visit(lessons_site, "learner")
    page.clock.install()
    frame = start(page, url)
    frame.locator("#word").fill("")
    page.context.set_offline(True)
    with failed_results(page):
        frame.locator("#word").fill("map")
        frame.locator("#done").click()
    for _ in range(6):
        with failed_results(page):
            page.clock.fast_forward(61_000)
    status = page.locator("[data-h5p-status]").first
    expect(status).to_contain_text("The site cannot be reached.")
    with results(page), saves(page):
        page.context.set_offline(False)
    expect(status).to_have_text("Your result is kept: 75 per cent.")
    assert lessons_site.list_kept(block)[-1]["score"] == 0.75

    answers = iter([503, 502])
    page.route("**/results/", lambda route: answer_or_pass(route, next(answers, None)))
    with results(page):
        frame.locator("#word").fill("be")
        frame.locator("#done").click()
        expect(status).to_contain_text("The site cannot be reached.")
    assert lessons_site.list_kept(block)[-1]["score"] == 0.5
    frame = start(page, url)
    expect(frame.locator("#word")).to_have_value("be")


def failed_results(page):
    """Wait for the next result that has not reached the server."""
    return page.expect_event("requestfailed", lambda request: request.url.endswith("/results/"))


def answer_or_pass(route, status):
    """Answer with an error in the server's place, or let the request pass where there is none."""
    if status:
        route.fulfill(status=status, body="<h1>Back in a moment</h1>")
    else:
        route.continue_()


# --- a hostile package --------------------------------------------------------------------------


def add_hostile(site):
    """Publish a lesson with a hostile module and a tame one."""
    tame = site.add_package("tame", libraries=library(files={"uprtest.js": OWN}), title="Tame")
    [[_, page_id, [tame_block]]] = site.add_lessons([{"content": tame, "title": "Tame"}])
    params = {
        "site": site.address,
        "results": f"/learning/lessons/{page_id}/h5p/{tame_block}/results/",
        "other": tame,
        "block": tame_block,
    }
    hostile = site.add_package(
        "hostile",
        libraries=library(files={"uprtest.js": (HERE / "h5p_hostile.js").read_text()}, patch=9),
        params=params,
    )
    modules = [{"content": hostile, "title": "Hostile"}, {"content": tame, "title": "Beside"}]
    [[url, _, blocks]] = site.add_lessons(modules)
    return url, [*blocks, tame_block]


@pytest.mark.parametrize("hosts", ["lessons_site", "two_hosts_site"])
def test_a_hostile_package_gets_nowhere(request, visit, hosts):
    site = request.getfixturevalue(hosts)
    url, (own_block, beside, elsewhere) = add_hostile(site)
    page = visit(site, "learner")
    page.goto(url)
    frame = page.locator(".player").first.frame_locator("iframe")
    frame.locator("#found").wait_for()
    found = json.loads(frame.locator("#found").inner_text())
    page.locator(".player").nth(1).locator("iframe").wait_for()
    page.wait_for_timeout(15_000)

    reached = {name: value for name, value in found.items() if value.startswith("got")}
    assert set(reached) <= {"name of origin"}, reached
    assert found["name of origin"] == "got null"
    assert len(found) >= 25
    assert page.url.endswith(url), "the page around is where it was"
    assert len(page.context.pages) == 1, "no window was opened"
    assert not page.foreign
    assert page.locator(".player iframe").first.bounding_box()["height"] <= 6002
    assert site.list_kept(beside) == site.list_kept(elsewhere) == []
    own = site.list_kept(own_block)
    assert 1 <= len(own) <= 12, "a flood is one stored attempt a change, and few a minute"


def test_a_host_of_its_own_plays_the_same(two_hosts_site, visit):
    site = two_hosts_site
    content = site.add_package("own-host", libraries=library(files={"uprtest.js": OWN}))
    [[url, _, [block]]] = site.add_lessons([{"content": content, "title": "A word"}])
    page = visit(site, "learner")
    frame = start(page, url)
    assert page.frames[1].url.startswith("http://localhost:")
    frame.locator("#word").fill("room")
    with results(page), saves(page):
        frame.locator("#done").click()
    assert [one["score"] for one in site.list_kept(block)] == [1.0]
    frame = start(page, url)
    expect(frame.locator("#word")).to_have_value("room")
    assert not page.foreign
    assert page.request.get(page.frames[1].url.replace("localhost", "127.0.0.1")).status == 404


def test_opened_by_itself_a_player_has_no_origin_either(lessons_site, own, visit):
    page = visit(lessons_site, "learner")
    start(page, own[0])
    page.goto(page.frames[1].url)
    assert page.evaluate("window.origin") == "null"
    with pytest.raises(Exception, match=r"SecurityError|sandboxed"):
        page.evaluate(
            "Object.getOwnPropertyDescriptor(Document.prototype, 'cookie').get.call(document)"
        )
