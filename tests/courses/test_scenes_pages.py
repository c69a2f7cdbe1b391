"""Scenes, quizzes and free texts in a lesson, over HTTP and without script."""

import re
import uuid
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from courses.exercises.free_texts import MAX_LENGTH
from courses.models import Activity, Attempt, ItemState, LearnerText, LessonPage
from courses.services.visits import erase_person
from tests.courses.learning import begin_round
from tests.courses.scene_blocks import make_block
from tests.factories.courses import EnrolmentFactory, add_course, add_lesson, text
from uprest.accounts.signals import personal_data_requested

pytestmark = pytest.mark.django_db

FIELD = re.compile(r'<(?:input|select|textarea|button)\b[^>]*\bname="([^"]+)"[^>]*>')


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


class Lesson:
    """A lesson with one exercise, and somebody in front of it."""

    def __init__(self, client, kind, **changes):
        self.client = client
        course = add_course(lessons=0)
        self.block = make_block(kind, **changes)
        self.page = add_lesson(course, blocks=[text(), self.block])
        self.course = course
        self.url = reverse("courses:answer", args=[self.page.pk, self.block["id"]])

    def get(self, steps=""):
        place = {"at": f"{self.block['id']}.{steps}"} if steps else {}
        return self.client.get(self.page.url, place).content.decode()

    def send(self, fields, page=None, client=None):
        """Send what a browser would: the hidden fields of the page, and ``fields``."""
        hidden = re.findall(
            r'<input type="hidden" name="(\w+)" value="([^"]*)"', form_of(page or self.get())
        )
        return (client or self.client).post(self.url, {**dict(hidden), **fields})

    def answer(self, fields, page=None):
        """Send an answer; return the page that comes of it."""
        response = self.send(fields, page)
        assert response.status_code == 302
        return self.client.get(response["Location"]).content.decode()


def form_of(page):
    """Return the exercise's form alone."""
    return re.search(r'<form class="quiz".*?</form>', page, re.DOTALL)[0]


def options_of(page):
    """Return name and value of each answer to choose, by its words."""
    found = re.findall(
        r'<input type="(?:radio|checkbox)" name="([\w-]+)" value="([^"]+)"[^>]*><span>(.*?)</span>',
        page,
    )
    return {unescape(words): (name, value) for name, value, words in found}


def steps_of(response):
    """Return where an exercise goes on."""
    return parse_qs(urlsplit(response["Location"]).query)["at"][0].partition(".")[2]


# --- Every kind -----------------------------------------------------------------------------------

SCENES = [
    "drag_zones", "image_hotspots", "branching", "quiz",
    "video_questions", "short_text", "reflection",
]  # fmt: skip
EVERY = pytest.mark.parametrize("kind", SCENES)
# the form of a picture to look at always says that it was looked at
ANSWERED = pytest.mark.parametrize("kind", [kind for kind in SCENES if kind != "image_hotspots"])


@EVERY
def test_every_field_has_a_name_and_ids_are_given_once(client, kind):
    page = Lesson(client, kind).get()
    form = form_of(page)
    labels = set(re.findall(r'<label[^>]* for="([^"]+)"', form))
    for field in re.findall(r"<(?:select|textarea)\b[^>]*>", form):
        assert re.search(r'id="([^"]+)"', field)[1] in labels
    boxes = re.findall(r'<input type="(?:radio|checkbox)"', form)
    assert len(boxes) == len(re.findall(r'<label class="choice[^>]*><input', form))
    assert form.count("<fieldset") == form.count("<legend")
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert "style=" not in form
    assert 'onclick="' not in form


@EVERY
def test_activities_are_evidence_only_where_something_can_be_right(client, kind):
    lesson = Lesson(client, kind)
    activity = Activity.objects.get(block_id=lesson.block["id"])
    is_scored = kind in {"drag_zones", "branching", "quiz", "video_questions"}
    assert (activity.skill is not None) == is_scored
    assert activity.source == (Attempt.Source.SERVER if is_scored else Attempt.Source.SELF)


@ANSWERED
def test_nothing_sent_is_said_and_recorded_nowhere(client, kind):
    lesson = Lesson(client, kind)
    page = lesson.answer({})
    assert "Choose an answer first." in page or "Write something first." in page
    assert not Attempt.objects.exists()


# --- Drag to zones --------------------------------------------------------------------------------


def place(page, **wanted):
    """Return the fields that put items into zones, both by their words."""
    fields = {}
    zones = {
        unescape(label): token
        for token, label in re.findall(r'<option value="(\w+)"[^>]*>\d+\. (.*?)</option>', page)
    }
    for item, zone in wanted.items():
        name = re.search(
            rf'<label[^>]*>Zone for \w, {item}</label>\s*<select id="[^"]+" name="([\w-]+)"', page
        )[1]
        fields[name] = zones[zone]
    return fields


def test_items_are_put_into_zones_by_lists(client):
    lesson = Lesson(client, "drag_zones")
    page = lesson.get()
    assert "<svg" in page
    assert "Never on the desk." not in page
    page = lesson.answer(place(page, Map="Desk", Passport="Safe", Pen="Desk"), page)
    assert "Right." in page
    assert "Never on the desk." in page
    attempt = Attempt.objects.get()
    assert attempt.answer == {"item0": "zone0", "item1": "zone1", "item2": "zone0"}
    assert (attempt.score, attempt.is_passed) == (1, True)


def test_partly_right_shows_what_is_right_of_what_was_put(client):
    lesson = Lesson(client, "drag_zones")
    page = lesson.get()
    page = lesson.answer(place(page, Map="Desk", Passport="Desk"), page)
    assert "Partly right." in page
    assert Attempt.objects.get().score == pytest.approx(1 / 3)
    assert page.count("selected") == 2


# --- Image hotspots -------------------------------------------------------------------------------


def test_places_are_read_and_done(client):
    lesson = Lesson(client, "image_hotspots")
    page = lesson.get()
    assert page.count('<details class="more"') == 2
    page = lesson.answer({}, page)
    assert "nobody is judged by it" in page
    assert ItemState.objects.get().done_at is not None


# --- Branching ------------------------------------------------------------------------------------


def test_a_day_is_gone_through_step_by_step_and_back(client):
    lesson = Lesson(client, "branching")
    page = lesson.get()
    assert "They smile." not in page
    name, value = options_of(page)["Look up"]
    first = lesson.send({name: value}, page)
    page = lesson.get(steps_of(first))
    assert "They smile." in page
    assert "The room is taken." in page
    assert "They calm." not in page
    assert not Attempt.objects.exists()
    back = re.search(r"\?at=[\w-]+\.([\w-]+)#", page)[1]
    assert "A family stands there." in lesson.get(back)

    name, value = options_of(page)["Say sorry"]
    page = lesson.get(steps_of(lesson.send({name: value}, page)))
    name, value = options_of(page)["Call a taxi"]
    page = lesson.answer({name: value}, page)
    assert "A good night." in page
    assert [words in page for words in ("They smile.", "They calm.", "It comes.")] == [True] * 3
    assert Attempt.objects.get().answer == ["a0", "b0", "c0"]
    assert "Start again" in page
    assert "A family stands there." in lesson.get("0")


def test_a_last_step_sent_twice_is_one_attempt(client):
    lesson = Lesson(client, "branching")
    page = lesson.get()
    name, value = options_of(page)["Type on"]
    page = lesson.get(steps_of(lesson.send({name: value}, page)))
    name, value = options_of(page)["Point"]
    for _ in range(2):
        assert lesson.send({name: value}, page).status_code == 302
    assert Attempt.objects.count() == 1
    assert Attempt.objects.get().score == 0


def test_nothing_chosen_midway_keeps_the_place(client):
    lesson = Lesson(client, "branching")
    page = lesson.get()
    name, value = options_of(page)["Look up"]
    steps = steps_of(lesson.send({name: value}, page))
    page = lesson.answer({}, lesson.get(steps))
    assert "Choose an answer first." in page
    assert "The room is taken." in page


# --- Quiz -----------------------------------------------------------------------------------------


def right_fields(page):
    """Return the fields that answer each drawn question rightly."""
    found = re.findall(
        r'<input type="radio" name="(q-\w+)" value="([^"]+)"[^>]*><span>(yes|True)</span>', page
    )
    return {name: value for name, value, _ in found}


def drawn(page):
    return sorted(re.findall(r"(Question \d|Water is wet\.)", form_of(page)))


def test_a_try_draws_its_questions_and_the_next_one_others(client):
    lesson = Lesson(client, "quiz", attempt_limit=None)
    page = lesson.get()
    assert drawn(page) == drawn(lesson.get())
    assert len(set(drawn(page))) == 2
    page = lesson.answer(right_fields(page), page)
    assert "2 of 2 right" in page
    draws = {tuple(drawn(page))}
    for _ in range(8):
        again = lesson.get("new")
        assert drawn(again) == drawn(lesson.get("new"))
        draws.add(tuple(drawn(again)))
        lesson.answer(right_fields(again), again)
    assert len(draws) > 1
    assert Attempt.objects.filter(score=1).count() == 9


def test_a_new_round_draws_others_and_takes_their_answers(client):
    lesson = Lesson(client, "quiz", attempt_limit=1)
    user = EnrolmentFactory(course_key=lesson.course.translation_key).user
    client.force_login(user)
    draws = set()
    for cycle in range(1, 9):
        if cycle > 1:
            begin_round(user, lesson.course, cycle)
        page = lesson.get()
        draws.add(tuple(drawn(page)))
        assert "2 of 2 right" in lesson.answer(right_fields(page), page)
    assert len(draws) > 1


def test_a_visitor_keeps_the_draw_that_the_page_was_drawn_with(client):
    """Whoever opens the page is nobody yet; the answer begins the visit."""
    lesson = Lesson(client, "quiz", draw=1)
    page = lesson.get()
    assert "1 of 1 right" in lesson.answer(right_fields(page), page)


def test_sent_twice_or_from_an_old_tab_burns_no_try(client):
    lesson = Lesson(client, "quiz", attempt_limit=2)
    old, page = lesson.get(), lesson.get()
    for _ in range(2):
        lesson.send(right_fields(page), page)
    assert ItemState.objects.get().tries == 1
    other = lesson.answer(right_fields(old), old)
    assert "This exercise has just been changed." in other
    assert ItemState.objects.get().tries == 1
    assert Attempt.objects.count() == 1


def test_no_try_is_left_after_the_last(client):
    lesson = Lesson(client, "quiz", attempt_limit=1, draw=5)
    page = lesson.get()
    assert "1 try left" in page
    done = lesson.answer(right_fields(page), page)
    assert "You have used all tries." in done
    assert "Try again" not in done
    assert '<input type="radio"' not in lesson.get("new")
    fields = {**right_fields(page), "attempt": str(uuid.uuid4())}
    late = lesson.send(fields, page)
    assert (
        "used all tries" in client.get(late["Location"]).content.decode() or late.status_code == 302
    )
    assert Attempt.objects.count() == 1


def test_each_learner_gets_an_own_draw():
    lesson = None
    draws = set()
    for _ in range(12):
        client = Client()
        lesson = lesson or Lesson(client, "quiz")
        client.force_login(EnrolmentFactory(course_key=lesson.course.translation_key).user)
        lesson.client = client
        draws.add(tuple(drawn(lesson.get())))
    assert len(draws) > 1


# --- Video ----------------------------------------------------------------------------------------


def test_questions_stand_below_the_video_with_their_times(client):
    lesson = Lesson(client, "video_questions")
    page = lesson.get()
    assert page.index("At 0:05 in the video") < page.index("At 1:05 in the video")
    options = options_of(page)
    fields = {}
    for words in ("a", "d", "b"):
        name, value = options[words]
        fields.setdefault(name, []).append(value)
    page = lesson.answer(fields, page)
    assert "Right." in page
    assert Attempt.objects.get().score == 1


# --- Free texts -----------------------------------------------------------------------------------


def test_a_short_text_then_its_model_then_the_check(client):
    lesson = Lesson(client, "short_text")
    page = lesson.get()
    assert "Thank you for telling us." not in page
    page = lesson.answer({"text": "Dear guest,\r\nwe mend it."}, page)
    assert "Thank you for telling us." in page
    assert "Dear guest,<br>we mend it." in page
    token = re.search(r'name="criterion" value="(\w+)"', page)[1]
    page = lesson.answer({"criterion": token}, page)
    assert page.count(" checked") == 1
    assert LearnerText.objects.get().text == "Dear guest,\nwe mend it."
    assert [a.answer for a in Attempt.objects.order_by("received_at")] == [
        {"ticked": None},
        {"ticked": ["k0"]},
    ]
    assert {a.source for a in Attempt.objects.all()} == {"SELF"}
    assert not any("Dear" in str(a.answer) for a in Attempt.objects.all())


def test_a_text_can_be_changed_and_is_one(client):
    lesson = Lesson(client, "short_text")
    lesson.answer({"text": "First"})
    page = lesson.get("write")
    assert re.search(r"<textarea[^>]*>\s*First</textarea>", page)
    page = lesson.answer({"text": "Second"}, page)
    assert "Second" in page
    assert LearnerText.objects.get().text == "Second"


def test_in_a_new_round_ones_own_text_is_there_to_change_and_the_model_is_not(client):
    lesson = Lesson(client, "short_text")
    user = EnrolmentFactory(course_key=lesson.course.translation_key).user
    client.force_login(user)
    lesson.answer({"text": "First"})
    begin_round(user, lesson.course)
    page = lesson.get()
    assert re.search(r"<textarea[^>]*>\s*First</textarea>", page)
    assert "Thank you for telling us." not in page


def test_a_reflection_is_shown_again_to_its_writer_alone(client):
    lesson = Lesson(client, "reflection")
    assert "At the door" in lesson.answer({"text": "At the door"})
    assert "At the door" not in Client().get(lesson.page.url).content.decode()
    assert Attempt.objects.get().answer == ["written"]


@pytest.mark.parametrize("kind", ["short_text", "reflection"])
def test_a_text_that_is_too_long_comes_back_whole(client, kind):
    lesson = Lesson(client, kind)
    words = "ö" * (MAX_LENGTH + 3)
    response = lesson.send({"text": words})
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert "Your text has 5003 characters." in page
    assert 'aria-invalid="true"' in page
    assert not Attempt.objects.exists()
    assert not LearnerText.objects.exists()


def test_a_changed_text_that_is_too_long_leaves_the_kept_one(client):
    lesson = Lesson(client, "short_text")
    lesson.answer({"text": "Short"})
    page = lesson.send({"text": "x" * (MAX_LENGTH + 1)}, lesson.get("write")).content.decode()
    assert "x" * (MAX_LENGTH + 1) in page
    assert LearnerText.objects.get().text == "Short"


def test_whoever_is_signed_out_gets_the_text_back(client):
    lesson = Lesson(client, "short_text")
    later = add_lesson(lesson.course, blocks=[text(), make_block("reflection")])
    block = later.body.raw_data[1]["id"]
    url = reverse("courses:answer", args=[later.pk, block])
    response = client.post(url, {"attempt": uuid.uuid4(), "text": "Two <long> hours of thought"})
    assert response.status_code == 403
    assert "Two &lt;long&gt; hours of thought" in response.content.decode()
    assert client.post(url, {"attempt": uuid.uuid4()}).status_code == 403


def test_a_text_for_an_exercise_that_is_gone_comes_back(client):
    lesson = Lesson(client, "reflection")
    page = lesson.get()
    gone = LessonPage.objects.get(pk=lesson.page.pk)
    gone.body = [("text", "<p>Nothing to do.</p>")]
    gone.save_revision().publish()
    response = lesson.send({"text": "What I thought"}, page)
    assert response.status_code == 409
    assert "What I thought" in response.content.decode()


def test_a_visitors_text_goes_along_and_is_erased(client):
    lesson = Lesson(client, "reflection")
    lesson.answer({"text": "As a visitor"})
    assert LearnerText.objects.get().visitor_id is not None
    user = EnrolmentFactory(course_key=lesson.course.translation_key).user
    client.force_login(user)
    lesson.answer({"text": "As myself"})
    handed = dict(
        found for _, found in personal_data_requested.send(sender=None, user_id=user.pk) if found
    )
    assert [row["text"] for row in handed["courses"]["texts"]] == ["As myself"]
    erase_person(user_id=user.pk)
    assert not LearnerText.objects.filter(user=user).exists()


@EVERY
def test_a_lesson_with_it_costs_few_queries(client, kind, at_most):
    lesson = Lesson(client, kind)
    user = EnrolmentFactory(course_key=lesson.course.translation_key).user
    client.force_login(user)
    lesson.get()
    with at_most(18):
        lesson.get()
