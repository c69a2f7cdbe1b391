"""Each kind of exercise over HTTP, without script: what the page shows, sends and says."""

import re
import uuid
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from courses.models import Attempt, ItemState
from courses.selectors.exercises import make_wire
from tests.factories.courses import add_course, add_lesson, text, translate
from tests.factories.exercises import VALUES, exercise, read

pytestmark = pytest.mark.django_db
KINDS = pytest.mark.parametrize("kind", sorted(VALUES))
SCORED = pytest.mark.parametrize("kind", sorted(set(VALUES) - {"flash_cards"}))

RIGHT = {
    "fill_blanks": {"gap.0": "Chef", "gap.1": "you"},
    "drag_words": {"gap.0": "listen", "gap.1": "thank"},
    "mark_words": {"nuts", "cheese"},
    "single_choice_set": {"Tell me what happened.", "Let me see what I can do."},
    "summary": {"Tell me what happened.", "Let me see what I can do."},
    "put_in_order": {"Listen": 1, "Say sorry": 2, "Offer a way out": 3},
    "match_pairs": {"A lost suitcase": "The bus company", "A nut allergy": "The cook"},
    "flash_cards": {},
}
PARTLY = {
    "fill_blanks": {"gap.0": "waiter", "gap.1": "you"},
    "drag_words": {"gap.0": "listen", "gap.1": "argue"},
    "mark_words": {"nuts"},
    "single_choice_set": {"Tell me what happened.", "Ten is ten."},
    "summary": {"Tell me what happened.", "Ten is ten."},
    "put_in_order": {"Listen": 2, "Say sorry": 1, "Offer a way out": 3},
    "match_pairs": {"A lost suitcase": "The bus company", "A nut allergy": "The bus company"},
}
WRONG = {
    "fill_blanks": {"gap.0": "waiter", "gap.1": ""},
    "drag_words": {"gap.0": "thank", "gap.1": "argue"},
    "mark_words": {"oil"},
    "single_choice_set": {"Calm down.", "Ten is ten."},
    "summary": {"Calm down.", "Ten is ten."},
    "put_in_order": {"Listen": 2, "Say sorry": 3, "Offer a way out": 1},
    "match_pairs": {"A lost suitcase": "The cook", "A nut allergy": "The bus company"},
}


class Form(HTMLParser):
    """The form of an exercise, as somebody without script fills it in by its words."""

    def __init__(self, page, block_id):
        super().__init__()
        self.fields, self.hidden, self.labels = [], {}, {}
        self._inside, self._words, self._option, self._field = False, [], None, None
        self._id = f"exercise-{block_id}"
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag == "form":
            self._inside = values.get("id") == self._id
        if not self._inside:
            return
        if tag == "input" and values["type"] == "hidden":
            self.hidden[values["name"]] = values["value"]
        elif tag in ("input", "select"):
            self._field = {"words": "", "options": {}, **values, "tag": tag}
            self.fields.append(self._field)
        elif tag == "option":
            self._option = values["value"]

    def handle_data(self, data):
        if not self._inside or not data.strip() or self._field is None:
            return
        if self._option is not None:
            self._field["options"][data.strip()] = self._option
        elif not self._field["words"]:
            self._field["words"] = data.strip()

    def handle_endtag(self, tag):
        if tag == "option":
            self._option = None
        if tag == "select":
            self._field = None

    def fill(self, answer):
        """Return what the form sends when ``answer`` is given in the page's words."""
        sent = dict(self.hidden)
        for field in self.fields:
            if field["tag"] == "select":
                chosen = self._find(field, answer)
                sent[field["name"]] = field["options"][str(chosen)] if chosen else ""
            elif field["type"] == "text":
                sent[field["name"]] = answer.get(field["name"], "")
            elif field["words"] in answer:
                sent.setdefault(field["name"], []).append(field["value"])
        return sent

    @staticmethod
    def _find(field, answer):
        quoted = re.search("“(.*)”", field.get("aria-label", ""))
        return answer.get(field["name"]) or (quoted and answer.get(quoted[1]))


@pytest.fixture
def course():
    return add_course(lessons=0)


def open_form(client, lesson, block):
    return Form(client.get(lesson.url).content.decode(), block["id"])


def send(client, lesson, block, fields):
    url = reverse("courses:answer", args=[lesson.pk, block["id"]])
    return client.post(url, fields, follow=True).content.decode()


def part_of(page, block):
    """Return the markup of the exercise alone."""
    return page[page.index(f'id="exercise-{block["id"]}"') :].partition("</form>")[0]


@KINDS
def test_before_an_answer_the_page_knows_nothing(client, course, kind):
    block = exercise(kind)
    lesson = add_lesson(course, blocks=[text(), block])
    page = part_of(client.get(lesson.url).content.decode(), block)
    for secret in ("is-right", "So it is.", "Who knows it best?", "First comes listening."):
        assert secret not in page
    if kind == "fill_blanks":
        assert "kitchen" not in page
        assert "chef" not in page
        assert len(set(re.findall(r'maxlength="(\d+)"', page))) == 1
        assert "size=" not in page


@KINDS
def test_the_words_of_the_page_are_enough_to_answer_right(client, course, kind):
    block = exercise(kind)
    lesson = add_lesson(course, blocks=[text(), block])
    fields = open_form(client, lesson, block).fill(RIGHT[kind])
    page = part_of(send(client, lesson, block, fields), block)
    attempt = Attempt.objects.get()
    assert attempt.score == 1
    assert attempt.is_passed
    assert str(attempt.pk) == fields["attempt"]
    is_judged = kind != "flash_cards"
    assert attempt.source == ("SERVER" if is_judged else "SELF")
    assert ("<b>Right.</b>" if is_judged else "Done. It counts") in page
    assert "is-wrong" not in page
    if kind not in ("flash_cards", "single_choice_set", "summary"):
        assert "So it is." in page


@SCORED
def test_partly_right_says_what_is_right_and_not_what_would_be(client, course, kind):
    block = exercise(kind)
    lesson = add_lesson(course, blocks=[text(), block])
    fields = open_form(client, lesson, block).fill(PARTLY[kind])
    page = part_of(send(client, lesson, block, fields), block)
    attempt = Attempt.objects.get()
    assert 0 < attempt.score < 1
    assert not attempt.is_passed
    assert "<b>Partly right.</b>" in page
    assert '<span class="visually-hidden">Right</span>' in page
    if kind != "mark_words":
        assert '<span class="visually-hidden">Wrong</span>' in page
    if kind == "fill_blanks":
        assert 'value="waiter"' in page
        assert "kitchen" not in page


@SCORED
def test_somebody_tries_again(client, course, kind):
    block = exercise(kind)
    lesson = add_lesson(course, blocks=[text(), block])
    fields = open_form(client, lesson, block).fill(WRONG[kind])
    page = part_of(send(client, lesson, block, fields), block)
    assert "<b>Not quite.</b>" in page
    assert "Answer again" in page
    assert '<span class="visually-hidden">Right</span>' not in page
    fields = open_form(client, lesson, block).fill(RIGHT[kind])
    page = part_of(send(client, lesson, block, fields), block)
    assert "2 tries" in page
    assert [attempt.score for attempt in Attempt.objects.order_by("received_at")] == [0, 1]
    assert ItemState.objects.get().passed_at


@KINDS
def test_an_empty_form_is_no_attempt(client, course, kind):
    block = exercise(kind)
    lesson = add_lesson(course, blocks=[text(), block])
    page = send(client, lesson, block, {"attempt": uuid.uuid4()})
    assert "Choose an answer first." in page
    assert not Attempt.objects.exists()


FIELD = {
    "fill_blanks": "gap.0",
    "drag_words": "gap.0",
    "mark_words": "word",
    "flash_cards": "answer",
}


@KINDS
@pytest.mark.parametrize("value", ["foreign", "x" * 100_000, "\x00", "right", "0" * 16])
def test_foreign_and_huge_answers_are_refused_with_words(client, course, kind, value):
    block, other = exercise(kind), exercise(kind)
    lesson = add_lesson(course, blocks=[block, other])
    form = open_form(client, lesson, other)
    if kind in FIELD:
        names = [FIELD[kind]]
    else:
        names = [field["name"] for field in open_form(client, lesson, block).fields]
    if kind == "fill_blanks" and value in ("foreign", "right", "0" * 16):
        return  # anything may be typed
    sent = {"attempt": form.hidden["attempt"], **dict.fromkeys(names, value)}
    assert "This exercise has just been changed" in send(client, lesson, block, sent)
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("kind", ["drag_words", "match_pairs", "single_choice_set", "summary"])
def test_tokens_of_another_exercise_are_worth_nothing(client, course, kind):
    block, other = exercise(kind), exercise(kind)
    lesson = add_lesson(course, blocks=[block, other])
    mine = open_form(client, lesson, block).fill(RIGHT[kind])
    others = open_form(client, lesson, other).fill(RIGHT[kind])
    hidden = open_form(client, lesson, block).hidden
    foreign = next(value for name, value in others.items() if name not in hidden and value)
    mine = {name: value if name in hidden else foreign for name, value in mine.items()}
    assert "This exercise has just been changed" in send(client, lesson, block, mine)


def test_an_exercise_can_be_passed_below_everything(client, course):
    block = exercise("put_in_order", pass_percentage=30)
    lesson = add_lesson(course, blocks=[block])
    fields = open_form(client, lesson, block).fill(PARTLY["put_in_order"])
    page = part_of(send(client, lesson, block, fields), block)
    assert "<b>Passed.</b> 1 of 3 are right." in page
    assert Attempt.objects.get().is_passed


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("fill_blanks", {"text": "Jag frågar *köket*, *kocken* och *dig*."}),
        ("fill_blanks", {"text": "Stjärnorna föll bort."}),
        ("drag_words", {"text": "Först *lyssna*."}),
        ("mark_words", {"text": "Ordning *andra* ord."}),
    ],
)
def test_a_translation_with_other_words_is_scored_by_its_own_language(client, course, kind, words):
    block = exercise(kind)
    lesson = add_lesson(course, blocks=[block])
    translate(course, "sv")
    swedish = translate(lesson, "sv", body=[{**block, "value": {**block["value"], **words}}])
    fields = open_form(client, lesson, block).fill(RIGHT[kind])
    send(client, lesson, block, fields)
    page = part_of(client.get(swedish.url).content.decode(), block)
    assert "Du har" in page or "in another language" in page
    assert "is-wrong" not in page
    answer = read({**block, "value": {**block["value"], **words}}).solution
    if answer and kind == "fill_blanks":
        sent = {f"gap.{number}": word for number, word in enumerate(answer)}
        send(client, swedish, block, {"attempt": uuid.uuid4(), **sent})
        assert Attempt.objects.get(language="sv").score == 1


def test_a_translation_that_lacks_an_item_shows_no_answer_of_the_other(client, course):
    block = exercise("match_pairs")
    lesson = add_lesson(course, blocks=[block])
    translate(course, "sv")
    fewer = {**block["value"], "pairs": block["value"]["pairs"][:1]}
    swedish = translate(lesson, "sv", body=[{**block, "value": fewer}])
    send(client, lesson, block, open_form(client, lesson, block).fill(RIGHT["match_pairs"]))
    page = part_of(client.get(swedish.url).content.decode(), block)
    assert "selected" not in page


def test_tokens_say_nothing_without_the_key_of_the_site(client, course, settings):
    block = exercise("drag_words")
    lesson = add_lesson(course, blocks=[block])
    page = part_of(client.get(lesson.url).content.decode(), block)
    token = make_wire(uuid.UUID(block["id"])).hide("0")
    assert f'value="{token}"' in page
    settings.SECRET_KEY = "another"
    assert token not in client.get(lesson.url).content.decode()


@KINDS
def test_script_comes_only_where_something_can_be_moved(client, course, kind):
    page = client.get(add_lesson(course, blocks=[exercise(kind)]).url).content.decode()
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", page, re.DOTALL)
    if kind in ("drag_words", "match_pairs", "put_in_order"):
        assert scripts == [(' type="module" src="/static/uprest/js/exercises.js"', "")]
    else:
        assert not scripts


@KINDS
def test_every_field_has_a_name_for_those_who_cannot_see(client, course, kind):
    block = exercise(kind)
    lesson = add_lesson(course, blocks=[block])
    page = part_of(client.get(lesson.url).content.decode(), block)
    for field in re.findall(r"<(?:select|input type=\"text\")[^>]*>", page):
        assert "aria-label=" in field
    for target in re.findall(r'aria-describedby="([^"]+)"', page):
        assert f'id="{target}"' in page
    assert "<legend>" in page
